import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Matches, ValidateBy } from 'class-validator';
import { Choice, Optional } from '@app/kernel';

const RFC_3339 = /^(19|20)\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** A moment in a query, RFC 3339 with its zone. */
export const Moment = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ description, type: String, format: 'date-time', required: false, example: '2026-11-21T09:00:00Z' }),
    Optional(),
    Matches(RFC_3339, { message: '$property must be a date-time with its zone (RFC 3339)' }),
    ValidateBy({
      name: 'moment',
      validator: {
        validate: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
        defaultMessage: () => '$property is no time of the calendar',
      },
    }),
  );

/** How many days, today included, a set of figures covers. */
export const Days = (): PropertyDecorator =>
  Choice({ description: "Days of the licensee's time zone, today included", of: ['7', '30', '90'], optional: true });

export type DayCount = '7' | '30' | '90';

export const daysOf = (days: DayCount): number => Number.parseInt(days, 10);
