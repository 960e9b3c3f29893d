import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, Outbox, newId, systemContext } from '@app/kernel';
import { type TestApp, race, testApp } from '@app/testing';
import { TopUpCredited } from '@app/billing';
import { CallEnding } from '@app/calling';
import { EventStore } from './event-store.service.js';

describe('the record of events', () => {
  let t: TestApp;
  let owner: Awaited<ReturnType<TestApp['given']['staff']>>;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());

  const fact = (personId: string) => ({ topUpId: newId(), personId, amountMinor: 100, currency: 'EUR' });
  const tell = (personId = newId(), licenseeId = owner.licenseeId) =>
    t.app
      .get(Db)
      .transaction(systemContext(licenseeId, 'spec'), (tx) => t.app.get(Outbox).add(tx, TopUpCredited, fact(personId)));
  const place = () => t.app.get(EventStore).place();
  const list = async (query = '') => (await t.as(owner).get(`/v1/events?${query}`).expect(200)).body;
  const rows = () =>
    t.db.query<{ position: string | null; seq: string }>(
      'select position, seq from app.event where licensee_id = $1 order by seq',
      [owner.licenseeId],
    );

  it('keeps an event if, and only if, its fact commits', async () => {
    const before = (await rows()).length;
    const db = t.app.get(Db);
    const failed = db.transaction(t.given.ctx(), async (tx) => {
      await t.app.get(Outbox).add(tx, TopUpCredited, fact(newId()));
      throw new Error('the fact fails');
    });
    await expect(failed).rejects.toThrow('the fact fails');
    expect(await rows()).toHaveLength(before);
    await tell();
    expect(await rows()).toHaveLength(before + 1);
  });

  it('keeps a fact that is not public to itself', async () => {
    const before = (await rows()).length;
    await t.app.get(Db).transaction(t.given.ctx(), (tx) =>
      t.app.get(Outbox).add(tx, CallEnding, {
        callId: newId(),
        callerId: newId(),
        advisorId: newId(),
        advisorPersonId: newId(),
        externalId: null,
        metadata: {},
      }),
    );
    expect(await rows()).toHaveLength(before);
  });

  it('lets nobody pass by an event that commits late', async () => {
    await place();
    let commit!: () => void;
    let begun!: () => void;
    const started = new Promise<void>((resolve) => (begun = resolve));
    const late = newId();
    const slow = t.app.get(Db).transaction(t.given.ctx(), async (tx) => {
      await t.app.get(Outbox).add(tx, TopUpCredited, fact(late));
      begun();
      await new Promise<void>((resolve) => (commit = resolve));
    });
    await started;
    await tell();
    await place();
    const [newest] = (await list('limit=1')).data;
    commit();
    await slow;
    await place();
    const caughtUp = await list(`order=oldest&after=${newest.id}`);
    expect(caughtUp.data.map((event: { data: { personId: string } }) => event.data.personId)).toEqual([
      t.publicId('person', late),
    ]);
  });

  it('gives places in the order of the facts, without a gap, however many workers place them', async () => {
    await Promise.all(Array.from({ length: 40 }, () => tell()));
    await race(6, place);
    await place();
    const positions = (await rows()).map(({ position }) => Number(position));
    expect([...positions].sort((a, b) => a - b)).toEqual(positions.map((_, n) => n + 1));
    // Those that were waiting together got their places in the order of their inserts.
    const last = positions.slice(-40);
    expect(last).toEqual([...last].sort((a, b) => a - b));
  });

  it('pages through everything once, forwards and backwards, while more comes in', async () => {
    const total = (await rows()).length;
    for (const order of ['oldest', 'newest']) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await list(`order=${order}&limit=7${cursor === null ? '' : `&cursor=${cursor}`}`);
        seen.push(...page.data.map(({ id }: { id: string }) => id));
        cursor = page.next_cursor;
      } while (cursor !== null && seen.length < total * 2);
      expect([order, seen.length, new Set(seen).size]).toEqual([order, total, total]);
    }
  });

  it('filters by type, noun and subject', async () => {
    const { data } = await list('type=top_up.credited&limit=2');
    expect(data[0]).toMatchObject({ type: 'top_up.credited', data: { amountMinor: 100, currency: 'EUR' } });
    expect((await list('type=top_up.*')).data.length).toBeGreaterThan(1);
    expect((await list('type=call.*')).data).toEqual([]);
    expect((await list(`subject=${data[0].subject}`)).data).toEqual([data[0]]);
  });

  it.each(['call.finished', 'phone_call.*', 'top_up.%', 'call', '*'])(
    'names the unknown type %s instead of answering that nothing happened',
    async (type) => {
      for (const path of ['/v1/events', '/v1/webhook-deliveries']) {
        const { body } = await t.as(owner).get(path).query({ type }).expect(422);
        expect([path, body.errors]).toEqual([
          path,
          [
            {
              pointer: '/type',
              detail: `there is no event type "${type}"; GET /v1/event-types has all, and call.* stands for all of a noun`,
            },
          ],
        ]);
      }
    },
  );

  it('shows another licensee none of it', async () => {
    const other = await t.given.staff('owner', 'zenith');
    const [event] = (await list('limit=1')).data;
    await t.as(owner).get(`/v1/events/${event.id}`).expect(200, event);
    await t.as(other).get(`/v1/events/${event.id}`).expect(404);
    await t.as(other).get(`/v1/events?after=${event.id}`).expect(404);
    expect((await t.as(other).get('/v1/events').expect(200)).body.data).toEqual([]);
  });

  it('describes every type with its schema', async () => {
    const { body } = await t.as(owner).get('/v1/event-types').expect(200);
    expect(body.data.find(({ type }: { type: string }) => type === 'call.ended')).toMatchObject({
      schema: { required: expect.arrayContaining(['callId', 'priceMinor']) },
      example: { currency: 'EUR' },
    });
    await t
      .as(await t.given.staff('analyst'))
      .get('/v1/events')
      .expect(403);
  });

  it('forgets what is older than thirty days and nothing else', async () => {
    const [oldest] = (await list('order=oldest&limit=1')).data;
    await t.db.query(`update app.event set occurred_at = now() - interval '30 days 1 minute' where id = $1`, [
      t.parseId('event', oldest.id),
    ]);
    const before = (await rows()).length;
    await t.run('events.forget');
    expect(await rows()).toHaveLength(before - 1);
    await t.as(owner).get(`/v1/events/${oldest.id}`).expect(404);
  });
});
