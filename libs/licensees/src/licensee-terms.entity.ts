import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Rounding, bigintColumn } from '@app/kernel';
import type { RateHours } from './pricing/rate-hours.js';

/** int8[] comes as strings from pg. */
const bigintList = {
  from: (values: readonly (string | bigint)[]): bigint[] => values.map((value) => BigInt(value)),
  to: (values: readonly bigint[] | undefined): string[] | undefined => values?.map((value) => value.toString()),
};

export const FREE_SPONSORS = ['licensee', 'advisor', 'operator'] as const;
export type FreeSponsor = (typeof FREE_SPONSORS)[number];

export const TAX_PLACES = ['seller', 'customer'] as const;
export type TaxPlace = (typeof TAX_PLACES)[number];
export const TAX_DISPLAYS = ['inclusive', 'exclusive'] as const;
export type TaxDisplay = (typeof TAX_DISPLAYS)[number];

/** Promo credit that comes with a top-up of this amount or more, up to the next tier. Minor units. */
export interface TopUpBonusTier {
  readonly fromMinor: number;
  readonly bonusMinor: number;
}

/**
 * The commercial rules of a licensee. A call copies what it needs when it is requested, so an edit never touches a running call (features.md E9).
 * Shares are basis points of the net price; amounts are minor units of the licensee's currency.
 */
@Entity({ name: 'licensee_terms' })
export class LicenseeTerms {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @Column('int', { name: 'operator_share_bp' })
  operatorShareBp: number;

  /** Default; an advisor may have a share of their own. */
  @Column('int', { name: 'advisor_share_bp' })
  advisorShareBp: number;

  /** Of the licensee's own country; with `taxPlace` seller it is everybody's. */
  @Column('int', { name: 'tax_rate_bp' })
  taxRateBp: number;

  /** Whose country's rate a call has. */
  @Column('text', { name: 'tax_place' })
  taxPlace: TaxPlace;

  /** exclusive: prices are entered and shown without the tax, which comes on top. */
  @Column('text', { name: 'tax_display' })
  taxDisplay: TaxDisplay;

  @Column('int', { name: 'increment_seconds' })
  incrementSeconds: number;

  @Column('int', { name: 'minimum_seconds' })
  minimumSeconds: number;

  @Column('bigint', { name: 'connection_fee_minor', transformer: bigintColumn })
  connectionFeeMinor: bigint;

  /** Of every call. */
  @Column('int', { name: 'free_seconds' })
  freeSeconds: number;

  /** Of one call per user, ever. */
  @Column('int', { name: 'free_user_seconds' })
  freeUserSeconds: number;

  /** Of the first call of a user with an advisor. */
  @Column('int', { name: 'free_pair_seconds' })
  freePairSeconds: number;

  /** Who bears the free seconds of these three rules. */
  @Column('text', { name: 'free_sponsor' })
  freeSponsor: FreeSponsor;

  /** Hours of the week, in the licensee's time zone, in which prices differ; in order, without overlaps. */
  @Column('jsonb', { name: 'rate_hours' })
  rateHours: RateHours[];

  @Column('int', { name: 'free_below_seconds' })
  freeBelowSeconds: number;

  @Column('text')
  rounding: Rounding;

  @Column('int', { name: 'hold_minutes' })
  holdMinutes: number;

  @Column('int', { name: 'ring_seconds' })
  ringSeconds: number;

  @Column('int', { name: 'connect_seconds' })
  connectSeconds: number;

  @Column('int', { name: 'grace_seconds' })
  graceSeconds: number;

  @Column('int', { name: 'max_call_minutes' })
  maxCallMinutes: number;

  @Column('int', { name: 'advisor_hangup_free_seconds' })
  advisorHangupFreeSeconds: number;

  /** null = the whole call is refunded. */
  @Column('int', { name: 'platform_fault_refund_minutes', nullable: true })
  platformFaultRefundMinutes: number | null;

  /** Days between the settlement of a call and the day from which its earning may be paid out. */
  @Column('int', { name: 'payout_hold_days' })
  payoutHoldDays: number;

  @Column('bigint', { name: 'top_up_min_minor', transformer: bigintColumn })
  topUpMinMinor: bigint;

  @Column('bigint', { name: 'top_up_max_minor', transformer: bigintColumn })
  topUpMaxMinor: bigint;

  @Column('bigint', { name: 'max_balance_minor', transformer: bigintColumn })
  maxBalanceMinor: bigint;

  /** Of one user within a day of the licensee's time zone, and within twelve months. */
  @Column('bigint', { name: 'top_up_day_max_minor', transformer: bigintColumn })
  topUpDayMaxMinor: bigint;

  @Column('bigint', { name: 'top_up_year_max_minor', transformer: bigintColumn })
  topUpYearMaxMinor: bigint;

  /** What the operator lets the licensee set at most; null = no maximum. */
  @Column('bigint', { name: 'ceiling_top_up_minor', nullable: true, transformer: bigintColumn })
  ceilingTopUpMinor: bigint | null;

  @Column('bigint', { name: 'ceiling_balance_minor', nullable: true, transformer: bigintColumn })
  ceilingBalanceMinor: bigint | null;

  @Column('bigint', { name: 'ceiling_day_minor', nullable: true, transformer: bigintColumn })
  ceilingDayMinor: bigint | null;

  @Column('bigint', { name: 'ceiling_year_minor', nullable: true, transformer: bigintColumn })
  ceilingYearMinor: bigint | null;

  @Column('bigint', { name: 'top_up_presets_minor', array: true, transformer: bigintList })
  topUpPresetsMinor: bigint[];

  /** In order of the amounts; empty = no bonus. */
  @Column('jsonb', { name: 'top_up_bonuses' })
  topUpBonuses: TopUpBonusTier[];

  /** Days until a bonus expires; null = never. */
  @Column('int', { name: 'top_up_bonus_days', nullable: true })
  topUpBonusDays: number | null;

  /** How often a user may have a bonus, ever and within a day of the licensee's time zone; null = no limit. */
  @Column('int', { name: 'top_up_bonus_max_times', nullable: true })
  topUpBonusMaxTimes: number | null;

  @Column('int', { name: 'top_up_bonus_max_per_day', nullable: true })
  topUpBonusMaxPerDay: number | null;

  /** Price per minute that an advisor may ask; null = no limit. */
  @Column('bigint', { name: 'rate_min_minor', nullable: true, transformer: bigintColumn })
  rateMinMinor: bigint | null;

  @Column('bigint', { name: 'rate_max_minor', nullable: true, transformer: bigintColumn })
  rateMaxMinor: bigint | null;

  /** When somebody of the licensee last saved these rules. */
  @Column('timestamptz', { name: 'reviewed_at', nullable: true })
  reviewedAt: Date | null;

  /** Goes up with each change, so that two at a time cannot mix. */
  @Column('int')
  revision: number;
}
