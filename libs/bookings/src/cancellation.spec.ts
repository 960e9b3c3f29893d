import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addSeconds } from '@app/kernel';
import type { BookingState } from './booking-machine.js';
import { DEFAULT_RULES, keptOf, refundPercent } from './cancellation.js';

const START = new Date('2026-06-10T12:00:00Z');
const hours = (before: number): Date => addSeconds(START, -before * 3600);
const ended = (state: Partial<BookingState>): BookingState => ({
  status: 'cancelled',
  startsAt: START,
  waitMinutes: 10,
  acceptBy: null,
  userArrivedAt: null,
  advisorArrivedAt: null,
  remindedDayAt: null,
  remindedSoonAt: null,
  blockedBy: null,
  cancelledBy: null,
  noShowBy: null,
  endedAt: hours(1),
  ...state,
});
const kept = (state: Partial<BookingState>, wasAccepted = true, price = 1999n) =>
  keptOf(ended(state), wasAccepted, price, DEFAULT_RULES);

describe('what is kept of a booking', () => {
  it('follows the tiers of the licensee to the second', () => {
    const { tiers } = DEFAULT_RULES;
    expect(refundPercent(tiers, START, hours(24))).toBe(100);
    expect(refundPercent(tiers, START, addSeconds(hours(24), 1))).toBe(50);
    expect(refundPercent(tiers, START, hours(2))).toBe(50);
    expect(refundPercent(tiers, START, addSeconds(hours(2), 1))).toBe(0);
    expect(refundPercent([...tiers].reverse(), START, hours(30))).toBe(100);
    expect(refundPercent([], START, hours(999))).toBe(0);
  });

  it('is the tier of a user who cancels what was agreed, and nothing before it was', () => {
    expect(kept({ cancelledBy: 'user', endedAt: hours(1) })).toBe(1999n);
    expect(kept({ cancelledBy: 'user', endedAt: hours(3) })).toBe(999n); // half, rounded in favour of the user
    expect(kept({ cancelledBy: 'user', endedAt: hours(25) })).toBe(0n);
    expect(kept({ cancelledBy: 'user', endedAt: hours(1) }, false)).toBe(0n);
  });

  it('is nothing where the advisor, staff or the platform call it off, however late', () => {
    for (const cancelledBy of ['advisor', 'staff', 'platform'] as const)
      expect(kept({ cancelledBy, endedAt: START })).toBe(0n);
  });

  it('is a fee for a user who does not come, and nothing where the advisor did not', () => {
    expect(kept({ status: 'no_show', noShowBy: 'user' })).toBe(999n);
    expect(kept({ status: 'no_show', noShowBy: 'advisor' })).toBe(0n);
    expect(kept({ status: 'no_show', noShowBy: 'both' })).toBe(0n);
    for (const status of ['declined', 'lapsed', 'completed'] as const) expect(kept({ status })).toBe(0n);
  });

  it('is never more than the price nor less than nothing', () => {
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10_000_000n }),
        fc.array(fc.record({ hoursBefore: fc.integer({ min: 0, max: 720 }), refundPercent: percent }), {
          maxLength: 6,
        }),
        percent,
        fc.integer({ min: 0, max: 800 }),
        (price, tiers, noShowFeePercent, before) => {
          const rules = { ...DEFAULT_RULES, tiers, noShowFeePercent };
          for (const state of [
            { cancelledBy: 'user' as const, endedAt: hours(before) },
            { status: 'no_show' as const, noShowBy: 'user' as const },
          ]) {
            const found = keptOf(ended(state), true, price, rules);
            expect(found >= 0n && found <= price).toBe(true);
          }
        },
      ),
    );
  });
});
