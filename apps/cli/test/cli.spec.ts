import fs from 'node:fs';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyWebhook } from '@app/sdk';
import { run } from '../src/cli.js';
import { HELP } from '../src/help.js';
import type { Io } from '../src/io.js';

const KEY = 'sk_live_known';
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const event = (n: number): object => ({
  id: `evt_${n}`,
  type: n % 2 === 0 ? 'call.ended' : 'call.requested',
  timestamp: '2030-01-31T12:00:00Z',
  subject: 'call_1',
  data: { callId: 'call_1', n },
});
const access = (n: number, status: number): object => ({
  at: `2030-01-31T12:00:0${n}Z`,
  keyName: 'Server',
  method: 'GET',
  route: '/v1/calls',
  status,
  requestId: `req-${n}`,
  durationMs: 3,
});

const endpoint = (id: string, change: object = {}): object => ({
  id,
  url: `https://hooks.example.com/${id}`,
  health: 'healthy',
  disabledBecause: null,
  failingSince: null,
  waiting: 0,
  ...change,
});
const delivery = (status: string, lastStatusCode: number | null, change: object = {}): object => ({
  id: 'whd_1',
  type: 'call.ended',
  status,
  tries: 1,
  lastStatusCode,
  lastFailure: null,
  createdAt: '2030-01-31T12:00:00Z',
  finishedAt: status === 'waiting' ? null : '2030-01-31T12:00:01Z',
  ...change,
});

describe('the command line', () => {
  let server: Server;
  let home: string;
  let url: string;
  let asked: URL[];
  let received: { headers: IncomingMessage['headers']; body: string }[];
  let clock: Date | undefined;
  /** Endpoints of the API; what becomes of the example, one look after the other. */
  let endpoints: object[];
  let looks: object[];
  beforeAll(async () => {
    server = createServer((request, response) => {
      const at = new URL(request.url!, url);
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        if (clock) response.setHeader('date', clock.toUTCString());
        if (at.pathname === '/hooks') {
          received.push({ headers: request.headers, body });
          response.writeHead(received.length === 2 ? 500 : 200).end();
          return;
        }
        asked.push(at);
        const [status, answer] = api(at, request.headers.authorization);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((done) => server.close(done)));
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'cli-'));
    [asked, received, clock, endpoints, looks] = [[], [], undefined, [], []];
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

  /** A small API: five events, three requests, one key. */
  function api(at: URL, authorization: string | undefined): [number, object] {
    const list = (data: object[], next: string | null = null): object => ({
      object: 'list',
      data,
      has_more: next !== null,
      next_cursor: next,
    });
    if (at.pathname === '/v1/site') return [200, { name: 'Aurora Advice' }];
    if (authorization !== `Bearer ${KEY}`)
      return [
        401,
        { code: 'api-key-unknown', type: '/problems/api-key-unknown', detail: 'No such key.', requestId: 'req-9' },
      ];
    if (at.pathname === '/v1/event-types')
      return [200, list([{ type: 'call.ended', description: '', schema: {}, example: { callId: 'call_7' } }])];
    if (at.pathname === '/v1/staff/api-access') return [200, list([access(3, 500), access(2, 404), access(1, 200)])];
    if (at.pathname === '/v1/webhook-endpoints') return [200, list(endpoints)];
    if (at.pathname === '/v1/webhook-endpoints/whe_1/examples' || at.pathname === '/v1/webhook-deliveries/whd_1')
      return [200, looks.shift()!];
    if (at.pathname === '/v1/webhook-deliveries')
      return [200, list(at.searchParams.get('endpointId') === 'whe_new' ? [] : [delivery('failed', 500)], 'older')];
    if (at.pathname.startsWith('/v1/webhook-endpoints/'))
      return [404, { code: 'not-found', type: '/problems/not-found' }];
    const after = Number.parseInt((at.searchParams.get('after') ?? 'evt_0').slice(4), 10);
    if (at.searchParams.get('order') !== 'oldest') return [200, list([event(2)], 'older')];
    // Two at a time: the rest is there when it is asked for the next time.
    return [
      200,
      list(
        [1, 2, 3, 4, 5]
          .filter((n) => n > after)
          .slice(0, 2)
          .map(event),
      ),
    ];
  }

  async function platform(
    args: string[],
    change: Partial<Io> = {},
  ): Promise<{ code: number; out: string[]; err: string[] }> {
    const out: string[] = [];
    const err: string[] = [];
    const code = await run(args, {
      env: { HOME: home, PLATFORM_URL: url, PLATFORM_KEY: KEY },
      stdin: Readable.from([]),
      stdoutIsTTY: false,
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      signal: new AbortController().signal,
      ...change,
    });
    return { code, out, err };
  }
  const profile = (): string => path.join(home, '.config/platform/profile.json');

  it('keeps a key that works in a file that only its owner reads, also over one that was open', async () => {
    fs.mkdirSync(path.dirname(profile()), { recursive: true });
    fs.writeFileSync(profile(), '{}', { mode: 0o644 });
    const { code, out } = await platform(['login', '--url', url], {
      env: { HOME: home },
      stdin: Readable.from([`${KEY}\n`]),
    });
    expect(code).toBe(0);
    expect(out.join()).not.toContain(KEY);
    expect(fs.statSync(profile()).mode & 0o777).toBe(0o600);
    expect(JSON.parse(fs.readFileSync(profile(), 'utf8'))).toEqual({ baseUrl: url, key: KEY });
    expect((await platform(['listen', '--count', '1'], { env: { HOME: home } })).code).toBe(0);
  });

  it('shows nothing of a key that is typed, and takes back what is wiped out', async () => {
    const raw: boolean[] = [];
    const stdin = Object.assign(Readable.from(['sk_live_knowx', '\u007f', 'n\r']), {
      isTTY: true,
      setRawMode: (on: boolean) => raw.push(on),
    });
    const { code, err } = await platform(['login', '--url', url], { env: { HOME: home }, stdin });
    expect(code).toBe(0);
    expect(raw).toEqual([true, false]);
    expect(err.join()).not.toContain('sk_live');
  });

  it('keeps no key that the API does not know, and asks nobody where nobody can answer', async () => {
    const env = { HOME: home };
    const unknown = await platform(['login', '--url', url], { env, stdin: Readable.from(['sk_live_other']) });
    expect(unknown.code).toBe(3);
    expect(unknown.err.join()).toContain('/problems/api-key-unknown');
    expect((await platform(['login', '--url', url], { env })).code).toBe(2);
    expect((await platform(['login'], { env })).code).toBe(2);
    expect((await platform(['listen'], { env })).code).toBe(2);
    expect(fs.existsSync(profile())).toBe(false);
  });

  it('forwards what happens from now on, signed as the platform signs', async () => {
    const { code, out, err } = await platform([
      'listen',
      '--forward-to',
      `${url}/hooks`,
      '--secret',
      SECRET,
      '--count',
      '3',
    ]);
    expect(code).toBe(0);
    expect(err.join()).toContain(SECRET);
    expect(received).toHaveLength(3);
    for (const { headers, body } of received) await verifyWebhook(body, headers, SECRET);
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(['evt_3', 'evt_4', 'evt_5']);
    expect(out[1]).toMatch(/call\.ended +call_1 +500$/);
    expect(asked.slice(1).map((one) => one.searchParams.get('after'))).toEqual(['evt_2', 'evt_4']);
  });

  it('listens by type and from an event, one JSON value per line', async () => {
    const { out } = await platform(['listen', '--after', 'evt_3', '--type', 'call.*', '--count', '2', '--json']);
    expect(out.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(['evt_4', 'evt_5']);
    expect(asked.find(({ pathname }) => pathname === '/v1/events')!.searchParams.get('type')).toBe('call.*');
  });

  it('does not wait for a type that never comes', async () => {
    for (const type of ['call.begun', 'calls.*', 'call'])
      expect([type, await platform(['listen', '--type', type])]).toMatchObject([
        type,
        { code: 2, err: [expect.stringContaining(`There is no event ${type}.`)] },
      ]);
  });

  it('stops without a fault when it is interrupted', async () => {
    const stop = new AbortController();
    const running = platform(['listen', '--after', 'evt_5'], { signal: stop.signal });
    while (asked.length === 0) await new Promise((done) => setTimeout(done, 5));
    stop.abort();
    expect((await running).code).toBe(0);
  });

  it('sends the example of an event, and names those that there are', async () => {
    const sent = await platform(['trigger', 'call.ended', '--forward-to', `${url}/hooks`, '--secret', SECRET]);
    expect(sent.code).toBe(0);
    const message = await verifyWebhook(received[0]!.body, received[0]!.headers, SECRET);
    expect(message).toMatchObject({
      type: 'call.ended',
      subject: 'call_7',
      data: { callId: 'call_7' },
      sequence: null,
    });
    const unknown = await platform(['trigger', 'call.begun', '--forward-to', `${url}/hooks`]);
    expect([unknown.code, unknown.err.join()]).toEqual([2, expect.stringContaining('call.ended')]);
    expect((await platform(['trigger', 'call.ended', '--forward-to', 'http://127.0.0.1:1'])).code).toBe(1);
  });

  it('has the platform send an example to an endpoint, and waits for what becomes of it', async () => {
    const to = (id: string, ...more: string[]) => platform(['trigger', 'call.ended', '--endpoint', id, ...more]);
    looks = [delivery('waiting', null), delivery('delivered', 204)];
    expect(await to('whe_1')).toMatchObject({ code: 0, out: ['call.ended was answered 204'] });
    expect(asked.map(({ pathname }) => pathname)).toEqual([
      '/v1/webhook-endpoints/whe_1/examples',
      '/v1/webhook-deliveries/whd_1',
    ]);
    looks = [delivery('failed', 500)];
    expect(await to('whe_1')).toMatchObject({ code: 1, out: [expect.stringContaining('not taken: 500')] });
    looks = [delivery('failed', null, { lastFailure: 'timeout' })];
    const { code, out } = await to('whe_1', '--json');
    expect([code, JSON.parse(out[0]!)]).toEqual([1, expect.objectContaining({ id: 'whd_1', lastFailure: 'timeout' })]);
    expect((await to('whe_2')).code).toBe(3);
    expect((await to('whe_1', '--forward-to', `${url}/hooks`)).code).toBe(2);
    expect(received).toEqual([]);
  });

  it('finds endpoints that are switched off or take nothing, with their last message', async () => {
    const since = { failingSince: '2030-01-30T12:00:00Z', waiting: 7 };
    endpoints = [
      endpoint('whe_well'),
      endpoint('whe_new', { health: 'untried' }),
      endpoint('whe_failing', { health: 'failing', ...since }),
      endpoint('whe_gone', { health: 'disabled', disabledBecause: 'gone' }),
      endpoint('whe_off', { health: 'disabled', disabledBecause: 'staff' }),
    ];
    const { code, out } = await platform(['doctor', '--json']);
    const found = out
      .map((line) => JSON.parse(line) as { check: string; state: string; detail: string; fix?: string })
      .filter(({ check }) => check === 'webhooks');
    expect([code, found.map(({ state }) => state)]).toEqual([1, ['ok', 'ok', 'fault', 'fault', 'warning']]);
    expect(found.map(({ fix }) => fix !== undefined)).toEqual([false, false, true, true, true]);
    expect(found[0]!.detail).toContain('Last: call.ended of 2030-01-31T12:00:00Z, failed (500) after 1 try.');
    expect(found[1]!.detail).toContain('Nothing was sent yet.');
    expect(found[2]!.detail).toMatch(/since 2030-01-30T12:00:00Z, and 7 wait/);
    expect(found[3]!.detail).toContain('it answered 410');
    endpoints = [endpoint('whe_off', { health: 'disabled', disabledBecause: 'staff' })];
    expect((await platform(['doctor'])).code).toBe(0);
  });

  it('shows the last requests in their order', async () => {
    const { out } = await platform(['logs', 'tail']);
    expect(out.map((line) => / (\d{3}) /.exec(line)![1])).toEqual(['200', '404', '500']);
    await platform(['logs', 'tail', '--outcome', 'refused']);
    expect(asked.at(-1)!.searchParams.get('outcome')).toBe('refused');
    expect((await platform(['logs', 'tail', '--outcome', 'odd'])).code).toBe(2);
  });

  it('finds what is wrong, and says what to do about each', async () => {
    const well = await platform(['doctor']);
    expect([well.code, well.out.filter((line) => !/^(ok|skipped)/.test(line))]).toEqual([0, []]);
    clock = new Date(Date.now() - 3_600_000);
    const cases: [Record<string, string>, string[]][] = [
      [{ PLATFORM_URL: url, PLATFORM_KEY: 'sk_live_other' }, ['clock', 'key']],
      [{ PLATFORM_URL: 'http://nothing-here.localhost:9', PLATFORM_KEY: KEY }, ['API']],
      [{ PLATFORM_URL: 'https://no-such-host.invalid', PLATFORM_KEY: KEY }, ['DNS', 'TLS', 'API']],
    ];
    for (const [env, faults] of cases) {
      const { code, out } = await platform(['doctor', '--json'], { env: { HOME: home, ...env } });
      const findings = out.map((line) => JSON.parse(line) as { check: string; state: string; fix?: string });
      const found = findings.filter(({ state }) => state === 'fault');
      expect(code).toBe(1);
      expect(found.map(({ check }) => check)).toEqual(expect.arrayContaining(faults));
      expect(found.filter(({ fix }) => fix === undefined)).toEqual([]);
    }
  });

  it('has a colour on a terminal only, and none where NO_COLOR is set', async () => {
    const env = { HOME: home, PLATFORM_URL: url, PLATFORM_KEY: KEY };
    expect((await platform(['logs', 'tail'])).out.join()).not.toContain('\u001b');
    expect((await platform(['logs', 'tail'], { stdoutIsTTY: true, env })).out.join()).toContain('\u001b[31m500');
    const none = await platform(['logs', 'tail'], { stdoutIsTTY: true, env: { ...env, NO_COLOR: '1' } });
    expect(none.out.join()).not.toContain('\u001b');
  });

  it('tells how it is used, and what it did not understand', async () => {
    expect(await platform(['--help'])).toMatchObject({ code: 0, out: [HELP] });
    for (const args of [
      [],
      ['dance'],
      ['listen', 'x'],
      ['listen', '--odd'],
      ['listen', '--count', '0'],
      ['logs'],
      ['trigger', 'call.ended'],
      ['listen', '--forward-to', 'ftp://x'],
      ['listen', '--secret', 'abc'],
      ['trigger', 'call.ended', '--forward-to', 'http://127.0.0.1:1', '--secret', 'abc'],
    ])
      expect([args, (await platform(args)).code]).toEqual([args, 2]);
    const nobody = { HOME: home, PLATFORM_URL: 'http://127.0.0.1:1', PLATFORM_KEY: KEY };
    expect((await platform(['logs', 'tail'], { env: nobody })).code).toBe(4);
  });

  it('says in words what no address is, and what it cannot read of what it has kept', async () => {
    for (const address of ['calls.example.com', 'localhost:3000', 'http://calls.example.com']) {
      const env = { HOME: home, PLATFORM_URL: address, PLATFORM_KEY: KEY };
      for (const args of [['doctor'], ['listen'], ['login', '--url', address]])
        expect([args, await platform(args, { env })]).toMatchObject([
          args,
          { code: 2, err: [expect.stringMatching(/^The address of the platform \(--url, PLATFORM_URL\) must be/)] },
        ]);
    }
    fs.mkdirSync(path.dirname(profile()), { recursive: true });
    fs.writeFileSync(profile(), '{');
    const broken = await platform(['doctor'], { env: { HOME: home } });
    expect([broken.code, broken.err.join()]).toEqual([2, expect.stringContaining('Run `platform login` again')]);
  });
});
