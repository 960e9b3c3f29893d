import { applyDecorators } from '@nestjs/common';
import { Text } from './fields.js';
import { Problem } from './problem.js';

/** Something that cannot be sent along here, or does not exist. */
export class UnknownExpansion extends Problem {
  static override readonly type = 'unknown-expansion';
  static override readonly title = 'This cannot be expanded';
  static override readonly status = 400;
  constructor(field: string, known: readonly string[]) {
    super(`"${field}" cannot be expanded here. What can: ${known.join(', ')}.`, { field, known });
  }
}

/** Query parameter that puts whole things where an answer has only their ids: names with commas between them, dots lead deeper. */
export const Expand = (fields: Readonly<Record<string, string>>): PropertyDecorator =>
  applyDecorators(
    Text({
      description: `Things to send along, with commas between them. ${Object.entries(fields)
        .map(([name, meaning]) => `\`${name}\`: ${meaning}`)
        .join('; ')}`,
      max: 200,
      optional: true,
      example: Object.keys(fields)[0] ?? '',
    }),
  );

/** @param known names of at most four levels @throws UnknownExpansion naming the first that is not among them */
export function expansionsOf<Field extends string>(
  text: string | undefined,
  known: readonly Field[],
): ReadonlySet<Field> {
  const asked = (text ?? '').split(',').map((name) => name.trim());
  return new Set(
    asked
      .filter((name) => name !== '')
      .map((name) => {
        const field = known.find((one) => one === name);
        if (field === undefined) throw new UnknownExpansion(name, known);
        return field;
      }),
  );
}
