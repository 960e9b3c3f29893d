import { Moment, Shown, Text } from '@app/kernel';
import { ENDING_STAGES, type EndingStage, type Licence } from './licence.entity.js';

export class EndLicence {
  @Moment({ description: 'When nothing new starts any more; a time in the past means at once' }) endsAt: string;
  @Text({ description: 'Why; both sides read it', min: 3, max: 300, example: 'Notice of the end of the year' })
  reason: string;
}

/** What the deletion still waits for. */
const DELETION_BLOCKERS = ['export_time', 'refunds', 'payouts', 'balances', 'reserves', 'operator_share'] as const;
export type DeletionBlocker = (typeof DELETION_BLOCKERS)[number];

export class EndingView {
  @Shown('Stage', { type: String, enum: ENDING_STAGES }) stage: EndingStage;
  @Shown('When it ends or ended', { format: 'date-time' }) endsAt: string;
  @Shown('Since when it is in this stage', { format: 'date-time' }) since: string;
  @Shown('Until when the data can be exported', { type: String, format: 'date-time', nullable: true })
  exportUntil: string | null;
  @Shown('ISO 4217 code of every amount') currency: string;
  @Shown('Calls that are not settled', { type: 'integer' }) liveCalls: number;
  @Shown('End users with paid money in the wallet', { type: 'integer' }) peopleWithMoney: number;
  @Shown('Paid money in wallets', { type: 'integer' }) leftMinor: number;
  @Shown('Paid back because of the end', { type: 'integer' }) refundedMinor: number;
  @Shown('Refunds whose end is not known', { type: 'integer' }) refundsOpen: number;
  @Shown('Refunds that a card did not take', { type: 'integer' }) refundsFailed: number;
  @Shown('Payouts on their way', { type: 'integer' }) payoutsOpen: number;
  @Shown('Earnings of advisors that are not paid', { type: 'integer' }) unpaidMinor: number;
  @Shown('Paid money of end users that disputes hold back', { type: 'integer' }) frozenMinor: number;
  @Shown('Paid to end users by hand, because no card took it', { type: 'integer' }) paidByHandMinor: number;
  @Shown(
    'What deletion waits for: the 30 days, refunds or payouts on their way, money of end users that lies with the operator, what is kept back of payouts to advisors, a share of the operator that is on no invoice',
    { type: [String], enum: DELETION_BLOCKERS },
  )
  deletionWaitsFor: DeletionBlocker[];
}

export const endingView = (
  licence: Licence,
  currency: string,
  money: Pick<
    EndingView,
    | 'liveCalls'
    | 'peopleWithMoney'
    | 'leftMinor'
    | 'refundedMinor'
    | 'refundsOpen'
    | 'refundsFailed'
    | 'payoutsOpen'
    | 'unpaidMinor'
    | 'frozenMinor'
    | 'paidByHandMinor'
    | 'deletionWaitsFor'
  >,
): EndingView => ({
  stage: licence.ending!,
  endsAt: licence.endsAt!.toISOString(),
  since: licence.endingSince!.toISOString(),
  exportUntil: licence.exportUntil?.toISOString() ?? null,
  currency,
  ...money,
});
