import type { Stripe } from 'stripe';
import { bookMoney } from './balance.js';
import { mergeMetadata } from './metadata.js';
import { recordEvent } from './events.js';
import { checkAmount } from './payment-intents.js';
import type { StripeState } from './state.js';

const DAY = 24 * 60 * 60;

/** `topups.create`: the platform puts money of its own into its balance. */
export function createTopup(state: StripeState, params: Stripe.TopupCreateParams): Stripe.Topup {
  const currency = params.currency.toLowerCase();
  checkAmount(params.amount, currency);
  const settlesAt = state.clock.now() + state.timings.topupSettlesAfterMs;
  const topup = {
    id: state.newId('tu'),
    object: 'topup',
    amount: params.amount,
    balance_transaction: null,
    created: state.clock.seconds(),
    currency,
    description: params.description ?? null,
    expected_availability_date: Math.floor(settlesAt / 1000 / DAY) * DAY,
    failure_code: null,
    failure_message: null,
    initiated_by: 'user',
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    source: null,
    statement_descriptor: params.statement_descriptor ?? null,
    status: 'pending',
    transfer_group: params.transfer_group ?? null,
  } satisfies Stripe.Topup;
  state.save<Stripe.Topup>(topup);
  recordEvent(state, 'topup.created', topup);
  state.later('topup_settles', topup.id, settlesAt);
  return topup;
}

/** The bank transfer has come. */
export function settleTopup(state: StripeState, id: string): void {
  const topup = state.get<Stripe.Topup>('topup', id);
  if (topup?.status !== 'pending') return;
  const booked = bookMoney(state, {
    type: 'topup',
    amount: topup.amount,
    fee: 0,
    currency: topup.currency,
    source: id,
    description: topup.description,
    availableAfterMs: 0,
  });
  const done = state.save<Stripe.Topup>({ ...topup, balance_transaction: booked.id, status: 'succeeded' });
  recordEvent(state, 'topup.succeeded', done);
}
