import type { Stripe } from 'stripe';
import { awaitSweep } from './balance-settings.js';
import { recordEvent } from './events.js';
import { StripeRefusal } from './refusal.js';
import type { StripeState } from './state.js';

/** One line of the Stripe balance. */
export interface MoneyMovement {
  /** A type of Stripe's list; the control API may also invent one. */
  type: string;
  /** The category of the reports, where the type does not tell it. */
  reportedAs?: string;
  /** Minor units, negative when money leaves. */
  amount: number;
  fee: number;
  feeFor?: string;
  currency: string;
  source: string | null;
  description: string | null;
  availableAfterMs: number;
}

/** What Stripe settles in another currency; everything else moves in its own. */
const SETTLED = new Set(['charge', 'refund', 'refund_failure', 'adjustment']);

/** What the reports call each type (docs.stripe.com/reports/reporting-categories). */
const REPORTED_AS: Record<string, string> = {
  payment: 'charge',
  payment_refund: 'refund',
  payout_cancel: 'payout_reversal',
  payout_failure: 'payout_reversal',
  stripe_fee: 'fee',
  tax_fee: 'tax',
  transfer_refund: 'transfer_reversal',
};

/** Money that Stripe holds back lies in a balance of its own: what leaves the one comes to the other. */
const RESERVES = new Set(['reserve_hold', 'reserve_release']);

/** Books a line of the balance of the account in scope. */
export function bookMoney(state: StripeState, asked: MoneyMovement): Stripe.BalanceTransaction {
  if (RESERVES.has(asked.type)) bookLine(state, { ...asked, amount: -asked.amount, fee: 0 }, 'risk_reserved');
  return bookLine(state, asked, 'payments');
}

function bookLine(
  state: StripeState,
  asked: MoneyMovement,
  balance: 'payments' | 'risk_reserved',
): Stripe.BalanceTransaction {
  const rule = SETTLED.has(asked.type) ? state.settlements.get(asked.currency) : undefined;
  const inRate = (minor: number): number => (rule ? Math.round(minor * rule.rate) : minor);
  const movement = {
    ...asked,
    amount: inRate(asked.amount),
    fee: inRate(asked.fee),
    currency: rule?.currency ?? asked.currency,
  };
  const availableAtMs = state.clock.now() + movement.availableAfterMs;
  const balanceTransaction = {
    id: state.newId('txn'),
    object: 'balance_transaction',
    amount: movement.amount,
    available_on: Math.floor(availableAtMs / 1000),
    balance_type: balance,
    created: state.clock.seconds(),
    currency: movement.currency,
    description: movement.description,
    exchange_rate: rule?.rate ?? null,
    fee: movement.fee,
    fee_details: movement.fee
      ? [
          {
            amount: movement.fee,
            application: null,
            currency: movement.currency,
            description: movement.feeFor ?? 'Stripe processing fees',
            type: 'stripe_fee',
          },
        ]
      : [],
    net: movement.amount - movement.fee,
    reporting_category: movement.reportedAs ?? REPORTED_AS[movement.type] ?? movement.type,
    source: movement.source,
    status: movement.availableAfterMs > 0 ? 'pending' : 'available',
    type: movement.type,
  } satisfies Stripe.BalanceTransaction;
  state.save<Stripe.BalanceTransaction>(balanceTransaction);
  if (balanceTransaction.net > 0) awaitSweep(state);
  // One event for all that becomes available in the same second.
  if (movement.availableAfterMs > 0) {
    const at = balanceTransaction.available_on;
    state.later('funds_available', `${state.account}@${at}`, Math.max(at * 1000, state.clock.now()));
  }
  return balanceTransaction;
}

/** Pending money becomes available by time alone, so the status is worked out when it is read. */
export function presentBalanceTransaction(
  state: StripeState,
  line: Stripe.BalanceTransaction,
): Stripe.BalanceTransaction {
  return { ...line, status: line.available_on <= state.clock.seconds() ? 'available' : 'pending' };
}

/** Available and pending money of the account in scope, by currency. */
export function funds(state: StripeState): Map<string, { available: number; pending: number }> {
  const now = state.clock.seconds();
  const found = new Map<string, { available: number; pending: number }>();
  for (const line of state.store.each<Stripe.BalanceTransaction>('balance_transaction')) {
    if (line.balance_type !== 'payments') continue;
    const sum = found.get(line.currency) ?? { available: 0, pending: 0 };
    sum[line.available_on <= now ? 'available' : 'pending'] += line.net;
    found.set(line.currency, sum);
  }
  return found;
}

/** `balance.retrieve` */
export function readBalance(state: StripeState): Stripe.Balance {
  const found = funds(state);
  if (found.size === 0) found.set('eur', { available: 0, pending: 0 });
  const list = (bucket: 'available' | 'pending') =>
    [...found].map(([currency, sum]) => ({
      amount: sum[bucket],
      currency,
      source_types: { card: sum[bucket] },
    }));
  return { object: 'balance', available: list('available'), livemode: false, pending: list('pending') };
}

/**
 * Money can only leave when it is there and available.
 * @throws StripeRefusal `balance_insufficient`
 */
export function insistOnFunds(state: StripeState, amount: number, currency: string, message: string): void {
  if ((funds(state).get(currency)?.available ?? 0) >= amount) return;
  throw new StripeRefusal(400, { type: 'invalid_request_error', code: 'balance_insufficient', message });
}

/** Pending money has become available. */
export function announceFunds(state: StripeState): void {
  recordEvent(state, 'balance.available', readBalance(state));
}
