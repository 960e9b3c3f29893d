import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { type IdKind, ROLES, type Role, publicId } from '@app/kernel';
import { type Actor, type TestApp, testApp } from '@app/testing';
import { Client, type Sent } from './client.js';
import { AnswerJudge, type Api, type Operation, apiOf, idInputs, pathOf, sampleBody } from './document.js';
import { LiveHeap, Measures } from './measures.js';
import { refusalFault } from './refusal.js';
import { type Population, idOf } from './population.js';
import { operator, signIn } from './sign-in.js';
import { populate } from './world.js';

/** trust.md S3. `npm run test:fuzz` runs the long form; `FUZZ_REQUESTS` and `FUZZ_SEED` tell how much and which. The seed is fixed: a failure comes back. */
// eslint-disable-next-line no-restricted-properties -- how long the proof is belongs to who runs it, not to the product
const { FUZZ_REQUESTS = '1500', FUZZ_SEED = '20261121', FUZZ_MEASURES } = process.env;
const REQUESTS = Number.parseInt(FUZZ_REQUESTS, 10);
const SEED = Number.parseInt(FUZZ_SEED, 10);

/** Programs of the licensee; each has a key that was made for it. */
const PROGRAMS = ['a key with all scopes', 'a key with one scope', 'a key of test mode'] as const;
type Program = (typeof PROGRAMS)[number];
type Caller = Role | 'public' | Program;

jest.setTimeout(Math.max(240_000, REQUESTS * 160)); // seconds on a quiet machine, minutes on a busy one

const ONE_SCOPE = 'calls:read';
/** Its routes are few among all of them: chance alone brings it to none of them in a short run. */
const OF_ONE_SCOPE_EVERY = 30;
const ONE_SCOPE_ONLY: readonly Caller[] = ['a key with one scope'];

describe('a fuzzer', () => {
  let t: TestApp;
  let client: Client;
  let api: Api;
  let judge: AnswerJudge;
  let people: Population;
  let actors: Record<Role, Actor>;
  let keys: Record<Program, string>;
  /** Of the password that everybody has. */
  let passwordHash: string;

  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    client = await Client.to(t.app);
    api = apiOf(t.app);
    judge = new AnswerJudge(api);
    people = await populate(t, 'aurora');
    const [row] = await t.db.query<{ password_hash: string }>('select password_hash from app.person where id = $1', [
      people.actors.owner.id,
    ]);
    passwordHash = row!.password_hash;
    actors = { ...people.actors, operator: await operator(t, client.send) };
    keys = {
      'a key with all scopes': await keyOf(['*']),
      'a key with one scope': await keyOf([ONE_SCOPE]),
      'a key of test mode': await keyOf(['*'], { 'test-mode': 'true' }),
    };
  });
  afterAll(async () => {
    client.close();
    await t.close();
  });

  it(`finds no crash and no undocumented answer in ${REQUESTS} requests of every kind as everybody`, async () => {
    const outcomes = new Map<number, number>();
    const faults: string[] = [];
    const right = new Set<string>();
    const served = new Set<Caller>();
    const measures = new Measures();
    const heap = new LiveHeap();
    const ofOneScope = api.operations.filter(({ keyScope }) => keyScope === ONE_SCOPE);
    for (const [index, request] of fc.sample(requests(), { numRuns: REQUESTS, seed: SEED }).entries()) {
      if (FUZZ_MEASURES !== undefined && index % Math.ceil(REQUESTS / 10) === 0) heap.take();
      const isOfOneScope = index % OF_ONE_SCOPE_EVERY === 0;
      const operations = isOfOneScope ? ofOneScope : api.operations;
      const operation = operations[request.operation % operations.length]!;
      const callers = isOfOneScope ? ONE_SCOPE_ONLY : request.stranger ? EVERYBODY : callersOf(operation);
      const caller = callers[request.role % callers.length]!;
      const actor = isPerson(caller) ? actors[caller] : undefined;
      const built: Sent = {
        method: operation.method,
        path: `${pathOf(api, operation).replace(/\{\w+\}/g, () => encodeURIComponent(request.id ?? ownId(operation)))}${queryOf(operation, request.query)}`,
        host: actor?.host ?? people.host,
        token: isProgram(caller) ? keys[caller] : actor?.token,
        headers: request.key === null ? {} : { 'idempotency-key': request.key },
        ...(operation.body || request.bodyAnyway ? { body: bodyOf(operation, request.body) } : {}),
      };
      const sentAt = performance.now();
      let answer = await client.send(built);
      measures.take(`${operation.id} as ${caller}`, performance.now() - sentAt);
      // Sessions end and people are frozen on the way: who was locked out comes back and tries again.
      if (actor && isPerson(caller) && answer.json?.code === 'unauthenticated') {
        actors[caller] = await comeBack(actor);
        answer = await client.send({ ...built, token: actors[caller].token });
      }
      outcomes.set(answer.status, (outcomes.get(answer.status) ?? 0) + 1);
      if (answer.status < 300) {
        right.add(operation.id);
        served.add(caller);
      }
      const fault = refusalFault(answer) ?? judge.fault(operation, answer);
      if (fault !== undefined)
        faults.push(
          `${operation.id} as ${caller}: ${fault}\n  ${JSON.stringify(built.path)} ${JSON.stringify(built.body)?.slice(0, 300)}`,
        );
    }
    if (FUZZ_MEASURES !== undefined) {
      heap.take();
      writeFileSync(FUZZ_MEASURES, JSON.stringify({ ...measures.report(), heapMb: heap.report() }));
    }
    expect(faults).toEqual([]);
    // The mix reaches both sides of the rules.
    expect([200, 201, 204, 400, 401, 403, 404, 409, 422].filter((status) => !outcomes.has(status))).toEqual([]);
    expect([...outcomes].filter(([status]) => status < 300).reduce((sum, [, n]) => sum + n, 0)).toBeGreaterThan(
      REQUESTS / 10,
    );
    expect(right.size).toBeGreaterThan(api.operations.length / 2);
    expect(PROGRAMS.filter((one) => !served.has(one))).toEqual([]);
    expect(await t.violations()).toEqual([]);
  });

  describe('with a deliberate defect', () => {
    it('an answer with a member that is not documented, without one that is, or of another type is reported', async () => {
      const site = api.operations.find(({ id }) => id === 'licensees.site')!;
      const good = await client.send({ method: 'GET', path: '/v1/site', host: people.host });
      expect(judge.fault(site, good)).toBeUndefined();
      const { name: _, ...less } = good.json;
      expect(judge.fault(site, { ...good, json: { ...good.json, passwordHash: 'x' } })).toMatch(
        /must NOT have additional properties/,
      );
      expect(judge.fault(site, { ...good, json: less })).toMatch(/required property 'name'/);
      expect(judge.fault(site, { ...good, json: { ...good.json, open: 'yes' } })).toMatch(/must be boolean/);
      expect(judge.fault(site, { ...good, status: 202 })).toMatch(/not documented/);
    });
  });

  const EVERYBODY: readonly Caller[] = ['public', ...ROLES, ...PROGRAMS];
  const isProgram = (caller: Caller): caller is Program => (PROGRAMS as readonly string[]).includes(caller);
  const isPerson = (caller: Caller): caller is Role => (ROLES as readonly string[]).includes(caller);
  /** Whom the document lets in. */
  const callersOf = ({ audience, keyScope }: Operation): readonly Caller[] =>
    keyScope === undefined ? audience : [...audience, ...PROGRAMS];

  async function keyOf(scopes: string[], headers: Record<string, string> = {}): Promise<string> {
    const { host, token } = people.actors.owner;
    const body = { name: `Fuzzer ${scopes.join()} ${Object.keys(headers).join()}`.trim(), scopes };
    const answer = await client.send({ method: 'POST', path: '/v1/staff/api-keys', host, token, headers, body });
    expect(answer.status).toBe(201);
    return answer.json.key as string;
  }

  const ownId = (operation: Operation): string => {
    const kind: IdKind = idInputs({ ...api, operations: [operation] }).find((input) => input.in === 'path')!.kind;
    return publicId(kind, idOf(people, operation.path, kind)!);
  };

  async function comeBack(actor: Actor): Promise<Actor> {
    await t.db.query(`update app.person set status = 'active', password_hash = $2 where id = $1`, [
      actor.id,
      passwordHash,
    ]);
    return { ...actor, token: await signIn(client.send, actor) };
  }

  interface Request {
    readonly operation: number;
    readonly role: number;
    readonly stranger: boolean;
    readonly id: string | null;
    readonly key: string | null;
    readonly query: Record<string, string> | null;
    readonly body: {
      readonly valid: boolean;
      readonly optional: number;
      readonly changes: readonly [member: number, value: unknown][];
      readonly instead: unknown;
    };
    readonly bodyAnyway: boolean;
  }

  /** Mostly right requests with something wrong in them: random noise alone would never pass the first check. */
  function requests(): fc.Arbitrary<Request> {
    const nasty = fc.constantFrom<unknown>(
      '',
      ' ',
      '\0',
      '../../etc/passwd',
      "'; drop table app.person; --",
      '{{7*7}}',
      '<script>',
      '\ud800',
      '💥',
      'constructor',
      '__proto__',
      -1,
      0,
      1e21,
      Number.MAX_SAFE_INTEGER,
      0.1,
      null,
      true,
      [],
      {},
      [[]],
      { length: 1 },
    );
    const value = fc.oneof(
      nasty,
      fc.jsonValue({ maxDepth: 3 }),
      fc.string({ maxLength: 300, unit: 'binary' }),
      fc.integer(),
    );
    return fc.record({
      operation: fc.nat(9_999),
      role: fc.nat(9_999),
      stranger: fc.nat(3).map((n) => n === 0),
      id: fc.oneof(
        { weight: 4, arbitrary: fc.constant(null) },
        {
          weight: 1,
          arbitrary: fc.constantFrom(...Object.entries(people.ids).map(([kind, id]) => publicId(kind as IdKind, id))),
        },
        {
          weight: 1,
          arbitrary: fc
            .string({ minLength: 1, maxLength: 120, unit: 'grapheme' })
            .filter((text) => text !== '.' && text !== '..'),
        },
      ),
      key: fc.oneof(
        { weight: 6, arbitrary: fc.uuid() },
        { weight: 1, arbitrary: fc.constantFrom('one', 'two') },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
      query: fc.oneof(
        { weight: 2, arbitrary: fc.constant(null) },
        {
          weight: 1,
          arbitrary: fc.dictionary(
            fc.constantFrom('limit', 'cursor', 'role', 'state', 'bucket', 'format', 'x'),
            fc.oneof(
              fc.constantFrom('1', '100', 'csv', 'json', 'paid', 'promo', 'live', 'ended', 'owner'),
              fc.string({ maxLength: 40 }),
            ),
            { maxKeys: 2 },
          ),
        },
      ),
      body: fc.record({
        valid: fc.boolean(),
        optional: fc.nat(255),
        changes: fc.array(fc.tuple(fc.nat(20), value), { minLength: 1, maxLength: 3 }),
        instead: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value }),
      }),
      bodyAnyway: fc.boolean(),
    });
  }

  function queryOf(operation: Operation, query: Request['query']): string {
    if (query === null || operation.method !== 'GET') return '';
    return `?${new URLSearchParams(query).toString()}`;
  }

  function bodyOf(operation: Operation, { valid, optional, changes, instead }: Request['body']): unknown {
    if (!operation.body) return valid ? {} : (instead ?? { any: 1 });
    const members = Object.keys(operation.body.properties ?? {});
    const body = sampleBody(api, operation.body, (name) => ((optional >> (members.indexOf(name) % 8)) & 1) === 1);
    // Ids and secrets that exist, so that the request gets somewhere.
    for (const name of Object.keys(body)) {
      if (name === 'advisorId') body[name] = publicId('advisor', people.ids.advisor!);
      if (name === 'cardId') body[name] = publicId('card', people.ids.card!);
      if (name === 'deviceId') body[name] = publicId('device', people.ids.device!);
      if (name === 'email')
        body[name] = optional % 2 === 0 ? people.actors.end_user.email : `new${optional}@aurora.example`;
      if (/password/i.test(name)) body[name] = 'a good long password';
    }
    if (valid) return body;
    if (instead !== undefined) return JSON.stringify(instead) ?? 'null';
    for (const [member, value] of changes) body[members[member % Math.max(1, members.length)] ?? 'extra'] = value;
    return body;
  }
});
