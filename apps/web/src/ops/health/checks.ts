import type { Schemas } from '~/shared/api/index.ts';
import type { Tone } from '~/shared/ui/index.ts';

export type Check = Schemas['CheckView'];
export type State = Check['state'];

export const STATE = {
  ok: { tone: 'good', key: 'health.ok', summary: 'health.allOk' },
  warning: { tone: 'busy', key: 'health.warning', summary: 'health.someWarning' },
  failing: { tone: 'bad', key: 'health.failing', summary: 'health.someFailing' },
} as const satisfies Record<State, { tone: Tone; key: string; summary: string }>;

/** The words of each check: its name, and what to do about it. */
export const CHECK = {
  database: { title: 'health.database', action: 'health.databaseAction' },
  migrations: { title: 'health.migrations', action: 'health.migrationsAction' },
  queue_age: { title: 'health.queueAge', action: 'health.queueAgeAction' },
  dead_jobs: { title: 'health.deadJobs', action: 'health.deadJobsAction' },
  payment_events: { title: 'health.paymentEvents', action: 'health.paymentEventsAction' },
  media_events: { title: 'health.mediaEvents', action: 'health.mediaEventsAction' },
  live_calls: { title: 'health.liveCalls', action: 'health.liveCallsAction' },
  overdue_calls: { title: 'health.overdueCalls', action: 'health.overdueCallsAction' },
  ledger_balance: { title: 'health.ledgerBalance', action: 'health.ledgerBalanceAction' },
  failed_top_ups: { title: 'health.failedTopUps', action: 'health.failedTopUpsAction' },
  stripe_difference: { title: 'health.stripeDifference', action: 'health.stripeDifferenceAction' },
  stripe_suspense: { title: 'health.stripeSuspense', action: 'health.stripeSuspenseAction' },
  stripe_comparison: { title: 'health.stripeComparison', action: 'health.stripeComparisonAction' },
  coverage: { title: 'health.coverage', action: 'health.coverageAction' },
  aged_money: { title: 'health.agedMoney', action: 'health.agedMoneyAction' },
  clearing: { title: 'health.clearing', action: 'health.clearingAction' },
  automatic_payouts: { title: 'health.automaticPayouts', action: 'health.automaticPayoutsAction' },
  stripe_accounts: { title: 'health.stripeAccounts', action: 'health.stripeAccountsAction' },
  issuer_volume: { title: 'health.issuerVolume', action: 'health.issuerVolumeAction' },
} as const satisfies Record<Check['id'], { title: string; action: string }>;

export const UNIT = {
  ms: 'health.unitMs',
  s: 'health.unitSeconds',
  h: 'health.unitHours',
  jobs: 'health.unitJobs',
  events: 'health.unitEvents',
  calls: 'health.unitCalls',
  'top-ups': 'health.unitTopUps',
  payments: 'health.unitPayments',
  payouts: 'health.unitPayouts',
  accounts: 'health.unitAccounts',
  migrations: 'health.unitMigrations',
  'minor units': 'health.unitMinor',
  issuers: 'health.unitIssuers',
} as const satisfies Record<Check['unit'], string>;

/** Where somebody goes who wants to act on it. */
export const PLACE: Partial<
  Record<
    Check['id'],
    { readonly to: string; readonly key: 'health.toDeadJobs' | 'health.toBooks' | 'health.toTreasury' }
  >
> = {
  dead_jobs: { to: '/dead-jobs', key: 'health.toDeadJobs' },
  ledger_balance: { to: '/reconciliation', key: 'health.toBooks' },
  stripe_difference: { to: '/reconciliation', key: 'health.toBooks' },
  stripe_suspense: { to: '/reconciliation', key: 'health.toBooks' },
  stripe_comparison: { to: '/reconciliation', key: 'health.toBooks' },
  coverage: { to: '/treasury', key: 'health.toTreasury' },
  aged_money: { to: '/treasury', key: 'health.toTreasury' },
  automatic_payouts: { to: '/treasury', key: 'health.toTreasury' },
};
