import type { Stripe } from 'stripe';
import type { Stored } from '../store.js';
import { recordEvent } from './events.js';
import { checkStatement } from './statement.js';
import type { StripeState } from './state.js';

interface KeptSettings extends Stored {
  settings: Stripe.BalanceSettings;
}

const keyOf = (state: StripeState) => `balance_settings_${state.account}`;

/** `balanceSettings.retrieve`: one per account. A new one pays out by itself each day, as a new account at Stripe does. */
export function readSettings(state: StripeState): Stripe.BalanceSettings {
  const kept = state.get<KeptSettings>('balance_settings_private', keyOf(state));
  return (
    kept?.settings ?? {
      object: 'balance_settings',
      payments: {
        debit_negative_balances: false,
        payouts: {
          automatic_transfer_rules_by_currency: null,
          minimum_balance_by_currency: null,
          schedule: { interval: 'daily' },
          statement_descriptor: null,
          status: 'enabled',
        },
        settlement_timing: { delay_days: 2, start_of_day: null },
      },
    }
  );
}

/** `balanceSettings.update` */
export function updateSettings(state: StripeState, params: Stripe.BalanceSettingsUpdateParams): Stripe.BalanceSettings {
  const before = readSettings(state);
  const { payouts, settlement_timing: timing } = params.payments ?? {};
  const known = before.payments.payouts;
  if (!known) return before;
  const descriptor = payouts?.statement_descriptor;
  checkStatement(descriptor, 'payments[payouts][statement_descriptor]');
  const override = timing?.delay_days_override;
  const after: Stripe.BalanceSettings = {
    object: 'balance_settings',
    payments: {
      debit_negative_balances: params.payments?.debit_negative_balances ?? before.payments.debit_negative_balances,
      payouts: {
        ...known,
        minimum_balance_by_currency: floors(known.minimum_balance_by_currency, payouts?.minimum_balance_by_currency),
        schedule: payouts?.schedule ? scheduleOf(payouts.schedule) : known.schedule,
        statement_descriptor: descriptor ?? known.statement_descriptor,
      },
      settlement_timing: {
        ...before.payments.settlement_timing,
        ...(override && { delay_days: Number(override), delay_days_override: Number(override) }),
      },
    },
  };
  const kept: KeptSettings = { id: keyOf(state), settings: after };
  state.saveHidden('balance_settings_private', kept);
  if (payouts?.schedule) {
    state.never('payout_sweep', sweptBy(state));
    awaitSweep(state);
  }
  if (JSON.stringify(after) !== JSON.stringify(before)) {
    recordEvent(state, 'balance_settings.updated', after, { payments: before.payments });
  }
  return after;
}

type Payouts = Stripe.BalanceSettings.Payments.Payouts;

function scheduleOf(schedule: Stripe.BalanceSettingsUpdateParams.Payments.Payouts.Schedule): Payouts['schedule'] {
  return {
    interval: schedule.interval ?? null,
    ...(schedule.monthly_payout_days && { monthly_payout_days: schedule.monthly_payout_days }),
    ...(schedule.weekly_payout_days && { weekly_payout_days: schedule.weekly_payout_days }),
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;
const BETWEEN_SWEEPS_MS: Record<string, number> = { daily: DAY_MS, weekly: 7 * DAY_MS, monthly: 30 * DAY_MS };

const sweptBy = (state: StripeState) => state.account || 'platform';

/** What lies in the account goes to its bank by itself after a while, unless its payouts are manual. */
export function awaitSweep(state: StripeState): void {
  const pause = BETWEEN_SWEEPS_MS[readSettings(state).payments.payouts?.schedule?.interval ?? ''];
  if (pause === undefined || state.isPutOff('payout_sweep', sweptBy(state))) return;
  state.later('payout_sweep', sweptBy(state), state.clock.now() + pause);
}

/** An empty value takes a currency's floor away. */
function floors(
  before: Payouts['minimum_balance_by_currency'],
  change: Stripe.BalanceSettingsUpdateParams.Payments.Payouts['minimum_balance_by_currency'],
): Payouts['minimum_balance_by_currency'] {
  if (change === undefined) return before;
  if (!change) return null;
  const merged = { ...before };
  for (const [currency, floor] of Object.entries(change)) {
    if (floor === '' || floor === null) delete merged[currency];
    else merged[currency] = Number(floor);
  }
  return Object.keys(merged).length > 0 ? merged : null;
}
