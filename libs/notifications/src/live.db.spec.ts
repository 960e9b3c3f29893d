import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { gauges } from '@app/kernel';
import { identityOf, roomOf } from '@app/calling';
import { type TestApp, testApp } from '@app/testing';
import { LiveService } from './live.service.js';

type Actor = Awaited<ReturnType<TestApp['given']['person']>>;
type Advisor = Awaited<ReturnType<TestApp['given']['advisor']>>;

interface Event {
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly data: Record<string, unknown>;
}

/** A client that reads a stream as a browser's fetch would. */
class Stream {
  readonly events: Event[] = [];
  ended = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly sent: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    const parser = createParser({
      onEvent: ({ id, event, data }) =>
        this.events.push({ id, type: event, data: JSON.parse(data) as Record<string, unknown> }),
    });
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      parser.feed(chunk);
      this.wake();
    });
    const end = (): void => {
      this.ended = true;
      this.wake();
    };
    response.on('end', end).on('close', end).on('error', end);
  }

  async until<T>(look: () => T | undefined | false, seconds = 10): Promise<T> {
    const last = Date.now() + seconds * 1000;
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > last) throw new Error(`not seen among ${this.events.map((event) => event.type).join(', ')}`);
      await Promise.race([new Promise<void>((resolve) => (this.wake = resolve)), sleep(50)]);
    }
  }

  event = (type: string, from = 0): Promise<Event> =>
    this.until(() => this.events.slice(from).find((event) => event.type === type));
  types = (): (string | undefined)[] => this.events.map((event) => event.type);
  close = (): void => void this.sent.destroy();
}

describe('live events', () => {
  let t: TestApp;
  let port: number;
  let caller: Actor;
  let advisor: Advisor;
  const streams: Stream[] = [];
  const openStreams = async () => (await gauges.liveStreams.get()).values[0]?.value ?? 0;

  const connect = (who: Pick<Actor, 'host' | 'token'>): Promise<Stream> =>
    new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port,
          path: '/v1/live',
          agent: false,
          headers: { host: who.host, authorization: `Bearer ${who.token}` },
        },
        (response) => {
          const stream = new Stream(sent, response);
          streams.push(stream);
          resolve(stream);
        },
      );
      sent.on('error', reject);
      sent.end();
    });
  const ready = async (who: Actor): Promise<Stream> => {
    const stream = await connect(who);
    await stream.event('ready');
    return stream;
  };
  const call = async () =>
    (
      await t
        .as(caller)
        .post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' })
        .expect(201)
    ).body as { id: string };

  beforeAll(async () => {
    t = await testApp();
    port = (t.app.getHttpServer().address() as AddressInfo).port;
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    caller = await t.given.user({ balanceMinor: 50_000n });
    advisor = await t.given.advisor();
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.close();
    for (let i = 0; i < 100 && (await openStreams()) > 0; i++) await sleep(20);
    expect(await openStreams()).toBe(0); // nothing leaks, whichever way a stream ended
  });

  it('opens for a signed-in person only', async () => {
    const { response } = await connect({ host: caller.host, token: 'nonsense' });
    expect(response.statusCode).toBe(401);
    expect(response.headers['content-type']).toContain('application/problem+json');
    const foreign = await connect({ host: 'zenith.localhost', token: caller.token });
    expect(foreign.response.statusCode).toBe(401);
  });

  it('begins with who you are and what time it is, and is never cached', async () => {
    const stream = await ready(caller);
    expect(stream.response.statusCode).toBe(200);
    expect(stream.response.headers['content-type']).toContain('text/event-stream');
    expect(stream.response.headers['cache-control']).toContain('no-store');
    expect(stream.response.headers['request-id']).toBeDefined();
    expect(stream.events[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: 'ready',
      data: { personId: t.publicId('person', caller.id), serverTime: expect.any(String) },
    });
    expect(Math.abs(Date.parse(String(stream.events[0]!.data['serverTime'])) - Date.now())).toBeLessThan(5_000);
  });

  it('rings on the screens of the advisor, tells both of every step, and shows each the own meter and the own figures at the end', async () => {
    const [user, first, second] = [await ready(caller), await ready(advisor), await ready(advisor)];
    const { id } = await call();
    for (const screen of [first, second])
      expect((await screen.event('call.ringing')).data).toMatchObject({ id, side: 'advisor', callerId: null });
    expect((await user.event('call.ringing')).data).toMatchObject({ id, side: 'caller' });

    await t.as(advisor).post(`/v1/calls/${id}/accept`).expect(200);
    await second.event('call.accepted');
    await user.event('call.accepted');

    const uuid = t.parseId('call', id)!;
    for (const side of ['caller', 'advisor'] as const) t.rooms.join(roomOf(uuid), identityOf(uuid, side));
    await t.run('calling.media_sweep');
    await user.event('call.in_progress');
    const ticks = await user.until(() => {
      const found = user.events.filter((event) => event.type === 'call.meter');
      return found.length >= 3 && found;
    });
    expect(ticks[0]!.data).toMatchObject({
      running: true,
      currency: 'EUR',
      earningMinor: null,
      priceMinor: expect.any(Number),
    });
    const seconds = ticks.map((tick) => Number(tick.data['connectedSeconds']));
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
    expect((await first.event('call.meter')).data).toMatchObject({
      priceMinor: null,
      earningMinor: expect.any(Number),
    });

    // Who comes in the middle sees the call at once.
    const late = await ready(caller);
    expect((await late.event('call.in_progress')).data).toMatchObject({ id, meter: { running: true } });

    await t.as(caller).post(`/v1/calls/${id}/end`).expect(200);
    await user.event('call.ending');
    await t.as(advisor).post(`/v1/calls/${id}/end`);
    await t.run('calling.due');
    const ended = await user.event('call.ended');
    const last = user.events.filter((event) => event.type === 'call.meter').at(-1)!;
    expect(last.data).toMatchObject({
      running: false,
      chargedSeconds: ended.data['billedSeconds'],
      priceMinor: ended.data['priceMinor'],
    });
    const count = user.events.length;
    await sleep(1_500);
    expect(user.events.slice(count).filter((event) => event.type === 'call.meter')).toEqual([]);
    expect(user.types().slice(-3)).toContain('call.ended');
  });

  it('tells nobody of somebody else, nor of another licensee', async () => {
    const strangers = [
      await ready(await t.given.user({ balanceMinor: 100n })),
      await ready(await t.given.advisor()),
      await ready(await t.given.advisor({ licensee: 'zenith' })),
      await ready(await t.given.staff()),
    ];
    const own = await ready(advisor);
    await call();
    await own.event('call.ringing');
    await sleep(300);
    for (const stranger of strangers) expect(stranger.types()).toEqual(['ready']);
  });

  it('closes the oldest of six streams of one person', async () => {
    const six: Stream[] = [];
    for (let i = 0; i < 6; i++) six.push(await ready(caller));
    await six[0]!.until(() => six[0]!.ended);
    expect(six.slice(1).map((stream) => stream.ended)).toEqual([false, false, false, false, false]);
    expect(await openStreams()).toBe(5);
  });

  it('ends within seconds when the session is revoked, and only that one', async () => {
    const [mine, other] = [await ready(caller), await ready(advisor)];
    await t
      .as(caller)
      .post('/v1/auth/sign-out')
      .expect((response) => expect(response.status).toBeLessThan(300));
    await mine.until(() => mine.ended, 8);
    expect(other.ended).toBe(false);
  });

  it('ends with the access token', async () => {
    const seen: string[] = [];
    const subscription = t.app
      .get(LiveService)
      .connect(
        { ...t.given.ctx(), actor: { kind: 'person', personId: caller.id, sessionId: caller.id, role: 'end_user' } },
        new Date(Date.now() + 700),
      )
      .subscribe({ next: (event) => seen.push(event.type ?? ''), complete: () => seen.push('end') });
    await sleep(400);
    expect(seen).toEqual(['ready']);
    await sleep(600);
    expect(seen).toEqual(['ready', 'end']);
    expect(subscription.closed).toBe(true);
  });

  it('ends when the process stops', async () => {
    const stream = await ready(caller);
    t.app.get(LiveService).onModuleDestroy();
    await stream.until(() => stream.ended);
    const late = await connect(caller);
    await late.until(() => late.ended);
  });
});
