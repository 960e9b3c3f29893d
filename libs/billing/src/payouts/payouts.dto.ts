import { Choice, Flag, Id, ListEnvelope, MinorUnits, Moment, PageQuery, Shown, Whole, Text } from '@app/kernel';
import { PAYOUT_SCHEDULES, type PayoutSchedule } from '../money-rules.service.js';
import { PARTIES, type Party } from './connect-accounts.dto.js';
import type { NextStep } from './payout-failures.js';
import type { PayoutStatus } from './payout-rows.js';

export const PAYOUT_STATES = ['claimed', 'transferred', 'in_payout', 'paid', 'returning', 'failed'] as const;
const CAUSES = ['schedule', 'staff', 'final'] as const;
const NEXT_STEPS = ['change_bank_details', 'finish_onboarding', 'wait', 'ask_support'] as const;

export class PayoutDocumentRef {
  @Id('payoutDocument', { description: 'Id' }) id: string;
  @Shown(
    'self_billing: an invoice in the name of the advisor. payout_statement: without their agreement to that. payout_credit: takes one back',
    {
      type: String,
      enum: ['self_billing', 'payout_statement', 'payout_credit'],
    },
  )
  kind: string;
  @Shown('Number', { type: String }) number: string;
}

export class PayoutView {
  @Id('payout', { description: 'Id' }) id: string;
  @Choice({ description: 'Who is paid', of: PARTIES }) party: Party;
  @Shown('Name of the payee', { type: String }) name: string;
  @Shown('Amount in minor units', { type: 'integer' }) amountMinor: number;
  @Shown('Part of it that is tax the licensee owes itself, in minor units', { type: 'integer' }) taxMinor: number;
  @Shown(
    'What the licensee gave away since its last payout (promo credit and free minutes that were used): it came off the share before, in minor units. Negative = so much of it came back. 0 for advisors',
    { type: 'integer' },
  )
  giftsMinor: number;
  @Shown('What of it came back from the payee at the provider, in minor units: it is available again', {
    type: 'integer',
  })
  returnedMinor: number;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
  @Choice({
    description:
      'claimed: earnings are set aside. transferred: at the payment provider. in_payout: on its way to the bank. paid: arrived. returning: on its way back. failed: the earnings are available again',
    of: PAYOUT_STATES,
  })
  status: PayoutStatus;
  @Choice({ description: 'By the schedule, by staff, or the last one of somebody who left', of: CAUSES })
  cause: (typeof CAUSES)[number];
  @Shown("Why it failed, in the provider's words", { type: String, nullable: true }) failureCode: string | null;
  @Shown('What the payee can do about it', { type: String, enum: [...NEXT_STEPS], nullable: true })
  nextStep: NextStep | null;
  @Shown('What it waits for', { type: String, nullable: true }) note: string | null;
  @Shown('When the bank has it', { type: String, format: 'date', nullable: true }) arrivesOn: string | null;
  @Moment({ description: 'Claimed at' }) createdAt: string;
  @Moment({ description: 'Paid or failed at', nullable: true }) closedAt: string | null;
  @Shown('Its documents, oldest first', { type: () => [PayoutDocumentRef] }) documents: PayoutDocumentRef[];
}

export class PayoutsQuery extends PageQuery {
  @Choice({ description: 'Only payouts in this state', of: PAYOUT_STATES, optional: true }) status?: PayoutStatus;
}

export class PayoutList extends ListEnvelope {
  @Shown('Newest first', { type: () => [PayoutView] }) data: PayoutView[];
}

const REASONS = [
  'nothing',
  'below_minimum',
  'no_account',
  'account_not_ready',
  'account_blocked',
  'payout_open',
  'no_tax_identity',
] as const;

export class SkippedPayeeView {
  @Choice({ description: 'Who', of: PARTIES }) party: Party;
  @Shown('Name of the payee', { type: String }) name: string;
  @Choice({ description: 'Why not', of: REASONS }) reason: (typeof REASONS)[number];
}

export class PayoutRunView {
  @Shown('Payouts that were started', { type: () => [PayoutView] }) started: PayoutView[];
  @Shown('Payees who are not paid now: who has an account, and advisors with earnings who have none', {
    type: () => [SkippedPayeeView],
  })
  skipped: SkippedPayeeView[];
}

const FEE_BEARERS = ['licensee', 'operator'] as const;

export class PayoutRulesFields {
  @Choice({
    description: 'When payouts run: every day, on Mondays, on the first of a month, or when staff say so',
    of: PAYOUT_SCHEDULES,
    optional: true,
  })
  payoutSchedule?: PayoutSchedule;
  @MinorUnits({ description: 'Less waits for the next run', min: 1, max: 10_000_000, example: 2500, optional: true })
  payoutMinimumMinor?: number;
  @Whole({ description: 'Days from a call to its payout', min: 0, max: 90, example: 7, optional: true })
  payoutHoldDays?: number;
  @Whole({
    description: 'Hold days of advisors in their first 30 days, when longer than the general hold',
    min: 0,
    max: 90,
    example: 14,
    optional: true,
  })
  newAdvisorHoldDays?: number;
  @Whole({
    description: 'Part of each payout kept back, in basis points',
    min: 0,
    max: 5000,
    example: 0,
    optional: true,
  })
  reserveBp?: number;
  @Whole({ description: 'Days for which it is kept', min: 1, max: 365, example: 90, optional: true })
  reserveDays?: number;
  @Flag({
    description:
      'Advisors take no calls until payouts to them work; so it is at the beginning, and false waives it: say why',
    optional: true,
  })
  payoutAccountRequired?: boolean;
  @Text({ description: 'Why it is waived; kept in the audit log', max: 300, optional: true, example: 'We pay by bank' })
  waiverReason?: string;
  @Flag({ description: 'Advisors are paid out only after their declaration of tax identity', optional: true })
  taxIdentityRequired?: boolean;
}

export class PayoutRulesView {
  @Choice({ description: 'When payouts run', of: PAYOUT_SCHEDULES }) payoutSchedule: PayoutSchedule;
  @Shown('Less waits for the next run, in minor units', { type: 'integer' }) payoutMinimumMinor: number;
  @Shown('Days from a call to its payout', { type: 'integer' }) payoutHoldDays: number;
  @Shown('The same for advisors in their first 30 days, when longer', { type: 'integer' }) newAdvisorHoldDays: number;
  @Shown('Part of each payout kept back, in basis points', { type: 'integer' }) reserveBp: number;
  @Shown('Days for which it is kept', { type: 'integer' }) reserveDays: number;
  @Shown('Advisors take no calls until payouts to them work', { type: Boolean }) payoutAccountRequired: boolean;
  @Shown('Advisors are paid out only after their declaration of tax identity', { type: Boolean })
  taxIdentityRequired: boolean;
  @Choice({
    description: 'Who pays what the payment provider charges for payouts; payees are paid the whole amount',
    of: FEE_BEARERS,
  })
  feeBearer: (typeof FEE_BEARERS)[number];
  @Shown('The next day of the schedule; null = by hand', { type: String, format: 'date', nullable: true })
  nextRunOn: string | null;
}
