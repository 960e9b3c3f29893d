import { type LocalDate, addDays, localDate, mondayFrom } from '@app/kernel';
import type { PayoutSchedule } from '../money-rules.service.js';

/** The first day, this one included, on which a schedule pays; null = only when staff say so. */
export function payoutDayFrom(date: LocalDate, schedule: PayoutSchedule): LocalDate | null {
  switch (schedule) {
    case 'daily':
      return date;
    case 'weekly':
      return mondayFrom(date);
    case 'monthly':
      return date.endsWith('-01') ? date : firstOfNextMonth(date);
    case 'manual':
      return null;
  }
}

function firstOfNextMonth(date: LocalDate): LocalDate {
  const [year, month] = [Number.parseInt(date.slice(0, 4), 10), Number.parseInt(date.slice(5, 7), 10)];
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}

/** The date, in the licensee's zone, from which an earning is available. */
export const availableOn = (settledAt: Date, timeZone: string, holdDays: number): LocalDate =>
  addDays(localDate(settledAt, timeZone), holdDays);
