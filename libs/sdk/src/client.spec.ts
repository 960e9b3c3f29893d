import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConnectionFailed, Platform, PlatformProblem, type PlatformOptions } from './index.js';

type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | 'cut';
interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const busy: Answer = { status: 503, body: { type: '/problems/unavailable', code: 'unavailable', title: 'Later' } };
const pageOf = (ids: string[], next: string | null): Answer => ({
  status: 200,
  body: { object: 'list', data: ids.map((id) => ({ id })), has_more: next !== null, next_cursor: next },
});

describe('the SDK against a server that fails', () => {
  let server: Server;
  let answers: Answer[];
  let seen: Seen[];
  let pauses: number[];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        seen.push({ method: request.method!, url: request.url!, headers: request.headers, body });
        const answer = answers.shift() ?? { status: 200, body: { id: 'done' } };
        if (answer === 'cut') return void request.socket.destroy();
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(() => new Promise((done) => server.close(done)));
  beforeEach(() => {
    answers = [];
    seen = [];
    pauses = [];
  });

  const platform = (options: Partial<PlatformOptions> = {}): Platform =>
    new Platform({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      key: 'sk_live_abc',
      pause: async (ms) => void pauses.push(ms),
      ...options,
    });
  const topUp = { amountMinor: 2500, method: 'checkout' } as const;

  it('repeats what moves money under one key, over lost answers, 500, 503, 429 and the first still running', async () => {
    answers = [
      'cut',
      { status: 500 },
      busy,
      { status: 429, headers: { 'retry-after': '7' }, body: { code: 'rate-limited' } },
      { status: 409, headers: { 'retry-after': '1' }, body: { code: 'idempotency-key-in-flight' } },
    ];
    await platform({ maxRetries: 5 }).topUps.create(topUp);
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual(Array(6).fill('POST /v1/top-ups'));
    const keys = new Set(seen.map(({ headers }) => headers['idempotency-key']));
    expect([...keys]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1);
    expect(pauses[3]).toBe(7000);
    for (const ms of pauses) expect(ms).toBeGreaterThanOrEqual(250);
  });

  it('takes the key that it is given, and another one for each call of a method', async () => {
    await platform().topUps.create(topUp, { idempotencyKey: 'order-1' });
    await platform().topUps.create(topUp);
    await platform().topUps.create(topUp);
    const keys = seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toBe('order-1');
    expect(new Set(keys).size).toBe(3);
  });

  it('never repeats a request without a key whose outcome is unknown', async () => {
    for (const answer of ['cut', { status: 500 }, busy] as Answer[]) {
      answers = [answer];
      seen = [];
      await expect(platform().calls.cancel('call_1')).rejects.toThrow();
      expect(seen).toHaveLength(1);
    }
    answers = [{ status: 429, body: { code: 'rate-limited' } }];
    seen = [];
    await platform().calls.cancel('call_1');
    expect(seen).toHaveLength(2);
  });

  it('does not repeat a refusal, and tells it with its code, page, request and faults', async () => {
    const body = {
      type: '/problems/invalid-request',
      code: 'invalid-request',
      title: 'The request is malformed',
      detail: 'One or more values are missing or not allowed.',
      requestId: 'req-7',
      errors: [{ pointer: '/amountMinor', detail: 'must be an integer' }],
    };
    answers = [{ status: 422, body }];
    const problem: unknown = await platform()
      .topUps.create(topUp)
      .catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(PlatformProblem);
    expect(problem).toMatchObject({ status: 422, code: 'invalid-request', requestId: 'req-7', errors: body.errors });
    expect((problem as PlatformProblem).message).toMatch(
      /^422 invalid-request: .+ \(\/amountMinor must be an integer\)$/,
    );
    expect((problem as PlatformProblem).type).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/problems\/invalid-request$/);
    expect(seen).toHaveLength(1);
    answers = [{ status: 409, body: { code: 'advisor-busy' } }];
    await expect(platform().topUps.create(topUp)).rejects.toMatchObject({ code: 'advisor-busy' });
    expect(seen).toHaveLength(2);
  });

  it('gives up after its tries, and when the server asks for more than a minute', async () => {
    answers = Array<Answer>(9).fill('cut');
    await expect(platform().calls.show('call_1')).rejects.toMatchObject({
      name: 'ConnectionFailed',
      attempts: 4,
      message: expect.stringMatching(/gave no answer \([A-Z_]+\)$/),
    });
    expect(seen).toHaveLength(4);
    answers = [{ status: 429, headers: { 'retry-after': '3600' }, body: { code: 'rate-limited' } }];
    await expect(platform().calls.show('call_1')).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 3_600_000,
    });
    expect(seen).toHaveLength(5);
  });

  it('takes an answer without a body: 204, and a 202 that only says that it was taken', async () => {
    answers = [{ status: 202 }, { status: 204 }];
    expect(await platform().passwordResets.ask({ email: 'ada@example.com' })).toBeUndefined();
    expect(await platform().notices.readAll()).toBeUndefined();
    expect(seen.map(({ url }) => url)).toEqual(['/v1/auth/password-resets', '/v1/me/notices/read']);
  });

  it('names what is no answer of the API by its status', async () => {
    answers = [{ status: 404, body: undefined, headers: { 'content-type': 'text/html', 'request-id': 'req-8' } }];
    await expect(platform().calls.show('call_1')).rejects.toMatchObject({ code: 'http-404', requestId: 'req-8' });
  });

  it('goes over every page, asking for the next one when it is needed', async () => {
    answers = [pageOf(['a', 'b'], 'next+1'), pageOf(['c'], null)];
    const ids: string[] = [];
    for await (const call of platform().calls.list({ state: 'ended', limit: 2 })) {
      ids.push(call.id);
      if (call.id === 'b') expect(seen).toHaveLength(1);
    }
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(seen.map(({ url }) => url)).toEqual([
      '/v1/calls?state=ended&limit=2',
      '/v1/calls?state=ended&limit=2&cursor=next%2B1',
    ]);
    answers = [pageOf(['x'], 'more')];
    expect((await platform().calls.list()).next_cursor).toBe('more');
  });

  it('ends with the signal of its caller, also between two tries', async () => {
    const stop = new AbortController();
    answers = [busy, busy];
    const reason = new Error('the user went away');
    const waiting = platform({ pause: undefined }).calls.show('call_1', {}, { signal: stop.signal });
    while (seen.length === 0) await new Promise((done) => setTimeout(done, 5));
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(platform().calls.show('call_1', {}, { signal: stop.signal })).rejects.toBe(reason);
    expect(seen).toHaveLength(1);
  });

  it('ends a try that takes too long', async () => {
    const slow: typeof fetch = (_, init) =>
      new Promise((_, reject) =>
        init!.signal!.addEventListener('abort', () => reject(init!.signal!.reason as Error), { once: true }),
      );
    const failed: unknown = await platform({ fetch: slow, timeoutMs: 20, maxRetries: 1 })
      .calls.show('call_1')
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ConnectionFailed);
    expect((failed as ConnectionFailed).cause).toMatchObject({ name: 'TimeoutError' });
  });

  it('sends the key, the version and whole ids; asks for a fresh key before each try', async () => {
    const keys = ['sk_live_1', 'sk_live_2'];
    answers = [busy];
    await platform({ key: async () => keys.shift()! }).calls.show('call/../1?x');
    expect(seen.map(({ url }) => url)).toEqual(Array(2).fill('/v1/calls/call%2F..%2F1%3Fx'));
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer sk_live_1', 'Bearer sk_live_2']);
    expect(seen[0]!.headers['platform-version']).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('says what an address is when there is none', () => {
    for (const baseUrl of [undefined, '', 'calls.example.com'])
      expect(() => new Platform({ baseUrl: baseUrl! })).toThrow(
        /^baseUrl must be an address such as https:\/\/calls\.example\.com, not /,
      );
  });

  it('sends a key neither in the clear to another machine nor after a redirect', async () => {
    expect(() => new Platform({ baseUrl: 'http://calls.example.com' })).toThrow('https');
    expect(() => new Platform({ baseUrl: 'https://calls.example.com', key: 'sk live' })).toThrow('spaces');
    answers = [{ status: 302, headers: { location: '/v1/calls/call_2' } }];
    const unanswered = await platform({ maxRetries: 0 })
      .calls.show('call_1')
      .catch((error: unknown) => error);
    expect(unanswered).toBeInstanceOf(ConnectionFailed);
    expect((unanswered as ConnectionFailed).message).toMatch(/^GET .+ gave no answer \(.*redirect.*\)$/);
    expect(seen).toHaveLength(1);
  });
});
