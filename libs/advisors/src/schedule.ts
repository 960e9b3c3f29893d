/** Pure: from weekly hours in a time zone to intervals of real time. Weeks have 7 days of 23, 24 or 25 hours. */

export interface WeeklyHours {
  /** 1 = Monday ... 7 = Sunday (ISO 8601). */
  readonly day: number;
  /** Local time HH:MM. */
  readonly from: string;
  /** Local time HH:MM, at the most 24:00. */
  readonly to: string;
}

/**
 * A date that differs from the week: closed, through `until` where that is named; or open at these hours instead of the weekly ones, several of one date add up; or,
 * with `extra`, open at these hours besides.
 */
export type DayException =
  | { readonly date: string; readonly closed: true; readonly until?: string }
  | { readonly date: string; readonly from: string; readonly to: string; readonly extra?: true };

export interface Schedule {
  /** IANA name. */
  readonly timeZone: string;
  readonly weekly: readonly WeeklyHours[];
  readonly exceptions: readonly DayException[];
}

export interface Interval {
  readonly start: Date;
  readonly end: Date;
}

const DAY_MS = 86_400_000;
/** A name and nothing else: no offset such as +01:00, which would know no summer time. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/;

/** Whether this runtime knows the IANA zone. */
export function isTimeZone(name: string): boolean {
  if (!ZONE_NAME.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** Whether YYYY-MM-DD is a day of the calendar. */
export const isDate = (text: string): boolean => {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};

const dateAt = (timeZone: string, at: number): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();

/** The date in the zone at an instant, YYYY-MM-DD. */
export const localDate = (timeZone: string, at: Date): string => dateAt(timeZone, at.getTime()).toString();

/** Minutes after midnight of HH:MM. */
export const minuteOf = (time: string): number =>
  Number.parseInt(time.slice(0, 2), 10) * 60 + Number.parseInt(time.slice(3, 5), 10);

/** Whether the exception says that the date is closed. ISO dates sort as text. */
export const closes = (one: DayException, date: string): boolean =>
  'closed' in one && one.date <= date && date <= (one.until ?? one.date);

/**
 * When the schedule is open between `from` and `days` times 24 hours later, in order; neighbours that touch are one interval. A local time that a
 * clock change skips counts as the moment of the change; one that comes twice counts as the first.
 */
export function openIntervals(schedule: Schedule, from: Date, days: number): Interval[] {
  const { timeZone } = schedule;
  const first = from.getTime();
  const last = first + days * DAY_MS;
  const found: { start: number; end: number }[] = [];
  // A day more on each side than can be needed.
  const end = dateAt(timeZone, last).add({ days: 1 });
  for (
    let date = dateAt(timeZone, first).subtract({ days: 1 });
    Temporal.PlainDate.compare(date, end) <= 0;
    date = date.add({ days: 1 })
  )
    for (const { from: opens, to: closesAt } of hoursOn(schedule, date)) {
      const span = {
        start: Math.max(first, instantOf(timeZone, date, opens)),
        end: Math.min(last, instantOf(timeZone, date, closesAt)),
      };
      if (span.start < span.end) found.push(span);
    }
  return joined(found);
}

interface Hours {
  readonly from: string;
  readonly to: string;
}

/** What is said of the date itself counts before a longer time off. */
function hoursOn({ weekly, exceptions }: Schedule, day: Temporal.PlainDate): readonly Hours[] {
  const date = day.toString();
  const open = exceptions.flatMap((one) => ('closed' in one || one.date !== date ? [] : [one]));
  const instead = open.filter(({ extra }) => extra !== true);
  const extra = open.filter((one) => one.extra === true);
  if (instead.length > 0) return [...instead, ...extra];
  if (exceptions.some((one) => closes(one, date))) return extra;
  return [...weekly.filter((one) => one.day === day.dayOfWeek), ...extra];
}

function joined(spans: readonly { start: number; end: number }[]): Interval[] {
  const out: { start: number; end: number }[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const before = out.at(-1);
    if (before && span.start <= before.end) before.end = Math.max(before.end, span.end);
    else out.push({ ...span });
  }
  return out.map(({ start, end }) => ({ start: new Date(start), end: new Date(end) }));
}

/** The first instant at which the clocks of the zone show this time of the date or a later one. */
function instantOf(timeZone: string, date: Temporal.PlainDate, time: string): number {
  const wall =
    time === '24:00' ? date.add({ days: 1 }).toPlainDateTime() : date.toPlainDateTime(Temporal.PlainTime.from(time));
  const found = wall.toZonedDateTime(timeZone);
  if (found.toPlainDateTime().equals(wall)) return found.epochMilliseconds;
  // Skipped: the clocks were put forward over it, which is the next change after the hour before.
  return wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' }).getTimeZoneTransition('next')!.epochMilliseconds;
}

/**
 * Whether the schedule is open at the moment, and when that changes next: null when it does not within a fortnight.
 */
export function openAt(schedule: Schedule, at: Date): { readonly isOpen: boolean; readonly changesAt: Date | null } {
  const [next] = openIntervals(schedule, at, 14);
  if (!next) return { isOpen: false, changesAt: null };
  const isOpen = next.start.getTime() === at.getTime();
  const changesAt = isOpen ? next.end : next.start;
  return { isOpen, changesAt: changesAt.getTime() === at.getTime() + 14 * DAY_MS ? null : changesAt };
}
