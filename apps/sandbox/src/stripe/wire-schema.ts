import { existsSync, readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { invalidRequest, type StripeRefusal } from './refusal.js';

const FILE = 'wire-schema.gen.json';
const ROOT_PREFIX = 'root.';

interface Document {
  roots: Record<string, object>;
  $defs: Record<string, object>;
}

/** swc does not copy JSON, so from `dist` the file is read where it is committed. */
function schemaFile(): URL {
  const beside = new URL(FILE, import.meta.url);
  return existsSync(beside) ? beside : new URL(`../../../../../apps/sandbox/src/stripe/${FILE}`, import.meta.url);
}

/** All roots as definitions of one schema, so that what they share is compiled once. */
function prepared(document: Document): object {
  const roots = Object.entries(document.roots).map(([name, schema]) => [`${ROOT_PREFIX}${name}`, schema]);
  return { $id: 'wire', $defs: { ...document.$defs, ...(Object.fromEntries(roots) as Document['roots']) } };
}

/**
 * The wire format of the pinned Stripe API version, taken from the types of the `stripe` package.
 * Each root is compiled when it is first needed: all of them at start would take seconds.
 */
export class WireSchema {
  private static only: WireSchema | undefined;
  private readonly document = JSON.parse(readFileSync(schemaFile(), 'utf8')) as Document;
  private readonly requests = new Ajv({ allErrors: true, coerceTypes: true, strict: false, verbose: true });
  private readonly answers = new Ajv({ allErrors: false, strict: false });

  private constructor() {
    for (const ajv of [this.requests, this.answers]) ajv.addSchema(prepared(this.document));
  }

  /** The one of this process: it holds nothing but what was compiled. */
  static get(): WireSchema {
    WireSchema.only ??= new WireSchema();
    return WireSchema.only;
  }

  /**
   * Checks form parameters and turns their strings into numbers and booleans, in place.
   * @throws StripeRefusal with the code and message of the real API
   */
  checkRequest(root: string, params: Record<string, unknown>): void {
    if ('payment_method_types' in params) {
      throw invalidRequest(
        'The parameter payment_method_types is no longer supported. Use dynamic payment methods or allowed_payment_method_types.',
        'payment_method_types_no_longer_supported',
        'payment_method_types',
      );
    }
    const validate = this.validator(this.requests, root);
    if (!validate(params)) throw refusalOf(validate.errors ?? []);
  }

  /** Says how an object differs from the type the SDK promises, or undefined when it does not. */
  answerDefect(object: object): string | undefined {
    const root = String((object as { object?: unknown }).object);
    if (!(root in this.document.roots)) return `the wire schema has no type ${root}`;
    const validate = this.validator(this.answers, root);
    return validate(object) ? undefined : `${root}${this.answers.errorsText(validate.errors, { dataVar: '' })}`;
  }

  private validator(ajv: Ajv, root: string): ValidateFunction {
    const validate = ajv.getSchema(`wire#/$defs/${ROOT_PREFIX}${root}`);
    if (!validate) throw new Error(`the wire schema has no root ${root}`);
    return validate as ValidateFunction;
  }
}

/** `/line_items/0/price_data` -> `line_items[0][price_data]`, as Stripe names parameters. */
function paramName(pointer: string, last?: string): string {
  const parts = pointer.split('/').filter(Boolean);
  if (last) parts.push(last);
  return parts.map((part, index) => (index === 0 ? part : `[${part}]`)).join('');
}

/** The clearest of ajv's errors: an unknown name, then a missing one, then a wrong value; the deepest first. */
function refusalOf(errors: ErrorObject[]): StripeRefusal {
  const weight = (error: ErrorObject) =>
    ['additionalProperties', 'required', 'type', 'enum', 'const'].indexOf(error.keyword);
  const depth = (error: ErrorObject) => error.instancePath.split('/').length;
  const [error] = errors
    .filter((candidate) => weight(candidate) >= 0)
    .sort((a, b) => weight(a) - weight(b) || depth(b) - depth(a));
  if (!error) return invalidRequest('The request could not be understood.');
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'additionalProperties') {
    const name = paramName(error.instancePath, String(params['additionalProperty']));
    return invalidRequest(`Received unknown parameter: ${name}`, 'parameter_unknown', name);
  }
  if (error.keyword === 'required') {
    const name = paramName(error.instancePath, String(params['missingProperty']));
    return invalidRequest(`Missing required param: ${name}.`, 'parameter_missing', name);
  }
  const name = paramName(error.instancePath);
  if (error.keyword === 'type' && params['type'] === 'number') {
    return invalidRequest(`Invalid integer: ${String(error.data)}`, 'parameter_invalid_integer', name);
  }
  if (error.keyword === 'type') {
    return invalidRequest(`Invalid ${String(params['type'])}: ${String(error.data)}`, undefined, name);
  }
  const allowed = (params['allowedValues'] ?? [params['allowedValue']]) as unknown[];
  return invalidRequest(`Invalid ${name}: must be one of ${allowed.join(', ')}`, undefined, name);
}
