import { applyDecorators } from '@nestjs/common';
import { type ValidationOptions, ValidateBy } from 'class-validator';
import { Text, cutShort } from '@app/kernel';
import { CATALOGUE } from './catalogue.js';

/** `*`, `call.*` or `call.ended`: what an endpoint may ask for. */
export const EVERYTHING = '*';

const NOUNS = new Set([...CATALOGUE.keys()].map((type) => type.slice(0, type.indexOf('.'))));

const isKnown = (choice: unknown): boolean =>
  typeof choice === 'string' && (CATALOGUE.has(choice) || (choice.endsWith('.*') && NOUNS.has(choice.slice(0, -2))));

/** A type of the catalogue or all of a noun; the answer names what is neither. `each`: every one of a list, which may also hold `*`. */
export const KnownTypes = ({ each = false }: Pick<ValidationOptions, 'each'> = {}): PropertyDecorator => {
  const unknown = (value: unknown): unknown =>
    [value].flat().find((one) => !(isKnown(one) || (each && one === EVERYTHING)));
  return ValidateBy({
    name: 'eventTypes',
    validator: {
      validate: (value) => unknown(value) === undefined,
      defaultMessage: (given) =>
        `there is no event type ${cutShort(unknown(given?.value))}; GET /v1/event-types has all, and call.* stands for all of a noun`,
    },
  });
};

/** Filter of a list by the type of the event. */
export const TypeFilter = (): PropertyDecorator =>
  applyDecorators(
    // Judged before the form, so that whatever is no type is named.
    KnownTypes(),
    Text({
      description: 'Only of this type, or of a noun with `*`: `call.ended`, `call.*`',
      max: 60,
      pattern: /^[a-z_]+\.([a-z_]+|\*)$/,
      example: 'call.ended',
      optional: true,
    }),
  );

/** What {@link TypeFilter} was given, for SQL: the type itself, or the beginning of the types of a noun. */
export const typeBounds = (filter: string | undefined): readonly [type: string | null, beginning: string | null] =>
  filter?.endsWith('.*') === true ? [null, filter.slice(0, -1)] : [filter ?? null, null];

export const wants = (choices: readonly string[], type: string): boolean =>
  choices.some(
    (choice) =>
      choice === EVERYTHING || choice === type || (choice.endsWith('.*') && type.startsWith(choice.slice(0, -1))),
  );
