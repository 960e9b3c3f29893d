import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, datesUpTo, localDate, mondayFrom, payoutOn } from './calendar.js';

describe('the calendar of pay-outs', () => {
  it('takes the date of the settlement in the time zone of the licensee', () => {
    const late = new Date('2026-11-21T23:30:00Z');
    expect(localDate(late, 'UTC')).toBe('2026-11-21');
    expect(localDate(late, 'Europe/Berlin')).toBe('2026-11-22');
    expect(localDate(late, 'America/New_York')).toBe('2026-11-21');
  });

  it('pays on the first Monday on or after the end of the hold', () => {
    expect(mondayFrom('2026-11-23')).toBe('2026-11-23'); // a Monday
    expect(mondayFrom('2026-11-24')).toBe('2026-11-30');
    expect(mondayFrom('2026-11-22')).toBe('2026-11-23');
    // Settled on Saturday 21 November; seven days later is Saturday 28, the Monday after it the 30th.
    expect(payoutOn(new Date('2026-11-21T12:00:00Z'), 'UTC', 7)).toBe('2026-11-30');
    expect(payoutOn(new Date('2026-11-16T12:00:00Z'), 'UTC', 7)).toBe('2026-11-23');
    expect(payoutOn(new Date('2026-11-22T23:30:00Z'), 'Europe/Berlin', 0)).toBe('2026-11-23');
    expect(payoutOn(new Date('2026-11-22T22:30:00Z'), 'Europe/Berlin', 0)).toBe('2026-11-23');
  });

  it('is always a Monday, never before the hold is over and never a week after it', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Auckland'),
        fc.nat(90),
        (at, zone, hold) => {
          const day = payoutOn(at, zone, hold);
          const free = addDays(localDate(at, zone), hold);
          expect(new Date(`${day}T00:00:00Z`).getUTCDay()).toBe(1);
          expect(day >= free && day < addDays(free, 7)).toBe(true);
        },
      ),
    );
  });

  it('counts days over the end of a month and a change of the clock', () => {
    expect(datesUpTo('2026-03-02', 4)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
    expect(addDays('2026-10-24', 2)).toBe('2026-10-26');
  });
});
