import { Moment, Shown, Text, Whole } from '@app/kernel';

export class SetAdvisorReserve {
  @Whole({ description: 'Part of each payout kept back, in basis points', min: 0, max: 5000, example: 1000 })
  reserveBp: number;
  @Whole({ description: 'Days for which it is kept', min: 1, max: 365, example: 90 }) reserveDays: number;
  @Text({ description: 'Why; kept in the audit log', max: 300, example: 'Many refunds' }) reason: string;
}

export class KeptReserveView {
  @Shown('Minor units', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
  @Moment({ description: 'When it can be paid out' }) releaseAt: string;
}

export class OwnReserveView {
  @Shown('Part of each payout kept back from now on, in basis points', { type: 'integer' }) reserveBp: number;
  @Shown('Days for which it is kept', { type: 'integer' }) reserveDays: number;
  @Shown('Set for this advisor alone, in place of the rule for all', { type: Boolean }) isOwn: boolean;
  @Shown('What is kept back now, by its day of release; what was kept before a change keeps its day', {
    type: () => [KeptReserveView],
  })
  kept: KeptReserveView[];
}

export class AdvisorReserveView extends OwnReserveView {
  @Shown('Why it is set for this advisor alone', { type: String, nullable: true }) reason: string | null;
}
