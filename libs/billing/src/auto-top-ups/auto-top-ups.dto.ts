import { Choice, Flag, Id, MinorUnits, Moment, Shown, Text } from '@app/kernel';
import type { StoredValueCap } from '@app/licensees';

const STATES = ['on', 'paused', 'off'] as const;
export const PAUSE_REASONS = [
  'switched_off',
  'authentication_required',
  'card_refused',
  'declined',
  'monthly_cap',
  'card_removed',
  'single_cap',
  'balance_cap',
  'day_cap',
  'year_cap',
] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** By the cap of stored value that is in the way. */
export const CAP_REASONS = {
  single: 'single_cap',
  balance: 'balance_cap',
  day: 'day_cap',
  year: 'year_cap',
} as const satisfies Readonly<Record<StoredValueCap, PauseReason>>;

export const isCapReason = (reason: PauseReason): boolean =>
  (Object.values(CAP_REASONS) as readonly PauseReason[]).includes(reason);

export class SetAutoTopUp {
  @Id('card', { description: 'Which of your saved cards is charged' }) cardId: string;
  @MinorUnits({ description: 'Top up when less than this is available', min: 100, example: 1000 })
  thresholdMinor: number;
  @MinorUnits({ description: 'How much each time', min: 100, example: 2500 }) amountMinor: number;
  @MinorUnits({ description: 'At most so much in a calendar month (UTC)', min: 100, example: 10_000 })
  monthlyCapMinor: number;
  @Flag({ description: 'True: you agree that your card is charged without asking again, within these limits' })
  agreed: boolean;
  @Text({
    description: 'Language in which you were asked',
    min: 2,
    max: 6,
    pattern: /^[a-z]{2,3}(-[A-Z]{2})?$/,
    example: 'en',
  })
  locale: string;
}

export class AutoTopUpView {
  @Choice({ description: 'on, paused until something changes, or off', of: STATES }) status: (typeof STATES)[number];
  @Shown(
    'Why it is not on. authentication_required: your bank wants to hear it from you, top up once on the page. monthly_cap: goes on by itself next month. single_cap, balance_cap, day_cap, year_cap: the licensee lets no more stored value pass; goes on by itself when it does',
    { type: String, enum: [...PAUSE_REASONS], nullable: true },
  )
  reason: PauseReason | null;
  @Id('card', { description: 'The card', nullable: true }) cardId: string | null;
  @Shown('Top up below this, in minor units', { type: 'integer', nullable: true }) thresholdMinor: number | null;
  @Shown('How much, in minor units', { type: 'integer', nullable: true }) amountMinor: number | null;
  @Shown('At most in a month, in minor units', { type: 'integer', nullable: true }) monthlyCapMinor: number | null;
  @Shown('Of that used this month, in minor units', { type: 'integer' }) usedThisMonthMinor: number;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
  @Moment({ description: 'When you agreed', nullable: true }) agreedAt: string | null;
  @Moment({ description: 'After a refusal: not before then', nullable: true }) nextTryAt: string | null;
}
