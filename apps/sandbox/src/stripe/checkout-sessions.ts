import type { Stripe } from 'stripe';
import { createPrice } from './catalogue.js';
import { mergeMetadata } from './metadata.js';
import { recordEvent } from './events.js';
import { checkAmount } from './payment-intents.js';
import { invalidRequest } from './refusal.js';
import { openSetupIntent } from './setup-intents.js';
import { idOf, type SessionPrivate, type StripeState } from './state.js';
import { checkStatement } from './statement.js';

type Session = Stripe.Checkout.Session;
type CreateParams = Stripe.Checkout.SessionCreateParams;

const HALF_HOUR = 30 * 60;
const DAY = 24 * 60 * 60;

/** `checkout.sessions.create` for the hosted page, the only kind of page the sandbox has. */
export function createSession(state: StripeState, params: CreateParams): Session {
  const now = state.clock.seconds();
  const mode = params.mode ?? 'payment';
  if ((params.ui_mode ?? 'hosted_page') !== 'hosted_page') {
    throw refuse('ui_mode', `The sandbox knows only ui_mode hosted_page, not ${params.ui_mode}.`);
  }
  if (!params.success_url) throw missing('success_url');
  for (const name of ['success_url', 'cancel_url'] as const) {
    const url = params[name];
    if (url && !/^https?:\/\//.test(url)) throw invalidRequest('Not a valid URL', 'url_invalid', name);
  }
  if (mode === 'setup' && params.line_items) {
    throw refuse('line_items', 'You can not pass `line_items` in `setup` mode.');
  }
  if (mode !== 'setup' && !params.line_items?.length) throw missing('line_items');
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
  const lines = (params.line_items ?? []).map((item, index) => lineItem(state, item, index));
  const currency = lines[0]?.currency ?? params.currency ?? '';
  const recurs = lines.some((line) => line.price?.recurring);
  if (recurs !== (mode === 'subscription')) {
    throw refuse(
      'line_items',
      recurs
        ? 'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.'
        : 'You must provide at least one recurring price in `subscription` mode when using prices.',
    );
  }
  if (lines.some((line) => line.currency !== currency)) {
    throw refuse('line_items', 'All line items must have the same currency.');
  }
  const amount = lines.reduce((sum, line) => sum + line.amount_total, 0);
  if (mode !== 'setup') checkAmount(amount, currency, 'line_items');
  const suffix = params.payment_intent_data?.statement_descriptor_suffix;
  checkStatement(suffix, 'payment_intent_data[statement_descriptor_suffix]');
  const customer = params.customer ? state.must<Stripe.Customer>('customer', params.customer, 'customer') : undefined;
  const id = state.newId('cs_test', 58);
  const session = {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: mode === 'setup' ? null : amount,
    amount_total: mode === 'setup' ? null : amount,
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
    currency: currency || null,
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
    mode,
    optional_items: null,
    origin_context: params.origin_context ?? null,
    // Since 2022-08-01 the PaymentIntent is made when the customer pays, not here.
    payment_intent: null,
    payment_link: null,
    payment_method_collection: mode === 'payment' ? 'if_required' : 'always',
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    payment_status: mode === 'setup' ? 'no_payment_required' : 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options:
      params.customer && mode !== 'setup'
        ? {
            allow_redisplay_filters: ['always'],
            payment_method_remove: params.saved_payment_method_options?.payment_method_remove ?? 'disabled',
            payment_method_save: params.saved_payment_method_options?.payment_method_save ?? null,
          }
        : null,
    setup_intent: mode === 'setup' ? intentToSetUp(state, params).id : null,
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
    subscriptionData: (params.subscription_data ?? {}) as Record<string, unknown>,
    subscription: null,
    challenge: null,
  };
  state.saveHidden('session_private', hidden);
  state.later('session_expiry', id, expiresAt * 1000);
  return state.save<Session>(session);
}

/** In mode `setup` the intent exists from the beginning. */
function intentToSetUp(state: StripeState, params: CreateParams): Stripe.SetupIntent {
  const data = params.setup_intent_data;
  return openSetupIntent(state, {
    customer: params.customer ?? null,
    usage: 'off_session',
    description: data?.description ?? null,
    metadata: mergeMetadata({}, data?.metadata),
    onBehalfOf: data?.on_behalf_of ?? null,
    automaticPaymentMethods: false,
  });
}

function lineItem(
  state: StripeState,
  item: Stripe.Checkout.SessionCreateParams.LineItem,
  index: number,
): Stripe.LineItem {
  const at = `line_items[${index}]`;
  const data = item.price_data;
  if (item.price || data?.recurring || data?.product) {
    const price = item.price
      ? state.must<Stripe.Price>('price', item.price, `${at}[price]`)
      : createPrice(state, data ?? { currency: '' }, `${at}[price_data]`);
    return linePriced(state, price, item.quantity ?? 1);
  }
  if (!data) throw missing(`${at}[price_data]`);
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

function linePriced(state: StripeState, price: Stripe.Price, quantity: number): Stripe.LineItem {
  const product = state.get<Stripe.Product>('product', idOf(price.product) ?? '');
  const total = (price.unit_amount ?? 0) * quantity;
  return {
    id: state.newId('li'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency: price.currency,
    description: product?.name ?? null,
    metadata: null,
    price,
    quantity,
  };
}

/** The customer as the session tells it. */
export function details(email: string | null, name: string | null): Stripe.Checkout.Session.CustomerDetails {
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

/** Expires a session whatever its time; what it has begun is canceled. */
export function expireNow(state: StripeState, session: Session): Session {
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
