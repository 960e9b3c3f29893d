import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, Outbox, newId, systemContext } from '@app/kernel';
import {
  type Actor,
  BEHAVIOURS,
  type Behaviour,
  type TestApp,
  WebhookReceiver,
  race,
  testApp,
  verifiesWebhook,
} from '@app/testing';
import { TopUpRequested } from '@app/billing';
import { DeliveryQueue } from './delivery-queue.js';
import { HttpSender } from './http-sender.js';
import { WebhookSender } from './webhook-sender.service.js';

const cut: Behaviour = (_message, response) => response.destroy();

describe('webhooks', () => {
  let t: TestApp;
  let owner: Actor;
  let receiver: WebhookReceiver;
  let count = 0;
  beforeAll(async () => {
    [t, receiver] = await Promise.all([
      testApp({ env: { WEBHOOKS_TO_LOOPBACK: 'allowed' } }),
      WebhookReceiver.listen(),
    ]);
    owner = await t.given.staff('owner');
    t.app.get(HttpSender).timeoutMs = 400;
  });
  afterAll(async () => {
    await t.close();
    await receiver.close();
  });

  /** An endpoint of its own for each test, deleted with it. */
  const endpoint = async (behaviour: Behaviour = BEHAVIOURS.ok, eventTypes = ['top_up.requested']) => {
    for (const { id } of (await t.as(owner).get('/v1/webhook-endpoints').expect(200)).body.data)
      await t.as(owner).delete(`/v1/webhook-endpoints/${id}`).expect(204);
    const path = `e${++count}`;
    const { body } = await t
      .as(owner)
      .post('/v1/webhook-endpoints', { url: receiver.at(path, behaviour), eventTypes })
      .expect(201);
    return {
      id: body.id as string,
      secret: body.secret as string,
      got: () => receiver.of(path),
      shown: async () => (await t.as(owner).get(`/v1/webhook-endpoints/${body.id}`).expect(200)).body,
      become: (next: Behaviour) => void receiver.at(path, next),
    };
  };
  const happen = async (n: number, personId?: string): Promise<void> => {
    for (let i = 0; i < n; i++)
      await t.app
        .get(Db)
        .transaction(t.given.ctx(), (tx) =>
          t.app.get(Outbox).add(tx, TopUpRequested, { topUpId: personId ?? newId(), personId: newId() }),
        );
    await t.run('events.place');
  };
  /** Sends all that is due. */
  const send = async (): Promise<void> => {
    for (let pass = 0; pass < 30; pass++) {
      const before = receiver.received.length;
      await t.run('webhooks.send');
      await t.app.get(WebhookSender).settled();
      if (receiver.received.length === before && pass > 0) return;
    }
  };
  const later = async (seconds: number): Promise<void> => {
    t.clock.advanceSeconds(seconds);
    await send();
  };
  const deliveries = async (query: string) =>
    (await t.as(owner).get(`/v1/webhook-deliveries?${query}`).expect(200)).body.data;
  const detail = async (id: string) => (await t.as(owner).get(`/v1/webhook-deliveries/${id}`).expect(200)).body;

  it('signs what it sends, and numbers it without a gap', async () => {
    const e = await endpoint();
    await happen(7);
    await send();
    expect(
      e
        .got()
        .map(({ body }) => body.sequence)
        .sort((a, b) => a! - b!),
    ).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const message of e.got()) {
      expect(verifiesWebhook(e.secret, message)).toBe(true);
      expect(message.headers).toMatchObject({ 'webhook-id': message.body.id, 'content-type': 'application/json' });
    }
    expect(await e.shown()).toMatchObject({ health: 'healthy', lastSequence: 7, waiting: 0 });
    const [newest] = await deliveries(`endpointId=${e.id}`);
    const { payload, attempts } = await detail(newest.id);
    expect(e.got().map(({ raw }) => raw)).toContain(payload);
    expect(attempts).toMatchObject([{ n: 1, statusCode: 204, failure: null }]);
  });

  it('sends only what was asked for', async () => {
    const e = await endpoint(BEHAVIOURS.ok, ['call.*', 'payout.paid']);
    await happen(2);
    await send();
    expect(e.got()).toEqual([]);
    for (const eventTypes of [['call.nothing'], ['nothing.*'], [], ['call.*', 'call.*'], ['**']])
      await t.as(owner).patch(`/v1/webhook-endpoints/${e.id}`, { eventTypes }).expect(422);
    const eventTypes = ['*', 'call.ended', 'call.nothing'];
    const { body } = await t.as(owner).patch(`/v1/webhook-endpoints/${e.id}`, { eventTypes }).expect(422);
    expect(body.errors).toMatchObject([
      { pointer: '/eventTypes', detail: expect.stringContaining('no event type "call.nothing";') },
    ]);
  });

  it('tries again by the schedule with the same id and the same bytes, and keeps every answer without secrets', async () => {
    const e = await endpoint((message, response) => {
      if (message.repeats < 2) response.writeHead(500).end('password=hunter2hunter2 of ada@acme.example');
      else response.end();
    });
    await happen(1);
    await send();
    expect(e.got()).toHaveLength(1);
    await later(4);
    expect(e.got()).toHaveLength(1);
    await later(2);
    expect(e.got()).toHaveLength(2);
    expect(await e.shown()).toMatchObject({ health: 'failing', waiting: 1 });
    await later(331);
    expect(e.got()).toHaveLength(3);
    expect(new Set(e.got().map(({ id, raw }) => id + raw)).size).toBe(1);
    const [delivery] = await deliveries(`endpointId=${e.id}`);
    const { attempts } = await detail(delivery.id);
    expect(attempts.map(({ n, statusCode, failure }: never) => [n, statusCode, failure])).toEqual([
      [3, 200, null],
      [2, 500, 'status'],
      [1, 500, 'status'],
    ]);
    expect(JSON.stringify(attempts)).not.toMatch(/hunter2|ada@/);
    expect(await e.shown()).toMatchObject({ health: 'healthy', failingSince: null });
  });

  it('gives a message up after ten tries over about three days, and says so', async () => {
    const e = await endpoint(BEHAVIOURS.broken);
    await happen(1);
    await send();
    let hours = 0;
    while ((await deliveries(`endpointId=${e.id}&status=failed`)).length === 0 && hours < 100) {
      await later(3600);
      hours++;
    }
    expect(e.got()).toHaveLength(10);
    expect(hours).toBeGreaterThan(65);
    expect(hours).toBeLessThan(90);
    expect((await e.shown()).enabled).toBe(true);
  });

  it.each([
    ['redirect', BEHAVIOURS.redirect],
    ['timeout', BEHAVIOURS.never],
    ['connection', cut],
    ['status', BEHAVIOURS.upgrade],
  ] as const)('takes a %s for a failure', async (failure, behaviour) => {
    const e = await endpoint(behaviour);
    await happen(1);
    await send();
    expect(await deliveries(`endpointId=${e.id}`)).toMatchObject([{ status: 'waiting', lastFailure: failure }]);
    expect(e.got()).toHaveLength(1);
  });

  it('keeps a try that breaks on our side as a failure, and tries again by the schedule', async () => {
    const e = await endpoint();
    const id = t.parseId('webhookEndpoint', e.id);
    const [kept] = await t.db.query<{ sealed_secret: string }>(
      'select sealed_secret from app.webhook_endpoint where id = $1',
      [id],
    );
    const seal = (sealed: string) =>
      t.db.query('update app.webhook_endpoint set sealed_secret = $2 where id = $1', [id, sealed]);
    // As after its key was taken away.
    await seal(kept!.sealed_secret.replace('v1.specs.', 'v1.gone.'));
    await happen(1);
    await send();
    const [delivery] = await deliveries(`endpointId=${e.id}`);
    expect(delivery).toMatchObject({ status: 'waiting', tries: 1, lastFailure: 'interrupted' });
    expect(await e.shown()).toMatchObject({ health: 'failing' });
    await seal(kept!.sealed_secret);
    await later(6);
    expect(e.got()).toHaveLength(1);
  });

  it('takes the status for the answer, however long the body is', async () => {
    const e = await endpoint(BEHAVIOURS.endless);
    await happen(1);
    await send();
    const [delivery] = await deliveries(`endpointId=${e.id}`);
    expect(delivery.status).toBe('delivered');
    const { attempts } = await detail(delivery.id);
    expect(attempts[0].answer.length).toBe(2_048);
  });

  it('waits as long as it is asked to', async () => {
    const e = await endpoint((message, response) => {
      response.writeHead(message.repeats === 0 ? 503 : 200, { 'retry-after': '600' }).end();
    });
    await happen(1);
    await send();
    await later(590);
    expect(e.got()).toHaveLength(1);
    await later(20);
    expect(e.got()).toHaveLength(2);
  });

  it('keeps the order of one subject while an early one fails, and lets nothing else wait for it', async () => {
    const subject = newId();
    const isFirst = (sequence: number | null): boolean => sequence === 1;
    const e = await endpoint((message, response) => {
      response.writeHead(isFirst(message.body.sequence) ? 500 : 200).end();
    });
    await happen(3, subject);
    await happen(2);
    await send();
    const sequences = () => e.got().map(({ body }) => body.sequence);
    expect(sequences().sort()).toEqual([1, 4, 5]);
    await later(6);
    expect(sequences().filter((n) => n === 2 || n === 3)).toEqual([]);
    // Its third failure: it no longer holds the others back.
    await later(331);
    expect(sequences().filter((n) => n === 1)).toHaveLength(3);
    await later(331);
    expect(sequences().filter((n) => n === 2 || n === 3)).toEqual([2, 3]);
  });

  it('leaves an endpoint that fails again and again alone, with one message at a time', async () => {
    const e = await endpoint(BEHAVIOURS.broken);
    await happen(30);
    await send();
    const tried = e.got().length;
    expect(tried).toBeGreaterThanOrEqual(5);
    expect(tried).toBeLessThanOrEqual(9);
    await send();
    expect(e.got()).toHaveLength(tried);
    await later(310);
    expect(e.got()).toHaveLength(tried + 1);
    e.become(BEHAVIOURS.ok);
    await later(310);
    await later(3600);
    expect((await e.shown()).waiting).toBe(0);
  });

  it('disables an endpoint that is gone, with an entry in the audit log and an event', async () => {
    const e = await endpoint(BEHAVIOURS.gone, ['top_up.requested']);
    await happen(3);
    await send();
    await t.run('events.place');
    expect(await e.shown()).toMatchObject({ enabled: false, disabledBecause: 'gone', health: 'disabled', waiting: 0 });
    const told = (await t.as(owner).get(`/v1/events?type=webhook_endpoint.disabled&subject=${e.id}`)).body.data;
    expect(told).toMatchObject([{ data: { endpointId: e.id, because: 'gone' } }]);
    const audit = await t.db.query(
      `select 1 from app.audit_entry where action = 'webhook_endpoint.disabled' and subject_id = $1`,
      [e.id],
    );
    expect(audit).toHaveLength(1);
    const gone = { status: 'failed', droppedBecause: 'gone' };
    expect(await deliveries(`endpointId=${e.id}`)).toMatchObject([gone, gone, gone]);
    const before = e.got().length;
    await happen(1);
    await later(86_400);
    expect(e.got()).toHaveLength(before);
  });

  it('says of what was never tried why and when it was given up: its endpoint was switched off or deleted', async () => {
    const e = await endpoint();
    await happen(1);
    await send();
    await happen(2);
    const dropped = async (): Promise<unknown[]> =>
      (await deliveries(`endpointId=${e.id}`)).map((one: Record<string, unknown>) => [
        one.status,
        one.droppedBecause,
        one.finishedAt,
      ]);
    t.clock.advanceSeconds(60);
    await t.as(owner).patch(`/v1/webhook-endpoints/${e.id}`, { enabled: false }).expect(200);
    const { disabledAt } = await e.shown();
    const delivered = ['delivered', null, expect.any(String)];
    expect(await dropped()).toEqual([['failed', 'staff', disabledAt], ['failed', 'staff', disabledAt], delivered]);
    await t.as(owner).patch(`/v1/webhook-endpoints/${e.id}`, { enabled: true }).expect(200);
    const [newest] = await deliveries(`endpointId=${e.id}`);
    const again = await t.as(owner).post(`/v1/webhook-deliveries/${newest.id}/resend`).expect(200);
    expect(again.body).toMatchObject({ status: 'waiting', droppedBecause: null, finishedAt: null });
    await t.as(owner).delete(`/v1/webhook-endpoints/${e.id}`).expect(204);
    expect((await dropped())[0]).toEqual(['failed', 'deleted', expect.any(String)]);
  });

  it('disables an endpoint after five days of nothing but failures', async () => {
    const e = await endpoint(BEHAVIOURS.broken);
    for (let day = 0; day < 7 && (await e.shown()).enabled; day++) {
      await happen(2);
      for (let pass = 0; pass < 4; pass++) await later(6 * 3600);
    }
    const shown = await e.shown();
    expect(shown).toMatchObject({ enabled: false, disabledBecause: 'failing' });
    const days = (Date.parse(shown.disabledAt) - Date.parse(shown.failingSince)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(5);
    expect(days).toBeLessThan(5.5);
  });

  it('recovers what failed and what was never sent, once, with numbers that go on', async () => {
    const since = new Date(t.clock.now().getTime() - 1_000).toISOString();
    const e = await endpoint(BEHAVIOURS.gone);
    await happen(3);
    await send();
    await happen(2);
    e.become(BEHAVIOURS.ok);
    await t.as(owner).post(`/v1/webhook-endpoints/${e.id}/recover`, { since }).expect(409);
    await t.as(owner).patch(`/v1/webhook-endpoints/${e.id}`, { enabled: true }).expect(200);
    const before = e.got().length;
    const { body } = await t.as(owner).post(`/v1/webhook-endpoints/${e.id}/recover`, { since }).expect(200);
    expect(body).toEqual({ resent: 3, added: 2, hasMore: false, nextCursor: null });
    await send();
    const again = e.got().slice(before);
    expect(again.map(({ body: { sequence } }) => sequence).sort()).toEqual([1, 2, 3, 4, 5]);
    expect((await t.as(owner).post(`/v1/webhook-endpoints/${e.id}/recover`, { since }).expect(200)).body).toEqual({
      resent: 0,
      added: 0,
      hasMore: false,
      nextCursor: null,
    });
    await t.as(owner).post(`/v1/webhook-endpoints/${e.id}/recover`, { since: '2001-01-01T00:00:00Z' }).expect(422);
  });

  it('sends a range again, what was delivered too, each message once and under its own id', async () => {
    const e = await endpoint();
    const recover = (body: object) => t.as(owner).post(`/v1/webhook-endpoints/${e.id}/recover`, body);
    const instants: string[] = [];
    for (let day = 0; day < 3; day++) {
      instants.push(t.clock.now().toISOString());
      await happen(2);
      t.clock.advanceSeconds(60);
    }
    await send();
    const first = e.got();
    expect(first).toHaveLength(6);
    const [since, until] = [instants[1]!, instants[2]!];
    // Nothing failed.
    expect((await recover({ since, until }).expect(200)).body).toMatchObject({ resent: 0, added: 0 });
    const { body } = await recover({ since, until, include: 'all' }).expect(200);
    expect(body).toEqual({ resent: 2, added: 0, hasMore: false, nextCursor: null });
    await send();
    const again = e.got().slice(first.length);
    const numbers = again.map(({ body: { sequence } }) => sequence).sort();
    expect(numbers).toEqual([3, 4]);
    const raws = new Set(first.map(({ raw }) => raw));
    for (const { raw } of again) expect(raws).toContain(raw);
    // What has a number above that of the cursor was sent while it was asked for: it does not come round again.
    const cursor = Buffer.from(JSON.stringify(['1', '4'])).toString('base64url');
    expect((await recover({ since: instants[0], include: 'all', cursor }).expect(200)).body.resent).toBe(3);
    for (const [wrong, pointer] of [
      [{ until: since }, '/until'],
      [{ include: 'delivered' }, '/include'],
      [{ cursor: 'x' }, '/cursor'],
    ] as const)
      expect((await recover({ since, ...wrong }).expect(422)).body.errors[0].pointer).toBe(pointer);
    const [entry] = await t.db.query<{ after: object }>(
      `select after from app.audit_entry where action = 'webhook_endpoint.recovered' and after ->> 'include' = 'all' order by id limit 1`,
    );
    expect(entry!.after).toEqual({ since, until, include: 'all', resent: 2, added: 0 });
  });

  it('sends one again by hand, with its id and number', async () => {
    const e = await endpoint();
    await happen(1);
    await send();
    const [delivery] = await deliveries(`endpointId=${e.id}`);
    await t.as(owner).post(`/v1/webhook-deliveries/${delivery.id}/resend`).expect(200);
    await send();
    expect(e.got()).toHaveLength(2);
    expect(new Set(e.got().map(({ raw }) => raw)).size).toBe(1);
    expect(await detail(delivery.id)).toMatchObject({ status: 'delivered', tries: 2 });
  });

  it('sends a signed example that takes no number', async () => {
    const e = await endpoint();
    const { body } = await t
      .as(owner)
      .post(`/v1/webhook-endpoints/${e.id}/examples`, { type: 'call.ended' })
      .expect(201);
    await happen(1);
    await send();
    const example = e.got().find(({ body: { type } }) => type === 'call.ended')!;
    expect(example.body).toMatchObject({ sequence: null, data: { currency: 'EUR' } });
    expect(verifiesWebhook(e.secret, example)).toBe(true);
    expect(example.raw).toBe(body.payload);
    expect((await e.shown()).lastSequence).toBe(1);
    await t.as(owner).post(`/v1/webhook-endpoints/${e.id}/examples`, { type: 'call.nothing' }).expect(422);
  });

  it('signs with both secrets for a day after a rotation', async () => {
    const e = await endpoint();
    const { body } = await t.as(owner).post(`/v1/webhook-endpoints/${e.id}/rotate-secret`).expect(200);
    await happen(1);
    await send();
    const [during] = e.got();
    expect([e.secret, body.secret].map((secret) => verifiesWebhook(secret, during!))).toEqual([true, true]);
    await later(86_401);
    await happen(1);
    await send();
    const after = e.got().at(-1)!;
    expect([e.secret, body.secret].map((secret) => verifiesWebhook(secret, after))).toEqual([false, true]);
  });

  it('shows the secret once and keeps it sealed', async () => {
    const e = await endpoint();
    expect(JSON.stringify(await e.shown())).not.toContain('whsec_');
    const [row] = await t.db.query<{ text: string }>(
      `select (w::text || coalesce((select string_agg(a::text, '') from app.audit_entry a where subject_id = $1), '')) as text from app.webhook_endpoint w where id = $2`,
      [e.id, t.parseId('webhookEndpoint', e.id)],
    );
    expect(row!.text).not.toContain(e.secret.slice(6));
  });

  it('has no gap in its numbers when giving them out fails half way', async () => {
    const e = await endpoint();
    await happen(2);
    await t.db.query(`
      create function app.spec_fails() returns trigger language plpgsql as $$ begin if new.sequence = 4 then raise exception 'spec'; end if; return new; end $$;
      create trigger spec_fails before insert on app.webhook_delivery for each row execute function app.spec_fails()`);
    await happen(3);
    expect((await e.shown()).lastSequence).toBe(2);
    await t.db.query('drop trigger spec_fails on app.webhook_delivery; drop function app.spec_fails()');
    await happen(1);
    await send();
    expect(
      e
        .got()
        .map(({ body }) => body.sequence)
        .sort(),
    ).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('gives a message to one worker, and no endpoint more than four at a time, however many workers ask at once', async () => {
    const e = await endpoint();
    await happen(40);
    const id = t.parseId('webhookEndpoint', e.id)!;
    const queue = t.app.get(DeliveryQueue);
    const claims = (await race(12, () => queue.claim(systemContext(owner.licenseeId, 'spec'), id, 20))).flatMap(
      (one) => (one.status === 'fulfilled' ? one.value : []),
    );
    expect(claims.length).toBe(4);
    expect(new Set(claims.map(({ deliveryId }) => deliveryId)).size).toBe(4);
    // Their workers die here. After the lease others send the same messages.
    await later(30);
    expect(e.got().map(({ body }) => body.sequence)).toEqual([]);
    await later(20);
    await later(1);
    expect(new Set(e.got().map(({ body }) => body.sequence)).size).toBe(40);
    const { attempts } = await detail(t.publicId('webhookDelivery', claims[0]!.deliveryId));
    expect(attempts).toMatchObject([
      { n: 2, failure: null },
      { n: 1, failure: 'interrupted' },
    ]);
    // A worker that was only slow comes back with its result: it changes nothing any more.
    await queue.record(systemContext(owner.licenseeId, 'spec'), claims[0]!, {
      failure: 'timeout',
      statusCode: null,
      retryAfter: undefined,
      body: null,
      durationMs: 1,
    });
    expect(await detail(t.publicId('webhookDelivery', claims[0]!.deliveryId))).toMatchObject({ status: 'delivered' });
  });

  it('forgets deliveries and tries with their events', async () => {
    await endpoint();
    await happen(3);
    await send();
    t.clock.advanceSeconds(31 * 86_400);
    await t.run('events.forget');
    for (const table of ['event', 'webhook_delivery', 'webhook_attempt'])
      expect([
        table,
        await t.db.query(`select 1 from app.${table} where licensee_id = $1 limit 1`, [owner.licenseeId]),
      ]).toEqual([table, []]);
  });
});
