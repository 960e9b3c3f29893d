import { localeTag } from '~/shared/i18n.ts';
import type { CallLink } from './queries.ts';

type Hours = CallLink['weekly'][number];

export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export const dayName = (day: number, style: 'long' | 'short' = 'long'): string =>
  new Intl.DateTimeFormat(localeTag(), { weekday: style, timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));

const dayAfter = (day: number): number => (day % 7) + 1;

/** The same hours on each of the days. Hours that end before they begin go over midnight, so they are two. */
export function weeklyOf(days: readonly number[], from: string, to: string): Hours[] {
  if (to === '00:00') return days.map((day) => ({ day, from, to: '24:00' }));
  if (from < to) return days.map((day) => ({ day, from, to }));
  return days.flatMap((day) => [
    { day, from, to: '24:00' },
    { day: dayAfter(day), from: '00:00', to },
  ]);
}

/** "Mon 09:00–17:00, Tue 09:00–17:00". */
export const weeklyWords = (weekly: readonly Hours[]): string =>
  new Intl.ListFormat(localeTag(), { type: 'unit' }).format(
    [...weekly]
      .sort((a, b) => a.day - b.day || a.from.localeCompare(b.from))
      .map(({ day, from, to }) => `${dayName(day, 'short')} ${from}–${to}`),
  );
