import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Lot, expirable, inOrder, levelled, remainingOf } from './lot-spending.js';

const at = (day: number): Date => new Date(Date.UTC(2026, 0, 1 + day));
const sum = (lots: readonly Lot[]): bigint => lots.reduce((total, lot) => total + remainingOf(lot), 0n);

type Act =
  | { readonly kind: 'grant'; readonly amount: bigint; readonly days: number | null }
  | { readonly kind: 'spend' | 'refund'; readonly amount: bigint }
  | { readonly kind: 'look' | 'night' }
  | { readonly kind: 'hold'; readonly amount: bigint };

const amount = fc.bigInt({ min: 1n, max: 1000n });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('grant' as const), amount, days: fc.option(fc.integer({ min: 1, max: 5 })) }),
  fc.record({ kind: fc.constantFrom('spend' as const, 'refund' as const), amount }),
  fc.record({ kind: fc.constantFrom('look' as const, 'night' as const) }),
  fc.record({ kind: fc.constant('hold' as const), amount }),
);

/** Spends or gives back at once, one minor unit after the other: the slow truth. */
function bySteps(lots: readonly Lot[], spent: bigint): Lot[] {
  let now = [...lots];
  for (let i = 0n; i < (spent < 0n ? -spent : spent); i++) {
    const order = inOrder(now);
    const lot = spent > 0n ? order.find((one) => remainingOf(one) > 0n)! : order.findLast((one) => one.used > 0n)!;
    now = now.map((one) => (one.id === lot.id ? { ...one, used: one.used + (spent > 0n ? 1n : -1n) } : one));
  }
  return now;
}

describe('lots of promo credit', () => {
  it('spend what expires first, whether they are looked at after each spending or once for many', () => {
    const lots = fc.array(
      fc.record({ amount: fc.bigInt({ min: 1n, max: 20n }), days: fc.option(fc.integer({ min: 1, max: 3 })) }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(lots, fc.array(fc.bigInt({ min: -15n, max: 15n }), { maxLength: 12 }), (given, moves) => {
        const start: Lot[] = given.map(({ amount: size, days }, n) => ({
          id: String(n),
          amount: size,
          used: 0n,
          ended: 0n,
          expiresAt: days === null ? null : at(days),
        }));
        let truth = start;
        for (const move of moves) {
          const used = start.reduce((total, lot) => total + lot.amount, 0n) - sum(truth);
          truth = bySteps(truth, move > 0n ? (move < sum(truth) ? move : sum(truth)) : -move < used ? move : -used);
        }
        const once = levelled(start, sum(truth), at(0));
        expect(once.returned).toBe(0n);
        expect(inOrder(once.lots)).toEqual(inOrder(truth));
      }),
    );
  });

  it('add up to the balance after any interleaving, never go below zero, and held money never expires', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        let lots: readonly Lot[] = [];
        let [balance, held, spent, day, count] = [0n, 0n, 0n, 0, 0];
        const look = (): void => {
          const { lots: level, returned } = levelled(lots, balance, at(day));
          lots = level;
          if (returned > 0n)
            lots = [...lots, { id: `r${++count}`, amount: returned, used: 0n, ended: 0n, expiresAt: null }];
          expect(sum(lots)).toBe(balance);
          for (const lot of lots) {
            expect(remainingOf(lot)).toBeGreaterThanOrEqual(0n);
            expect(lot.used).toBeGreaterThanOrEqual(0n);
          }
        };
        for (const one of acts) {
          if (one.kind === 'look') look();
          else if (one.kind === 'grant') {
            look();
            const expiresAt = one.days === null ? null : at(day + one.days);
            lots = [...lots, { id: `g${++count}`, amount: one.amount, used: 0n, ended: 0n, expiresAt }];
            balance += one.amount;
          } else if (one.kind === 'hold') held = one.amount < balance ? one.amount : balance;
          else if (one.kind === 'spend') {
            // A call settles what it holds, or less.
            const part = one.amount < held ? one.amount : held;
            balance -= part;
            spent += part;
            held = 0n;
          } else if (one.kind === 'refund') {
            const part = one.amount < spent ? one.amount : spent;
            balance += part;
            spent -= part;
          } else {
            day++;
            look();
            const gone = expirable(lots, held, at(day));
            for (const { lot, amount: part } of gone) {
              expect(lot.expiresAt! <= at(day)).toBe(true);
              lots = lots.map((other) => (other.id === lot.id ? { ...other, ended: other.ended + part } : other));
              balance -= part;
            }
            expect(balance).toBeGreaterThanOrEqual(held);
            // What stays of ended lots is no more than what is held.
            const over = lots.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= at(day));
            expect(sum(over)).toBeLessThanOrEqual(held);
            look();
          }
        }
      }),
    );
  });

  it('a refund does not wake a lot that has ended', () => {
    const lot: Lot = { id: 'a', amount: 10n, used: 6n, ended: 4n, expiresAt: at(1) };
    expect(levelled([lot], 5n, at(2))).toEqual({ lots: [lot], returned: 5n });
    expect(levelled([lot], 5n, at(0))).toEqual({ lots: [{ ...lot, used: 1n }], returned: 0n });
  });
});
