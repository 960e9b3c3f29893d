import type { Stripe } from 'stripe';
import { createCustomer, mergeMetadata } from './customers.js';
import { recordEvent } from './events.js';
import { attemptPayment, checkAmount, failAuthentication, openPaymentIntent } from './payment-intents.js';
import { attach, createCard } from './payment-methods.js';
import { invalidRequest, StripeRefusal } from './refusal.js';
import { idOf, type SessionPrivate, type StripeState } from './state.js';

type Session = Stripe.Checkout.Session;
type CreateParams = Stripe.Checkout.SessionCreateParams;

const HALF_HOUR = 30 * 60;
const DAY = 24 * 60 * 60;

/** `checkout.sessions.create` for `mode: payment` on the hosted page, the only kind this release makes. */
export function createSession(state: StripeState, params: CreateParams): Session {
  const now = state.clock.seconds();
  if (params.mode !== 'payment') throw refuse('mode', `The sandbox knows only mode payment, not ${params.mode}.`);
  if ((params.ui_mode ?? 'hosted_page') !== 'hosted_page') {
    throw refuse('ui_mode', `The sandbox knows only ui_mode hosted_page, not ${params.ui_mode}.`);
  }
  if (!params.success_url) throw missing('success_url');
  for (const name of ['success_url', 'cancel_url'] as const) {
    const url = params[name];
    if (url && !/^https?:\/\//.test(url)) throw invalidRequest('Not a valid URL', 'url_invalid', name);
  }
  if (!params.line_items?.length) throw missing('line_items');
  if (params.customer && params.customer_email) {
    throw refuse('customer_email', 'You may only specify one of these parameters: customer, customer_email.');
  }
  if (params.customer) state.must('customer', params.customer, 'customer');
  if (params.saved_payment_method_options?.payment_method_save && !params.customer) {
    throw refuse('saved_payment_method_options', 'You can only save payment methods when `customer` is set.');
  }
  const expiresAt = params.expires_at ?? now + DAY;
  // A few seconds of grace: the caller computed the time before the request travelled.
  if (expiresAt < now + HALF_HOUR - 10 || expiresAt > now + DAY + 10) {
    throw refuse(
      'expires_at',
      'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
    );
  }
  const lines = params.line_items.map((item, index) => lineItem(state, item, index));
  const currency = lines[0]?.currency ?? '';
  if (lines.some((line) => line.currency !== currency)) {
    throw refuse('line_items', 'All line items must have the same currency.');
  }
  const amount = lines.reduce((sum, line) => sum + line.amount_total, 0);
  checkAmount(amount, currency, 'line_items');
  const customer = params.customer ? state.must<Stripe.Customer>('customer', params.customer, 'customer') : undefined;
  const id = state.newId('cs_test', 58);
  const session = {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: amount,
    amount_total: amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: params.consent_collection
      ? {
          payment_method_reuse_agreement: null,
          promotions: params.consent_collection.promotions ?? null,
          terms_of_service: params.consent_collection.terms_of_service ?? null,
        }
      : null,
    created: now,
    currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: params.custom_text?.after_submit || null,
      shipping_address: params.custom_text?.shipping_address || null,
      submit: params.custom_text?.submit || null,
      terms_of_service_acceptance: params.custom_text?.terms_of_service_acceptance || null,
    },
    customer: params.customer ?? null,
    customer_account: null,
    customer_creation: params.customer ? null : (params.customer_creation ?? 'if_required'),
    customer_details:
      customer || params.customer_email
        ? details(customer?.email ?? params.customer_email ?? null, customer?.name ?? null)
        : null,
    customer_email: params.customer_email ?? null,
    discounts: [],
    expires_at: expiresAt,
    integration_identifier: params.integration_identifier ?? null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    mode: 'payment',
    optional_items: null,
    origin_context: params.origin_context ?? null,
    // Since 2022-08-01 the PaymentIntent is made when the customer pays, not here.
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: params.customer
      ? {
          allow_redisplay_filters: ['always'],
          payment_method_remove: params.saved_payment_method_options?.payment_method_remove ?? 'disabled',
          payment_method_save: params.saved_payment_method_options?.payment_method_save ?? null,
        }
      : null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: params.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${state.baseUrl}/c/pay/${id}`,
    wallet_options: null,
  } satisfies Session;
  const hidden: SessionPrivate = {
    id: `hidden_${id}`,
    lineItems: lines,
    paymentIntentData: (params.payment_intent_data ?? {}) as Record<string, unknown>,
    challenge: null,
  };
  state.saveHidden('session_private', hidden);
  state.later('session_expiry', id, expiresAt * 1000);
  return state.save<Session>(session);
}

function lineItem(
  state: StripeState,
  item: Stripe.Checkout.SessionCreateParams.LineItem,
  index: number,
): Stripe.LineItem {
  const at = `line_items[${index}]`;
  const data = item.price_data;
  if (!data) throw refuse(`${at}[price]`, 'The sandbox has no price catalogue: send price_data.');
  if (!data.product_data) throw missing(`${at}[price_data][product_data]`);
  if (data.unit_amount === undefined || !Number.isInteger(data.unit_amount)) {
    throw missing(`${at}[price_data][unit_amount]`);
  }
  if (item.quantity === undefined) throw missing(`${at}[quantity]`);
  const total = data.unit_amount * item.quantity;
  return {
    id: state.newId('li'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency: data.currency,
    description: data.product_data.name,
    metadata: null,
    price: null,
    quantity: item.quantity,
  };
}

function details(email: string | null, name: string | null): Stripe.Checkout.Session.CustomerDetails {
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  };
}

/** What a session keeps off the wire. */
export function hiddenOf(state: StripeState, id: string): SessionPrivate {
  return state.must<SessionPrivate>('session_private', `hidden_${id}`);
}

/** `expand: ['line_items']` */
export function withLineItems(state: StripeState, session: Session): Session {
  const data = hiddenOf(state, session.id).lineItems as Stripe.LineItem[];
  const url = `/v1/checkout/sessions/${session.id}/line_items`;
  return { ...session, line_items: { object: 'list', data, has_more: false, url } };
}

/** A card and the ticks on the page. */
export interface CheckoutPayment {
  number: string;
  expMonth: number;
  expYear: number;
  /** "Save this card" */
  save: boolean;
  /** "I accept the terms" */
  acceptTerms: boolean;
  email: string | null;
}

/** How a press of "Pay" ended. */
export type CheckoutOutcome =
  | { outcome: 'paid'; session: Session }
  | { outcome: 'challenge'; session: Session; paymentIntent: string }
  | { outcome: 'declined'; session: Session; message: string; refusal: StripeRefusal };

/**
 * The customer presses "Pay".
 * @throws StripeRefusal when the session is not open any more or the terms are not accepted
 */
export function paySession(state: StripeState, id: string, payment: CheckoutPayment): CheckoutOutcome {
  const session = openSession(state, id);
  if (session.consent_collection?.terms_of_service === 'required' && !payment.acceptTerms) {
    throw invalidRequest('Please accept the terms of service.', 'terms_of_service_required');
  }
  const email = payment.email ?? session.customer_details?.email ?? null;
  const card = createCard(state, payment, { email, name: session.customer_details?.name ?? null });
  const withIntent = ensurePaymentIntent(state, session, email);
  const intentId = idOf(withIntent.payment_intent) ?? '';
  const intent = state.must<Stripe.PaymentIntent>('payment_intent', intentId);
  const attempt = attemptPayment(state, intent, card, { offSession: false, authenticated: false, mayAsk: true });
  if (attempt.outcome === 'declined') {
    return { outcome: 'declined', session: withIntent, message: attempt.refusal.message, refusal: attempt.refusal };
  }
  const save = payment.save && withIntent.saved_payment_method_options?.payment_method_save === 'enabled';
  if (attempt.outcome === 'requires_action') {
    const challenge = { paymentIntent: intentId, paymentMethod: card.id, save };
    state.saveHidden('session_private', { ...hiddenOf(state, id), challenge } as SessionPrivate);
    return { outcome: 'challenge', session: withIntent, paymentIntent: intentId };
  }
  return { outcome: 'paid', session: complete(state, withIntent, card.id, save) };
}

/** The customer answered (or failed) 3-D Secure. */
export function answerChallenge(state: StripeState, id: string, passed: boolean): CheckoutOutcome {
  const session = openSession(state, id);
  const { challenge } = hiddenOf(state, id);
  if (!challenge)
    throw invalidRequest('There is no 3-D Secure challenge to answer.', 'payment_intent_unexpected_state');
  state.saveHidden('session_private', { ...hiddenOf(state, id), challenge: null } as SessionPrivate);
  const intent = state.must<Stripe.PaymentIntent>('payment_intent', challenge.paymentIntent);
  if (!passed) {
    const failed = failAuthentication(state, intent);
    const message = failed.last_payment_error?.message ?? 'Authentication failed.';
    const refusal = new StripeRefusal(402, {
      type: 'card_error',
      code: 'payment_intent_authentication_failure',
      message,
    });
    return { outcome: 'declined', session, message, refusal };
  }
  const card = state.must<Stripe.PaymentMethod>('payment_method', challenge.paymentMethod);
  const attempt = attemptPayment(state, intent, card, { offSession: false, authenticated: true, mayAsk: false });
  if (attempt.outcome === 'declined') {
    return { outcome: 'declined', session, message: attempt.refusal.message, refusal: attempt.refusal };
  }
  return { outcome: 'paid', session: complete(state, session, card.id, challenge.save) };
}

function openSession(state: StripeState, id: string): Session {
  const session = state.must<Session>('checkout.session', id);
  if (session.status === 'open' && session.expires_at <= state.clock.seconds()) expireNow(state, session);
  const now = state.must<Session>('checkout.session', id);
  if (now.status !== 'open') {
    throw invalidRequest(
      `This Checkout Session is ${now.status} and can no longer be paid.`,
      'checkout_session_not_open',
    );
  }
  return now;
}

function ensurePaymentIntent(state: StripeState, session: Session, email: string | null): Session {
  if (session.payment_intent) return session;
  const data = hiddenOf(state, session.id).paymentIntentData as NonNullable<CreateParams['payment_intent_data']>;
  let customer = idOf(session.customer);
  if (!customer && (session.customer_creation === 'always' || data.setup_future_usage)) {
    customer = createCustomer(state, { ...(email && { email }) }).id;
  }
  const intent = openPaymentIntent(state, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? '',
    customer,
    description: data.description ?? null,
    metadata: mergeMetadata({}, data.metadata),
    receiptEmail: data.receipt_email ?? null,
    setupFutureUsage: data.setup_future_usage ?? null,
    statementDescriptor: data.statement_descriptor ?? null,
    statementDescriptorSuffix: data.statement_descriptor_suffix ?? null,
    transferGroup: data.transfer_group ?? null,
    onBehalfOf: data.on_behalf_of ?? null,
    automaticPaymentMethods: false,
    allowedPaymentMethodTypes: session.allowed_payment_method_types,
  });
  return state.save<Session>({
    ...session,
    customer,
    customer_details: session.customer_details ?? details(email, null),
    payment_intent: intent.id,
  });
}

function complete(state: StripeState, session: Session, card: string, save: boolean): Session {
  const customer = idOf(session.customer);
  if (save && customer) {
    const paymentMethod = state.must<Stripe.PaymentMethod>('payment_method', card);
    const attached = attach(state, paymentMethod, customer, { offSession: false, allowRedisplay: 'always' });
    // The tick also raises a card that was kept for off-session use alone to one that may be shown again.
    if (attached.allow_redisplay !== 'always') state.save({ ...attached, allow_redisplay: 'always' });
  }
  state.never('session_expiry', session.id);
  const done = state.save<Session>({
    ...session,
    consent:
      session.consent_collection?.terms_of_service === 'required'
        ? { promotions: null, terms_of_service: 'accepted' }
        : null,
    payment_status: 'paid',
    status: 'complete',
    url: null,
  });
  recordEvent(state, 'checkout.session.completed', done);
  return done;
}

/** `checkout.sessions.expire` */
export function expireSession(state: StripeState, id: string): Session {
  const session = state.must<Session>('checkout.session', id);
  if (session.status !== 'open') {
    throw invalidRequest(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
    );
  }
  return expireNow(state, session);
}

function expireNow(state: StripeState, session: Session): Session {
  state.never('session_expiry', session.id);
  const expired = state.save<Session>({ ...session, status: 'expired', url: null });
  const intent = state.get<Stripe.PaymentIntent>('payment_intent', idOf(session.payment_intent) ?? '');
  if (intent && intent.status !== 'succeeded' && intent.status !== 'canceled') {
    const canceled = state.save<Stripe.PaymentIntent>({
      ...intent,
      canceled_at: state.clock.seconds(),
      cancellation_reason: 'automatic',
      next_action: null,
      status: 'canceled',
    });
    recordEvent(state, 'payment_intent.canceled', canceled);
  }
  recordEvent(state, 'checkout.session.expired', expired);
  return expired;
}

/** Called by the timer at `expires_at`. */
export function expireIfDue(state: StripeState, id: string): void {
  const session = state.get<Session>('checkout.session', id);
  if (session?.status === 'open') expireNow(state, session);
}

const missing = (param: string) => invalidRequest(`Missing required param: ${param}.`, 'parameter_missing', param);
const refuse = (param: string, message: string) => invalidRequest(message, undefined, param);
