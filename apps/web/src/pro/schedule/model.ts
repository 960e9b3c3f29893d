import type { Schemas } from '~/shared/api/index.ts';
import { addDays, dateIn, offsetAt, weekdayOf } from '../zone.ts';

export type Schedule = Schemas['ScheduleDto'];

export interface Hours {
  from: string;
  to: string;
}

export interface WeeklyHours extends Hours {
  day: number;
}

export interface DayException extends Hours {
  date: string;
  isClosed: boolean;
  /** Of a longer time off; empty = one date. */
  until: string;
  /** Hours besides those of the week, not instead of them. */
  isExtra: boolean;
}

/** The form: as the service has it, but with plain text in every field. A type, so that it is open to the form's record type. */
export type ScheduleForm = {
  timeZone: string;
  weekly: WeeklyHours[];
  exceptions: DayException[];
};

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export const MAX_PER_DAY = 5;

/** A time field has no 24:00: midnight at the end of hours is typed as 00:00. */
const typed = (time: string): string => (time === '24:00' ? '00:00' : time);
export const meant = (to: string): string => (to === '00:00' ? '24:00' : to);

export const formOf = ({ timeZone, weekly, exceptions }: Schedule): ScheduleForm => ({
  timeZone,
  weekly: weekly.map(({ day, from, to }) => ({ day, from, to: typed(to) })),
  exceptions: exceptions.map(({ date, closed, until = '', from = '09:00', to = '17:00', extra }) => ({
    date,
    isClosed: closed === true,
    until,
    isExtra: extra === true,
    from,
    to: typed(to),
  })),
});

export const scheduleOf = ({ timeZone, weekly, exceptions }: ScheduleForm): Schedule => ({
  timeZone,
  weekly: weekly.map(({ day, from, to }) => ({ day, from, to: meant(to) })),
  exceptions: exceptions.map(({ date, isClosed, until, isExtra, from, to }) =>
    isClosed
      ? { date, closed: true, ...(until !== '' && { until }) }
      : { date, from, to: meant(to), ...(isExtra && { extra: true }) },
  ),
});

export interface PreviewDay {
  readonly date: string;
  readonly hours: readonly Hours[];
  readonly isException: boolean;
  /** The clocks are changed on this date: it is not 24 hours long. */
  readonly changesClocks: boolean;
}

/** The next seven dates of the zone with their hours, as they stand in the form. */
export function preview(form: ScheduleForm): PreviewDay[] {
  const today = dateIn(form.timeZone);
  return Array.from({ length: 7 }, (_, i) => {
    const date = addDays(today, i);
    const special = form.exceptions.filter((one) => coversDate(one, date));
    const instead = special.filter(({ isClosed, isExtra }) => !isClosed && !isExtra);
    const usual =
      instead.length > 0
        ? instead
        : special.some(({ isClosed }) => isClosed)
          ? []
          : form.weekly.filter(({ day }) => day === weekdayOf(date));
    const hours = [...usual, ...special.filter(({ isClosed, isExtra }) => !isClosed && isExtra)];
    return {
      date,
      hours: [...hours].sort((a, b) => a.from.localeCompare(b.from)),
      isException: special.length > 0,
      changesClocks: changesClocks(form.timeZone, date),
    };
  });
}

export const coversDate = ({ date: first, isClosed, until }: DayException, date: string): boolean =>
  first <= date && date <= (isClosed && until !== '' ? until : first);

/** Around the date, not on it: the reading of a wall time as UTC is off by less than a day. */
function changesClocks(timeZone: string, date: string): boolean {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const start = midnight - offsetAt(timeZone, midnight);
  return offsetAt(timeZone, start) !== offsetAt(timeZone, start + 86_400_000);
}

/** Hours of a weekday in words of the reader's language. */
export const weekdayName = (day: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));
