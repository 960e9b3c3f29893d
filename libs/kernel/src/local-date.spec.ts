import { describe, expect, it } from '@jest/globals';
import { addDays, datesUpTo, localDate, mondayFrom } from './local-date.js';

describe('local dates', () => {
  it('are those on the wall of a time zone', () => {
    const late = new Date('2026-11-21T23:30:00Z');
    expect(localDate(late, 'UTC')).toBe('2026-11-21');
    expect(localDate(late, 'Europe/Berlin')).toBe('2026-11-22');
    expect(localDate(late, 'America/New_York')).toBe('2026-11-21');
  });

  it('knows the Monday of a date', () => {
    expect(mondayFrom('2026-11-23')).toBe('2026-11-23'); // a Monday
    expect(mondayFrom('2026-11-24')).toBe('2026-11-30');
    expect(mondayFrom('2026-11-22')).toBe('2026-11-23');
  });

  it('counts days over the end of a month and a change of the clock', () => {
    expect(datesUpTo('2026-03-02', 4)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
    expect(addDays('2026-10-24', 2)).toBe('2026-10-26');
  });
});
