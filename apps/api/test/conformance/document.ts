import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { INestApplication } from '@nestjs/common';
import { type IdKind, ID_PREFIX, type Role, type Scope } from '@app/kernel';
import { ownParameters } from '../../src/docs/document-parts.js';
import { buildDocument } from '../../src/openapi.js';

/** The part of JSON Schema that our document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly example?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With `{id}`, as in the document. */
  readonly path: string;
  readonly audience: readonly (Role | 'public')[];
  /** What the route asks of an API key; undefined = it takes none. */
  readonly keyScope: Scope | undefined;
  readonly parameters: readonly Parameter[];
  /** Schema of the JSON body, without references at the top. */
  readonly body: Schema | undefined;
  readonly bodyRequired: boolean;
  /** The body is a picture and not JSON. */
  readonly takesImage: boolean;
  readonly maxBodyBytes: number;
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export interface Api {
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Schema>>;
  resolve(schema: Schema): Schema;
}

/** The document as data for generated tests. */
export function apiOf(app: INestApplication): Api {
  return apiFrom(JSON.parse(JSON.stringify(buildDocument(app))) as RawDocument);
}

interface RawDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}
interface RawOperation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Operation['responses'];
  readonly 'x-audience'?: readonly (Role | 'public')[];
  readonly 'x-key-scope'?: Scope;
  readonly 'x-max-body-bytes'?: number;
}

export function apiFrom(document: RawDocument): Api {
  const schemas = document.components?.schemas ?? {};
  const resolve = (schema: Schema): Schema => {
    // A reference with a description beside it.
    const ref = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]!.$ref : undefined);
    return ref === undefined ? schema : resolve(schemas[ref.split('/').at(-1)!]!);
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]): Operation => {
      const body = raw.requestBody?.content['application/json']?.schema;
      return {
        id: raw.operationId,
        method: method.toUpperCase(),
        path,
        audience: raw['x-audience'] ?? [],
        keyScope: raw['x-key-scope'],
        parameters: ownParameters(raw.parameters),
        body: body && resolve(body),
        bodyRequired: raw.requestBody?.required === true,
        takesImage: raw.requestBody?.content['image/png'] !== undefined,
        maxBodyBytes: raw['x-max-body-bytes'] ?? 65_536,
        responses: raw.responses,
      };
    }),
  );
  return { operations, schemas, resolve };
}

/** A value the schema accepts; `example` first, because patterns cannot be turned round. */
export function sample(api: Api, given: Schema): unknown {
  const schema = api.resolve(given);
  // The example of an id names nothing.
  if (typesOf(schema).includes('null') && /^\^[a-z]+_/.test(schema.pattern ?? '')) return null;
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return sample(api, schema.anyOf[0]!);
  switch (typesOf(schema)[0]) {
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'array':
      return [sample(api, schema.items!)];
    case 'object':
      return sampleBody(api, schema);
    default:
      return 'sample'.padEnd(schema.minLength ?? 0, 'x').slice(0, schema.maxLength);
  }
}

/** A body with every required member, and the optional ones on request. */
export function sampleBody(
  api: Api,
  schema: Schema,
  optional: (name: string) => boolean = () => false,
): Record<string, unknown> {
  const wanted = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) === true || optional(name),
  );
  return Object.fromEntries(wanted.map(([name, property]) => [name, sample(api, property)]));
}

export function typesOf(schema: Schema): readonly string[] {
  // Another DTO, or null.
  if (schema.anyOf?.some(({ type }) => type === 'null')) return ['null'];
  return typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
}

/** An id that a client sends: where it stands and what kind of thing it names. */
export interface IdInput {
  readonly operation: Operation;
  readonly in: 'path' | 'query' | 'body';
  /** Name of the parameter, or the pointer into the body. */
  readonly at: string;
  readonly kind: IdKind;
}

/** What the resource before `{id}` is. A new resource must be added here, or {@link idInputs} throws. */
const RESOURCES: Readonly<Record<string, IdKind>> = {
  accounts: 'account',
  advisors: 'advisor',
  'api-keys': 'apiKey',
  assets: 'asset',
  blocks: 'block',
  bookings: 'booking',
  'call-links': 'callLink',
  calls: 'call',
  cards: 'card',
  complaints: 'complaint',
  callbacks: 'callback',
  coupons: 'coupon',
  'credit-notes': 'licenceCreditNote',
  'dead-jobs': 'job',
  devices: 'device',
  disputes: 'dispute',
  events: 'event',
  'fraud-warnings': 'fraudWarning',
  invoices: 'licenceInvoice',
  licensees: 'licensee',
  'operator-access': 'operatorAccess',
  'payee-debts': 'payeeDebt',
  'payee-tax': 'advisor',
  'payout-documents': 'payoutDocument',
  'user-invoices': 'userInvoice',
  people: 'person',
  ratings: 'rating',
  reports: 'report',
  photos: 'photo',
  plans: 'plan',
  sessions: 'session',
  'sign-in-keys': 'signInKey',
  team: 'person',
  'top-ups': 'topUp',
  transactions: 'transaction',
  unreturned: 'person',
  users: 'person',
  'webhook-deliveries': 'webhookDelivery',
  'webhook-endpoints': 'webhookEndpoint',
  'withdrawal-cases': 'withdrawalCase',
};

/** Public, and nothing at a licensee's host (libs/licensing/src/sign-up/sign-up.db.spec.ts). */
export const ON_OPERATORS_HOST: readonly string[] = ['plans.offered', 'signUps.signUp'];

/** A path parameter that is a word of a list, a number of the licensee's own counting or a secret: it names nothing of others. */
export const isPlain = ({ name, schema }: Parameter): boolean =>
  schema.enum !== undefined || schema.type === 'integer' || ['host', 'file', 'token'].includes(name);

/** The path of an operation with its plain parameters filled; what is left are ids. */
export const pathOf = (api: Api, { path, parameters }: Operation): string =>
  parameters
    .filter((one) => one.in === 'path' && isPlain(one))
    .reduce(
      (filled, { name, schema }) =>
        filled.replace(`{${name}}`, name === 'host' ? 'nobody.example' : String(sample(api, schema))),
      path,
    );

/** Every id-bearing input of the document, nested ones too. */
export function idInputs(api: Api): IdInput[] {
  return api.operations.flatMap((operation) => [
    ...operation.parameters.flatMap((parameter): IdInput[] => {
      if (parameter.in === 'header' || (parameter.in === 'path' && isPlain(parameter))) return [];
      const kind =
        parameter.in === 'path'
          ? kindOfPath(operation.path, parameter.name)
          : kindOfField(parameter.name, parameter.schema);
      return kind === undefined ? [] : [{ operation, in: parameter.in, at: parameter.name, kind }];
    }),
    ...(operation.body ? fieldsOf(api, operation.body) : []).flatMap(({ pointer, name, schema }): IdInput[] => {
      const kind = kindOfField(name, schema);
      return kind === undefined ? [] : [{ operation, in: 'body', at: pointer, kind }];
    }),
  ]);
}

function kindOfPath(path: string, name: string): IdKind {
  const before = path.split('/')[path.split('/').indexOf(`{${name}}`) - 1] ?? '';
  const kind = RESOURCES[before];
  if (kind === undefined) throw new Error(`${path}: tell RESOURCES in document.ts what kind of id follows "${before}"`);
  return kind;
}

/** By its pattern; a member that is called an id and has none is an error of the document. */
function kindOfField(name: string, schema: Schema): IdKind | undefined {
  const prefix = /^\^([a-z]+)_/.exec(schema.pattern ?? '')?.[1];
  const kind = (Object.keys(ID_PREFIX) as IdKind[]).find((one) => ID_PREFIX[one] === prefix);
  // The licensee's own name for a thing is no id of ours: a foreign one finds nothing in a list.
  if (kind === undefined && name !== 'externalId' && /(^id|Id|Ids)$/.test(name))
    throw new Error(`"${name}" is called an id but has no pattern: declare it with @Id()`);
  return kind;
}

export interface Field {
  readonly pointer: string;
  readonly name: string;
  readonly schema: Schema;
}

/** All members of a body, through objects and arrays. */
export function fieldsOf(api: Api, given: Schema, parent = ''): Field[] {
  const schema = api.resolve(given);
  return Object.entries(schema.properties ?? {}).flatMap(([name, raw]) => {
    const property = api.resolve(raw);
    const pointer = `${parent}/${name}`;
    const inner = property.items ? fieldsOf(api, property.items, `${pointer}/0`) : fieldsOf(api, property, pointer);
    return [{ pointer, name, schema: property }, ...inner];
  });
}

/**
 * Checks answers against the document. Objects are closed first: a member that the document does not name is a leak until it is documented
 * (trust.md S9), but for problems, whose extensions are open by RFC 9457.
 */
export class AnswerJudge {
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(private readonly api: Api) {
    const closed = Object.fromEntries(
      Object.entries(api.schemas).map(([name, schema]) => [name, name === 'Problem' ? schema : close(schema)]),
    );
    this.ajv.addSchema({ $id: 'doc', components: { schemas: closed } });
  }

  /** What is wrong with an answer to this operation, or undefined. */
  fault(
    operation: Operation,
    answer: { status: number; headers: Record<string, string | string[] | undefined>; json: unknown; text: string },
  ): string | undefined {
    const documented = operation.responses[String(answer.status)];
    if (answer.status < 400 && !documented) return `status ${answer.status} is not documented`;
    const response = documented ?? operation.responses['default'];
    if (!response) return `status ${answer.status} is not documented`;
    const type = [answer.headers['content-type'] ?? ''].flat()[0]!.split(';')[0]!;
    if (!response.content) return answer.text === '' ? undefined : 'a body where none is documented';
    if (!response.content[type]) return `content type "${type}" is not documented`;
    if (!/[/+]json$/.test(type)) return undefined;
    const schema = response.content[type].schema;
    if (!schema) return 'no schema is documented';
    const validate = this.validator(`${operation.id} ${documented ? answer.status : 'default'} ${type}`, schema);
    if (validate(answer.json)) return undefined;
    return `differs from the document: ${this.ajv.errorsText(validate.errors)} in ${answer.text.slice(0, 300)}`;
  }

  private validator(key: string, schema: Schema): ValidateFunction {
    let known = this.compiled.get(key);
    if (!known) {
      const rooted = JSON.parse(
        JSON.stringify(close(schema)).replaceAll('"#/components', '"doc#/components'),
      ) as object;
      known = this.ajv.compile(rooted);
      this.compiled.set(key, known);
    }
    return known;
  }
}

function close(schema: Schema): Schema {
  const closed: Record<string, unknown> = { ...schema };
  if (schema.properties) {
    closed['properties'] = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [name, close(property)]),
    );
    closed['additionalProperties'] ??= false;
  }
  if (schema.items) closed['items'] = close(schema.items);
  if (schema.anyOf) closed['anyOf'] = schema.anyOf.map(close);
  return closed;
}
