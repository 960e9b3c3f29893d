import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type RateHours, adjusted } from '@app/licensees';
import { NO_PRICES } from './advisor-prices.entity.js';
import { adjustmentAt, freeOffers, pricesInForce } from './prices.js';

const NO_LIMITS = { rateMinMinor: null, rateMaxMinor: null };
const none = { hours: [], timeZone: 'UTC' };
const night: RateHours[] = [
  { day: 7, from: '00:00', to: '06:00', adjustBp: 2500 },
  { day: 7, from: '22:00', to: '24:00', adjustBp: 1000 },
];

describe('the price of an hour', () => {
  const at = (time: string, timeZone = 'Europe/Berlin') =>
    adjustmentAt(none, { hours: night, timeZone }, new Date(time));

  it('counts from the first moment of its hours to the last before their end', () => {
    // 1 November 2026 is a Sunday; Berlin is at +01:00.
    expect(at('2026-11-01T04:59:59.999Z')).toBe(2500);
    expect(at('2026-11-01T05:00:00Z')).toBe(0);
    expect(at('2026-11-01T20:59:59Z')).toBe(0);
    expect(at('2026-11-01T21:00:00Z')).toBe(1000);
    expect(at('2026-11-01T22:59:59Z')).toBe(1000);
    expect(at('2026-11-01T23:00:00Z')).toBe(0);
    expect(at('2026-11-01T05:30:00Z', 'America/New_York')).toBe(2500);
  });

  it('follows the clocks of the zone over both changes', () => {
    // 29 March 2026: at 01:00 UTC two o'clock becomes three; 25 October: at 01:00 UTC three becomes two.
    expect(at('2026-03-28T22:59:59Z')).toBe(0);
    expect(at('2026-03-28T23:00:00Z')).toBe(2500);
    expect(at('2026-03-29T03:59:59Z')).toBe(2500);
    expect(at('2026-03-29T04:00:00Z')).toBe(0);
    expect(at('2026-10-24T22:00:00Z')).toBe(2500);
    expect(at('2026-10-25T04:59:59Z')).toBe(2500);
    expect(at('2026-10-25T05:00:00Z')).toBe(0);
  });

  it("is the advisor's where their hours match, else the licensee's", () => {
    const advisor = { hours: [{ day: 7, from: '00:00', to: '01:00', adjustBp: -1000 }], timeZone: 'Europe/Berlin' };
    const licensee = { hours: night, timeZone: 'Europe/Berlin' };
    expect(adjustmentAt(advisor, licensee, new Date('2026-11-01T00:30:00+01:00'))).toBe(-1000);
    expect(adjustmentAt(advisor, licensee, new Date('2026-11-01T01:30:00+01:00'))).toBe(2500);
  });
});

describe('a price with its surcharge or discount', () => {
  it('is rounded once, and never nothing', () => {
    expect(adjusted(199n, 2500, NO_LIMITS)).toBe(249n); // 248.75
    expect(adjusted(199n, -5000, NO_LIMITS)).toBe(100n); // 99.5
    expect(adjusted(1n, -9000, NO_LIMITS)).toBe(1n);
  });

  it("leaves the licensee's limits no further than it did without", () => {
    const limit = fc.option(fc.bigInt({ min: 1n, max: 100_000n }));
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 100_000n }),
        fc.integer({ min: -9000, max: 30_000 }),
        limit,
        limit,
        fc.integer({ min: 1, max: 240 }),
        (minor, bp, rateMinMinor, rateMaxMinor, minutes) => {
          fc.pre(rateMinMinor === null || rateMaxMinor === null || rateMinMinor <= rateMaxMinor);
          const times = BigInt(minutes);
          const price = adjusted(minor * times, bp, { rateMinMinor, rateMaxMinor }, minutes);
          if (rateMinMinor !== null && minor >= rateMinMinor)
            expect(price).toBeGreaterThanOrEqual(rateMinMinor * times);
          if (rateMaxMinor !== null && minor <= rateMaxMinor) expect(price).toBeLessThanOrEqual(rateMaxMinor * times);
          expect(price).toBeGreaterThan(0n);
        },
      ),
    );
  });

  it('is every price of the medium', () => {
    const prices = {
      ...NO_PRICES,
      tiers: [{ medium: 'voice' as const, afterMinutes: 10, ratePerMinuteMinor: 100 }],
      sessions: [
        { medium: 'voice' as const, minutes: 30, priceMinor: 3000 },
        { medium: 'video' as const, minutes: 60, priceMinor: 9000 },
      ],
    };
    expect(pricesInForce(200n, prices, 'voice', 5000, { rateMinMinor: null, rateMaxMinor: 140n })).toEqual({
      ratePerMinuteMinor: 200n, // above the limit already: not a unit more
      adjustBp: 5000,
      tiers: [{ afterMinutes: 10, ratePerMinuteMinor: 140n }],
      sessions: [{ minutes: 30, priceMinor: 4200n }],
    });
  });
});

describe('free time on offer', () => {
  const rules = { freeSeconds: 60, freeUserSeconds: 180, freePairSeconds: 0, freeSponsor: 'licensee' as const };

  it('is the longest first, and of equals the one that can be had again', () => {
    expect(freeOffers({ freeSeconds: 180, freePer: 'pair' }, rules)).toEqual([
      { per: 'pair', seconds: 180, sponsor: 'advisor' },
      { per: 'user', seconds: 180, sponsor: 'licensee' },
      { per: 'call', seconds: 60, sponsor: 'licensee' },
    ]);
    expect(freeOffers(NO_PRICES, { ...rules, freeSeconds: 0, freeUserSeconds: 0 })).toEqual([]);
  });
});
