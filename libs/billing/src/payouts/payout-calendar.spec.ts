import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, localDate } from '@app/kernel';
import { availableOn, payoutDayFrom } from './payout-calendar.js';

describe('the calendar of payouts', () => {
  it('pays each day, on Mondays, on the first of a month, or when staff say so', () => {
    expect(payoutDayFrom('2026-11-26', 'daily')).toBe('2026-11-26');
    expect(payoutDayFrom('2026-11-26', 'weekly')).toBe('2026-11-30');
    expect(payoutDayFrom('2026-12-01', 'monthly')).toBe('2026-12-01');
    expect(payoutDayFrom('2026-12-02', 'monthly')).toBe('2027-01-01');
    expect(payoutDayFrom('2026-11-26', 'manual')).toBeNull();
  });

  it('counts the hold in the days of the licensee', () => {
    expect(availableOn(new Date('2026-11-22T23:30:00Z'), 'Europe/Berlin', 7)).toBe('2026-11-30');
    expect(availableOn(new Date('2026-11-22T22:30:00Z'), 'Europe/Berlin', 7)).toBe('2026-11-29');
  });

  it('never pays before the hold is over, and at most a month after it', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Auckland'),
        fc.nat(90),
        fc.constantFrom('daily' as const, 'weekly' as const, 'monthly' as const),
        (at, zone, hold, schedule) => {
          const free = availableOn(at, zone, hold);
          expect(free).toBe(addDays(localDate(at, zone), hold));
          const day = payoutDayFrom(free, schedule)!;
          expect(day >= free && day <= addDays(free, 31)).toBe(true);
        },
      ),
    );
  });
});
