import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { BASIS_POINTS, type FieldError, Optional, Text, Whole, divide } from '@app/kernel';

const FROM = /^([01]\d|2[0-3]):[0-5]\d$/;
const TO = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const MAX_HOURS = 42;
const LEAST_BP = -9000;
const GREATEST_BP = 30_000;

/** Hours of a week in which a minute costs more, or less. */
export class RateHours {
  @Whole({ description: 'Day of the week: 1 = Monday ... 7 = Sunday', min: 1, max: 7, example: 6 })
  day: number;

  @Text({ description: 'Local time of the start', min: 5, max: 5, pattern: FROM, example: '20:00' })
  from: string;

  @Text({ description: 'Local time of the end, at the latest 24:00', min: 5, max: 5, pattern: TO, example: '24:00' })
  to: string;

  @Whole({
    description:
      'Surcharge, or with a minus discount, on every price of a call requested in these hours, in basis points',
    min: LEAST_BP,
    max: GREATEST_BP,
    example: 2500,
  })
  adjustBp: number;
}

/** A list of objects, each validated in depth. */
export const Items = (
  description: string,
  type: () => new () => object,
  max: number,
  example: readonly object[],
  options: { optional?: boolean } = {},
): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ description, type: () => [type()], maxItems: max, example, required: options.optional !== true }),
    ...(options.optional === true ? [Optional()] : []),
    IsArray(),
    ArrayMaxSize(max),
    // An array in the array would pass for an object without members.
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(type),
  );

export const RateHoursList = (options: { optional?: boolean } = {}): PropertyDecorator =>
  Items(
    'Hours of the week with other prices, without overlaps; over midnight = until 24:00 and from 00:00',
    () => RateHours,
    MAX_HOURS,
    [{ day: 6, from: '20:00', to: '24:00', adjustBp: 2500 }],
    options,
  );

/** What well-formed hours may still have wrong, each pointer below `at`. */
export function rateHoursFaults(hours: readonly RateHours[], at: string): FieldError[] {
  const faults: FieldError[] = [];
  hours.forEach((one, i) => {
    // HH:MM sorts as text, 24:00 too.
    if (one.from >= one.to) faults.push({ pointer: `${at}/${i}/to`, detail: 'must be later than from' });
    const other = hours.findIndex((it) => it !== one && it.day === one.day && it.from < one.to && one.from < it.to);
    if (other !== -1 && other < i)
      faults.push({ pointer: `${at}/${i}/from`, detail: 'overlaps other hours of the day' });
    if (one.adjustBp === 0) faults.push({ pointer: `${at}/${i}/adjustBp`, detail: 'must not be 0' });
  });
  return faults;
}

/** As they are kept: nothing but the members, in order. */
export const keptRateHours = (hours: readonly RateHours[]): RateHours[] =>
  hours
    .map(({ day, from, to, adjustBp }) => ({ day, from, to, adjustBp }))
    .sort((a, b) => a.day - b.day || a.from.localeCompare(b.from));

export interface RateLimits {
  readonly rateMinMinor: bigint | null;
  readonly rateMaxMinor: bigint | null;
}

/**
 * A price with its surcharge or discount, rounded once, at least 1. It leaves the licensee's limits no further than it did without: limits are per minute, so
 * those of `minutes` minutes are so many times as high [E10].
 */
export function adjusted(minor: bigint, adjustBp: number, limits: RateLimits, minutes = 1): bigint {
  if (adjustBp === 0) return minor;
  const changed = divide(minor * (BASIS_POINTS + BigInt(adjustBp)), BASIS_POINTS, 'half_up');
  const limit = (rate: bigint | null, otherwise: bigint): bigint =>
    rate === null ? otherwise : rate * BigInt(minutes);
  const least = min(minor, limit(limits.rateMinMinor, 1n));
  const greatest = max(minor, limit(limits.rateMaxMinor, changed));
  return max(least, min(changed, greatest));
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
