import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { STORED_VALUE_CAPS, storedValueCaps } from '@app/licensees';
import { roomOf } from './top-up-room.js';

const CAPS = { single: 500n, balance: 2000n, day: 1000n, year: 5000n };
const NOTHING = { balance: 0n, inFlight: 0n, today: 0n, year: 0n };

describe('what can be topped up [D22]', () => {
  it.each([
    ['single', NOTHING, 500n],
    ['balance', { ...NOTHING, balance: 1900n }, 100n],
    ['balance', { ...NOTHING, balance: 1500n, inFlight: 400n, today: 0n }, 100n],
    ['day', { ...NOTHING, today: 600n, inFlight: 300n, year: 600n }, 100n],
    ['year', { ...NOTHING, year: 4800n, inFlight: 100n }, 100n],
    ['balance', { ...NOTHING, balance: 2500n }, 0n],
  ] as const)('is what the cap of %s leaves', (cap, soFar, possibleMinor) => {
    expect(roomOf(CAPS, soFar)).toEqual({ cap, capMinor: CAPS[cap], possibleMinor });
  });

  it('never lets a top-up of what is possible pass a cap, whatever is in flight', () => {
    const minor = fc.bigInt(0n, 10_000n);
    fc.assert(
      fc.property(
        fc.record({ single: minor, balance: minor, day: minor, year: minor }),
        fc.record({ balance: minor, inFlight: minor, today: minor, year: minor }),
        (caps, soFar) => {
          const { possibleMinor: more } = roomOf(caps, soFar);
          if (more === 0n) return;
          expect(more <= caps.single).toBe(true);
          expect(soFar.balance + soFar.inFlight + more <= caps.balance).toBe(true);
          expect(soFar.today + soFar.inFlight + more <= caps.day).toBe(true);
          expect(soFar.year + soFar.inFlight + more <= caps.year).toBe(true);
        },
      ),
    );
  });

  it('is never more than the operator lets the licensee set', () => {
    const set = { topUpMaxMinor: 500n, maxBalanceMinor: 2000n, topUpDayMaxMinor: 1000n, topUpYearMaxMinor: 5000n };
    const none = { ceilingTopUpMinor: null, ceilingBalanceMinor: null, ceilingDayMinor: null, ceilingYearMinor: null };
    expect(storedValueCaps({ ...set, ...none })).toEqual(CAPS);
    expect(storedValueCaps({ ...set, ...none, ceilingDayMinor: 700n, ceilingTopUpMinor: 600n })).toEqual({
      ...CAPS,
      day: 700n,
    });
    expect(STORED_VALUE_CAPS).toHaveLength(4);
  });
});
