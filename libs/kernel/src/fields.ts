import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  type ValidationArguments,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  isISO31661Alpha2,
} from 'class-validator';
import { type IdKind, ID_PREFIX, parseId, publicId } from './id.js';
import type { FieldError } from './problem.js';

/** Field decorators: one line says validation and documentation, so the two cannot drift. */

interface Common {
  readonly description: string;
  readonly optional?: boolean;
  /** Null says something else than leaving it out; otherwise null is refused. */
  readonly nullable?: boolean;
}

/** `Date` takes the 31st of February for the 3rd of March, and Postgres knows no year 0. */
function isMoment(text: string): boolean {
  if (!MOMENT.test(text) || text.startsWith('0000') || Number.isNaN(Date.parse(text))) return false;
  return new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(text.slice(0, 10));
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/;

/** May be left out. Unlike `IsOptional` of class-validator it lets no null past the checks, which no handler expects. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** What was sent, for the answer that refuses it: long enough to be known again. */
export const cutShort = (value: unknown): string => String(JSON.stringify(value)).slice(0, 40);

/** Names what is no choice, and all that are. */
const unknownChoice =
  (of: readonly string[]) =>
  ({ value }: ValidationArguments): string =>
    `$property must be one of ${of.join(', ')}; there is no ${cutShort(value)}`;

/** Must be there, but may be null. */
const OrNull = (): PropertyDecorator => ValidateIf((_, value) => value !== null);

const field = (options: Common, property: ApiPropertyOptions, ...validators: PropertyDecorator[]): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      description: options.description,
      required: options.optional !== true,
      ...(options.nullable === true ? { nullable: true } : {}),
      ...property,
    } as ApiPropertyOptions),
    ...(options.optional === true ? [options.nullable === true ? IsOptional() : Optional()] : []),
    ...(options.optional !== true && options.nullable === true ? [OrNull()] : []),
    ...validators,
  );

/** A person reads an example; a pattern is for programs, which have it from the document. */
const suchAs = (example: string | undefined): { message: string } | undefined =>
  example === undefined ? undefined : { message: `$property must be of the form of ${example}` };

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
    ...(options.pattern ? [Matches(options.pattern, suchAs(options.example))] : []),
    // A NUL cannot be stored in Postgres.
    Matches(/^[^\u0000]*$/, { message: '$property must not contain NUL' }),
    // Spaces alone would pass for a name or a reason. What is empty is told so by its length.
    Matches(/^$|\S/, { message: '$property must not be blank' }),
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
  field(
    options,
    { type: String, enum: [...options.of], example: options.example },
    IsIn([...options.of], { message: unknownChoice(options.of) }),
  );

/** A point in time (RFC 3339), with its offset. The handler gets the text; it is a valid `Date`. */
export const Moment = (options: Common & { example?: string }): PropertyDecorator =>
  field(
    options,
    {
      type: String,
      format: 'date-time',
      minLength: 1,
      maxLength: 40,
      example: options.example ?? '2030-01-31T12:00:00Z',
    },
    ValidateBy({
      name: 'moment',
      validator: {
        validate: (value) => typeof value === 'string' && isMoment(value),
        defaultMessage: () => '$property must be a time such as 2030-01-31T12:00:00Z',
      },
    }),
  );

/** What money is written in today: ISO 4217 also has codes of metals, tests and no currency at all. */
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
/** Has no code in ISO 3166-1; everybody uses this one. */
const KOSOVO = 'XK';

export const Currency = (options: Common): PropertyDecorator =>
  field(
    options,
    { type: String, pattern: '^[A-Z]{3}$', example: 'EUR' },
    IsString(),
    Matches(/^[A-Z]{3}$/),
    isKnown('currency', (code) => CURRENCIES.has(code), 'a currency of ISO 4217, such as EUR'),
  );

/** Two letters. Tax and papers go by them, so those that stand for no country are refused. */
export const Country = (options: Common): PropertyDecorator =>
  field(
    options,
    { type: String, minLength: 2, maxLength: 2, pattern: '^[A-Z]{2}$', example: 'DE' },
    IsString(),
    Matches(/^[A-Z]{2}$/),
    isKnown('country', (code) => code === KOSOVO || isISO31661Alpha2(code), 'a country of ISO 3166-1, such as DE'),
  );

const isKnown = (name: string, knows: (code: string) => boolean, what: string): PropertyDecorator =>
  ValidateBy({
    name,
    validator: {
      validate: (value) => typeof value === 'string' && knows(value),
      defaultMessage: () => `$property must be ${what}`,
    },
  });

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

/** Another DTO as a member: validated in depth, so that a pointer leads to what is wrong inside. */
export const Part = (part: () => new () => object, options: Common): PropertyDecorator =>
  applyDecorators(
    field(options, { type: () => part() }, IsObject(), ValidateNested()), // swagger knows a lazy type by the name `type`
    // An array would be validated member by member and pass as the object itself.
    Type(part),
  );

/** Name of the constraint whose message is read by {@link memberFault}. */
export const TEXT_MAP = 'textMap';

export const pointerToken = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The first thing wrong with a map of texts: the name of the member, or '' for the map itself, and what it must be. */
function textMapFault(value: unknown, rule: TextMapRule): readonly [member: string, detail: string] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ['', 'must be an object'];
  const entries = Object.entries(value);
  if (entries.length > rule.maxKeys) return ['', `must have at most ${rule.maxKeys} members`];
  for (const [key, text] of entries) {
    if (!rule.key.test(key))
      return [key, rule.keyFault ?? 'must have a name of letters, digits and dots that starts in lower case'];
    if (typeof text !== 'string') return [key, 'must be a string'];
    if (text.length > rule.max) return [key, `must be shorter than or equal to ${rule.max} characters`];
    if (text.includes('\0')) return [key, 'must not contain NUL'];
  }
  if (rule.maxBytes !== undefined && Buffer.byteLength(JSON.stringify(value)) > rule.maxBytes)
    return ['', `must have at most ${rule.maxBytes} bytes as JSON`];
  return undefined;
}

interface TextMapRule {
  readonly key: RegExp;
  /** What a name must be. */
  readonly keyFault?: string;
  readonly max: number;
  readonly maxKeys: number;
  /** Of all together, as JSON in UTF-8. */
  readonly maxBytes?: number;
}

/** Texts by free names. The error points at the member, not at the map. */
export const TextMap = (options: Common & TextMapRule & { example?: Record<string, string> }): PropertyDecorator =>
  field(
    options,
    {
      type: 'object',
      maxProperties: options.maxKeys,
      propertyNames: { pattern: options.key.source },
      additionalProperties: { type: 'string', maxLength: options.max },
      example: options.example,
    } as ApiPropertyOptions,
    ValidateBy({
      name: TEXT_MAP,
      validator: {
        validate: (value) => textMapFault(value, options) === undefined,
        defaultMessage: (given) => JSON.stringify(textMapFault(given?.value, options) ?? []),
      },
    }),
  );

/** A message of {@link TextMap} with the pointer of the member that it is about. */
export function memberFault(map: string, message: string): FieldError {
  const [member = '', detail = ''] = JSON.parse(message) as string[];
  return { pointer: member === '' ? map : `${map}/${pointerToken(member)}`, detail };
}

/** A member of a response: documentation only. */
export const Shown = (description: string, property: ApiPropertyOptions = {}): PropertyDecorator =>
  ApiProperty({ description, ...property });
