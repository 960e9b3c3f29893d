import { applyDecorators } from '@nestjs/common';
import { IsBoolean, IsIn, IsInt, IsISO8601, IsString, Matches, Min, ValidateIf } from 'class-validator';
import { type IdKind, ID_PREFIX, publicId } from '@app/kernel';

/**
 * Members of the payload of a public event. One line says what a receiver may rely on: the check, the OpenAPI document, the JSON Schema and the example all
 * come from it.
 */
export interface MemberSchema {
  readonly type: string | readonly string[];
  readonly description: string;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly enum?: readonly (string | null)[];
}

interface Member {
  readonly schema: MemberSchema;
  readonly example: unknown;
}

export type PayloadClass<D extends object = object> = abstract new () => D;

interface Options {
  readonly nullable?: boolean;
  readonly example?: string | number | boolean;
}

const members = new WeakMap<object, Map<string, Member>>();

function member(
  { nullable = false, example }: Options,
  schema: MemberSchema & { type: string; enum?: readonly string[] },
  sample: unknown,
  ...validators: PropertyDecorator[]
): PropertyDecorator {
  const shown: MemberSchema = nullable
    ? {
        ...schema,
        type: [schema.type, 'null'],
        ...(schema.enum ? { enum: [...schema.enum, null] } : {}),
      }
    : schema;
  return applyDecorators(
    (target: object, name: string | symbol) => {
      const own = members.get(target) ?? new Map<string, Member>();
      own.set(String(name), { schema: shown, example: example ?? sample });
      members.set(target, own);
    },
    ...(nullable ? [ValidateIf((_, value) => value !== null)] : []),
    ...validators,
  );
}

/** The id of something, as the rest of the API names it. */
export const RefersTo = (kind: IdKind, description: string, options: Options = {}): PropertyDecorator => {
  const pattern = `^${ID_PREFIX[kind]}_[0-9a-z]{26}$`;
  const sample = publicId(kind, '01900000-0000-7000-8000-000000000001');
  return member(options, { type: 'string', description, pattern }, sample, Matches(new RegExp(pattern)));
};

/** Minor units of the currency beside it. */
export const Amount = (description: string, options: Options & { min?: number } = {}): PropertyDecorator =>
  member(
    options,
    { type: 'integer', description: `${description}, in minor units`, minimum: options.min ?? 0 },
    1990,
    IsInt(),
    Min(options.min ?? 0),
  );

export const CurrencyCode = (): PropertyDecorator =>
  member(
    {},
    { type: 'string', description: 'ISO 4217 code', pattern: '^[A-Z]{3}$' },
    'EUR',
    IsString(),
    Matches(/^[A-Z]{3}$/),
  );

export const Count = (description: string, options: Options = {}): PropertyDecorator =>
  member(options, { type: 'integer', description, minimum: 0 }, 90, IsInt(), Min(0));

export const At = (description: string, options: Options = {}): PropertyDecorator =>
  member(options, { type: 'string', description, format: 'date-time' }, '2030-01-31T12:00:00.000Z', IsISO8601());

export const OneOf = (description: string, of: readonly string[], options: Options = {}): PropertyDecorator =>
  member(options, { type: 'string', description, enum: of }, of[0], IsIn([...of]));

/** A code or name of ours or of a provider that is no closed list. */
export const Word = (description: string, options: Options = {}): PropertyDecorator =>
  member(options, { type: 'string', description }, 'sample', IsString());

export const YesNo = (description: string): PropertyDecorator =>
  member({}, { type: 'boolean', description }, false, IsBoolean());

/** Own members last: those of the classes above come first, as in the code. */
function membersOf(payload: PayloadClass): [string, Member][] {
  const chain: object[] = [];
  for (let at = payload.prototype as object | null; at !== null; at = Object.getPrototypeOf(at) as object | null)
    chain.unshift(at);
  return [...new Map(chain.flatMap((prototype) => [...(members.get(prototype) ?? [])]))];
}

/** JSON Schema (2020-12) of a payload. Members may be added in time, so a receiver must not refuse those that it does not know. */
export const schemaOf = (payload: PayloadClass): object => ({
  type: 'object',
  required: membersOf(payload).map(([name]) => name),
  properties: Object.fromEntries(membersOf(payload).map(([name, { schema }]) => [name, schema])),
});

/** A payload as it could be; the ids in it name nothing. */
export const exampleOf = (payload: PayloadClass): Record<string, unknown> =>
  Object.fromEntries(membersOf(payload).map(([name, { example }]) => [name, example]));
