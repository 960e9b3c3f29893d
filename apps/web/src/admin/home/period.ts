import { localeTag } from '~/shared/i18n.ts';

export const PERIODS = [7, 30, 90] as const;
export type Days = (typeof PERIODS)[number];

/** Days of the address; undefined = the usual 30. */
export const daysOf = (value: unknown): Days | undefined => PERIODS.find((days) => days === Number(value));

/** A day of the licensee. It is a calendar day, so the reader's zone must not move it. */
export const calendarDay = (day: string | undefined, style: 'short' | 'full' = 'full'): string =>
  day === undefined
    ? ''
    : new Intl.DateTimeFormat(localeTag(), {
        day: 'numeric',
        month: 'short',
        timeZone: 'UTC',
        ...(style === 'full' ? { year: 'numeric' } : {}),
      }).format(new Date(day));
