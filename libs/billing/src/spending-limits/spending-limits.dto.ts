import { MinorUnits, Moment, Shown } from '@app/kernel';

export class SetSpendingLimits {
  @MinorUnits({ description: 'At most so much on a day; null = no limit', min: 100, nullable: true, example: 5000 })
  dailyMinor: number | null;
  @MinorUnits({
    description: 'At most so much in a calendar month; null = no limit',
    min: 100,
    nullable: true,
    example: 20_000,
  })
  monthlyMinor: number | null;
  @Moment({ description: 'No calls and no top-ups until then; it cannot be taken back', optional: true })
  coolOffUntil?: string;
}

export class SpendingLimitView {
  @Shown('In force; null = none', { type: 'integer', nullable: true }) limitMinor: number | null;
  @Shown('Settled calls with what they still hold, and tips', { type: 'integer' }) spentMinor: number;
  @Shown('When it starts anew', { format: 'date-time' }) resetsAt: string;
  @Shown('Whether a looser limit waits') changes: boolean;
  @Shown('The looser limit that waits; null = none', { type: 'integer', nullable: true }) nextMinor: number | null;
  @Shown('From when it holds', { type: String, format: 'date-time', nullable: true }) nextAt: string | null;
}

export class SpendingLimitsView {
  @Shown('ISO 4217') currency: string;
  @Shown("Time zone of the day and the month: the licensee's") timeZone: string;
  @Shown('Of a day', { type: SpendingLimitView }) daily: SpendingLimitView;
  @Shown('Of a calendar month', { type: SpendingLimitView }) monthly: SpendingLimitView;
  @Shown('No calls and no top-ups until then', { type: String, format: 'date-time', nullable: true })
  coolOffUntil: string | null;
}
