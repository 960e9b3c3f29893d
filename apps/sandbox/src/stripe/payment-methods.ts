import { createHash } from 'node:crypto';
import type { Stripe } from 'stripe';
import { type CardBehaviour, cardBehaviour, TEST_PAYMENT_METHODS } from './cards.js';
import { recordEvent } from './events.js';
import { invalidRequest } from './refusal.js';
import { type CardPrivate, idOf, type StripeState } from './state.js';

/** A card as the customer typed it. */
export interface CardInput {
  number: string;
  expMonth: number;
  expYear: number;
}

/** Makes a payment method of a card; it belongs to nobody until it is attached. */
export function createCard(
  state: StripeState,
  card: CardInput,
  billing: { email: string | null; name: string | null },
): Stripe.PaymentMethod {
  const behaviour = cardBehaviour(card.number);
  if (!behaviour) {
    throw invalidRequest(
      'Your card was declined. Your request was in test mode, but used a non test card.',
      'card_declined',
      'number',
    );
  }
  const paymentMethod = {
    id: state.newId('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: { address: null, email: billing.email, name: billing.name, phone: null, tax_id: null },
    card: {
      brand: behaviour.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'DE',
      display_brand: behaviour.brand,
      exp_month: card.expMonth,
      exp_year: card.expYear,
      fingerprint: createHash('sha256').update(card.number).digest('hex').slice(0, 16),
      funding: 'credit',
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [behaviour.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: state.clock.seconds(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  } satisfies Stripe.PaymentMethod;
  const hidden: CardPrivate = {
    id: `card_${paymentMethod.id}`,
    number: card.number,
    setUpForOffSession: false,
    detached: false,
  };
  state.saveHidden('card_private', hidden);
  return state.save<Stripe.PaymentMethod>(paymentMethod);
}

/** Stripe's `pm_card_...` become a fresh payment method each time they are used. */
export function resolvePaymentMethod(state: StripeState, id: string): Stripe.PaymentMethod {
  const number = TEST_PAYMENT_METHODS[id];
  if (!number) {
    const paymentMethod = state.must<Stripe.PaymentMethod>('payment_method', id, 'payment_method');
    if (behaviourOf(state, paymentMethod).hidden.detached) {
      throw invalidRequest(
        'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again.',
        undefined,
        'payment_method',
      );
    }
    return paymentMethod;
  }
  const expYear = new Date(state.clock.now()).getUTCFullYear() + 3;
  return createCard(state, { number, expMonth: 12, expYear }, { email: null, name: null });
}

/** What the bank will do with this card. */
export function behaviourOf(
  state: StripeState,
  paymentMethod: Stripe.PaymentMethod,
): { behaviour: CardBehaviour; hidden: CardPrivate } {
  const hidden = state.must<CardPrivate>('card_private', `card_${paymentMethod.id}`);
  return { behaviour: cardBehaviour(hidden.number) ?? { brand: 'visa' }, hidden };
}

/** Puts a card on a customer's file. */
export function attach(
  state: StripeState,
  paymentMethod: Stripe.PaymentMethod,
  customer: string,
  use: { offSession: boolean; allowRedisplay: Stripe.PaymentMethod.AllowRedisplay },
): Stripe.PaymentMethod {
  const { hidden } = behaviourOf(state, paymentMethod);
  if (use.offSession && !hidden.setUpForOffSession) {
    state.saveHidden('card_private', { ...hidden, setUpForOffSession: true } as CardPrivate);
  }
  if (idOf(paymentMethod.customer) === customer) return paymentMethod;
  const attached = state.save<Stripe.PaymentMethod>({
    ...paymentMethod,
    customer,
    allow_redisplay: use.allowRedisplay,
  });
  recordEvent(state, 'payment_method.attached', attached);
  return attached;
}

/** Takes a card off the file for good: it can never be used again. */
export function detach(state: StripeState, id: string): Stripe.PaymentMethod {
  const paymentMethod = state.must<Stripe.PaymentMethod>('payment_method', id);
  const customer = idOf(paymentMethod.customer);
  if (!customer) {
    throw invalidRequest(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
      'payment_method_unexpected_state',
      'payment_method',
    );
  }
  const detached = state.save<Stripe.PaymentMethod>({ ...paymentMethod, customer: null });
  state.saveHidden('card_private', { ...behaviourOf(state, paymentMethod).hidden, detached: true } as CardPrivate);
  const owner = state.get<Stripe.Customer>('customer', customer);
  if (owner && idOf(owner.invoice_settings.default_payment_method) === id) {
    state.save({ ...owner, invoice_settings: { ...owner.invoice_settings, default_payment_method: null } });
  }
  recordEvent(state, 'payment_method.detached', detached, { customer });
  return detached;
}
