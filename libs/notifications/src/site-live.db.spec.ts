import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { Db, Live, gauges } from '@app/kernel';
import { identityOf, roomOf } from '@app/calling';
import { type TestApp, testApp } from '@app/testing';
import { SiteLiveService } from './site-live.service.js';

type Actor = Awaited<ReturnType<TestApp['given']['person']>>;
type Advisor = Awaited<ReturnType<TestApp['given']['advisor']>>;

/** A visitor's page. */
class Page {
  readonly events: { type: string | undefined; data: Record<string, unknown> }[] = [];
  text = '';
  ended = false;

  constructor(
    private readonly sent: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    const parser = createParser({
      onEvent: ({ event, data }) =>
        this.events.push({ type: event, data: JSON.parse(data) as Record<string, unknown> }),
    });
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      this.text += chunk;
      parser.feed(chunk);
    });
    const end = (): void => void (this.ended = true);
    response.on('end', end).on('close', end).on('error', end);
  }

  async until(look: () => boolean, ms = 2_000): Promise<void> {
    for (const last = Date.now() + ms; !look(); await sleep(20))
      if (Date.now() > last) throw new Error(`not seen within ${ms} ms in ${this.text}`);
  }
  statuses = (advisorId: string): unknown[] =>
    this.events
      .filter(({ type, data }) => type === 'advisor.status' && data['advisorId'] === advisorId)
      .map(({ data }) => data['status']);
  close = (): void => void this.sent.destroy();
}

describe('live events of a site', () => {
  let t: TestApp;
  let port: number;
  let ada: Advisor;
  let adaId: string;
  const pages: Page[] = [];
  const openStreams = async () => (await gauges.liveStreams.get()).values[0]?.value ?? 0;

  const open = (host: string): Promise<Page> =>
    new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port, path: '/v1/site/live', agent: false, headers: { host } },
        (response) => {
          const page = new Page(sent, response);
          pages.push(page);
          resolve(page);
        },
      );
      sent.on('error', reject);
      sent.end();
    });
  const ready = async (host = 'aurora.localhost'): Promise<Page> => {
    const page = await open(host);
    await page.until(() => page.events.some(({ type }) => type === 'ready'), 5_000);
    return page;
  };
  /** A call of Ada's, with the worker at work. */
  const ring = async (): Promise<{ user: Actor; id: string }> => {
    const user = await t.given.user({ balanceMinor: 50_000n });
    const { body } = await t.as(user).post('/v1/calls', { advisorId: adaId, medium: 'voice' }).expect(201);
    await t.drain();
    return { user, id: body.id as string };
  };

  beforeAll(async () => {
    t = await testApp();
    port = (t.app.getHttpServer().address() as AddressInfo).port;
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    ada = await t.given.advisor();
    adaId = t.publicId('advisor', ada.advisorId);
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) page.close();
    for (let i = 0; i < 100 && (await openStreams()) > 0; i++) await sleep(20);
    expect(await openStreams()).toBe(0);
  });

  it('are open for anybody on the host, and never cached', async () => {
    const page = await ready();
    expect(page.response.statusCode).toBe(200);
    expect(page.response.headers['content-type']).toContain('text/event-stream');
    expect(page.response.headers['cache-control']).toContain('no-store');
    expect(page.events).toEqual([{ type: 'ready', data: { serverTime: expect.any(String) } }]);
    expect((await open('nobody.localhost')).response.statusCode).toBe(404);
  });

  it('tell within two seconds who goes online and offline', async () => {
    const page = await ready();
    for (const available of [false, true, false])
      await t.as(ada).put('/v1/advisors/me/availability', { available }).expect(200);
    await page.until(() => page.statuses(adaId).length === 3);
    expect(page.statuses(adaId)).toEqual(['offline', 'online', 'offline']);
    // What did not change is not told.
    await t.as(ada).put('/v1/advisors/me/availability', { available: false }).expect(200);
    await sleep(200);
    expect(page.statuses(adaId)).toHaveLength(3);
  });

  it('tell of a call from its first ring to its end, before it is settled', async () => {
    const page = await ready();
    const { user, id } = await ring();
    await page.until(() => page.statuses(adaId).at(-1) === 'in_call');
    await t.as(ada).post(`/v1/calls/${id}/accept`).expect(200);
    await t.drain();
    const uuid = t.parseId('call', id)!;
    for (const side of ['caller', 'advisor'] as const) t.rooms.join(roomOf(uuid), identityOf(uuid, side));
    await t.run('calling.media_sweep');
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    expect((await t.as(user).get(`/v1/calls/${id}`).expect(200)).body.status).toBe('ending');
    await t.drain();
    await page.until(() => page.statuses(adaId).at(-1) === 'online');
    // Settled later: nothing new.
    const told = page.statuses(adaId);
    expect(told.slice(0, -1).every((status) => status === 'in_call')).toBe(true);
    t.clock.advanceSeconds(60);
    await t.run('calling.due');
    await t.drain();
    await sleep(200);
    expect(new Set(page.statuses(adaId).slice(told.length))).toEqual(new Set(['online']));
  });

  it.each([
    [
      'cancelled',
      async (call: { user: Actor; id: string }) => t.as(call.user).post(`/v1/calls/${call.id}/end`).expect(200),
    ],
    [
      'declined',
      async (call: { id: string }) => t.as(ada).post(`/v1/calls/${call.id}/decline`, { reason: 'busy' }).expect(200),
    ],
    [
      'not answered',
      async () => {
        t.clock.advanceSeconds(60);
        await t.run('calling.due');
      },
    ],
  ] as const)('tell that the advisor is free again when a ring is %s', async (_, stop) => {
    const page = await ready();
    const call = await ring();
    await page.until(() => page.statuses(adaId).at(-1) === 'in_call');
    await stop(call);
    await t.drain();
    await page.until(() => page.statuses(adaId).at(-1) === 'online');
  });

  it('tell of advisors who miss two rings, who cannot be reached, and whom the staff suspends', async () => {
    const page = await ready();
    for (let i = 0; i < 2; i++) {
      await ring();
      t.clock.advanceSeconds(60);
      await t.run('calling.due');
      await t.drain();
    }
    await page.until(() => page.statuses(adaId).at(-1) === 'offline');
    await t.as(ada).put('/v1/advisors/me/availability', { available: true }).expect(200);
    await page.until(() => page.statuses(adaId).at(-1) === 'online');
    await t.as(ada).put('/v1/advisors/me/presence').expect(204);
    t.clock.advanceSeconds(120);
    await t.run('advisors.drop_unreachable');
    await page.until(() => page.statuses(adaId).at(-1) === 'offline');
    await t.as(ada).put('/v1/advisors/me/availability', { available: true }).expect(200);
    await page.until(() => page.statuses(adaId).at(-1) === 'online');
    await t
      .as(await t.given.staff())
      .post(`/v1/staff/advisors/${adaId}/suspend`, { reason: 'x' })
      .expect(200);
    await page.until(() => page.statuses(adaId).at(-1) === 'offline');
  });

  it('pass on that the site looks different, and nothing that is not meant for visitors', async () => {
    const page = await ready();
    const live = t.app.get(Live);
    await t.app.get(Db).transaction(t.given.ctx(), async (tx) => {
      await live.announce(tx, 'wallet.total', { secret: 1 });
      await live.announce(tx, 'site.changed', { version: 2 });
    });
    await page.until(() => page.events.length > 1);
    expect(page.events.slice(1)).toEqual([{ type: 'site.changed', data: { version: 2 } }]);
  });

  it('pass on that the service is paused, and what is switched off', async () => {
    const page = await ready();
    const live = t.app.get(Live);
    const switches = { calls: false, topUps: true, signUps: true, signIns: true };
    await t.app.get(Db).transaction(t.given.ctx(), async (tx) => {
      await live.announce(tx, 'site.open_changed', { open: false });
      await live.announce(tx, 'site.switched', switches);
    });
    await page.until(() => page.events.length > 2);
    expect(page.events.slice(1)).toEqual([
      { type: 'site.open_changed', data: { open: false } },
      { type: 'site.switched', data: switches },
    ]);
  });

  it('tell nothing of people, and nothing to the visitors of another licensee', async () => {
    const [page, foreign] = [await ready(), await ready('zenith.localhost')];
    const { user, id } = await ring();
    await t.as(ada).post(`/v1/calls/${id}/accept`).expect(200);
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    await t.drain();
    await page.until(() => page.statuses(adaId).at(-1) === 'online');
    await sleep(300);
    for (const { type, data } of page.events.slice(1))
      expect([type, Object.keys(data).sort()]).toEqual(['advisor.status', ['advisorId', 'status']]);
    for (const secret of [id, t.publicId('person', user.id), t.publicId('person', ada.id), ada.email, user.email])
      expect(page.text).not.toContain(secret);
    expect(foreign.events.map(({ type }) => type)).toEqual(['ready']);
  });

  it('are twenty from one address and not more; one that closes makes room', async () => {
    const twenty = await Promise.all(Array.from({ length: 20 }, () => ready()));
    const refused = await open('aurora.localhost');
    expect(refused.response.statusCode).toBe(429);
    expect(refused.response.headers['retry-after']).toBe('30');
    expect(refused.response.headers['content-type']).toContain('application/problem+json');
    expect(twenty.every((page) => !page.ended)).toBe(true);
    twenty[0]!.close();
    for (let i = 0; i < 100 && (await openStreams()) === 20; i++) await sleep(20);
    await ready();
  });

  // The last one: nothing opens after it.
  it('end when the process stops', async () => {
    const page = await ready();
    t.app.get(SiteLiveService).onModuleDestroy();
    await page.until(() => page.ended);
    expect((await open('aurora.localhost')).response.statusCode).toBe(503);
  });
});
