// What a new document of the API breaks for those who were programmed against an old one. Additions break nothing. Pure.

type Json = Record<string, unknown>;
type Side = 'requests' | 'answers';

export interface Break {
  /** Names it in docs/api-breaks.json: where, and what. */
  readonly what: string;
  /** The operation at which it was first seen. */
  readonly at: string;
}

const CHANGES: Readonly<Record<Side, Readonly<Record<string, (old: number, now: number) => boolean>>>> = {
  requests: {
    maxLength: (old, now) => now < old,
    maxItems: (old, now) => now < old,
    maximum: (old, now) => now < old,
    minLength: (old, now) => now > old,
    minItems: (old, now) => now > old,
    minimum: (old, now) => now > old,
  },
  answers: {},
};
const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** Every break, in the order of the old document. */
export function apiBreaks(old: Json, now: Json): Break[] {
  return new Comparison(old, now).run();
}

class Comparison {
  private readonly found = new Map<string, Break>();
  private readonly seen = new Set<string>();
  private readonly old: Json;
  private readonly now: Json;
  private at = '';

  constructor(old: Json, now: Json) {
    this.old = old;
    this.now = now;
  }

  run(): Break[] {
    const paths = record(this.now['paths']);
    for (const [path, methods] of Object.entries(record(this.old['paths']))) {
      for (const [method, operation] of Object.entries(record(methods))) {
        if (!METHODS.includes(method)) continue;
        this.at = `${method.toUpperCase()} ${path}`;
        const after = record(paths[path])[method];
        if (after === undefined) this.add(this.at, 'the operation is gone');
        else this.operation(record(operation), record(after));
      }
    }
    const sent = record(this.now['webhooks']);
    for (const [type, hook] of Object.entries(record(this.old['webhooks']))) {
      this.at = `event ${type}`;
      if (sent[type] === undefined) this.add(this.at, 'it is not sent any more');
      else this.contents(contentOf(hook), contentOf(sent[type]), 'answers');
    }
    return [...this.found.values()];
  }

  private add(where: string, what: string): void {
    const text = `${where}: ${what}`;
    if (!this.found.has(text)) this.found.set(text, { what: text, at: this.at });
  }

  private operation(old: Json, now: Json): void {
    if (old['operationId'] !== now['operationId'])
      this.add(this.at, `operationId is ${text(now['operationId'])}, was ${text(old['operationId'])}`);
    const audience = list(now['x-audience']);
    for (const role of list(old['x-audience']).filter((one) => !audience.includes(one)))
      this.add(this.at, `closed for ${text(role)}`);
    const scope = old['x-key-scope'];
    if (scope !== undefined && now['x-key-scope'] !== scope)
      this.add(this.at, `an API key needs ${text(now['x-key-scope'] ?? 'to be a person')}, was ${text(scope)}`);
    this.parameters(list(old['parameters']).map(record), list(now['parameters']).map(record));
    this.body(record(old['requestBody']), record(now['requestBody']));
    this.answers(record(old['responses']), record(now['responses']));
  }

  private parameters(old: Json[], now: Json[]): void {
    const key = (one: Json): string => `${text(one['in'])} ${text(one['name'])}`;
    const after = new Map(now.map((one) => [key(one), one]));
    for (const parameter of old) {
      const same = after.get(key(parameter));
      if (!same) this.add(this.at, `${key(parameter)} is gone`);
      else this.schema(parameter['schema'], same['schema'], 'requests', `${this.at}: ${key(parameter)}`, '');
    }
    const required = (of: Json[]): string[] => of.filter((one) => one['required'] === true).map(key);
    for (const name of required(now).filter((one) => !required(old).includes(one)))
      this.add(this.at, `${name} is now required`);
  }

  private body(old: Json, now: Json): void {
    if (now['required'] === true && old['required'] !== true) this.add(this.at, 'a body is now required');
    this.contents(record(old['content']), record(now['content']), 'requests');
  }

  private answers(old: Json, now: Json): void {
    for (const [status, answer] of Object.entries(old)) {
      if (now[status] === undefined) this.add(this.at, `no answer ${status} any more`);
      else this.contents(record(record(answer)['content']), record(record(now[status])['content']), 'answers');
    }
  }

  private contents(old: Json, now: Json, side: Side): void {
    for (const [type, content] of Object.entries(old)) {
      if (now[type] === undefined) this.add(this.at, `${side} are not ${type} any more`);
      else this.schema(record(content)['schema'], record(now[type])['schema'], side, `${this.at} in ${side}`, '');
    }
  }

  /** `where` is the nearest schema with a name, `pointer` the way from there. */
  private schema(oldSchema: unknown, nowSchema: unknown, side: Side, where: string, pointer: string): void {
    const { $ref, allOf } = record(oldSchema);
    // `allOf` of one reference is how a description is put beside it.
    const ref = $ref ?? record(list(allOf)[0])['$ref'];
    if (typeof ref === 'string') {
      const visit = `${side} ${JSON.stringify([oldSchema, nowSchema])}`;
      if (this.seen.has(visit)) return;
      this.seen.add(visit);
      where = `${ref.split('/').at(-1)!} in ${side}`;
      pointer = '';
    }
    const old = flat(this.old, oldSchema);
    const now = flat(this.now, nowSchema);
    const say = (what: string): void => this.add(pointer === '' ? where : `${where}: ${pointer}`, what);
    this.types(old, now, side, say);
    this.values(old, now, side, say);
    for (const [name, isBreak] of Object.entries(CHANGES[side])) {
      const [before, after] = [old[name], now[name]];
      if (typeof after === 'number' && (typeof before !== 'number' || isBreak(before, after)))
        say(`${name} is ${after}, was ${text(before ?? 'open')}`);
    }
    if (side === 'requests' && now['pattern'] !== undefined && now['pattern'] !== old['pattern'])
      say(`pattern is ${text(now['pattern'])}, was ${text(old['pattern'] ?? 'open')}`);
    if (old['format'] !== now['format'] && old['format'] !== undefined)
      say(`format is ${text(now['format'] ?? 'open')}, was ${text(old['format'])}`);
    this.variants(old, now, side, where, pointer);
    this.properties(old, now, side, where, pointer);
    for (const inner of ['items', 'additionalProperties'])
      if (isRecord(old[inner]) && isRecord(now[inner]))
        this.schema(old[inner], now[inner], side, where, `${pointer}/${inner === 'items' ? '-' : '*'}`);
  }

  private types(old: Json, now: Json, side: Side, say: (what: string) => void): void {
    const [before, after] = [typesOf(old), typesOf(now)];
    if (before.length === 0 && after.length === 0) return;
    const [from, to] = side === 'requests' ? [before, after] : [after, before];
    const fits = (type: string): boolean => to.includes(type) || (type === 'integer' && to.includes('number'));
    // Without a type anything goes: fine to send, unknown to read.
    const isWide = to.length === 0;
    const bad = isWide ? [] : from.length === 0 ? ['anything'] : from.filter((type) => !fits(type));
    if (bad.length > 0) say(`type is ${after.join(' or ') || 'open'}, was ${before.join(' or ') || 'open'}`);
  }

  private values(old: Json, now: Json, side: Side, say: (what: string) => void): void {
    const [before, after] = [valuesOf(old), valuesOf(now)];
    if (before === undefined) {
      if (after !== undefined && side === 'requests') say(`only ${after.map(text).join(', ')} are taken`);
      return;
    }
    if (after === undefined) {
      if (side === 'answers') say('the list of values is gone');
      return;
    }
    for (const value of before.filter((one) => !after.includes(one))) say(`the value ${text(value)} is gone`);
  }

  private variants(old: Json, now: Json, side: Side, where: string, pointer: string): void {
    for (const kind of ['oneOf', 'anyOf']) {
      const [before, after] = [list(old[kind]), list(now[kind])];
      if (before.length === 0) continue;
      const name = (one: unknown): string => text(record(one)['$ref'] ?? JSON.stringify(one));
      const say = (what: string): void => this.add(pointer === '' ? where : `${where}: ${pointer}`, what);
      const pairs = new Map(after.map((one) => [name(one), one]));
      for (const one of before) {
        if (!pairs.has(name(one))) say(`the form ${name(one).split('/').at(-1)!} is gone`);
        else this.schema(one, pairs.get(name(one)), side, where, pointer);
      }
      const known = before.map(name);
      if (side === 'answers')
        for (const one of after.map(name).filter((form) => !known.includes(form)))
          say(`the form ${one.split('/').at(-1)!} is new`);
    }
  }

  private properties(old: Json, now: Json, side: Side, where: string, pointer: string): void {
    const [before, after] = [record(old['properties']), record(now['properties'])];
    const [wasRequired, isRequired] = [list(old['required']), list(now['required'])];
    const say = (name: string, what: string): void => this.add(`${where}: ${pointer}/${name}`, what);
    for (const [name, property] of Object.entries(before)) {
      if (after[name] === undefined) {
        say(name, 'the field is gone');
        continue;
      }
      if (side === 'answers' && wasRequired.includes(name) && !isRequired.includes(name))
        say(name, 'the field may be missing');
      this.schema(property, after[name], side, where, `${pointer}/${name}`);
    }
    if (side === 'requests')
      for (const name of Object.keys(after))
        if (isRequired.includes(name) && !wasRequired.includes(name)) say(name, 'the field is now required');
  }
}

/** Of the body that an event is sent with. */
const contentOf = (hook: unknown): Json => record(record(record(record(hook)['post'])['requestBody'])['content']);

/** The schema without `$ref` and `allOf`. */
function flat(document: Json, schema: unknown, depth = 0): Json {
  const { $ref, allOf, ...own } = record(schema);
  if (depth > 20) return own;
  const parts = [
    ...(typeof $ref === 'string' ? [flat(document, resolved(document, $ref), depth + 1)] : []),
    ...list(allOf).map((part) => flat(document, part, depth + 1)),
    own,
  ];
  return parts.reduce<Json>(
    (all, part) => ({
      ...all,
      ...part,
      ...(all['properties'] || part['properties']
        ? { properties: { ...record(all['properties']), ...record(part['properties']) } }
        : {}),
      ...(all['required'] || part['required']
        ? { required: [...list(all['required']), ...list(part['required'])] }
        : {}),
    }),
    {},
  );
}

const resolved = (document: Json, ref: string): unknown =>
  ref
    .split('/')
    .slice(1)
    .reduce<unknown>((at, token) => record(at)[token], document);

function typesOf(schema: Json): string[] {
  const { type } = schema;
  const types = typeof type === 'string' ? [type] : list(type).map(text);
  return schema['nullable'] === true && types.length > 0 ? [...types, 'null'] : types;
}

const valuesOf = (schema: Json): unknown[] | undefined =>
  'const' in schema
    ? [schema['const']]
    : Array.isArray(schema['enum'])
      ? schema['enum'].filter((value) => value !== null)
      : undefined;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const record = (value: unknown): Json => (isRecord(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none'));

/** A break that somebody decided on. */
export interface Allowed {
  readonly break: string;
  readonly reason: string;
  /** Of the decision. */
  readonly date: string;
}

/** What keeps the document from being released: breaks that nobody decided on, and decisions without a break or without a reason. */
export function objections(breaks: readonly Break[], allowed: readonly Allowed[]): string[] {
  const decided = new Set(allowed.map((one) => one.break));
  const real = new Set(breaks.map(({ what }) => what));
  return [
    ...breaks
      .filter(({ what }) => !decided.has(what))
      .map(({ what, at }) => `${what}${what.startsWith(at) ? '' : ` (${at})`}`),
    ...allowed
      .filter((one) => !/\S/.test(one.reason ?? '') || !/^\d{4}-\d\d-\d\d$/.test(one.date ?? ''))
      .map((one) => `allowed without a reason or a date: ${one.break}`),
    ...allowed.filter((one) => !real.has(one.break)).map((one) => `allowed, but nothing breaks: ${one.break}`),
  ];
}
