import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, Max, Min } from 'class-validator';
import { Choice, type Rounding, MinorUnits, Moment, Optional, Shown, Whole } from '@app/kernel';
import {
  FREE_SPONSORS,
  type FreeSponsor,
  TAX_DISPLAYS,
  TAX_PLACES,
  type TaxDisplay,
  type TaxPlace,
} from '../licensee-terms.entity.js';
import { MIN_HOLD_MINUTES } from './pricing-rules.js';
import { Items, RateHours, RateHoursList } from './rate-hours.js';

const INCREMENTS = [1, 6, 30, 60] as const;
const ROUNDINGS = ['up', 'down', 'half_up'] as const satisfies readonly Rounding[];
const MAX_RATE_MINOR = 100_000;
const MAX_AMOUNT_MINOR = 100_000_000;

const Rule = (description: string, min: number, max: number, example: number): PropertyDecorator =>
  Whole({ description, min, max, example, optional: true });
const Nullable = (description: string, min: number, max: number, example: number): PropertyDecorator =>
  applyDecorators(
    Whole({ description, min, max, example, optional: true, nullable: true }),
    ApiProperty({ type: 'integer', nullable: true, required: false }),
  );
const Amount = (description: string, min: number, example: number, max = MAX_AMOUNT_MINOR): PropertyDecorator =>
  MinorUnits({ description, min, max, example, optional: true });

/** Promo credit that comes with a top-up of this amount or more, up to the next tier. */
export class TopUpBonusRule {
  @MinorUnits({ description: 'From this top-up on', min: 1, max: MAX_AMOUNT_MINOR, example: 5000 }) fromMinor: number;
  @MinorUnits({ description: 'Promo credit given with it', min: 1, max: MAX_AMOUNT_MINOR, example: 500 })
  bonusMinor: number;
}

/** Every rule a licensee may change. Left out = unchanged. */
export class PricingFields {
  @Rule(
    "The advisor's part of the net price, in basis points; together with the operator's at most 10000",
    0,
    10_000,
    6000,
  )
  advisorShareBp?: number;

  @Rule("Rate of the licensee's own country, in basis points", 0, 5000, 1900)
  taxRateBp?: number;

  @Choice({
    description:
      "Whose country's rate a call has: seller = `taxRateBp` for everybody; customer = the rate of the caller's country, none where the table has none",
    of: TAX_PLACES,
    example: 'seller',
    optional: true,
  })
  taxPlace?: TaxPlace;

  @Choice({
    description:
      'inclusive: prices contain the tax. exclusive: prices are entered and shown without it, and it comes on top',
    of: TAX_DISPLAYS,
    example: 'inclusive',
    optional: true,
  })
  taxDisplay?: TaxDisplay;

  @ApiProperty({
    description: 'A call is billed in steps of so many seconds',
    type: 'integer',
    enum: INCREMENTS,
    example: 1,
    required: false,
  })
  @Optional()
  @IsInt()
  @IsIn(INCREMENTS)
  incrementSeconds?: number;

  @Rule('A billed call costs at least so many seconds', 0, 3600, 0)
  minimumSeconds?: number;

  @Amount('Fixed price of a billed call, tax included', 0, 0)
  connectionFeeMinor?: number;

  @Rule('Seconds of a call that cost nothing', 0, 3600, 0)
  freeSeconds?: number;

  @Rule('Seconds that cost nothing in one call per user, ever', 0, 3600, 180)
  freeUserSeconds?: number;

  @Rule('Seconds that cost nothing in the first call of a user with an advisor', 0, 3600, 0)
  freePairSeconds?: number;

  @Choice({
    description:
      'Who bears these free seconds: licensee = advisors are paid their share of them; advisor = they earn nothing of them',
    of: ['licensee', 'advisor'],
    example: 'licensee',
    optional: true,
  })
  freeSponsor?: FreeSponsor;

  @RateHoursList({ optional: true })
  rateHours?: RateHours[];

  @Rule('A call that is shorter costs nothing', 0, 300, 20)
  freeBelowSeconds?: number;

  @Choice({
    description: 'How the price is rounded, once, at the end',
    of: ROUNDINGS,
    example: 'half_up',
    optional: true,
  })
  rounding?: Rounding;

  @Rule('Minutes that are held before it rings', MIN_HOLD_MINUTES, 60, 5)
  holdMinutes?: number;

  @Rule('How long it rings, in seconds', 10, 120, 45)
  ringSeconds?: number;

  @Rule('How long both sides have to connect, in seconds', 10, 120, 30)
  connectSeconds?: number;

  @Rule('How long a lost side may be away, in seconds', 5, 300, 60)
  graceSeconds?: number;

  @Rule('Longest call, in minutes', 1, 1440, 240)
  maxCallMinutes?: number;

  @Rule('A call that the advisor ends sooner costs nothing, in seconds', 0, 300, 30)
  advisorHangupFreeSeconds?: number;

  @Nullable('Minutes refunded when the platform ended the call (null = all of it)', 0, 1440, 5)
  platformFaultRefundMinutes?: number | null;

  @Amount('Least top-up', 1, 500)
  topUpMinMinor?: number;

  @Amount('Greatest top-up', 1, 50_000)
  topUpMaxMinor?: number;

  @Amount('Greatest balance of a wallet', 1, 200_000)
  maxBalanceMinor?: number;

  @Amount("What one user may top up at most within a day of the licensee's time zone", 1, 100_000)
  topUpDayMaxMinor?: number;

  @Amount('What one user may top up at most within twelve months', 1, 1_000_000)
  topUpYearMaxMinor?: number;

  @ApiProperty({
    description: 'Amounts offered as buttons, in minor units',
    type: 'integer',
    isArray: true,
    minItems: 1,
    maxItems: 6,
    example: [1000, 2500, 5000],
    required: false,
  })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(6)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(MAX_AMOUNT_MINOR, { each: true })
  topUpPresetsMinor?: number[];

  @Items(
    'Promo credit that comes with top-ups; a greater one never brings less',
    () => TopUpBonusRule,
    10,
    [{ fromMinor: 5000, bonusMinor: 500 }],
    { optional: true },
  )
  topUpBonuses?: TopUpBonusRule[];

  @Nullable('Days until a bonus expires (null = never)', 1, 3650, 90)
  topUpBonusDays?: number | null;

  @Nullable('How often a user gets a bonus, ever (null = no limit)', 1, 1000, 3)
  topUpBonusMaxTimes?: number | null;

  @Nullable("How often a user gets a bonus within a day of the licensee's time zone (null = no limit)", 1, 100, 1)
  topUpBonusMaxPerDay?: number | null;

  @Nullable('Least price per minute an advisor may ask, in minor units (null = no limit)', 1, MAX_RATE_MINOR, 100)
  rateMinMinor?: number | null;

  @Nullable('Greatest price per minute an advisor may ask, in minor units (null = no limit)', 1, MAX_RATE_MINOR, 500)
  rateMaxMinor?: number | null;
}

export class ChangePricingRequest extends PricingFields {
  @Moment({ description: 'Plan the change for this time instead of making it now', optional: true })
  effectiveAt?: string;
}

export class PlannedPricingView {
  @Shown('When it takes effect, to the minute', { type: String, format: 'date-time' })
  effectiveAt: string;

  @Shown('When it was planned', { type: String, format: 'date-time' })
  createdAt: string;

  @Shown('The rules that change', { type: () => PricingFields })
  changes: PricingFields;
}

const Value = (description: string, more: object = {}): PropertyDecorator =>
  Shown(description, { type: 'integer', ...more });

/** What the operator lets a licensee set at most. */
export class StoredValueCeilings {
  @Value('Of the greatest top-up; null = no maximum', { nullable: true }) topUpMaxMinor: number | null;
  @Value('Of the greatest balance; null = no maximum', { nullable: true }) maxBalanceMinor: number | null;
  @Value('Of the cap of a day; null = no maximum', { nullable: true }) topUpDayMaxMinor: number | null;
  @Value('Of the cap of twelve months; null = no maximum', { nullable: true }) topUpYearMaxMinor: number | null;
}

export class PricingView {
  @Shown('ISO 4217; all amounts are in its minor units', { example: 'EUR' }) currency: string;
  @Value("The operator's part of the net price, in basis points; set by the contract") operatorShareBp: number;
  @Value("The advisor's part of the net price, in basis points; an advisor may have another") advisorShareBp: number;
  @Value("Rate of the licensee's own country, in basis points") taxRateBp: number;
  @Shown("Whose country's rate a call has", { type: String, enum: [...TAX_PLACES] }) taxPlace: TaxPlace;
  @Shown('Whether prices contain the tax, or it comes on top', { type: String, enum: [...TAX_DISPLAYS] })
  taxDisplay: TaxDisplay;
  @Value('A call is billed in steps of so many seconds', { enum: INCREMENTS }) incrementSeconds: number;
  @Value('A billed call costs at least so many seconds') minimumSeconds: number;
  @Value('Fixed price of a billed call, in minor units') connectionFeeMinor: number;
  @Value('Seconds of a call that cost nothing') freeSeconds: number;
  @Value('Seconds that cost nothing in one call per user, ever') freeUserSeconds: number;
  @Value('Seconds that cost nothing in the first call of a user with an advisor') freePairSeconds: number;
  @Shown('Who bears these free seconds', { type: String, enum: [...FREE_SPONSORS] }) freeSponsor: FreeSponsor;
  @Shown("Hours of the week, in the licensee's time zone, in which prices differ", { type: () => [RateHours] })
  rateHours: RateHours[];
  @Shown('IANA time zone in which the hours are meant', { example: 'Europe/Berlin' }) timeZone: string;
  @Value('A call that is shorter, in seconds, costs nothing') freeBelowSeconds: number;
  @Shown('How the price is rounded', { type: String, enum: ROUNDINGS }) rounding: Rounding;
  @Value('Minutes that are held before it rings') holdMinutes: number;
  @Value('How long it rings, in seconds') ringSeconds: number;
  @Value('How long both sides have to connect, in seconds') connectSeconds: number;
  @Value('How long a lost side may be away, in seconds') graceSeconds: number;
  @Value('Longest call, in minutes') maxCallMinutes: number;
  @Value('A call that the advisor ends sooner, in seconds, costs nothing') advisorHangupFreeSeconds: number;
  @Value('Minutes refunded when the platform ended the call; null = all of it', { nullable: true })
  platformFaultRefundMinutes: number | null;
  @Value('Least top-up, in minor units') topUpMinMinor: number;
  @Value('Greatest top-up, in minor units') topUpMaxMinor: number;
  @Value('Greatest balance of a wallet, in minor units') maxBalanceMinor: number;
  @Value("What one user may top up within a day of the licensee's time zone, in minor units") topUpDayMaxMinor: number;
  @Value('What one user may top up within twelve months, in minor units') topUpYearMaxMinor: number;
  @Shown('What the operator lets the licensee set at most; the lower one counts', { type: () => StoredValueCeilings })
  ceilings: StoredValueCeilings;
  @Value('Amounts offered as buttons, in minor units', { isArray: true }) topUpPresetsMinor: number[];
  @Shown('Promo credit that comes with top-ups, in order of the amounts', { type: () => [TopUpBonusRule] })
  topUpBonuses: TopUpBonusRule[];
  @Value('Days until a bonus expires; null = never', { nullable: true }) topUpBonusDays: number | null;
  @Value('How often a user gets a bonus, ever; null = no limit', { nullable: true }) topUpBonusMaxTimes: number | null;
  @Value('How often a user gets a bonus within a day; null = no limit', { nullable: true })
  topUpBonusMaxPerDay: number | null;
  @Value('Least price per minute an advisor may ask, in minor units; null = no limit', { nullable: true })
  rateMinMinor: number | null;
  @Value('Greatest price per minute an advisor may ask, in minor units; null = no limit', { nullable: true })
  rateMaxMinor: number | null;

  @Shown('When somebody of the licensee last saved the rules', { type: String, format: 'date-time', nullable: true })
  reviewedAt: string | null;

  @Shown('A change that waits for its time', { type: () => PlannedPricingView, nullable: true })
  planned: PlannedPricingView | null;
}
