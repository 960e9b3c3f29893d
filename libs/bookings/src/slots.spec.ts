import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Interval } from '@app/advisors';
import { type BookingSettings, DEFAULT_SETTINGS, freeSlots, pauseAfter } from './slots.js';

const NOW = new Date('2026-06-10T08:00:00Z');
const span = (start: string, end: string) => ({
  start: new Date(`2026-06-10T${start}:00Z`),
  end: new Date(`2026-06-10T${end}:00Z`),
});
const settings = { ...DEFAULT_SETTINGS, isOn: true, bufferMinutes: 0, noticeMinutes: 0 };
const starts = (own: BookingSettings, minutes: number, ...times: [Interval[], Interval[], Date]): string[] =>
  freeSlots(own, minutes, own.bufferMinutes, ...times).map(({ start }) => start.toISOString().slice(11, 16));

describe('free slots', () => {
  it('begin on quarters of an hour and end within the open hours', () => {
    expect(starts(settings, 30, [span('09:05', '10:30')], [], NOW)).toEqual(['09:15', '09:30', '09:45', '10:00']);
    expect(starts(settings, 60, [span('09:00', '09:45')], [], NOW)).toEqual([]);
  });

  it('leave out what is taken, and the pause before it', () => {
    const taken = [span('10:00', '10:40')];
    expect(starts(settings, 30, [span('09:00', '12:00')], taken, NOW)).toEqual([
      '09:00',
      '09:15',
      '09:30',
      '10:45',
      '11:00',
      '11:15',
      '11:30',
    ]);
    expect(starts({ ...settings, bufferMinutes: 10 }, 30, [span('09:00', '11:30')], taken, NOW)).toEqual([
      '09:00',
      '09:15',
      '10:45',
      '11:00',
    ]);
  });

  it('keep the time to wait free after each, where the pause of the advisor is shorter', () => {
    expect(pauseAfter({ ...settings, bufferMinutes: 0 }, 10)).toBe(10);
    expect(pauseAfter({ ...settings, bufferMinutes: 20 }, 10)).toBe(20);
  });

  it('begin after the notice, and not further ahead than the advisor says', () => {
    expect(starts({ ...settings, noticeMinutes: 100 }, 15, [span('08:00', '10:15')], [], NOW)).toEqual([
      '09:45',
      '10:00',
    ]);
    const far = [{ start: new Date('2026-06-12T08:00:00Z'), end: new Date('2026-06-12T09:00:00Z') }];
    expect(starts({ ...settings, aheadDays: 2 }, 15, far, [], NOW)).toEqual(['08:00']);
    expect(starts({ ...settings, aheadDays: 1 }, 15, far, [], NOW)).toEqual([]);
  });

  it('never overlap what is taken, whatever it is', () => {
    const time = fc.integer({ min: 0, max: 1440 });
    const minute = (n: number): Date => new Date(NOW.getTime() + n * 60_000);
    const spans = fc.array(
      fc.tuple(time, fc.integer({ min: 1, max: 300 })).map(([n, m]) => ({ start: minute(n), end: minute(n + m) })),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(
        spans,
        spans,
        fc.constantFrom(15, 30, 45, 60),
        fc.integer({ min: 0, max: 60 }),
        (open, taken, minutes, pause) => {
          for (const { start, end } of freeSlots(settings, minutes, pause, open, taken, NOW)) {
            expect(end.getTime() - start.getTime()).toBe(minutes * 60_000);
            expect(open.some((one) => one.start <= start && end <= one.end)).toBe(true);
            const clear = new Date(end.getTime() + pause * 60_000);
            expect(taken.some((one) => one.start < clear && start < one.end)).toBe(false);
          }
        },
      ),
    );
  });
});
