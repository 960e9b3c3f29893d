import type { Document, Schema } from './public-document.js';

const DEEPEST = 6;

/** The schema behind references and unions: the first form that is no null. */
export function resolved(document: Document, schema: Schema | undefined): Schema {
  if (schema === undefined) return {};
  if (schema.$ref !== undefined) return resolved(document, document.components.schemas[schema.$ref.split('/').at(-1)!]);
  const parts = schema.allOf ?? (schema.oneOf ?? schema.anyOf)?.filter((one) => one.type !== 'null').slice(0, 1);
  if (!parts) return schema;
  return parts.reduce<Schema>((all, part) => {
    const one = resolved(document, part);
    return {
      ...one,
      ...all,
      properties: { ...one.properties, ...all.properties },
      required: [...(one.required ?? []), ...(all.required ?? [])],
    };
  }, withoutParts(schema));
}

const withoutParts = ({ allOf: _all, oneOf: _one, anyOf: _any, ...rest }: Schema): Schema => rest;

/** A value that fits a schema, made of the examples in it. */
export function exampleOf(document: Document, given: Schema | undefined, depth = 0): unknown {
  const own = given?.example ?? given?.examples?.[0];
  if (own !== undefined) return own;
  const schema = resolved(document, given);
  const told = schema.example ?? schema.examples?.[0] ?? schema.const ?? schema.default ?? schema.enum?.[0];
  if (told !== undefined) return told;
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  if (schema.properties) {
    if (depth >= DEEPEST) return {};
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [name, exampleOf(document, property, depth + 1)]),
    );
  }
  if (types.includes('array')) return depth >= DEEPEST ? [] : [exampleOf(document, schema.items, depth + 1)];
  if (types.includes('boolean')) return true;
  if (types.includes('integer') || types.includes('number')) return schema.minimum ?? 1;
  if (types.includes('object')) return {};
  if (types.length > 0 && !types.includes('string')) return null;
  return schema.format === 'date-time' ? '2030-01-31T12:00:00Z' : schema.format === 'date' ? '2030-01-31' : 'text';
}
