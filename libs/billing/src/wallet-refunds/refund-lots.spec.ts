import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allot } from './refund-lots.js';

const lot = (id: string, refundable: bigint) => ({ id, refundable });

describe('an amount over payments', () => {
  it('goes in their order, and first to those that are named', () => {
    const lots = [lot('new', 500n), lot('old', 300n)];
    expect(allot(600n, lots)).toEqual([lot('new', 500n), lot('old', 100n)]);
    expect(allot(200n, lots, new Map([['old', 150n]]))).toEqual([lot('new', 50n), lot('old', 150n)]);
    expect(allot(900n, lots, new Map([['old', 900n]]))).toEqual(lots);
    expect(allot(100n, [])).toEqual([]);
  });

  it('is never more than a payment can take, and never less than all can', () =>
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 5_000n }),
        fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 999n }), fc.bigInt({ min: 0n, max: 999n })), { maxLength: 6 }),
        (amount, drawn) => {
          const lots = drawn.map(([refundable], index) => lot(`lot-${index}`, refundable));
          const first = new Map(drawn.map(([, named], index) => [`lot-${index}`, named]));
          const parts = allot(amount, lots, first);
          const room = lots.reduce((sum, { refundable }) => sum + refundable, 0n);
          for (const { id, refundable } of parts) {
            expect(refundable).toBeGreaterThan(0n);
            expect(refundable).toBeLessThanOrEqual(lots.find((one) => one.id === id)!.refundable);
          }
          expect(parts.reduce((sum, { refundable }) => sum + refundable, 0n)).toBe(room < amount ? room : amount);
        },
      ),
    ));
});
