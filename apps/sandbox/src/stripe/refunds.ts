import type { Stripe } from 'stripe';
import { bookMoney } from './balance.js';
import { bookCharge } from './charges.js';
import { mergeMetadata } from './metadata.js';
import { recordEvent } from './events.js';
import { behaviourOf } from './payment-methods.js';
import { invalidRequest } from './refusal.js';
import { idOf, type StripeState } from './state.js';
import { noteComplaint } from './warnings.js';

const money = (amount: number, currency: string) => `${(amount / 100).toFixed(2)} ${currency.toUpperCase()}`;

function chargeToRefund(state: StripeState, params: Stripe.RefundCreateParams): Stripe.Charge {
  if (params.charge) return state.must<Stripe.Charge>('charge', params.charge, 'charge');
  if (!params.payment_intent) {
    throw invalidRequest('One of the following params should be provided for this request: payment_intent or charge.');
  }
  const paymentIntent = state.must<Stripe.PaymentIntent>('payment_intent', params.payment_intent, 'payment_intent');
  if (paymentIntent.status !== 'succeeded' || !paymentIntent.latest_charge) {
    throw invalidRequest(
      `This PaymentIntent (${paymentIntent.id}) does not have a successful charge to refund.`,
      'payment_intent_unexpected_state',
      'payment_intent',
    );
  }
  return state.must<Stripe.Charge>('charge', idOf(paymentIntent.latest_charge) ?? '');
}

/** `refunds.create` */
export function createRefund(state: StripeState, params: Stripe.RefundCreateParams): Stripe.Refund {
  const found = chargeToRefund(state, params);
  const left = found.amount_captured - found.amount_refunded;
  const amount = params.amount ?? left;
  if (left === 0) {
    throw invalidRequest(`Charge ${found.id} has already been refunded.`, 'charge_already_refunded');
  }
  if (!Number.isInteger(amount) || amount < 1) {
    throw invalidRequest('Invalid positive integer', 'parameter_invalid_integer', 'amount');
  }
  if (amount > left) {
    throw invalidRequest(
      `Refund amount (${money(amount, found.currency)}) is greater than unrefunded amount on charge (${money(left, found.currency)})`,
      undefined,
      'amount',
    );
  }
  if (found.disputed) {
    throw invalidRequest(
      `Charge ${found.id} has been charged back; cannot issue a refund.`,
      'charge_disputed',
      params.charge ? 'charge' : 'payment_intent',
    );
  }
  // Money cannot leave before it is booked as having come.
  const charge = bookCharge(state, found.id);
  const paymentMethod = state.get<Stripe.PaymentMethod>('payment_method', charge.payment_method ?? '');
  const fate = paymentMethod ? behaviourOf(state, paymentMethod).behaviour.refund : undefined;
  const id = state.newId('re');
  const booked = bookMoney(state, {
    type: 'refund',
    amount: -amount,
    fee: 0,
    currency: charge.currency,
    source: id,
    description: 'REFUND FOR CHARGE',
    availableAfterMs: 0,
  });
  const refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: booked.id,
    charge: charge.id,
    created: state.clock.seconds(),
    currency: charge.currency,
    customer: idOf(charge.customer),
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: idOf(charge.payment_intent),
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: fate === 'pending_then_succeeded' ? 'pending' : 'succeeded',
    transfer_reversal: null,
  } satisfies Stripe.Refund;
  state.save<Stripe.Refund>(refund);
  const refunded = state.save<Stripe.Charge>({
    ...charge,
    amount_refunded: charge.amount_refunded + amount,
    refunded: charge.amount_refunded + amount === charge.amount_captured,
  });
  recordEvent(state, 'refund.created', refund);
  recordEvent(state, 'charge.refunded', refunded, {
    amount_refunded: charge.amount_refunded,
    ...(refunded.refunded && { refunded: false }),
  });
  if (refunded.refunded) noteComplaint(state, charge.id);
  state.later('refund_settles', id, state.clock.now() + state.timings.refundSettlesAfterMs);
  return refund;
}

/** The bank has answered: the reference is known, a slow refund succeeds, a bad one fails and the money comes back. */
export function settleRefund(state: StripeState, id: string): void {
  const before = state.get<Stripe.Refund>('refund', id);
  if (!before || (before.status !== 'pending' && before.status !== 'succeeded')) return;
  const paymentMethod = state.get<Stripe.PaymentMethod>('payment_method', idOf(before.payment_method) ?? '');
  const fate = paymentMethod ? behaviourOf(state, paymentMethod).behaviour.refund : undefined;
  if (fate !== 'succeeded_then_failed') {
    const after = state.save<Stripe.Refund>({
      ...before,
      destination_details: {
        card: {
          reference: '74123456789012345678901',
          reference_status: 'available',
          reference_type: 'acquirer_reference_number',
          type: 'refund',
        },
        type: 'card',
      },
      status: 'succeeded',
    });
    recordEvent(state, 'refund.updated', after, {
      destination_details: before.destination_details,
      ...(before.status === 'pending' && { status: 'pending' }),
    });
    return;
  }
  const back = bookMoney(state, {
    type: 'refund_failure',
    amount: before.amount,
    fee: 0,
    currency: before.currency,
    source: before.id,
    description: 'REFUND FAILURE',
    availableAfterMs: 0,
  });
  const failed = state.save<Stripe.Refund>({
    ...before,
    failure_balance_transaction: back.id,
    failure_reason: 'expired_or_canceled_card',
    status: 'failed',
  });
  const charge = state.must<Stripe.Charge>('charge', idOf(before.charge) ?? '');
  state.save<Stripe.Charge>({ ...charge, amount_refunded: charge.amount_refunded - before.amount, refunded: false });
  recordEvent(state, 'refund.updated', failed, { status: before.status });
  recordEvent(state, 'refund.failed', failed);
}
