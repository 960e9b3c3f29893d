import { describe, expect, it } from '@jest/globals';
import { midnightIn } from './midnight.js';

describe('the first moment of a day', () => {
  it.each([
    ['2030-01-15', 'UTC', '2030-01-15T00:00:00.000Z'],
    ['2030-01-15', 'Europe/Berlin', '2030-01-14T23:00:00.000Z'],
    ['2030-07-15', 'Europe/Berlin', '2030-07-14T22:00:00.000Z'],
    // The days on which the clocks change there.
    ['2030-03-31', 'Europe/Berlin', '2030-03-30T23:00:00.000Z'],
    ['2030-10-27', 'Europe/Berlin', '2030-10-26T22:00:00.000Z'],
    // There they change at midnight: one day begins at one o'clock, and before the other the last hour comes twice.
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
    ['2026-04-05', 'America/Santiago', '2026-04-05T04:00:00.000Z'],
    ['2030-01-15', 'Asia/Kolkata', '2030-01-14T18:30:00.000Z'],
    ['2030-01-15', 'America/Los_Angeles', '2030-01-15T08:00:00.000Z'],
    ['2030-01-15', 'Pacific/Kiritimati', '2030-01-14T10:00:00.000Z'],
  ])('%s in %s', (date, zone, expected) => expect(midnightIn(date, zone).toISOString()).toBe(expected));
});
