import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { type FieldError, Flag, Shown, Text, Whole } from '@app/kernel';
import { type DayException, type Schedule, isDate, isTimeZone, minuteOf } from './schedule.js';

export const MAX_EXCEPTIONS = 100;
const MAX_PER_DAY = 5;

const FROM = /^([01]\d|2[0-3]):[0-5]\d$/;
const TO = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const DATE = /^20\d\d-\d\d-\d\d$/;

const From = (optional: boolean): PropertyDecorator =>
  Text({ description: 'Local time of opening', min: 5, max: 5, pattern: FROM, example: '09:00', optional });
const To = (optional: boolean): PropertyDecorator =>
  Text({
    description: 'Local time of closing, at the latest 24:00',
    min: 5,
    max: 5,
    pattern: TO,
    example: '17:00',
    optional,
  });

const Items = (
  description: string,
  type: () => new () => object,
  max: number,
  example: readonly object[],
): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ description, type: () => [type()], maxItems: max, example }),
    IsArray(),
    ArrayMaxSize(max),
    // An array in the array would pass for an object without members.
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(type),
  );

export class WeeklyHoursDto {
  @Whole({ description: 'Day of the week: 1 = Monday ... 7 = Sunday', min: 1, max: 7, example: 1 })
  day: number;

  @From(false)
  from: string;

  @To(false)
  to: string;
}

/** Closed, for several dates with `until`; or open at these hours instead of the weekly ones, with `extra` besides them. */
export class DayExceptionDto {
  @Text({ description: 'The date in your time zone', min: 10, max: 10, pattern: DATE, example: '2026-12-24' })
  date: string;

  @Flag({ description: 'true = closed all day; then without `from` and `to`', optional: true })
  closed?: boolean;

  @Text({
    description: 'With closed: the last date of a longer time off',
    min: 10,
    max: 10,
    pattern: DATE,
    example: '2027-01-02',
    optional: true,
  })
  until?: string;

  @From(true)
  from?: string;

  @To(true)
  to?: string;

  @Flag({ description: 'With hours: true = besides the weekly ones', optional: true })
  extra?: boolean;
}

export class ScheduleDto {
  @Text({ description: 'IANA time zone in which the hours are meant', max: 64, example: 'Europe/Berlin' })
  timeZone: string;

  @Items(
    'Hours of a week, without overlaps, up to five a day; over midnight = until 24:00 and from 00:00',
    () => WeeklyHoursDto,
    7 * MAX_PER_DAY,
    [{ day: 1, from: '09:00', to: '17:00' }],
  )
  weekly: WeeklyHoursDto[];

  @Items('Dates that differ from the week', () => DayExceptionDto, MAX_EXCEPTIONS, [
    { date: '2026-12-24', closed: true },
  ])
  exceptions: DayExceptionDto[];
}

export class IntervalResponse {
  @Shown('First moment', { format: 'date-time' })
  start: string;

  @Shown('First moment after it', { format: 'date-time' })
  end: string;
}

export class IntervalList {
  @Shown('Always `list`', { type: String, enum: ['list'] }) object: 'list';
  @Shown('In order, without overlaps', { type: () => [IntervalResponse] }) data: IntervalResponse[];
  @Shown('Whether there is a next page') has_more: boolean;
  @Shown('Cursor of the next page', { type: String, nullable: true }) next_cursor: string | null;
}

interface Hours {
  readonly from: string;
  readonly to: string;
  readonly pointer: string;
}

/** What a well-formed schedule may still have wrong. */
export function scheduleFaults({ timeZone, weekly, exceptions }: ScheduleDto): FieldError[] {
  const faults: FieldError[] = isTimeZone(timeZone)
    ? []
    : [{ pointer: '/timeZone', detail: 'is no IANA time zone that we know' }];
  const days = new Map<string, Hours[]>();
  const add = (day: string, hours: Hours): void => void days.set(day, [...(days.get(day) ?? []), hours]);
  weekly.forEach(({ day, from, to }, i) => add(String(day), { from, to, pointer: `/weekly/${i}` }));
  const closed = new Set<string>();
  exceptions.forEach(({ date, closed: isClosed, until, from, to, extra }, i) => {
    const pointer = `/exceptions/${i}`;
    if (!isDate(date)) faults.push({ pointer: `${pointer}/date`, detail: 'is not in the calendar' });
    if (until !== undefined && (!isDate(until) || until <= date || isClosed !== true))
      faults.push({ pointer: `${pointer}/until`, detail: 'is a later date of the calendar, of a time off' });
    if (isClosed === true) {
      if (extra !== undefined) faults.push({ pointer: `${pointer}/extra`, detail: 'needs hours' });
      if (from !== undefined || to !== undefined)
        faults.push({ pointer: `${pointer}/closed`, detail: 'and hours exclude each other' });
      if (closed.has(date) || days.has(date)) faults.push({ pointer: `${pointer}/date`, detail: 'is there twice' });
      closed.add(date);
    } else if (from === undefined || to === undefined) {
      faults.push({ pointer: `${pointer}/${from === undefined ? 'from' : 'to'}`, detail: 'is needed unless closed' });
    } else {
      if (extra !== true && closed.has(date)) faults.push({ pointer: `${pointer}/date`, detail: 'is there twice' });
      add(extra === true ? `${date} extra` : date, { from, to, pointer });
    }
  });
  for (const hours of days.values()) faults.push(...hoursFaults(hours));
  return faults;
}

function hoursFaults(hours: readonly Hours[]): FieldError[] {
  const faults: FieldError[] = hours
    .filter(({ from, to }) => minuteOf(from) >= minuteOf(to))
    .map(({ pointer }) => ({ pointer: `${pointer}/to`, detail: 'must be later than from' }));
  const sorted = [...hours].sort((a, b) => minuteOf(a.from) - minuteOf(b.from));
  sorted.slice(1).forEach((one, i) => {
    if (minuteOf(one.from) < minuteOf(sorted[i]!.to))
      faults.push({ pointer: `${one.pointer}/from`, detail: 'overlaps other hours of the day' });
  });
  if (hours.length > MAX_PER_DAY)
    faults.push({ pointer: hours[MAX_PER_DAY]!.pointer, detail: `is more than ${MAX_PER_DAY} of one day` });
  return faults;
}

/** A schedule that has no faults, as it is kept: in order. */
export function keptSchedule({ timeZone, weekly, exceptions }: ScheduleDto): Schedule {
  return {
    timeZone,
    weekly: weekly
      .map(({ day, from, to }) => ({ day, from, to }))
      .sort((a, b) => a.day - b.day || minuteOf(a.from) - minuteOf(b.from)),
    exceptions: exceptions
      .map(({ date, closed, until, from, to, extra }): DayException =>
        closed === true
          ? { date, closed, ...(until !== undefined && { until }) }
          : { date, from: from!, to: to!, ...(extra === true && { extra }) },
      )
      .sort((a, b) => orderOf(a).localeCompare(orderOf(b))),
  };
}

const orderOf = (one: DayException): string => `${one.date} ${'from' in one ? one.from : ''}`;
