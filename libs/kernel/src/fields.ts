import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import { type IdKind, ID_PREFIX, parseId, publicId } from './id.js';

/** Field decorators: one line says validation and documentation, so the two cannot drift. */

interface Common {
  readonly description: string;
  readonly optional?: boolean;
  /** Null says something else than leaving it out; otherwise null is refused. */
  readonly nullable?: boolean;
}

/** May be left out. Unlike `IsOptional` of class-validator it lets no null past the checks, which no handler expects. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

const field = (options: Common, property: ApiPropertyOptions, ...validators: PropertyDecorator[]): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      description: options.description,
      required: options.optional !== true,
      ...property,
    } as ApiPropertyOptions),
    ...(options.optional === true ? [options.nullable === true ? IsOptional() : Optional()] : []),
    ...validators,
  );

export const Text = (
  options: Common & { min?: number; max: number; example?: string; pattern?: RegExp; format?: string },
): PropertyDecorator =>
  field(
    options,
    {
      type: String,
      minLength: options.min ?? 1,
      maxLength: options.max,
      example: options.example,
      format: options.format,
      pattern: options.pattern?.source,
    },
    IsString(),
    MinLength(options.min ?? 1),
    MaxLength(options.max),
    ...(options.pattern ? [Matches(options.pattern)] : []),
    // A NUL cannot be stored in Postgres.
    Matches(/^[^\u0000]*$/, { message: '$property must not contain NUL' }),
  );

export const Whole = (options: Common & { min: number; max: number; example?: number }): PropertyDecorator =>
  field(
    options,
    { type: 'integer', minimum: options.min, maximum: options.max, example: options.example },
    IsInt(),
    Min(options.min),
    Max(options.max),
  );

/** Amount in minor units of the currency, as an integer. */
export const MinorUnits = (options: Common & { min?: number; max?: number; example?: number }): PropertyDecorator =>
  Whole({
    ...options,
    description: `${options.description}, in minor units`,
    min: options.min ?? 0,
    max: options.max ?? 100_000_000,
  });

export const Flag = (options: Common): PropertyDecorator => field(options, { type: Boolean }, IsBoolean());

export const Choice = (options: Common & { of: readonly string[]; example?: string }): PropertyDecorator =>
  field(options, { type: String, enum: [...options.of], example: options.example }, IsIn([...options.of]));

export const Currency = (options: Common): PropertyDecorator =>
  field(options, { type: String, pattern: '^[A-Z]{3}$', example: 'EUR' }, IsString(), Matches(/^[A-Z]{3}$/));

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** A moment in a request, RFC 3339 with its offset; the handler sees a `Date`. */
export const Moment = (options: Common): PropertyDecorator =>
  field(
    options,
    { type: String, format: 'date-time', example: '2026-11-01T00:00:00Z' },
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && RFC3339.test(value) ? new Date(value) : value,
    ),
    ValidateBy({
      name: 'moment',
      validator: {
        // Postgres knows no year 0.
        validate: (value) => value instanceof Date && value.getTime() >= Date.UTC(1970, 0, 1),
        defaultMessage: () => '$property must be a time of the form 2026-11-01T00:00:00Z',
      },
    }),
  );

/** A public id in a request; the handler sees the UUID. */
export const Id = (kind: IdKind, options: Common): PropertyDecorator =>
  field(
    options,
    {
      type: String,
      pattern: `^${ID_PREFIX[kind]}_[0-9a-z]{26}$`,
      example: publicId(kind, '01900000-0000-7000-8000-000000000001'),
    },
    // What is no public id of this kind becomes '', so that a bare UUID, or half of one, does not pass for a parsed id.
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (parseId(kind, value) ?? '') : value)),
    ValidateBy({
      name: 'publicId',
      validator: {
        validate: (value) => typeof value === 'string' && /^[0-9a-f]{8}-/.test(value),
        defaultMessage: () => `$property must be an id of the form ${ID_PREFIX[kind]}_...`,
      },
    }),
  );

/** A member of a response: documentation only. */
export const Shown = (description: string, property: ApiPropertyOptions = {}): PropertyDecorator =>
  ApiProperty({ description, ...property });
