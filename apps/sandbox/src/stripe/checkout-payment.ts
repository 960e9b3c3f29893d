import type { Stripe } from 'stripe';
import { details, expireNow, hiddenOf } from './checkout-sessions.js';
import { createCustomer } from './customers.js';
import { mergeMetadata } from './metadata.js';
import { recordEvent } from './events.js';
import { intentOf, settleInvoiceOf } from './invoice-payments.js';
import { attemptPayment, failAuthentication, openPaymentIntent } from './payment-intents.js';
import { attach, createCard } from './payment-methods.js';
import { invalidRequest, StripeRefusal } from './refusal.js';
import { attemptSetup, failSetup } from './setup-intents.js';
import { idOf, type SessionPrivate, type StripeState } from './state.js';
import { FOLLOWER, startSubscription } from './subscriptions.js';

type Session = Stripe.Checkout.Session;
type CreateParams = Stripe.Checkout.SessionCreateParams;

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
  | { outcome: 'challenge'; session: Session; intent: string }
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
  if (session.mode === 'setup') return setUp(state, session, card, false);
  if (session.mode === 'subscription') return subscribe(state, session, card, false);
  const withIntent = ensurePaymentIntent(state, session, email);
  const intentId = idOf(withIntent.payment_intent) ?? '';
  const intent = state.must<Stripe.PaymentIntent>('payment_intent', intentId);
  const attempt = attemptPayment(state, intent, card, { offSession: false, authenticated: false, mayAsk: true });
  if (attempt.outcome === 'declined') {
    return { outcome: 'declined', session: withIntent, message: attempt.refusal.message, refusal: attempt.refusal };
  }
  const save = payment.save && withIntent.saved_payment_method_options?.payment_method_save === 'enabled';
  if (attempt.outcome === 'requires_action') {
    const challenge = { intent: intentId, paymentMethod: card.id, save };
    state.saveHidden('session_private', { ...hiddenOf(state, id), challenge } as SessionPrivate);
    return { outcome: 'challenge', session: withIntent, intent: intentId };
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
  if (session.mode === 'setup') return answerSetup(state, session, challenge, passed);
  const intent = state.must<Stripe.PaymentIntent>('payment_intent', challenge.intent);
  if (passed && session.mode === 'subscription') {
    const card = state.must<Stripe.PaymentMethod>('payment_method', challenge.paymentMethod);
    return subscribe(state, session, card, true);
  }
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

/** The subscription begins with the first attempt and is tried again with the next card. */
function subscribe(
  state: StripeState,
  session: Session,
  card: Stripe.PaymentMethod,
  authenticated: boolean,
): CheckoutOutcome {
  const customer = idOf(session.customer) ?? createCustomer(state, emailOf(card)).id;
  const known = state.save<Session>({ ...session, customer });
  const id = hiddenOf(state, session.id).subscription ?? beginSubscription(state, known, customer);
  const before = state.must<Stripe.Subscription>('subscription', id);
  const invoice = idOf(before.latest_invoice) ?? '';
  const intent = intentOf(state, invoice);
  const how = { offSession: false, authenticated, mayAsk: !authenticated };
  const attempt = attemptPayment(state, intent, card, how);
  if (attempt.outcome === 'declined') {
    return { outcome: 'declined', session: known, message: attempt.refusal.message, refusal: attempt.refusal };
  }
  if (attempt.outcome === 'requires_action') {
    const challenge = { intent: intent.id, paymentMethod: card.id, save: true };
    state.saveHidden('session_private', { ...hiddenOf(state, session.id), challenge } as SessionPrivate);
    state.save<Session>({ ...known, payment_intent: intent.id });
    return { outcome: 'challenge', session: known, intent: intent.id };
  }
  attach(state, card, customer, { offSession: true, allowRedisplay: 'limited' });
  state.save<Stripe.Subscription>({ ...before, default_payment_method: card.id });
  settleInvoiceOf(state, intent.id, FOLLOWER);
  const paid = { ...known, invoice, payment_intent: null, subscription: id };
  return { outcome: 'paid', session: complete(state, paid, card.id, true) };
}

function beginSubscription(state: StripeState, session: Session, customer: string): string {
  const hidden = hiddenOf(state, session.id);
  const data = hidden.subscriptionData as NonNullable<CreateParams['subscription_data']>;
  const lines = (hidden.lineItems as Stripe.LineItem[]).flatMap(({ price, quantity }) =>
    price ? [{ price, quantity: quantity ?? 1 }] : [],
  );
  const { id } = startSubscription(state, {
    customer,
    items: lines.filter(({ price }) => price.recurring),
    extras: lines.filter(({ price }) => !price.recurring),
    collectionMethod: 'charge_automatically',
    daysUntilDue: null,
    behavior: 'default_incomplete',
    defaultPaymentMethod: null,
    description: data.description ?? null,
    automaticTax: session.automatic_tax.enabled,
    billingMode: data.billing_mode?.type ?? 'flexible',
    cancelAt: null,
    cancelAtPeriodEnd: false,
    metadata: mergeMetadata({}, data.metadata),
  });
  state.saveHidden('session_private', { ...hidden, subscription: id } as SessionPrivate);
  return id;
}

/** The card is kept, nothing is paid. */
function setUp(
  state: StripeState,
  session: Session,
  card: Stripe.PaymentMethod,
  authenticated: boolean,
): CheckoutOutcome {
  const before = state.must<Stripe.SetupIntent>('setup_intent', idOf(session.setup_intent) ?? '');
  const customer = idOf(session.customer) ?? createCustomer(state, emailOf(card)).id;
  const attempt = attemptSetup(state, { ...before, customer }, card, { authenticated });
  if (attempt.outcome === 'declined') {
    return { outcome: 'declined', session, message: attempt.refusal.message, refusal: attempt.refusal };
  }
  const known = state.save<Session>({ ...session, customer });
  if (attempt.outcome === 'requires_action') {
    const challenge = { intent: before.id, paymentMethod: card.id, save: true };
    state.saveHidden('session_private', { ...hiddenOf(state, session.id), challenge } as SessionPrivate);
    return { outcome: 'challenge', session: known, intent: before.id };
  }
  return { outcome: 'paid', session: complete(state, known, card.id, true) };
}

function answerSetup(
  state: StripeState,
  session: Session,
  challenge: { intent: string; paymentMethod: string },
  passed: boolean,
): CheckoutOutcome {
  const card = state.must<Stripe.PaymentMethod>('payment_method', challenge.paymentMethod);
  if (passed) return setUp(state, session, card, true);
  const failed = failSetup(state, state.must<Stripe.SetupIntent>('setup_intent', challenge.intent));
  const message = failed.last_setup_error?.message ?? 'Authentication failed.';
  const refusal = new StripeRefusal(402, {
    type: 'card_error',
    code: 'setup_intent_authentication_failure',
    message,
  });
  return { outcome: 'declined', session, message, refusal };
}

const emailOf = (card: Stripe.PaymentMethod) =>
  card.billing_details.email ? { email: card.billing_details.email } : {};

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
    payment_status: session.mode === 'setup' ? 'no_payment_required' : 'paid',
    status: 'complete',
    url: null,
  });
  recordEvent(state, 'checkout.session.completed', done);
  return done;
}
