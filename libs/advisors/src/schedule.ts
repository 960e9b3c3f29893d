/** Pure: from weekly hours in a time zone to intervals of real time. Weeks have 7 days of 23, 24 or 25 hours. */

export interface WeeklyHours {
  /** 1 = Monday ... 7 = Sunday (ISO 8601). */
  readonly day: number;
  /** Local time HH:MM. */
  readonly from: string;
  /** Local time HH:MM, at the most 24:00. */
  readonly to: string;
}

/** One date that differs from the week: closed, or open at these hours instead of the weekly ones. Several of one date add up. */
export type DayException =
  | { readonly date: string; readonly closed: true }
  | { readonly date: string; readonly from: string; readonly to: string };

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

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A name and nothing else: no offset such as +01:00, which would know no summer time. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/;

/** Whether this runtime knows the IANA zone. */
export function isTimeZone(name: string): boolean {
  if (!ZONE_NAME.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
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

/** The date in the zone at an instant, YYYY-MM-DD. */
export const localDate = (timeZone: string, at: Date): string =>
  new Date(new Zone(timeZone).wall(at.getTime())).toISOString().slice(0, 10);

/** Minutes after midnight of HH:MM. */
export const minuteOf = (time: string): number =>
  Number.parseInt(time.slice(0, 2), 10) * 60 + Number.parseInt(time.slice(3, 5), 10);

/**
 * When the schedule is open between `from` and `days` times 24 hours later, in order; neighbours that touch are one interval. A local time that a
 * clock change skips counts as the moment of the change; one that comes twice counts as the first.
 */
export function openIntervals(schedule: Schedule, from: Date, days: number): Interval[] {
  const zone = new Zone(schedule.timeZone);
  const first = from.getTime();
  const last = first + days * DAY_MS;
  // Midnight of the first local day, written as if the zone were UTC; one day more on each side than can be needed.
  const midnight = Math.floor(zone.wall(first) / DAY_MS) * DAY_MS - DAY_MS;
  const found = Array.from({ length: days + 3 }, (_, i) => midnight + i * DAY_MS).flatMap((day) =>
    hoursOn(schedule, day).map(({ from: opens, to: closes }) => ({
      start: Math.max(first, zone.instant(day + minuteOf(opens) * MINUTE_MS)),
      end: Math.min(last, zone.instant(day + minuteOf(closes) * MINUTE_MS)),
    })),
  );
  return joined(found.filter(({ start, end }) => start < end));
}

function hoursOn(schedule: Schedule, day: number): readonly { readonly from: string; readonly to: string }[] {
  const date = new Date(day).toISOString().slice(0, 10);
  const special = schedule.exceptions.filter((one) => one.date === date);
  if (special.length > 0) return special.flatMap((one) => ('closed' in one ? [] : [one]));
  const weekday = new Date(day).getUTCDay() || 7;
  return schedule.weekly.filter((one) => one.day === weekday);
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

/** Local time of a zone. "Wall" is what its clocks show, as milliseconds in UTC's calendar. */
class Zone {
  private readonly format: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  wall(instant: number): number {
    const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of this.format.formatToParts(instant)) part[type] = Number.parseInt(value, 10);
    return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
  }

  /** The first instant at which the clocks show this time or a later one. */
  instant(wall: number): number {
    // The offsets around it: a zone does not change its clocks twice within two days.
    const offsets = [this.offset(wall - DAY_MS), this.offset(wall + DAY_MS)];
    const candidates = offsets.map((offset) => wall - offset).sort((a, b) => a - b);
    const right = candidates.find((instant) => this.wall(instant) === wall);
    if (right !== undefined) return right;
    // Skipped: the change lies between the two readings, on a whole minute.
    let before = Math.floor(candidates[0]! / MINUTE_MS);
    let after = Math.ceil(candidates[1]! / MINUTE_MS);
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.wall(middle * MINUTE_MS) >= wall) after = middle;
      else before = middle;
    }
    return after * MINUTE_MS;
  }

  /** At a whole second. */
  private offset(instant: number): number {
    return this.wall(instant) - instant;
  }
}
