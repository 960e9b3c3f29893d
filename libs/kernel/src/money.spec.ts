import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BASIS_POINTS, ROUNDINGS, divide, shareOf, split, taxWithin, toJsonMinor } from './money.js';

const AMOUNT = fc.bigInt({ min: 0n, max: 10n ** 15n });
const WEIGHTS = fc
  .array(fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 10n }), fc.bigInt({ min: 1n, max: 10n ** 9n })), {
    minLength: 1,
    maxLength: 8,
  })
  .filter((weights) => weights.some((weight) => weight > 0n));
const BASIS = fc.integer({ min: 0, max: 10_000 });
const ROUNDING = fc.constantFrom(...ROUNDINGS);
const sum = (parts: readonly bigint[]) => parts.reduce((total, part) => total + part, 0n);
const ceil = (numerator: bigint, denominator: bigint) => (numerator + denominator - 1n) / denominator;

describe('split', () => {
  it('gives away the whole, to the last cent', () => {
    fc.assert(fc.property(AMOUNT, WEIGHTS, (whole, weights) => sum(split(whole, weights)) === whole));
  });

  it('gives every part its exact share, rounded down or up', () => {
    fc.assert(
      fc.property(AMOUNT, WEIGHTS, (whole, weights) => {
        const total = sum(weights);
        split(whole, weights).forEach((part, i) => {
          const exact = whole * weights[i]!;
          expect(part >= exact / total && part <= ceil(exact, total)).toBe(true);
        });
      }),
    );
  });

  it('gives nothing to a weight of zero and never less to a larger weight', () => {
    fc.assert(
      fc.property(AMOUNT, WEIGHTS, (whole, weights) => {
        const parts = split(whole, weights);
        weights.forEach((weight, i) => {
          if (weight === 0n) expect(parts[i]).toBe(0n);
          weights.forEach((other, j) => expect(weight > other && parts[i]! < parts[j]!).toBe(false));
        });
      }),
    );
  });

  it('gives units that are left over to the largest remainders, the first of equals', () => {
    expect(split(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(split(101n, [1n, 1n, 1n])).toEqual([34n, 34n, 33n]);
    expect(split(10n, [1n, 2n, 4n])).toEqual([1n, 3n, 6n]);
    expect(split(0n, [0n, 0n])).toEqual([0n, 0n]);
    expect(split(0n, [])).toEqual([]);
  });

  it('refuses negative numbers and a whole that nobody gets', () => {
    expect(() => split(-1n, [1n])).toThrow(RangeError);
    expect(() => split(1n, [2n, -1n])).toThrow(RangeError);
    expect(() => split(1n, [0n, 0n])).toThrow(RangeError);
    expect(() => split(1n, [])).toThrow(RangeError);
  });
});

describe('divide', () => {
  it('never rounds by a whole unit, and in the direction that the rule names', () => {
    fc.assert(
      fc.property(AMOUNT, fc.bigInt({ min: 1n, max: 10n ** 6n }), (numerator, denominator) => {
        const [down, up, half] = (['down', 'up', 'half_up'] as const).map((rule) =>
          divide(numerator, denominator, rule),
        ) as [bigint, bigint, bigint];
        expect(down * denominator <= numerator && numerator < (down + 1n) * denominator).toBe(true);
        expect(up).toBe(ceil(numerator, denominator));
        expect(half === down || half === up).toBe(true);
        const above = 2n * (half * denominator - numerator);
        expect(above > -denominator && above <= denominator).toBe(true);
      }),
    );
  });

  it('rounds an exact half up', () => {
    expect([divide(5n, 10n, 'half_up'), divide(4n, 10n, 'half_up'), divide(15n, 10n, 'half_up')]).toEqual([1n, 0n, 2n]);
    expect([divide(5n, 10n, 'down'), divide(1n, 10n, 'up'), divide(0n, 10n, 'up')]).toEqual([0n, 1n, 0n]);
  });

  it('refuses a negative numerator and a denominator that is not positive', () => {
    for (const rounding of ROUNDINGS) {
      expect(() => divide(-1n, 2n, rounding)).toThrow(RangeError);
      expect(() => divide(1n, 0n, rounding)).toThrow(RangeError);
      expect(() => divide(1n, -2n, rounding)).toThrow(RangeError);
    }
  });
});

describe('shareOf and taxWithin', () => {
  it('stay between nothing and the whole, and grow with the amount', () => {
    fc.assert(
      fc.property(AMOUNT, AMOUNT, BASIS, ROUNDING, (a, b, bp, rounding) => {
        const share = shareOf(a, bp, rounding);
        const tax = taxWithin(a, bp, rounding);
        expect(share >= 0n && share <= a && tax >= 0n && tax <= share).toBe(true);
        if (a <= b) expect(share <= shareOf(b, bp, rounding) && tax <= taxWithin(b, bp, rounding)).toBe(true);
      }),
    );
  });

  it('take nothing at 0 and all at 10,000 basis points', () => {
    fc.assert(fc.property(AMOUNT, ROUNDING, (a, r) => shareOf(a, 0, r) === 0n && shareOf(a, 10_000, r) === a));
    expect(taxWithin(11_900n, 0)).toBe(0n);
  });

  it('find the tax that was added to a net amount', () => {
    fc.assert(
      fc.property(AMOUNT, BASIS, (net, bp) => {
        const tax = divide(net * BigInt(bp), BASIS_POINTS, 'half_up');
        const found = taxWithin(net + tax, bp);
        expect(found - tax <= 1n && tax - found <= 1n).toBe(true);
      }),
    );
    expect(taxWithin(11_900n, 1900)).toBe(1900n);
    expect(taxWithin(1n, 1900)).toBe(0n);
  });

  it('refuse negative amounts and rates, and fractions of a basis point', () => {
    expect(() => shareOf(-1n, 100, 'down')).toThrow(RangeError);
    expect(() => shareOf(1n, -100, 'down')).toThrow(RangeError);
    expect(() => shareOf(1n, 0.5, 'down')).toThrow(RangeError);
    expect(() => taxWithin(-1n, 100)).toThrow(RangeError);
    expect(() => taxWithin(1n, -10_000)).toThrow(RangeError);
  });
});

describe('amounts in JSON', () => {
  it('are exact integers, or refused', () => {
    expect(toJsonMinor(-250n)).toBe(-250);
    expect(toJsonMinor(2n ** 53n - 1n)).toBe(9007199254740991);
    expect(() => toJsonMinor(2n ** 53n)).toThrow(RangeError);
    expect(() => toJsonMinor(-(2n ** 53n))).toThrow(RangeError);
  });
});
