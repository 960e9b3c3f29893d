import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { taxWithin } from '@app/kernel';
import {
  SPONSORS,
  type Terms,
  advisorNet,
  chargedSeconds,
  earningAfter,
  finalPrice,
  firstHold,
  freePrice,
  fundedSeconds,
  priceOf,
  readTerms,
  servedPrice,
  splitPrice,
  splitSponsored,
  sponsoredSeconds,
  storeTerms,
  withSponsored,
} from './pricing.js';

export const TERMS: Terms = {
  currency: 'EUR',
  ratePerMinuteMinor: 199n,
  connectionFeeMinor: 0n,
  incrementSeconds: 1,
  minimumSeconds: 0,
  freeSeconds: 0,
  freeBelowSeconds: 20,
  rounding: 'half_up',
  taxRateBp: 1900,
  advisorShareBp: 6000,
  operatorShareBp: 1500,
  advisorHangupFreeSeconds: 30,
  platformFaultRefundMinutes: null,
  holdMinutes: 5,
  ringSeconds: 45,
  connectSeconds: 30,
  graceSeconds: 60,
};

const anyTiers = fc
  .uniqueArray(
    fc.record({
      afterMinutes: fc.integer({ min: 1, max: 200 }),
      ratePerMinuteMinor: fc.bigInt({ min: 1n, max: 100_000n }),
    }),
    { selector: ({ afterMinutes }) => afterMinutes, minLength: 1, maxLength: 4 },
  )
  .map((tiers) => tiers.toSorted((a, b) => a.afterMinutes - b.afterMinutes));

/** Per minute with and without tiers, sessions that end and that go on, free time with each sponsor. */
const anyKind = fc.oneof(
  fc.constant({}),
  fc.record({ tiers: anyTiers }),
  fc.record({
    free: fc.record({
      per: fc.constantFrom('call' as const, 'user' as const, 'pair' as const),
      sponsor: fc.constantFrom(...SPONSORS),
    }),
    tiers: anyTiers,
  }),
  fc.record({
    session: fc.record({
      minutes: fc.integer({ min: 5, max: 240 }),
      priceMinor: fc.bigInt({ min: 1n, max: 1_000_000n }),
      thenPerMinute: fc.boolean(),
    }),
    tiers: anyTiers,
  }),
);

const anyTerms = fc
  .record({
    ratePerMinuteMinor: fc.bigInt({ min: 1n, max: 100_000n }),
    connectionFeeMinor: fc.bigInt({ min: 0n, max: 5_000n }),
    incrementSeconds: fc.constantFrom(1, 6, 30, 60),
    minimumSeconds: fc.integer({ min: 0, max: 600 }),
    freeSeconds: fc.integer({ min: 0, max: 600 }),
    freeBelowSeconds: fc.integer({ min: 0, max: 300 }),
    rounding: fc.constantFrom('up' as const, 'down' as const, 'half_up' as const),
    taxRateBp: fc.integer({ min: 0, max: 5_000 }),
    advisorShareBp: fc.integer({ min: 0, max: 10_000 }),
    operatorShareBp: fc.integer({ min: 0, max: 10_000 }),
  })
  .filter((terms) => terms.advisorShareBp + terms.operatorShareBp <= 10_000)
  .chain((some) =>
    fc
      .tuple(anyKind, fc.constantFrom({}, { taxOnTop: true as const }))
      .map(([kind, tax]): Terms => ({ ...TERMS, ...some, ...kind, ...tax })),
  );

describe('the price of a call', () => {
  it('is per second, rounded once', () => {
    expect(priceOf(TERMS, 60)).toBe(199n);
    expect(priceOf(TERMS, 61)).toBe(202n); // 202.3
    expect(priceOf(TERMS, 90)).toBe(299n); // 298.5 rounds half up
    expect(priceOf({ ...TERMS, rounding: 'down' }, 90)).toBe(298n);
    expect(priceOf({ ...TERMS, rounding: 'up' }, 61)).toBe(203n);
  });

  it('is nothing below the free limit', () => {
    expect(priceOf(TERMS, 19)).toBe(0n);
    expect(priceOf(TERMS, 20)).toBe(66n);
  });

  it('counts whole increments, free seconds first and the minimum after', () => {
    const terms = { ...TERMS, incrementSeconds: 30, freeSeconds: 60, minimumSeconds: 45, connectionFeeMinor: 50n };
    expect(chargedSeconds(terms, 60)).toBe(0);
    expect(priceOf(terms, 60)).toBe(0n);
    expect(chargedSeconds(terms, 61)).toBe(60);
    expect(priceOf(terms, 61)).toBe(249n);
    expect(chargedSeconds(terms, 121)).toBe(90);
  });

  it('never falls as time grows, and the funded time is the last that the budget covers', () => {
    fc.assert(
      fc.property(
        anyTerms,
        fc.integer({ min: 0, max: 20_000 }),
        fc.bigInt({ min: 0n, max: 1_000_000n }),
        (terms, seconds, budget) => {
          expect(priceOf(terms, seconds + 1)).toBeGreaterThanOrEqual(priceOf(terms, seconds));
          const funded = fundedSeconds(terms, budget, 20_000);
          expect(priceOf(terms, funded)).toBeLessThanOrEqual(budget);
          if (funded < 20_000) expect(priceOf(terms, funded + 1)).toBeGreaterThan(budget);
          // What is reserved first is enough for what may be talked with it.
          expect(fundedSeconds(terms, firstHold(terms, 20_000), 20_000)).toBeGreaterThan(terms.freeSeconds);
          expect(firstHold(terms, seconds)).toBeGreaterThan(0n);
        },
      ),
    );
  });

  it('splits among the four parties without losing or inventing a unit', () => {
    fc.assert(
      fc.property(
        anyTerms,
        fc.bigInt({ min: 0n, max: 10_000_000n }),
        fc.bigInt({ min: 0n, max: 10_000_000n }),
        (terms, price, promo) => {
          const parts = splitPrice(terms, price, promo < price ? promo : price);
          expect(parts.advisorMinor + parts.licenseeMinor + parts.operatorMinor + parts.taxMinor).toBe(price);
          for (const part of Object.values(parts)) expect(part).toBeGreaterThanOrEqual(0n);
          expect(parts.advisorMinor).toBe(advisorNet(terms, price));
        },
      ),
    );
  });

  it('takes tax only out of what was really paid', () => {
    expect(splitPrice(TERMS, 1190n, 0n)).toEqual({
      taxMinor: 190n,
      advisorMinor: 600n,
      operatorMinor: 150n,
      licenseeMinor: 250n,
    });
    expect(splitPrice(TERMS, 1190n, 1190n)).toEqual({
      taxMinor: 0n,
      advisorMinor: 600n,
      operatorMinor: 150n,
      licenseeMinor: 440n,
    });
  });

  it('has net and tax that sum to it, and shares that sum to what is paid, whether prices contain the tax or not', () => {
    fc.assert(
      fc.property(
        anyTerms,
        fc.integer({ min: 0, max: 20_000 }),
        fc.bigInt({ min: 0n, max: 1_000_000n }),
        (terms, seconds, promo) => {
          const gross = priceOf(terms, seconds);
          const { taxOnTop: _, ...inclusive } = terms;
          const entered = priceOf(inclusive, seconds);
          const tax = taxWithin(gross, terms.taxRateBp);
          // On top: the net is what was entered, to the unit; the tax found in the sum is the tax that was added to it.
          if (terms.taxOnTop) expect(gross - tax).toBe(entered);
          else expect(gross).toBe(entered);
          const part = promo < gross ? promo : gross;
          const shares = splitPrice(terms, gross, part);
          expect(shares.advisorMinor + shares.licenseeMinor + shares.operatorMinor + shares.taxMinor).toBe(gross);
          expect(shares.taxMinor).toBe(taxWithin(gross - part, terms.taxRateBp));
          for (const share of Object.values(shares)) expect(share).toBeGreaterThanOrEqual(0n);
          expect(gross).toBeGreaterThanOrEqual(entered);
          expect(firstHold(terms, 20_000)).toBeGreaterThanOrEqual(firstHold(inclusive, 20_000));
        },
      ),
    );
  });

  it('is rounded once and its tax once more, where that comes on top', () => {
    const onTop: Terms = { ...TERMS, taxOnTop: true };
    expect(priceOf(onTop, 60)).toBe(237n); // 199 + 37.81
    expect(priceOf(onTop, 61)).toBe(240n); // 202 + 38.38
    expect(firstHold(onTop, 14_400)).toBe(1184n); // 995 + 189.05
    expect(splitPrice(onTop, 1184n, 0n)).toMatchObject({ taxMinor: 189n, advisorMinor: 597n });
    expect(splitPrice(onTop, 1184n, 184n)).toMatchObject({ taxMinor: 160n, advisorMinor: 597n });
    expect(freePrice(onTop, 60)).toBe(237n);
    expect(fundedSeconds(onTop, 236n, 3600)).toBe(59);
  });

  it('survives being stored as JSON, whatever kind it is of', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        expect(readTerms(JSON.parse(JSON.stringify(storeTerms(terms))))).toEqual(terms);
      }),
    );
  });

  it('of a plain call is stored without the members of the other kinds, by which leases are extended together', () => {
    expect(Object.keys(storeTerms(TERMS))).toEqual(Object.keys(TERMS));
  });
});

describe('tiers', () => {
  const terms: Terms = { ...TERMS, ratePerMinuteMinor: 200n, tiers: [{ afterMinutes: 10, ratePerMinuteMinor: 150n }] };

  it('apply to the seconds inside each band', () => {
    expect(priceOf(terms, 600)).toBe(2000n);
    expect(priceOf(terms, 601)).toBe(2003n); // 2000 + 2.5, rounded once
    expect(priceOf(terms, 660)).toBe(2150n);
    expect(priceOf({ ...terms, tiers: [...terms.tiers!, { afterMinutes: 20, ratePerMinuteMinor: 300n }] }, 1260)).toBe(
      3800n,
    );
  });

  it('are rounded once over all bands, not band by band', () => {
    // Free seconds end within a minute: half a unit in each band is one unit, not two.
    const halves: Terms = { ...TERMS, ratePerMinuteMinor: 1n, tiers: [{ afterMinutes: 1, ratePerMinuteMinor: 1n }] };
    expect(priceOf({ ...halves, freeSeconds: 30 }, 90)).toBe(1n);
    expect(priceOf({ ...halves, freeSeconds: 30, rounding: 'down' }, 90)).toBe(1n);
  });

  it('are minutes of the call: free seconds use up the first band', () => {
    expect(priceOf({ ...terms, freeSeconds: 300 }, 900)).toBe(1000n + 750n);
    expect(freePrice(terms, 660)).toBe(2150n);
  });

  it('of one rate cost what no tiers cost', () => {
    fc.assert(
      fc.property(
        anyTiers,
        fc.integer({ min: 0, max: 600 }),
        fc.integer({ min: 0, max: 20_000 }),
        (tiers, freeSeconds, seconds) => {
          const terms = { ...TERMS, freeSeconds };
          const flat = tiers.map((tier) => ({ ...tier, ratePerMinuteMinor: TERMS.ratePerMinuteMinor }));
          expect(priceOf({ ...terms, tiers: flat }, seconds)).toBe(priceOf(terms, seconds));
        },
      ),
    );
  });
});

describe('a session', () => {
  const terms: Terms = {
    ...TERMS,
    connectionFeeMinor: 90n,
    session: { minutes: 20, priceMinor: 3000n, thenPerMinute: false },
  };
  const goesOn: Terms = { ...terms, incrementSeconds: 30, session: { ...terms.session!, thenPerMinute: true } };

  it('costs nothing below the free limit, its price from there on, and no more at its end', () => {
    expect(priceOf(terms, 19)).toBe(0n);
    expect(priceOf(terms, 20)).toBe(3000n);
    expect(priceOf(terms, 1200)).toBe(3000n);
    expect(priceOf(terms, 5000)).toBe(3000n);
    expect(priceOf({ ...terms, freeBelowSeconds: 0 }, 0)).toBe(0n);
  });

  it('goes on per minute where that was agreed', () => {
    expect(priceOf(goesOn, 1200)).toBe(3000n);
    expect(priceOf(goesOn, 1201)).toBe(3100n); // 30 s at 199: 99.5
    expect(chargedSeconds(goesOn, 1201)).toBe(1230);
  });

  it('is charged as far as it was served when the caller did not end it', () => {
    expect(finalPrice(terms, 300, false)).toBe(3000n);
    expect(finalPrice(terms, 300, true)).toBe(750n);
    expect(finalPrice(terms, 19, true)).toBe(0n);
    expect(finalPrice(terms, 1200, true)).toBe(3000n);
    expect(finalPrice(goesOn, 1201, true)).toBe(3100n);
  });

  it('of a booking costs its least price when the caller ends it, and never more than its price', () => {
    const booked: Terms = { ...goesOn, session: { ...goesOn.session!, returnsRest: true, leastMinor: 1500n } };
    for (const [seconds, price] of [
      [0, 1500n],
      [1, 1500n],
      [600, 1500n],
      [900, 2250n],
      [1200, 3000n],
    ] as const)
      expect(finalPrice(booked, seconds, false)).toBe(price);
    expect(finalPrice(booked, 1, true)).toBe(0n);
    expect(finalPrice(booked, 300, true)).toBe(750n);
    const whole: Terms = {
      ...booked,
      session: { minutes: 20, priceMinor: 3000n, thenPerMinute: true, leastMinor: 1500n },
    };
    expect([finalPrice(whole, 1, false), finalPrice(whole, 20, false)]).toEqual([1500n, 3000n]);
    expect(readTerms(JSON.parse(JSON.stringify(storeTerms(booked))))).toEqual(booked);
  });

  it('reserves its price, and minutes of the time after it where that was agreed', () => {
    expect(firstHold(terms, 1200)).toBe(3000n);
    expect(firstHold(goesOn, 14_400)).toBe(3000n + 995n);
    expect(firstHold(goesOn, 1260)).toBe(3000n + 199n);
  });

  it('never costs more cut short than ended by the caller, and what was served never falls', () => {
    fc.assert(
      fc.property(anyTerms, fc.integer({ min: 0, max: 20_000 }), (any, seconds) => {
        expect(servedPrice(any, seconds)).toBeLessThanOrEqual(priceOf(any, seconds));
        expect(servedPrice(any, seconds + 1)).toBeGreaterThanOrEqual(servedPrice(any, seconds));
      }),
    );
  });
});

describe('free seconds', () => {
  const terms: Terms = { ...TERMS, freeSeconds: 180, free: { per: 'user', sponsor: 'licensee' } };

  it('are reserved beyond: the first hold covers minutes that cost something', () => {
    expect(firstHold(terms, 14_400)).toBe(995n);
    expect(firstHold(terms, 180)).toBe(3n); // the caller's own limit leaves nothing to pay, but no hold, no ring
    expect(firstHold({ ...terms, freeSeconds: 3600 }, 14_400)).toBe(995n);
    expect(firstHold({ ...terms, ratePerMinuteMinor: 50n, rounding: 'down' }, 60)).toBe(1n);
  });

  it('have a price that their sponsor pays, from the free limit on', () => {
    expect(sponsoredSeconds(terms, 19)).toBe(0);
    expect(sponsoredSeconds(terms, 100)).toBe(100);
    expect(sponsoredSeconds(terms, 1000)).toBe(180);
    expect(freePrice(terms, 180)).toBe(597n);
    expect(sponsoredSeconds({ ...TERMS, freeSeconds: 180 }, 100)).toBe(0); // a call of before there were sponsors
  });

  it('are paid to the advisor by licensee or operator, and by nobody where the advisor gives them', () => {
    expect(splitSponsored(TERMS, 'licensee', 1190n)).toEqual({
      taxMinor: 0n,
      advisorMinor: 600n,
      operatorMinor: 150n,
      licenseeMinor: 440n,
    });
    expect(splitSponsored(TERMS, 'operator', 1190n)).toMatchObject({ taxMinor: 190n, advisorMinor: 600n });
    expect(earningAfter(terms, 180)).toBe(301n); // 60 % of 597 without its tax of 95
    expect(earningAfter({ ...terms, free: { per: 'user', sponsor: 'advisor' } }, 180)).toBe(0n);
  });

  it('leave the shares summing to the price, whoever bears them', () => {
    fc.assert(
      fc.property(
        anyTerms,
        fc.constantFrom(...SPONSORS),
        fc.bigInt({ min: 0n, max: 1_000_000n }),
        fc.bigInt({ min: 1n, max: 1_000_000n }),
        (any, sponsor, price, free) => {
          const before = splitPrice(any, price, 0n);
          const shares = withSponsored(any, before, sponsor, free);
          expect(shares.advisorMinor + shares.licenseeMinor + shares.operatorMinor + shares.taxMinor).toBe(price);
          expect(shares.advisorMinor).toBeGreaterThanOrEqual(before.advisorMinor);
          if (sponsor === 'advisor') expect(shares).toEqual(before);
          else expect(shares.advisorMinor - before.advisorMinor).toBe(splitSponsored(any, sponsor, free).advisorMinor);
        },
      ),
    );
  });
});
