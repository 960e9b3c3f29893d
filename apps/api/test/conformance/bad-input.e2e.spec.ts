import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Role, gauges, log, newId, publicId } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { type Actor, type TestApp, testApp } from '@app/testing';
import { type Answer, Client, type Sent } from './client.js';
import {
  ON_OPERATORS_HOST,
  type Api,
  type Operation,
  type Schema,
  apiOf,
  idInputs,
  pathOf,
  sampleBody,
  typesOf,
} from './document.js';
import { refusalFault } from './refusal.js';
import { type Population, idOf } from './population.js';
import { operator } from './sign-in.js';
import { populate } from './world.js';

jest.setTimeout(240_000); // seconds on a quiet machine, minutes on a busy one

const KIB = 1024;

/** One bad value for a member of a body. `raw` is put into the JSON text as it is. */
interface Bad {
  readonly what: string;
  readonly value?: unknown;
  readonly raw?: string;
}

/** Values that the schema of a member does not accept. */
function badValues(schema: Schema): Bad[] {
  const types = typesOf(schema);
  const bad: Bad[] = [{ what: 'an object', value: { a: 1 } }];
  if (!types.includes('null')) bad.push({ what: 'null', value: null });
  if (types.includes('string')) {
    bad.push(
      { what: 'a number', value: 12 },
      { what: 'a boolean', value: true },
      { what: 'an array', value: ['a'] },
      { what: 'an empty array', value: [] },
      { what: 'a NUL', value: `a${'\0'}b` },
    );
    if (schema.maxLength !== undefined) bad.push({ what: 'too long', value: 'a'.repeat(schema.maxLength + 1) });
    if ((schema.minLength ?? 0) > 0) bad.push({ what: 'empty', value: '' });
    if (schema.enum)
      bad.push(
        { what: 'not one of the list', value: 'none-of-these' },
        { what: 'an inherited name', value: 'constructor' },
      );
    if (schema.pattern) bad.push({ what: 'another pattern', value: ' % ' });
  }
  if (types.includes('integer')) {
    bad.push(
      { what: 'a string', value: '12' },
      { what: 'a boolean', value: true },
      { what: 'an array', value: [1] },
      { what: 'a fraction', value: 1.5 },
      { what: 'negative', value: -1 },
      { what: 'above 2^53', raw: '9007199254740993' },
      { what: '1e400', raw: '1e400' },
      { what: '-1e400', raw: '-1e400' },
      { what: 'huge', raw: '9'.repeat(400) },
    );
    if (schema.maximum !== undefined) bad.push({ what: 'above the maximum', value: schema.maximum + 1 });
    if (schema.minimum !== undefined) bad.push({ what: 'below the minimum', value: schema.minimum - 1 });
  }
  if (types.includes('boolean'))
    bad.push({ what: 'a string', value: 'true' }, { what: 'a number', value: 1 }, { what: 'an array', value: [true] });
  if (types.includes('array')) {
    bad.push(
      { what: 'a string', value: 'en' },
      { what: 'a number', value: 1 },
      { what: 'an array of arrays', value: [['en']] },
      { what: 'an array of null', value: [null] },
    );
    if (schema.maxItems !== undefined)
      bad.push({
        what: 'too many',
        value: Array.from({ length: schema.maxItems + 1 }, (_, i) => `a${String.fromCharCode(97 + i)}`),
      });
    if ((schema.minItems ?? 0) > 0) bad.push({ what: 'too few', value: [] });
  }
  return bad;
}

const UNKNOWN_MEMBERS = [
  'notAMember',
  'licensee_id',
  'licenseeId',
  'role',
  'balance',
  'toString',
  'hasOwnProperty',
  'a/b~c',
];

describe('bad input', () => {
  let t: TestApp;
  let client: Client;
  let api: Api;
  let people: Population;
  let actors: Record<Role, Actor>;

  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    client = await Client.to(t.app);
    api = apiOf(t.app);
    people = await populate(t, 'aurora');
    actors = { ...people.actors, operator: await operator(t, client.send) };
  });
  afterAll(async () => {
    client.close();
    await t.close();
  });

  /** Sends it and holds the answer to the common rule. */
  const send = async (
    request: Omit<Sent, 'host'> & { host?: string },
    expected: number | readonly number[],
    pointer?: string,
  ): Promise<string[]> => {
    const answer = await client.send({ host: people.host, ...request });
    const name = `${request.method} ${request.path.slice(0, 80)}`;
    const fault = refusalFault(answer);
    if (fault !== undefined) return [`${name}: ${fault}`];
    if (![expected].flat().includes(answer.status))
      return [`${name}: ${answer.status} instead of ${expected.toString()}: ${answer.text.slice(0, 300)}`];
    if (pointer === undefined) return [];
    const pointers = (answer.json.errors ?? []).map((one: { pointer: string }) => one.pointer);
    return pointers.some((one: string) => one === pointer || one.startsWith(`${pointer}/`))
      ? []
      : [`${name}: no pointer ${pointer} in ${answer.text.slice(0, 300)}`];
  };

  /** A request to an operation by somebody who may call it, with ids of the right form. */
  const to = (
    operation: Operation,
    existing = false,
  ): { method: string; path: string; host: string; token: string | undefined; headers: Record<string, string> } => {
    const role = operation.audience[0]!;
    const actor = role === 'public' ? undefined : actors[role];
    const inputs = idInputs({ ...api, operations: [operation] }).filter((input) => input.in === 'path');
    return {
      method: operation.method,
      path: pathOf(api, operation).replace(/\{(\w+)\}/g, (_, name: string) => {
        const { kind } = inputs.find(({ at }) => at === name)!;
        return publicId(kind, existing ? idOf(people, operation.path, kind)! : newId());
      }),
      host: ON_OPERATORS_HOST.includes(operation.id) ? actors.operator.host : (actor?.host ?? people.host),
      token: actor?.token,
      headers: {
        'idempotency-key': newId(),
        // What is open to everybody says by its token in which mode it is.
        ...(operation.path.startsWith('/v1/test/') && !operation.audience.includes('public')
          ? { 'test-mode': 'true' }
          : {}),
      },
    };
  };
  const withBody = (): (Operation & { body: Schema })[] =>
    api.operations.filter((one): one is Operation & { body: Schema } => one.body !== undefined);
  const jsonWith = (body: object, round: Record<string, Bad | undefined>): string => {
    const members = Object.entries({ ...body, ...round }).flatMap(([name, value]) => {
      if (!(name in round)) return [[name, JSON.stringify(value)]];
      const bad = round[name];
      return bad === undefined ? [] : [[name, bad.raw ?? JSON.stringify(bad.value)]];
    });
    return `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
  };
  /** One request with a fault in many members: the answer has to name each of them. */
  const allAtOnce = async (
    operation: Operation,
    whole: object,
    round: Record<string, Bad | undefined>,
  ): Promise<string[]> => {
    const answer = await client.send({ ...to(operation), body: jsonWith(whole, round) });
    const fault = refusalFault(answer);
    if (fault !== undefined) return [`${operation.id} ${JSON.stringify(round)}: ${fault}`];
    const pointers: string[] = (answer.json.errors ?? []).map((one: { pointer: string }) => one.pointer);
    return Object.entries(round).flatMap(([name, bad]) => {
      const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const isNamed = pointers.some((one) => one === pointer || one.startsWith(`${pointer}/`));
      if (answer.status === 422 && isNamed) return [];
      return [`${operation.id} ${name} ${bad?.what ?? 'missing'}: ${answer.status} ${answer.text.slice(0, 300)}`];
    });
  };

  it('names the member that is wrong, for every member of every body', async () => {
    const faults: string[] = [];
    let cases = 0;
    for (const operation of withBody()) {
      const whole = sampleBody(api, operation.body, () => true);
      const unknown = UNKNOWN_MEMBERS.filter((name) => !operation.body.properties?.[name]);
      const rounds: Record<string, Bad | undefined>[] = [
        Object.fromEntries((operation.body.required ?? []).map((name) => [name, undefined])),
        Object.fromEntries(unknown.map((name) => [name, { what: 'unknown', value: 'x' }])),
      ];
      for (const [name, raw] of Object.entries(operation.body.properties ?? {}))
        for (const [index, bad] of badValues(api.resolve(raw)).entries())
          rounds[index + 2] = { ...rounds[index + 2], [name]: bad };
      for (const round of rounds) {
        const names = Object.keys(round);
        if (names.length === 0) continue;
        cases += names.length;
        faults.push(...(await allAtOnce(operation, whole, round)));
      }
    }
    expect(faults).toEqual([]);
    expect(cases).toBeGreaterThan(500);
  });

  it('lets nobody set a column by naming it, in either spelling', async () => {
    const columns = await t.db.query<{ name: string }>(
      `select distinct column_name as name from information_schema.columns where table_schema = 'app'`,
    );
    const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const names = [...new Set(columns.flatMap(({ name }) => [name, camel(name)]))];
    expect(names.length).toBeGreaterThan(150);
    for (const operation of withBody()) {
      const known = operation.body.properties ?? {};
      const others = names.filter((name) => !known[name]);
      const extra = Object.fromEntries(others.map((name) => [name, 'x']));
      const body = { ...sampleBody(api, operation.body), ...extra };
      const answer = await client.send({ ...to(operation), body });
      const reported = new Set((answer.json.errors ?? []).map((one: { pointer: string }) => one.pointer));
      const accepted = others.filter((name) => !reported.has(`/${name}`));
      expect([operation.id, answer.status, accepted]).toEqual([operation.id, 422, []]);
    }
  });

  it('refuses what is no JSON object, on every route with a body', async () => {
    const faults: string[] = [];
    for (const operation of withBody()) {
      const good = JSON.stringify(sampleBody(api, operation.body));
      const name = Object.keys(operation.body.properties ?? {})[0]!;
      const schema = api.resolve(operation.body.properties![name]!);
      const deep = `{"${name}":${'['.repeat(15_000)}${']'.repeat(15_000)}}`;
      const open = good === '{}' ? '{' : `${good.slice(0, -1)},`;
      const cases: [what: string, body: unknown, status: number | number[]][] = [
        ['not JSON', 'hello', 400],
        ['half of JSON', good.slice(0, -1), 400],
        ['a trailing comma', `${open.replace(/,$/, '')},}`, 400],
        ['two documents', `${good}${good}`, 400],
        ['nothing, called JSON', '', 400],
        ['blanks, called JSON', '   ', 400],
        ['__proto__', `${open}"__proto__":{"role":"owner"}}`, 400],
        ['constructor.prototype', `${open}"constructor":{"prototype":{"role":"owner"}}}`, 400],
        ['an array', '[]', 422],
        ['an array of bodies', `[${good}]`, 422],
        ['a string', '"text"', 422],
        ['a number', '1', 422],
        ['true', 'true', 422],
        ['deep JSON', deep, 400],
        ['a wide object', JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`m${i}`, 1]))), 422],
        ['UTF-16', Buffer.from(good, 'utf16le'), 400],
        [
          'another encoding',
          Buffer.concat([Buffer.from(`{"${name}":"`), Buffer.from([0xc3, 0x28, 0xff, 0xfe]), Buffer.from('"}')]),
          400,
        ],
        ['a lone surrogate as an unknown member', `${open}"\\ud800":"x"}`, 422],
      ];
      for (const [what, body, status] of cases)
        faults.push(...(await send({ ...to(operation), body }, status)).map((fault) => `${what}: ${fault}`));
      // Said twice, the last one counts: it is judged like any other.
      if (typesOf(schema).includes('string')) {
        const twice = `{"${name}":1,${JSON.stringify(sampleBody(api, operation.body, (one) => one === name)).slice(1, -1)},"${name}":7}`;
        faults.push(
          ...(await send({ ...to(operation), body: twice }, 422, `/${name}`)).map(
            (fault) => `a member twice: ${fault}`,
          ),
        );
      }
    }
    expect(faults).toEqual([]);
    expect(({} as { role?: string }).role).toBeUndefined();
  });

  it('drops members that are called constructor or prototype: nothing is read from them', async () => {
    const faults: string[] = [];
    for (const operation of withBody()) {
      for (const extra of [{ constructor: 'x' }, { prototype: { role: 'owner' } }]) {
        const request = { ...to(operation), body: { ...extra, notAMember: 1 } };
        const answer = await client.send(request);
        const fault = refusalFault(answer) ?? (answer.status === 422 ? undefined : `${answer.status} ${answer.text}`);
        if (fault !== undefined) faults.push(`${operation.id} with ${JSON.stringify(extra)}: ${fault}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('takes JSON only: 415', async () => {
    const faults: string[] = [];
    for (const operation of withBody()) {
      const request = to(operation);
      for (const type of [
        'text/plain',
        'application/xml',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/octet-stream',
        'nonsense',
        'application/jsonx',
        'application/webhook+json',
      ]) {
        const wrong = await send(
          {
            ...request,
            headers: { ...request.headers, 'content-type': type },
            body: JSON.stringify(sampleBody(api, operation.body)),
          },
          415,
        );
        faults.push(...wrong.map((fault) => `${type}: ${fault}`));
      }
    }
    expect(faults).toEqual([]);
  });

  it('takes no body over 64 KiB under /v1, but where the document says another limit, and none over 1 MiB anywhere, with a length or in chunks: 413', async () => {
    const faults: string[] = [];
    const big = (bytes: number): string => JSON.stringify({ notAMember: 'a'.repeat(bytes) });
    for (const operation of withBody()) {
      for (const chunked of [false, true]) {
        faults.push(
          ...(await send({ ...to(operation), body: big(operation.maxBodyBytes), chunked }, 413)).map(
            (fault) => `chunked ${chunked}: ${fault}`,
          ),
        );
        faults.push(
          ...(await send({ ...to(operation), body: big(operation.maxBodyBytes - 4 * KIB), chunked }, 422)).map(
            (fault) => `4 KiB less, chunked ${chunked}: ${fault}`,
          ),
        );
      }
    }
    const { path, ...rest } = to(api.operations.find(({ id }) => id === 'auth.signIn')!);
    faults.push(...(await send({ ...rest, path: path.replace('/v1/', '/%761/'), body: big(64 * KIB) }, [413, 404])));
    for (const hook of ['/webhooks/stripe/default/platform', '/webhooks/livekit']) {
      for (const chunked of [false, true]) {
        faults.push(...(await send({ method: 'POST', path: hook, body: big(1024 * KIB), chunked }, 413)));
        faults.push(
          ...(await send(
            {
              method: 'POST',
              path: hook,
              body: big(500 * KIB),
              chunked,
              ...(hook.includes('livekit') ? { headers: { 'content-type': 'application/json' } } : {}),
            },
            [400, 401],
          )),
        );
      }
    }
    expect(faults).toEqual([]);
  });

  it('knows neither unknown routes nor other methods, and answers HEAD and OPTIONS', async () => {
    const faults: string[] = [];
    for (const path of [
      '/',
      '/v1',
      '/v1/',
      '/v2/me',
      '/v1/nothing',
      '/v1/me/',
      '//v1/me',
      '/v1//me',
      '/v1/me/../wallet',
      '/V1/me',
      '/v1/advisors/%00',
      '/v1/advisors/%2e%2e%2fme',
      '/v1/advisors/__proto__',
      '/v1/calls/constructor',
      '/admin',
      '/.env',
      '/graphile_worker',
    ]) {
      for (const method of ['GET', 'POST', 'DELETE'])
        faults.push(...(await send({ method, path, token: actors.owner.token }, 404)));
    }
    for (const path of ['/v1/%zz', '/v1/advisors/%', '/v1/advisors/%ff', '/v1/advisors/%c3%28'])
      faults.push(...(await send({ method: 'GET', path }, [400, 404])));
    faults.push(...(await send({ method: 'GET', path: `/v1/advisors/${'a'.repeat(5_000)}` }, [404, 414])));
    const methodsOf = Map.groupBy(api.operations, ({ path }) => path);
    for (const [, operations] of methodsOf) {
      const request = to(operations[0]!);
      const known = new Set(operations.map(({ method }) => method));
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE'].filter(
        (one) => !known.has(one),
      )) {
        // `/v1/advisors/me` is also a possible `/v1/advisors/{id}`.
        faults.push(...(await send({ ...request, method }, [404, 405])));
      }
      const get = operations.find(({ method }) => method === 'GET');
      if (get && get.id !== 'live.connect') {
        const [head, body] = [await client.send({ ...to(get), method: 'HEAD' }), await client.send(to(get))];
        if (head.status !== body.status || head.text !== '')
          faults.push(`HEAD ${get.path}: ${head.status} instead of ${body.status}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('answers HEAD on the event stream without opening one', async () => {
    const request = to(api.operations.find(({ id }) => id === 'live.connect')!);
    const head = await client.raw(
      `HEAD ${request.path} HTTP/1.1\r\nHost: ${request.host}\r\nAuthorization: Bearer ${request.token}\r\nConnection: close\r\n\r\n`,
    );
    expect([head.status, head.text]).toEqual([expect.any(Number), '']);
    expect(head.status).toBe(200);
    expect((await gauges.liveStreams.get()).values.map(({ value }) => value)).toEqual([0]);
  });

  it('answers malformed HTTP itself in the same form', async () => {
    const faults: string[] = [];
    const raw = async (what: string, text: string, statuses: number[]): Promise<void> => {
      const answer = await client.raw(text);
      const fault =
        refusalFault(answer) ?? (statuses.includes(answer.status) ? undefined : `${answer.status} ${answer.text}`);
      if (fault !== undefined) faults.push(`${what}: ${fault}`);
    };
    const host = `Host: ${people.host}\r\n`;
    await raw('a header of 64 KiB', `GET /v1/site HTTP/1.1\r\n${host}X-Big: ${'a'.repeat(64 * KIB)}\r\n\r\n`, [431]);
    await raw(
      '3,000 headers',
      `GET /v1/site HTTP/1.1\r\n${host}${Array.from({ length: 3_000 }, (_, i) => `X-${i}: 1\r\n`).join('')}\r\n`,
      [431],
    );
    await raw('no HTTP', 'hello\r\n\r\n', [400]);
    await raw('another version', `GET /v1/site HTTP/9.9\r\n${host}\r\n`, [400, 505]);
    await raw('NUL in a header', `GET /v1/site HTTP/1.1\r\n${host}X-Nul: a${'\0'}b\r\n\r\n`, [400]);
    await raw(
      'length and chunks (smuggling)',
      `POST /v1/auth/sign-in HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      [400],
    );
    await raw(
      'two lengths',
      `POST /v1/auth/sign-in HTTP/1.1\r\n${host}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd`,
      [400],
    );
    await raw('a negative length', `POST /v1/auth/sign-in HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`, [400]);
    await raw(
      'a broken chunk',
      `POST /v1/auth/sign-in HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      [400],
    );
    expect(faults).toEqual([]);
    // The one refusal of Node itself that we cannot dress: HTTP/1.1 without a host has no body at all.
    const hostless = await client.raw('GET /v1/site HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect([hostless.status, hostless.text.replace(/^0\s*$/, '')]).toEqual([400, '']);
  });

  it('judges every query: limits, cursors, unknown and repeated members', async () => {
    const faults: string[] = [];
    let cases = 0;
    for (const operation of api.operations.filter(({ method }) => method === 'GET')) {
      const request = to(operation, true);
      const has = (name: string): boolean =>
        operation.parameters.some((one) => one.in === 'query' && one.name === name);
      const ask = async (
        query: string,
        pointer: string | undefined,
        status: number | number[] = 422,
      ): Promise<void> => {
        cases++;
        faults.push(...(await send({ ...request, path: `${request.path}?${query}` }, status, pointer)));
      };
      if (has('limit'))
        for (const limit of ['0', '101', 'abc', '-1', '1.5', '1e1', '', '%00', '00000000020', '%D9%A3'])
          await ask(`limit=${limit}`, '/limit');
      if (has('limit')) await ask('limit=1&limit=2', '/limit');
      if (has('cursor')) {
        const cursors = [
          'x',
          '%00',
          '[]',
          'bnVsbA',
          Buffer.from('["x"]').toString('base64url'),
          Buffer.from(`["' or 1=1"]`).toString('base64url'),
          Buffer.from('{"length":1}').toString('base64url'),
          Buffer.from('[[["a"]]]').toString('base64url'),
          'a'.repeat(301),
          '',
        ];
        for (const cursor of cursors) await ask(`cursor=${cursor}`, '/cursor');
        await ask('cursor=a&cursor=b', '/cursor');
      }
      for (const parameter of operation.parameters.filter((one) => one.in === 'query' && one.schema.enum))
        for (const value of ['', 'none', 'constructor', '%00'])
          await ask(`${parameter.name}=${value}`, `/${parameter.name}`);
      if (operation.parameters.some((one) => one.in === 'query')) {
        for (const unknown of ['notAMember=1', 'licenseeId=1', '__proto__[role]=owner', 'limit[]=1'])
          await ask(unknown, undefined);
        // Inherited names are dropped before anything reads them.
        for (const inherited of ['__proto__=1', 'constructor=1', 'toString=1'])
          await ask(inherited, undefined, [200, 422]);
      }
    }
    expect(faults).toEqual([]);
    expect(cases).toBeGreaterThan(150);
  });

  it('judges the idempotency key', async () => {
    const faults: string[] = [];
    const keyed = api.operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'Idempotency-Key'));
    expect(keyed.length).toBeGreaterThanOrEqual(4);
    for (const operation of keyed) {
      const { headers: _, ...request } = to(operation);
      const body = operation.body && sampleBody(api, operation.body);
      const isNeeded = operation.parameters.some(({ name, required }) => name === 'Idempotency-Key' && required);
      for (const key of [...(isNeeded ? [undefined] : []), '', ' ', 'a b', 'a'.repeat(256), 'ü'])
        faults.push(
          ...(await send({ ...request, body, headers: key === undefined ? {} : { 'idempotency-key': key } }, 400)),
        );
      if (!body) continue;
      // The same key with another body is refused whatever became of the first.
      const headers = { 'idempotency-key': newId() };
      await client.send({ ...request, body, headers });
      faults.push(...(await send({ ...request, body: { ...body, extra: 1 }, headers }, 422)));
    }
    expect(faults).toEqual([]);
  });

  describe('with a deliberate defect', () => {
    it('a 500, a leak, a wrong request id and a bare answer are reported', async () => {
      const quiet = jest.spyOn(log, 'error').mockImplementation(() => undefined);
      const spy = jest
        .spyOn(t.app.get(LicenseesService), 'site')
        .mockRejectedValue(new Error('duplicate key value violates unique constraint'));
      const crash = await client.send({ method: 'GET', path: '/v1/site', host: people.host });
      spy.mockRestore();
      quiet.mockRestore();
      expect(refusalFault(crash)).toMatch(/^a server error: 500/);
      const refusal = await client.send({ method: 'GET', path: '/v1/site', host: 'nobody.localhost' });
      expect(refusalFault(refusal)).toBeUndefined();
      const changed = (json: object): Answer => ({
        ...refusal,
        json: { ...refusal.json, ...json },
        text: JSON.stringify({ ...refusal.json, ...json }),
      });
      expect(refusalFault(changed({ requestId: 'another' }))).toMatch(/request ids differ/);
      expect(refusalFault(changed({ code: undefined }))).toMatch(/not a problem/);
      expect(refusalFault(changed({ detail: 'QueryFailedError: relation "app.person"' }))).toMatch(/our insides/);
      expect(refusalFault({ ...refusal, headers: { ...refusal.headers, 'content-type': 'application/json' } })).toMatch(
        /not application\/problem\+json/,
      );
    });
  });
});
