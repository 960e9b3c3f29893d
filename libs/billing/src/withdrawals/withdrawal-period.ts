import { type LocalDate, addDays, localDate } from '@app/kernel';

/** Days in which a top-up can be withdrawn from (Directive 2011/83/EU, art. 9). */
export const WITHDRAWAL_DAYS = 14;

const SATURDAY = 6;
const SUNDAY = 0;

/**
 * The last day on which a payment can be withdrawn from. The day of the payment does not count, the last one counts whole, and one on a weekend moves to Monday
 * (Regulation 1182/71, art. 3): days of the licensee's time zone.
 */
export function lastDayFor(paidAt: Date, timeZone: string): LocalDate {
  const last = addDays(localDate(paidAt, timeZone), WITHDRAWAL_DAYS);
  const weekday = new Date(`${last}T00:00:00Z`).getUTCDay();
  return addDays(last, weekday === SATURDAY ? 2 : weekday === SUNDAY ? 1 : 0);
}

export const isOpen = (paidAt: Date, now: Date, timeZone: string): boolean =>
  localDate(now, timeZone) <= lastDayFor(paidAt, timeZone);
