/** Pure: which prices are in force at a moment. */
import { type FreeSponsor, type LicenseeTerms, type RateHours, type RateLimits, adjusted } from '@app/licensees';
import { toJsonMinor } from '@app/kernel';
import type { Medium, Prices } from './advisor-prices.entity.js';
import { openIntervals } from './schedule.js';

/** Hours of one party in their time zone. */
export interface ZonedHours {
  readonly hours: readonly RateHours[];
  readonly timeZone: string;
}

/** The hours in which the moment lies. Clock changes are judged as schedules judge them. */
const hoursAt = ({ hours, timeZone }: ZonedHours, at: Date): RateHours | undefined =>
  hours.find(
    (one) => openIntervals({ timeZone, weekly: [one], exceptions: [] }, at, 1)[0]?.start.getTime() === at.getTime(),
  );

/** Surcharge or discount of a moment, in basis points: the advisor's where their hours match, else the licensee's [E8]. */
export const adjustmentAt = (advisor: ZonedHours, licensee: ZonedHours, at: Date): number =>
  (hoursAt(advisor, at) ?? hoursAt(licensee, at))?.adjustBp ?? 0;

/** Everything about the price of one medium in which a call is requested now. */
export interface PricesInForce {
  readonly ratePerMinuteMinor: bigint;
  readonly adjustBp: number;
  readonly tiers: readonly { readonly afterMinutes: number; readonly ratePerMinuteMinor: bigint }[];
  readonly sessions: readonly { readonly minutes: number; readonly priceMinor: bigint }[];
}

export function pricesInForce(
  rate: bigint,
  { tiers, sessions }: Prices,
  medium: Medium,
  adjustBp: number,
  limits: RateLimits,
): PricesInForce {
  return {
    ratePerMinuteMinor: adjusted(rate, adjustBp, limits),
    adjustBp,
    tiers: tiers
      .filter((tier) => tier.medium === medium)
      .map(({ afterMinutes, ratePerMinuteMinor }) => ({
        afterMinutes,
        ratePerMinuteMinor: adjusted(BigInt(ratePerMinuteMinor), adjustBp, limits),
      })),
    sessions: sessions
      .filter((session) => session.medium === medium)
      .map(({ minutes, priceMinor }) => ({
        minutes,
        priceMinor: adjusted(BigInt(priceMinor), adjustBp, limits, minutes),
      })),
  };
}

/** Free time that somebody could have, when it was not had before. */
export interface FreeOffer {
  readonly per: 'call' | 'pair' | 'user';
  readonly seconds: number;
  readonly sponsor: FreeSponsor;
}

/** Every free time of a call with this advisor, the longest first; of equals the one that can be had again first [E5]. */
export function freeOffers(
  { freeSeconds, freePer }: Pick<Prices, 'freeSeconds' | 'freePer'>,
  terms: Pick<LicenseeTerms, 'freeSeconds' | 'freePairSeconds' | 'freeUserSeconds' | 'freeSponsor'>,
): FreeOffer[] {
  const sponsor = terms.freeSponsor;
  const offers: FreeOffer[] = [
    { per: 'call', seconds: terms.freeSeconds, sponsor },
    { per: freePer, seconds: freeSeconds, sponsor: 'advisor' },
    { per: 'pair', seconds: terms.freePairSeconds, sponsor },
    { per: 'user', seconds: terms.freeUserSeconds, sponsor },
  ];
  return offers
    .filter(({ seconds }) => seconds > 0)
    .sort((a, b) => b.seconds - a.seconds || AGAIN.indexOf(a.per) - AGAIN.indexOf(b.per));
}

const AGAIN: readonly FreeOffer['per'][] = ['call', 'pair', 'user'];

/** What a licensee allows: per minute, and so many times that for a session of many minutes. @returns what is wrong with the price, or undefined. */
export function outsideLimits(minor: number, limits: RateLimits, minutes = 1): string | undefined {
  const times = BigInt(minutes);
  const least = limits.rateMinMinor === null ? null : limits.rateMinMinor * times;
  const greatest = limits.rateMaxMinor === null ? null : limits.rateMaxMinor * times;
  const asked = BigInt(minor);
  if (least !== null && asked < least) return `must not be less than ${toJsonMinor(least)}, the licensee's limit`;
  if (greatest !== null && asked > greatest)
    return `must not be greater than ${toJsonMinor(greatest)}, the licensee's limit`;
  return undefined;
}
