import { log } from '@app/kernel';
import type { CheckId, CheckState, CheckView } from './operator-health.dto.js';

export interface Found {
  readonly value: number;
  readonly state: CheckState;
  readonly text: string;
}

/** What to do about a check that is not well, and its unit. */
const CHECK: Readonly<Record<CheckId, { readonly unit: string; readonly action: string }>> = {
  database: { unit: 'ms', action: 'Look at the load, the locks and the disk of Postgres' },
  migrations: { unit: 'migrations', action: 'Run the migrations of this release, then restart the processes' },
  queue_age: { unit: 's', action: 'See that a worker runs; start another one when it does' },
  dead_jobs: { unit: 'jobs', action: 'Read the errors in the list of dead jobs, remove the cause, then retry them' },
  payment_events: { unit: 'events', action: "See that the worker runs and that Stripe's API answers" },
  media_events: { unit: 'events', action: 'See that the worker runs; the media sweep stands in meanwhile' },
  live_calls: { unit: 'calls', action: 'Nothing to do' },
  overdue_calls: { unit: 'calls', action: 'See that a worker runs: it looks at due calls each second' },
  ledger_balance: { unit: 'minor units', action: 'Stop payouts, open the reconciliation and find the broken books' },
  failed_top_ups: { unit: 'top-ups', action: "Look at Stripe's status page and at the failure codes" },
  stripe_difference: {
    unit: 'minor units',
    action:
      'Stop payouts, open the reconciliation and find the line at Stripe that has no posting, or the other way round',
  },
  stripe_suspense: { unit: 'minor units', action: "Find the line in Stripe's dashboard and say what it is" },
  stripe_comparison: { unit: 'h', action: 'See that a worker runs and that Stripe answers, then compare by hand' },
  coverage: { unit: 'minor units', action: 'Pay nothing out, and put the missing money into the account at Stripe' },
  aged_money: { unit: 'minor units', action: 'Give it back, or move it to safeguarding, before 90 days are over' },
  clearing: { unit: 'payments', action: 'Look at the refunds and payouts that wait, and at what Stripe says of them' },
  automatic_payouts: { unit: 'payouts', action: "Set the payout schedule to manual in Stripe's dashboard" },
  stripe_accounts: {
    unit: 'accounts',
    action:
      "See below what is wrong with which account, and mend it in Stripe's dashboard; licensees are told of theirs",
  },
  issuer_volume: {
    unit: 'issuers',
    action:
      'See on the pages of the licensees whose volume it is; have counsel say what the issuer has to tell its authority',
  },
};

export const grade = (value: number, warning: number, failing: number): CheckState =>
  value >= failing ? 'failing' : value >= warning ? 'warning' : 'ok';

/** Looks at one part; when that cannot be done, the check says so itself. */
export async function check(id: CheckId, look: () => Promise<Found>): Promise<CheckView> {
  const { unit, action } = CHECK[id];
  try {
    const { value, state, text } = await look();
    return { id, state, value, unit, text, action: state === 'ok' ? null : action };
  } catch (error) {
    log.error({ err: error, check: id }, 'a health check could not look');
    return { id, state: 'failing', value: null, unit, text: 'This could not be looked at.', action };
  }
}
