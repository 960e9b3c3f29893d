import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Terms,
  advisorNet,
  chargedSeconds,
  fundedSeconds,
  priceOf,
  readTerms,
  splitPrice,
  storeTerms,
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
  .map((some): Terms => ({ ...TERMS, ...some }));

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

  it('survives being stored as JSON', () => {
    expect(readTerms(JSON.parse(JSON.stringify(storeTerms(TERMS))))).toEqual(TERMS);
  });
});
