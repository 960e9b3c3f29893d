import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addSeconds } from '@app/kernel';
import { NO_LIMIT, type SpendingLimit, changed, inForce } from './spending-limit.js';

const START = new Date('2026-01-01T00:00:00Z');
const at = (hours: number): Date => addSeconds(START, hours * 3600);
const of = (value: bigint | null): SpendingLimit => ({ value, next: null, nextAt: null });

describe('a spending limit', () => {
  it('is lowered at once and raised or removed after a day', () => {
    expect(changed(NO_LIMIT, 500n, at(0))).toEqual(of(500n));
    expect(changed(of(500n), 300n, at(0))).toEqual(of(300n));
    for (const wish of [800n, null]) {
      const waits = changed(of(500n), wish, at(0));
      expect(inForce(waits, at(23)).value).toBe(500n);
      expect(inForce(waits, at(24)).value).toBe(wish);
    }
  });

  it('keeps the time of a raise that is asked for again, and forgets it when it is lowered', () => {
    const waits = changed(of(500n), 800n, at(0));
    expect(changed(waits, 800n, at(20)).nextAt).toEqual(at(24));
    expect(changed(waits, 900n, at(20)).nextAt).toEqual(at(44));
    expect(changed(waits, 500n, at(20))).toEqual(of(500n));
  });

  it('never becomes looser by an act, only by a day that has passed', () => {
    const loose = (value: bigint | null): bigint => value ?? 10n ** 12n;
    const acts = fc.array(
      fc.record({ hours: fc.integer({ min: 0, max: 30 }), wish: fc.option(fc.bigInt({ min: 1n, max: 9n })) }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(acts, (asked) => {
        let [limit, now] = [of(5n), 0];
        for (const { hours, wish } of asked) {
          now += hours;
          const before = inForce(limit, at(now));
          limit = changed(limit, wish, at(now));
          const after = inForce(limit, at(now));
          expect(loose(after.value)).toBeLessThanOrEqual(loose(before.value));
          expect(after.nextAt === null || after.nextAt > at(now)).toBe(true);
          // In the end the wish holds, if nothing else is asked for.
          expect(inForce(limit, at(now + 24)).value).toBe(wish);
        }
      }),
    );
  });
});
