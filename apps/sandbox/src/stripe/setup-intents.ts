import type { Stripe } from 'stripe';
import { asksForAuthentication } from './cards.js';
import { mergeMetadata } from './metadata.js';
import { recordEvent } from './events.js';
import { attach, behaviourOf, resolvePaymentMethod } from './payment-methods.js';
import { invalidRequest, StripeRefusal } from './refusal.js';
import { idOf, type StripeState } from './state.js';

type SetupIntent = Stripe.SetupIntent;

/** What a SetupIntent is made of, whether by the API or by a checkout session. */
export interface SetupInput {
  customer: string | null;
  usage: string;
  description: string | null;
  metadata: Stripe.Metadata;
  onBehalfOf: string | null;
  automaticPaymentMethods: boolean;
}

/** Makes a SetupIntent that still needs a card. */
export function openSetupIntent(state: StripeState, input: SetupInput): SetupIntent {
  const id = state.newId('seti');
  const intent = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: input.automaticPaymentMethods ? { allow_redirects: 'always', enabled: true } : null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${state.newId('x').slice(2)}`,
    created: state.clock.seconds(),
    customer: input.customer,
    customer_account: null,
    description: input.description,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: input.metadata,
    next_action: null,
    on_behalf_of: input.onBehalfOf,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: { card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: input.usage,
  } satisfies SetupIntent;
  state.save<SetupIntent>(intent);
  recordEvent(state, 'setup_intent.created', intent);
  return intent;
}

/** `setupIntents.create`, with `confirm` also the first attempt. */
export function createSetupIntent(state: StripeState, params: Stripe.SetupIntentCreateParams): SetupIntent {
  if (params.customer) state.must('customer', params.customer, 'customer');
  const card = params.payment_method ? resolvePaymentMethod(state, params.payment_method) : undefined;
  if (params.confirm && !card) {
    throw invalidRequest(
      "You cannot confirm this SetupIntent because it's missing a payment method.",
      'setup_intent_unexpected_state',
    );
  }
  const opened = openSetupIntent(state, {
    customer: params.customer ?? null,
    usage: params.usage ?? 'off_session',
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    onBehalfOf: params.on_behalf_of ?? null,
    automaticPaymentMethods: params.automatic_payment_methods?.enabled ?? !params.allowed_payment_method_types,
  });
  if (!card) return opened;
  if (!params.confirm) {
    return state.save<SetupIntent>({ ...opened, payment_method: card.id, status: 'requires_confirmation' });
  }
  const attempt = attemptSetup(state, opened, card, { authenticated: false, returnUrl: params.return_url });
  if (attempt.outcome === 'declined') throw attempt.refusal;
  return attempt.setupIntent;
}

/** How an attempt ended. */
export type SetupAttempt =
  | { outcome: 'succeeded' | 'requires_action'; setupIntent: SetupIntent }
  | { outcome: 'declined'; setupIntent: SetupIntent; refusal: StripeRefusal };

/** Asks the bank whether the card may be charged later without its holder. */
export function attemptSetup(
  state: StripeState,
  before: SetupIntent,
  card: Stripe.PaymentMethod,
  how: { authenticated: boolean; returnUrl?: string | undefined },
): SetupAttempt {
  const { behaviour } = behaviourOf(state, card);
  const asks = asksForAuthentication(behaviour, { offSession: false, setUpForOffSession: false });
  if (asks && !how.authenticated) {
    const waiting = state.save<SetupIntent>({
      ...before,
      payment_method: card.id,
      status: 'requires_action',
      last_setup_error: null,
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: { return_url: how.returnUrl ?? null, url: `${state.baseUrl}/c/3ds/${before.id}` },
      },
    });
    recordEvent(state, 'setup_intent.requires_action', waiting);
    return { outcome: 'requires_action', setupIntent: waiting };
  }
  if (behaviour.decline) {
    const { code, declineCode, message } = behaviour.decline;
    const error = { type: 'card_error' as const, code, ...(declineCode && { decline_code: declineCode }), message };
    const failed = fail(state, before, { ...error, payment_method: card });
    return {
      outcome: 'declined',
      setupIntent: failed,
      refusal: new StripeRefusal(402, { ...error, setup_intent: failed }),
    };
  }
  const customer = idOf(before.customer);
  if (customer) {
    attach(state, card, customer, { offSession: before.usage === 'off_session', allowRedisplay: 'limited' });
  }
  const done = state.save<SetupIntent>({
    ...before,
    last_setup_error: null,
    next_action: null,
    payment_method: card.id,
    status: 'succeeded',
  });
  recordEvent(state, 'setup_intent.succeeded', done);
  return { outcome: 'succeeded', setupIntent: done };
}

/** The customer gave up or failed 3-D Secure. */
export function failSetup(state: StripeState, before: SetupIntent): SetupIntent {
  return fail(state, before, {
    type: 'invalid_request_error',
    code: 'setup_intent_authentication_failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
  });
}

function fail(state: StripeState, before: SetupIntent, error: Stripe.SetupIntent.LastSetupError): SetupIntent {
  const failed = state.save<SetupIntent>({
    ...before,
    last_setup_error: error,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  recordEvent(state, 'setup_intent.setup_failed', failed);
  return failed;
}
