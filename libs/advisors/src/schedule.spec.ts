import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Schedule, isDate, isTimeZone, localDate, minuteOf, openAt, openIntervals } from './schedule.js';

const BERLIN = 'Europe/Berlin';
const everyDay = (from: string, to: string): Schedule['weekly'] =>
  [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from, to }));
const open = (schedule: Partial<Schedule>, from: string, days = 7): string[] =>
  openIntervals({ timeZone: BERLIN, weekly: [], exceptions: [], ...schedule }, new Date(from), days).map(
    ({ start, end }) => `${start.toISOString().slice(0, 16)} ${end.toISOString().slice(0, 16)}`,
  );

describe('a weekly schedule', () => {
  it('keeps local time through the start of summer time (29 March 2026, 02:00 -> 03:00)', () => {
    expect(open({ weekly: everyDay('09:00', '17:00') }, '2026-03-28T00:00:00Z', 2)).toEqual([
      '2026-03-28T08:00 2026-03-28T16:00',
      '2026-03-29T07:00 2026-03-29T15:00',
    ]);
    // The night of the change has an hour less.
    expect(open({ weekly: [{ day: 7, from: '00:00', to: '24:00' }] }, '2026-03-28T12:00:00Z', 3)).toEqual([
      '2026-03-28T23:00 2026-03-29T22:00',
    ]);
    // A time that does not exist is the moment of the change.
    expect(open({ weekly: [{ day: 7, from: '02:30', to: '04:00' }] }, '2026-03-28T12:00:00Z', 3)).toEqual([
      '2026-03-29T01:00 2026-03-29T02:00',
    ]);
    expect(open({ weekly: [{ day: 7, from: '01:00', to: '02:30' }] }, '2026-03-28T12:00:00Z', 3)).toEqual([
      '2026-03-29T00:00 2026-03-29T01:00',
    ]);
    expect(open({ weekly: [{ day: 7, from: '02:10', to: '02:50' }] }, '2026-03-28T12:00:00Z', 3)).toEqual([]);
  });

  it('keeps local time through the end of summer time (25 October 2026, 03:00 -> 02:00)', () => {
    expect(open({ weekly: everyDay('09:00', '17:00') }, '2026-10-24T00:00:00Z', 2)).toEqual([
      '2026-10-24T07:00 2026-10-24T15:00',
      '2026-10-25T08:00 2026-10-25T16:00',
    ]);
    // The night of the change has an hour more.
    expect(open({ weekly: [{ day: 7, from: '00:00', to: '24:00' }] }, '2026-10-24T12:00:00Z', 3)).toEqual([
      '2026-10-24T22:00 2026-10-25T23:00',
    ]);
    expect(open({ weekly: [{ day: 7, from: '01:00', to: '03:00' }] }, '2026-10-24T12:00:00Z', 3)).toEqual([
      '2026-10-24T23:00 2026-10-25T02:00',
    ]);
    // A time that comes twice is the first one.
    expect(open({ weekly: [{ day: 7, from: '02:15', to: '02:45' }] }, '2026-10-24T12:00:00Z', 3)).toEqual([
      '2026-10-25T00:15 2026-10-25T00:45',
    ]);
  });

  it('begins with what is left of today and ends with the seventh time 24 hours', () => {
    expect(open({ weekly: everyDay('09:00', '17:00') }, '2026-06-10T10:30:00Z', 1)).toEqual([
      '2026-06-10T10:30 2026-06-10T15:00',
      '2026-06-11T07:00 2026-06-11T10:30',
    ]);
    expect(open({ weekly: everyDay('09:00', '17:00') }, '2026-06-10T10:30:00Z')).toHaveLength(8);
  });

  it('joins hours that touch, over midnight too', () => {
    const weekly = [
      { day: 1, from: '08:00', to: '12:00' },
      { day: 1, from: '12:00', to: '13:00' },
      { day: 1, from: '22:00', to: '24:00' },
      { day: 2, from: '00:00', to: '02:00' },
    ];
    expect(open({ weekly, timeZone: 'UTC' }, '2026-06-08T00:00:00Z')).toEqual([
      '2026-06-08T08:00 2026-06-08T13:00',
      '2026-06-08T22:00 2026-06-09T02:00',
    ]);
  });

  it('gives way to exceptions of a date', () => {
    const exceptions: Schedule['exceptions'] = [
      { date: '2026-06-09', closed: true },
      { date: '2026-06-10', from: '18:00', to: '20:00' },
      { date: '2026-06-10', from: '21:00', to: '22:00' },
    ];
    expect(open({ weekly: everyDay('09:00', '17:00'), exceptions }, '2026-06-08T00:00:00Z', 3)).toEqual([
      '2026-06-08T07:00 2026-06-08T15:00',
      '2026-06-10T16:00 2026-06-10T18:00',
      '2026-06-10T19:00 2026-06-10T20:00',
    ]);
  });

  it('is closed through a time off, but for what is said of one of its dates', () => {
    const exceptions: Schedule['exceptions'] = [
      { date: '2026-06-09', closed: true, until: '2026-06-11' },
      { date: '2026-06-10', from: '18:00', to: '20:00' },
    ];
    expect(open({ weekly: everyDay('09:00', '17:00'), exceptions }, '2026-06-08T00:00:00Z', 5)).toEqual([
      '2026-06-08T07:00 2026-06-08T15:00',
      '2026-06-10T16:00 2026-06-10T18:00',
      '2026-06-12T07:00 2026-06-12T15:00',
    ]);
  });

  it('takes extra hours besides those of the week, joined where they touch', () => {
    const exceptions: Schedule['exceptions'] = [
      { date: '2026-06-09', from: '16:00', to: '18:00', extra: true },
      { date: '2026-06-09', from: '20:00', to: '21:00', extra: true },
    ];
    expect(open({ weekly: everyDay('09:00', '17:00'), exceptions }, '2026-06-09T00:00:00Z', 1)).toEqual([
      '2026-06-09T07:00 2026-06-09T16:00',
      '2026-06-09T18:00 2026-06-09T19:00',
    ]);
  });

  it('knows whether it is open, and when that changes next', () => {
    const schedule = { timeZone: BERLIN, weekly: everyDay('09:00', '17:00'), exceptions: [] };
    const at = (text: string) => openAt(schedule, new Date(text));
    expect(at('2026-03-28T20:00:00Z')).toEqual({ isOpen: false, changesAt: new Date('2026-03-29T07:00:00Z') });
    expect(at('2026-03-29T07:00:00Z')).toEqual({ isOpen: true, changesAt: new Date('2026-03-29T15:00:00Z') });
    expect(openAt({ ...schedule, weekly: [] }, new Date())).toEqual({ isOpen: false, changesAt: null });
    expect(openAt({ ...schedule, weekly: everyDay('00:00', '24:00') }, new Date())).toEqual({
      isOpen: true,
      changesAt: null,
    });
  });

  it('knows zones whose clocks change at midnight, by half an hour, or that are a day ahead', () => {
    // Santiago: 6 September 2026, 00:00 -> 01:00.
    expect(
      open({ timeZone: 'America/Santiago', weekly: [{ day: 7, from: '00:00', to: '02:00' }] }, '2026-09-05T12:00Z', 2),
    ).toEqual(['2026-09-06T04:00 2026-09-06T05:00']);
    // Lord Howe: 4 October 2026, 02:00 -> 02:30.
    expect(
      open(
        { timeZone: 'Australia/Lord_Howe', weekly: [{ day: 7, from: '01:00', to: '03:00' }] },
        '2026-10-02T00:00Z',
        3,
      ),
    ).toEqual(['2026-10-03T14:30 2026-10-03T16:00']);
    expect(localDate('Pacific/Kiritimati', new Date('2026-06-10T11:00:00Z'))).toBe('2026-06-11');
  });

  it('is open exactly when the clocks on the wall say so, in every zone and every week', () => {
    const zones = [
      BERLIN,
      'America/New_York',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'America/Santiago',
      'Asia/Kathmandu',
      'Pacific/Chatham',
      'Africa/Casablanca',
      'UTC',
    ];
    const time = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15);
    const text = (minute: number): string =>
      `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    const hours = fc
      .tuple(time, fc.integer({ min: 1, max: 96 }))
      .map(([from, quarters]) => ({ from: text(from), to: text(Math.min(1440, from + quarters * 15)) }));
    const weekly = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 7 }), hours).map(([day, span]) => ({ day, ...span })),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        weekly,
        // Weeks around the changes of the clocks come up as often as others.
        fc.oneof(
          fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) }),
          fc
            .tuple(
              fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-09-06', '2026-10-04', '2026-10-25'),
              fc.integer({ min: -6, max: 1 }),
            )
            .map(([date, days]) => Date.parse(date) + days * 86_400_000),
        ),
        fc.array(fc.integer({ min: 0, max: 7 * 1440 - 1 }), { minLength: 20, maxLength: 20 }),
        (timeZone, week, from, minutes) => {
          const start = new Date(Math.floor(from / 60_000) * 60_000);
          const intervals = openIntervals({ timeZone, weekly: week, exceptions: [] }, start, 7);
          intervals.forEach((one, i) => {
            expect(one.start < one.end).toBe(true);
            expect(one.start >= start && one.end.getTime() <= start.getTime() + 7 * 86_400_000).toBe(true);
            if (i > 0) expect(one.start > intervals[i - 1]!.end).toBe(true);
          });
          for (const minute of minutes) {
            const at = new Date(start.getTime() + minute * 60_000);
            const wall = wallOf(timeZone, at);
            // An hour that comes twice has no one right answer; the fixed cases say which we give.
            if (isTwice(timeZone, at, wall)) continue;
            const expected = week.some(
              (one) => one.day === wall.day && minuteOf(one.from) <= wall.minute && wall.minute < minuteOf(one.to),
            );
            expect([timeZone, at.toISOString(), intervals.some((one) => one.start <= at && at < one.end)]).toEqual([
              timeZone,
              at.toISOString(),
              expected,
            ]);
          }
        },
      ),
      { numRuns: 200, seed: 20_261_121 },
    );
  });
});

describe('what counts as a zone and a date', () => {
  it.each(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])('knows %s', (zone) =>
    expect(isTimeZone(zone)).toBe(true),
  );
  it.each(['', '+01:00', 'Mars/Olympus', 'Europe/Berlin\n', '../etc', 'constructor', 'Europe/'])(
    'does not know %j',
    (zone) => expect(isTimeZone(zone)).toBe(false),
  );
  it('knows the calendar', () => {
    expect(['2028-02-29', '2026-12-31'].map(isDate)).toEqual([true, true]);
    expect(['2026-02-29', '2026-13-01', '2026-00-10', '2026-06-31', 'nonsense'].map(isDate)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

/** Written another way than the code under test: by formatting, without offsets. */
function wallOf(timeZone: string, at: Date): { day: number; minute: number; text: string } {
  const text = at.toLocaleString('sv-SE', { timeZone });
  return {
    day: new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDay() || 7,
    minute: minuteOf(text.slice(11, 16)),
    text,
  };
}

/** Whether the clocks show this time at another instant as well, or did within the hours after a change back. */
function isTwice(timeZone: string, at: Date, wall: { text: string }): boolean {
  return [15, 30, 60, 120]
    .flatMap((minutes) => [minutes, -minutes])
    .some((minutes) => wallOf(timeZone, new Date(at.getTime() + minutes * 60_000)).text === wall.text);
}
