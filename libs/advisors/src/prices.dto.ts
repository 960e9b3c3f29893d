import { Choice, type FieldError, MinorUnits, Shown, Whole } from '@app/kernel';
import { Items, type LicenseeTerms, RateHours, RateHoursList, keptRateHours, rateHoursFaults } from '@app/licensees';
import { FREE_PER, type FreePer, MEDIA, type Medium, type Prices } from './advisor-prices.entity.js';
import { MAX_RATE_MINOR } from './advisors.dto.js';
import { outsideLimits } from './prices.js';

const MAX_SESSION_MINUTES = 240;

export class SessionOfferDto {
  @Choice({ description: 'Kind of call', of: MEDIA, example: 'voice' }) medium: Medium;

  @Whole({ description: 'How long it is, in minutes', min: 5, max: MAX_SESSION_MINUTES, example: 30 })
  minutes: number;

  @MinorUnits({
    description: 'Its flat price, tax included; within the limits of the licensee for so many minutes',
    min: 1,
    max: MAX_RATE_MINOR * MAX_SESSION_MINUTES,
    example: 4900,
  })
  priceMinor: number;
}

export class RateTierDto {
  @Choice({ description: 'Kind of call', of: MEDIA, example: 'voice' }) medium: Medium;

  @Whole({ description: 'From this minute of the call on', min: 1, max: 1440, example: 10 }) afterMinutes: number;

  @MinorUnits({ description: 'A minute costs', min: 1, max: MAX_RATE_MINOR, example: 149 }) ratePerMinuteMinor: number;
}

/** What an advisor sets besides the rates of a minute. */
export class PricesDto {
  @Items('Flat prices for so many minutes, one per kind of call and length', () => SessionOfferDto, 8, [
    { medium: 'voice', minutes: 30, priceMinor: 4900 },
  ])
  sessions: SessionOfferDto[];

  @Items('Other prices of a minute later in a call, one per kind of call and minute', () => RateTierDto, 8, [
    { medium: 'voice', afterMinutes: 10, ratePerMinuteMinor: 149 },
  ])
  tiers: RateTierDto[];

  @RateHoursList()
  hours: RateHours[];

  @Whole({ description: 'Free seconds that you give; you earn nothing of them', min: 0, max: 3600, example: 180 })
  freeSeconds: number;

  @Choice({
    description: 'call = at the start of every call; pair = of the first call of a user with you',
    of: FREE_PER,
    example: 'pair',
  })
  freePer: FreePer;
}

export class OwnPricesResponse extends PricesDto {
  @Shown('IANA time zone in which the hours are meant: that of your schedule', { example: 'Europe/Berlin' })
  timeZone: string;

  @Shown('Least price of a minute that the licensee allows; null = no limit', { type: 'integer', nullable: true })
  rateMinMinor: number | null;

  @Shown('Greatest price of a minute that the licensee allows; null = no limit', { type: 'integer', nullable: true })
  rateMaxMinor: number | null;
}

type Limits = Pick<LicenseeTerms, 'rateMinMinor' | 'rateMaxMinor' | 'maxCallMinutes'>;

/**
 * What well-formed prices may still have wrong. What stands already is not judged by the licensee's limits again: those hold for new prices.
 */
export function pricesFaults(input: PricesDto, before: Prices, limits: Limits): FieldError[] {
  const faults: FieldError[] = [];
  const say = (pointer: string, detail: string | undefined): void => {
    if (detail !== undefined) faults.push({ pointer, detail });
  };
  input.sessions.forEach((one, i) => {
    const at = `/sessions/${i}`;
    const same = (it: { medium: string; minutes: number }): boolean =>
      it.medium === one.medium && it.minutes === one.minutes;
    if (input.sessions.findIndex(same) < i) say(`${at}/minutes`, 'is there twice');
    if (before.sessions.some((it) => same(it) && it.priceMinor === one.priceMinor)) return;
    if (one.minutes > limits.maxCallMinutes)
      say(`${at}/minutes`, `must not be greater than ${limits.maxCallMinutes}, the longest call`);
    say(`${at}/priceMinor`, outsideLimits(one.priceMinor, limits, one.minutes));
  });
  input.tiers.forEach((one, i) => {
    const at = `/tiers/${i}`;
    const same = (it: { medium: string; afterMinutes: number }): boolean =>
      it.medium === one.medium && it.afterMinutes === one.afterMinutes;
    if (input.tiers.findIndex(same) < i) say(`${at}/afterMinutes`, 'is there twice: the bands overlap');
    if (before.tiers.some((it) => same(it) && it.ratePerMinuteMinor === one.ratePerMinuteMinor)) return;
    say(`${at}/ratePerMinuteMinor`, outsideLimits(one.ratePerMinuteMinor, limits));
  });
  return [...faults, ...rateHoursFaults(input.hours, '/hours')];
}

/** Prices without faults, as they are kept: nothing but the members, in order. */
export const keptPrices = ({ sessions, tiers, hours, freeSeconds, freePer }: PricesDto): Prices => ({
  sessions: sessions
    .map(({ medium, minutes, priceMinor }) => ({ medium, minutes, priceMinor }))
    .sort((a, b) => b.medium.localeCompare(a.medium) || a.minutes - b.minutes),
  tiers: tiers
    .map(({ medium, afterMinutes, ratePerMinuteMinor }) => ({ medium, afterMinutes, ratePerMinuteMinor }))
    .sort((a, b) => b.medium.localeCompare(a.medium) || a.afterMinutes - b.afterMinutes),
  hours: keptRateHours(hours),
  freeSeconds,
  freePer,
});
