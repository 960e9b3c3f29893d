import { Shown } from '@app/kernel';

export const CHECK_STATES = ['ok', 'warning', 'failing'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

export const CHECKS = [
  'database',
  'migrations',
  'queue_age',
  'dead_jobs',
  'payment_events',
  'media_events',
  'live_calls',
  'overdue_calls',
  'ledger_balance',
  'failed_top_ups',
  'stripe_difference',
  'stripe_suspense',
  'stripe_comparison',
  'coverage',
  'aged_money',
  'clearing',
  'automatic_payouts',
  'stripe_accounts',
  'issuer_volume',
] as const;
export type CheckId = (typeof CHECKS)[number];

export class CheckView {
  @Shown('What was looked at', { type: String, enum: [...CHECKS] }) id: CheckId;
  @Shown('failing needs somebody now', { type: String, enum: [...CHECK_STATES] }) state: CheckState;
  @Shown('What was measured; null when it could not be', { type: 'number', nullable: true }) value: number | null;
  @Shown('Unit of the value', {
    type: String,
    enum: [
      'ms',
      's',
      'h',
      'jobs',
      'events',
      'calls',
      'top-ups',
      'payments',
      'payouts',
      'accounts',
      'migrations',
      'minor units',
      'issuers',
    ],
  })
  unit: string;
  @Shown('One sentence') text: string;
  @Shown('What to do; null when nothing is to be done', { type: String, nullable: true }) action: string | null;
}

export class HealthView {
  @Shown('Always the same checks in the same order', { type: () => [CheckView] }) checks: CheckView[];
}
