import type { Stripe } from 'stripe';
import { bookMoney } from './balance.js';
import type { Decline } from './cards.js';
import { recordEvent } from './events.js';
import { behaviourOf } from './payment-methods.js';
import { idOf, type StripeState } from './state.js';

/** Our tariff: 1.5 % and 25 cents, rounded half up as Stripe rounds. */
export function feeOf(amount: number): number {
  return Math.floor((amount * 15 + 500) / 1000) + 25;
}

/** Card details as a charge shows them: what was true at the time of payment. */
function cardDetails(
  paymentMethod: Stripe.PaymentMethod,
  amount: number,
  authenticated: boolean,
): Stripe.Charge.PaymentMethodDetails | null {
  const card = paymentMethod.card;
  if (!card) return null;
  return {
    type: 'card',
    card: {
      amount_authorized: amount,
      authorization_code: null,
      brand: card.brand,
      checks: card.checks,
      country: card.country,
      electronic_commerce_indicator: authenticated ? '05' : null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      ...(card.fingerprint !== undefined && { fingerprint: card.fingerprint }),
      funding: card.funding,
      installments: null,
      last4: card.last4,
      mandate: null,
      network: card.brand,
      network_transaction_id: '123456789012345',
      regulated_status: card.regulated_status,
      three_d_secure: authenticated
        ? {
            authentication_flow: 'challenge',
            electronic_commerce_indicator: '05',
            exemption_indicator: null,
            result: 'authenticated',
            result_reason: null,
            transaction_id: null,
            version: '2.2.0',
          }
        : null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}

/** Makes the charge of one attempt to pay; `decline` makes it a failed one. */
export function createCharge(
  state: StripeState,
  paymentIntent: Stripe.PaymentIntent,
  paymentMethod: Stripe.PaymentMethod,
  options: { authenticated: boolean; decline?: Decline },
): Stripe.Charge {
  const { decline } = options;
  const id = state.newId('ch');
  const charge = {
    id,
    object: 'charge',
    amount: paymentIntent.amount,
    amount_captured: decline ? 0 : paymentIntent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: paymentMethod.billing_details,
    calculated_statement_descriptor: decline ? null : 'SANDBOX',
    captured: !decline,
    created: state.clock.seconds(),
    currency: paymentIntent.currency,
    customer: idOf(paymentIntent.customer),
    description: paymentIntent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: paymentIntent.metadata,
    on_behalf_of: idOf(paymentIntent.on_behalf_of),
    outcome: decline
      ? {
          advice_code: null,
          network_advice_code: null,
          network_decline_code: null,
          network_status: 'declined_by_network',
          reason: decline.declineCode ?? decline.code,
          risk_level: 'normal',
          seller_message: 'The bank did not return any further details with this decline.',
          type: 'issuer_declined',
        }
      : {
          advice_code: null,
          network_advice_code: null,
          network_decline_code: null,
          network_status: 'approved_by_network',
          reason: null,
          risk_level: 'normal',
          seller_message: 'Payment complete.',
          type: 'authorized',
        },
    paid: !decline,
    payment_intent: paymentIntent.id,
    payment_method: paymentMethod.id,
    payment_method_details: cardDetails(paymentMethod, paymentIntent.amount, options.authenticated),
    receipt_email: paymentIntent.receipt_email,
    receipt_number: null,
    receipt_url: decline ? null : `${state.baseUrl}/c/receipt/${id}`,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: paymentIntent.statement_descriptor,
    statement_descriptor_suffix: paymentIntent.statement_descriptor_suffix,
    status: decline ? 'failed' : 'succeeded',
    transfer_data: null,
    transfer_group: paymentIntent.transfer_group,
  } satisfies Stripe.Charge;
  state.save<Stripe.Charge>(charge);
  recordEvent(state, decline ? 'charge.failed' : 'charge.succeeded', charge);
  if (!decline) {
    if (behaviourOf(state, paymentMethod).behaviour.complaint) {
      state.later('bank_complains', id, state.clock.now() + state.timings.complaintAfterMs);
    }
    // As on the real API the fee is known a moment after the charge; `charge.updated` tells it.
    const dueAt = state.clock.now() + state.timings.balanceTransactionDelayMs;
    if (state.timings.balanceTransactionDelayMs > 0) state.later('balance_transaction', id, dueAt);
    else return bookCharge(state, id);
  }
  return charge;
}

/** Books the balance transaction of a charge and tells it by `charge.updated`. */
export function bookCharge(state: StripeState, id: string): Stripe.Charge {
  const charge = state.must<Stripe.Charge>('charge', id);
  if (charge.balance_transaction) return charge;
  const paymentMethod = charge.payment_method
    ? state.get<Stripe.PaymentMethod>('payment_method', charge.payment_method)
    : undefined;
  const atOnce = paymentMethod ? behaviourOf(state, paymentMethod).behaviour.availableAtOnce : false;
  const booked = bookMoney(state, {
    type: 'charge',
    amount: charge.amount,
    fee: feeOf(charge.amount),
    currency: charge.currency,
    source: charge.id,
    description: charge.description,
    // Counted from the payment, whenever its fee is known.
    availableAfterMs: atOnce
      ? 0
      : Math.max(0, charge.created * 1000 + state.timings.fundsAvailableAfterMs - state.clock.now()),
  });
  const after = state.save<Stripe.Charge>({ ...charge, balance_transaction: booked.id });
  recordEvent(state, 'charge.updated', after, { balance_transaction: null });
  return after;
}
