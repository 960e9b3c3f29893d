import type { Stripe } from 'stripe';
import { asksForAuthentication, type Decline } from './cards.js';
import { createCharge } from './charges.js';
import { mergeMetadata } from './metadata.js';
import { recordEvent } from './events.js';
import { attach, behaviourOf, resolvePaymentMethod } from './payment-methods.js';
import { invalidRequest, StripeRefusal } from './refusal.js';
import { idOf, type StripeState } from './state.js';
import { checkStatement } from './statement.js';

/** What a PaymentIntent is made of, whether by the API or by a checkout session. */
export interface PaymentIntentInput {
  amount: number;
  currency: string;
  customer: string | null;
  description: string | null;
  metadata: Stripe.Metadata;
  receiptEmail: string | null;
  setupFutureUsage: Stripe.PaymentIntent.SetupFutureUsage | null;
  statementDescriptor: string | null;
  statementDescriptorSuffix: string | null;
  transferGroup: string | null;
  onBehalfOf: string | null;
  automaticPaymentMethods: boolean;
  allowedPaymentMethodTypes: string[] | null;
}

const REQUIRES_AUTHENTICATION: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

/** Stripe's limits: whole minor units, at least 50 cents, at most eight digits; a lower-case ISO code. */
export function checkAmount(amount: number, currency: string, param = 'amount'): void {
  if (!Number.isInteger(amount)) throw invalidRequest(`Invalid integer: ${amount}`, 'parameter_invalid_integer', param);
  if (amount < 1) {
    throw invalidRequest('This value must be greater than or equal to 1.', 'parameter_invalid_integer', param);
  }
  if (!/^[a-z]{3}$/.test(currency)) throw invalidRequest(`Invalid currency: ${currency}.`, undefined, 'currency');
  if (amount < 50) {
    throw invalidRequest('Amount must be at least 50 cents.', 'amount_too_small', param);
  }
  if (amount > 99_999_999) {
    throw invalidRequest('Amount must be no more than 999,999.99', 'amount_too_large', param);
  }
}

/** Makes a PaymentIntent that still needs a card. */
export function openPaymentIntent(state: StripeState, input: PaymentIntentInput): Stripe.PaymentIntent {
  if (input.customer) state.must('customer', input.customer, 'customer');
  const id = state.newId('pi');
  const paymentIntent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: input.allowedPaymentMethodTypes,
    amount: input.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: input.automaticPaymentMethods ? { allow_redirects: 'always', enabled: true } : null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${state.newId('x').slice(2)}`,
    confirmation_method: 'automatic',
    created: state.clock.seconds(),
    currency: input.currency,
    customer: input.customer,
    customer_account: null,
    description: input.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: input.metadata,
    next_action: null,
    on_behalf_of: input.onBehalfOf,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: input.receiptEmail,
    review: null,
    setup_future_usage: input.setupFutureUsage,
    shipping: null,
    source: null,
    statement_descriptor: input.statementDescriptor,
    statement_descriptor_suffix: input.statementDescriptorSuffix,
    status: 'requires_payment_method',
    transfer_group: input.transferGroup,
  } satisfies Stripe.PaymentIntent;
  state.save<Stripe.PaymentIntent>(paymentIntent);
  recordEvent(state, 'payment_intent.created', paymentIntent);
  return paymentIntent;
}

/** How an attempt ended. */
export type Attempt =
  | { outcome: 'succeeded' | 'requires_action'; paymentIntent: Stripe.PaymentIntent }
  | { outcome: 'declined'; paymentIntent: Stripe.PaymentIntent; refusal: StripeRefusal };

/** Asks the bank. `authenticated` is true when the customer has just passed 3-D Secure. */
export function attemptPayment(
  state: StripeState,
  before: Stripe.PaymentIntent,
  paymentMethod: Stripe.PaymentMethod,
  how: { offSession: boolean; authenticated: boolean; mayAsk: boolean; returnUrl?: string | undefined },
): Attempt {
  const { behaviour, hidden } = behaviourOf(state, paymentMethod);
  const asks =
    !how.authenticated &&
    asksForAuthentication(behaviour, {
      offSession: how.offSession,
      setUpForOffSession: hidden.setUpForOffSession,
    });
  if (asks && how.mayAsk) {
    const waiting = state.save<Stripe.PaymentIntent>({
      ...before,
      payment_method: paymentMethod.id,
      status: 'requires_action',
      last_payment_error: null,
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: {
          return_url: how.returnUrl ?? null,
          url: `${state.baseUrl}/c/3ds/${before.id}`,
        },
      },
    });
    recordEvent(state, 'payment_intent.requires_action', waiting);
    return { outcome: 'requires_action', paymentIntent: waiting };
  }
  const decline = asks
    ? REQUIRES_AUTHENTICATION
    : (behaviour.decline ?? (how.offSession ? behaviour.offSessionDecline : undefined));
  if (decline) return declined(state, before, paymentMethod, decline, how.authenticated);
  const charge = createCharge(state, before, paymentMethod, { authenticated: how.authenticated });
  const customer = idOf(before.customer);
  if (customer && before.setup_future_usage) {
    attach(state, paymentMethod, customer, {
      offSession: before.setup_future_usage === 'off_session',
      allowRedisplay: 'limited',
    });
  }
  const paid = state.save<Stripe.PaymentIntent>({
    ...before,
    amount_received: before.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: paymentMethod.id,
    status: 'succeeded',
  });
  recordEvent(state, 'payment_intent.succeeded', paid);
  return { outcome: 'succeeded', paymentIntent: paid };
}

function declined(
  state: StripeState,
  before: Stripe.PaymentIntent,
  paymentMethod: Stripe.PaymentMethod,
  decline: Decline,
  authenticated: boolean,
): Attempt {
  const charge = createCharge(state, before, paymentMethod, { authenticated, decline });
  const error = {
    type: 'card_error' as const,
    code: decline.code,
    ...(decline.declineCode && { decline_code: decline.declineCode }),
    message: decline.message,
    charge: charge.id,
    payment_method: paymentMethod,
  };
  const failed = state.save<Stripe.PaymentIntent>({
    ...before,
    last_payment_error: {
      ...error,
      doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
    },
    latest_charge: charge.id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  recordEvent(state, 'payment_intent.payment_failed', failed);
  const refusal = new StripeRefusal(402, { ...error, payment_intent: failed });
  return { outcome: 'declined', paymentIntent: failed, refusal };
}

/** The customer gave up or failed 3-D Secure. */
export function failAuthentication(state: StripeState, before: Stripe.PaymentIntent): Stripe.PaymentIntent {
  const paymentMethod = state.get<Stripe.PaymentMethod>('payment_method', idOf(before.payment_method) ?? '');
  const failed = state.save<Stripe.PaymentIntent>({
    ...before,
    last_payment_error: {
      type: 'invalid_request_error',
      code: 'payment_intent_authentication_failure',
      message:
        'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
      ...(paymentMethod && { payment_method: paymentMethod }),
    },
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  recordEvent(state, 'payment_intent.payment_failed', failed);
  return failed;
}

/** `paymentIntents.create`, with `confirm` also the first attempt to pay. */
export function createPaymentIntent(
  state: StripeState,
  params: Stripe.PaymentIntentCreateParams,
): Stripe.PaymentIntent {
  checkAmount(params.amount, params.currency);
  const offSession = params.off_session === true || String(params.off_session ?? '') === 'true';
  if (offSession && !params.confirm) {
    throw invalidRequest('You can only set `off_session` when `confirm` is true.', undefined, 'off_session');
  }
  if (params.error_on_requires_action && !params.confirm) {
    throw invalidRequest(
      'You can only set `error_on_requires_action` when `confirm` is true.',
      undefined,
      'error_on_requires_action',
    );
  }
  if (offSession && params.setup_future_usage) {
    throw invalidRequest('You cannot set both `off_session` and `setup_future_usage`.', undefined, 'off_session');
  }
  checkStatement(params.statement_descriptor_suffix, 'statement_descriptor_suffix');
  if (params.customer) state.must('customer', params.customer, 'customer');
  const paymentMethod = params.payment_method ? resolvePaymentMethod(state, params.payment_method) : undefined;
  if (paymentMethod) checkOwner(paymentMethod, params.customer ?? null);
  if (params.confirm && !paymentMethod) {
    throw invalidRequest(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
      'payment_intent_unexpected_state',
    );
  }
  const opened = openPaymentIntent(state, {
    amount: params.amount,
    currency: params.currency,
    customer: params.customer ?? null,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    receiptEmail: params.receipt_email ?? null,
    setupFutureUsage: params.setup_future_usage ?? null,
    statementDescriptor: params.statement_descriptor ?? null,
    statementDescriptorSuffix: params.statement_descriptor_suffix ?? null,
    transferGroup: params.transfer_group ?? null,
    onBehalfOf: params.on_behalf_of ?? null,
    automaticPaymentMethods: params.automatic_payment_methods?.enabled ?? !params.allowed_payment_method_types,
    allowedPaymentMethodTypes: params.allowed_payment_method_types ?? null,
  });
  if (!paymentMethod) return opened;
  if (!params.confirm) {
    return state.save<Stripe.PaymentIntent>({
      ...opened,
      payment_method: paymentMethod.id,
      status: 'requires_confirmation',
    });
  }
  const attempt = attemptPayment(state, opened, paymentMethod, {
    offSession,
    authenticated: false,
    mayAsk: !offSession && !params.error_on_requires_action,
    returnUrl: params.return_url,
  });
  if (attempt.outcome === 'declined') throw attempt.refusal;
  return attempt.paymentIntent;
}

function checkOwner(paymentMethod: Stripe.PaymentMethod, customer: string | null): void {
  const owner = idOf(paymentMethod.customer);
  if (owner && owner !== customer) {
    throw invalidRequest(
      `The PaymentMethod ${paymentMethod.id} belongs to the Customer ${owner}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`,
      undefined,
      'payment_method',
    );
  }
}

const CANCELLABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action', 'requires_capture'];

/** `paymentIntents.cancel` */
export function cancelPaymentIntent(
  state: StripeState,
  id: string,
  params: Stripe.PaymentIntentCancelParams,
): Stripe.PaymentIntent {
  const before = state.must<Stripe.PaymentIntent>('payment_intent', id);
  if (!CANCELLABLE.includes(before.status)) {
    throw new StripeRefusal(400, {
      type: 'invalid_request_error',
      code: 'payment_intent_unexpected_state',
      message: `You cannot cancel this PaymentIntent because it has a status of ${before.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELLABLE.join(', ')}, processing.`,
      payment_intent: before,
    });
  }
  const canceled = state.save<Stripe.PaymentIntent>({
    ...before,
    canceled_at: state.clock.seconds(),
    cancellation_reason: params.cancellation_reason ?? null,
    next_action: null,
    status: 'canceled',
  });
  recordEvent(state, 'payment_intent.canceled', canceled);
  return canceled;
}
