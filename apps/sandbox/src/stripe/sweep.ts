import { awaitSweep, readSettings } from './balance-settings.js';
import { funds } from './balance.js';
import { createPayout, hasBank } from './payouts.js';
import type { StripeState } from './state.js';

/** Pays out what is available above the floor of each currency, as Stripe does where the schedule is not manual. */
export function sweep(state: StripeState): void {
  const payouts = readSettings(state).payments.payouts;
  if (payouts?.schedule?.interval === 'manual') return;
  let isLeft = false;
  for (const [currency, { available, pending }] of funds(state)) {
    const amount = available - (payouts?.minimum_balance_by_currency?.[currency] ?? 0);
    if (amount > 0 && hasBank(state, currency)) createPayout(state, { amount, currency }, true);
    isLeft ||= pending > 0;
  }
  if (isLeft) awaitSweep(state);
}
