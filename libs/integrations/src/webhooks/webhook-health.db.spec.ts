import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, Outbox, newId, systemContext } from '@app/kernel';
import { type Actor, BEHAVIOURS, type Behaviour, type TestApp, WebhookReceiver, testApp } from '@app/testing';
import { TopUpRequested } from '@app/billing';
import { type Claim, DeliveryQueue } from './delivery-queue.js';
import type { Answer } from './http-sender.js';
import { WebhookSender } from './webhook-sender.service.js';

const answered = (statusCode: number): Answer => ({
  failure: statusCode < 300 ? null : 'status',
  statusCode,
  retryAfter: undefined,
  body: null,
  durationMs: 1,
});

describe('the health of an endpoint', () => {
  let t: TestApp;
  let owner: Actor;
  let receiver: WebhookReceiver;
  let queue: DeliveryQueue;
  let count = 0;
  beforeAll(async () => {
    [t, receiver] = await Promise.all([
      testApp({ env: { WEBHOOKS_TO_LOOPBACK: 'allowed' } }),
      WebhookReceiver.listen(),
    ]);
    owner = await t.given.staff('owner');
    queue = t.app.get(DeliveryQueue);
  });
  afterAll(async () => {
    await t.close();
    await receiver.close();
  });

  const endpoint = async (behaviour: Behaviour = BEHAVIOURS.ok) => {
    for (const { id } of (await t.as(owner).get('/v1/webhook-endpoints').expect(200)).body.data)
      await t.as(owner).delete(`/v1/webhook-endpoints/${id}`).expect(204);
    const path = `h${++count}`;
    const { body } = await t
      .as(owner)
      .post('/v1/webhook-endpoints', { url: receiver.at(path, behaviour), eventTypes: ['top_up.requested'] })
      .expect(201);
    const at = `/v1/webhook-endpoints/${body.id as string}`;
    return {
      got: (name = path) => receiver.of(name),
      shown: async () => (await t.as(owner).get(at).expect(200)).body,
      change: (to: object) => t.as(owner).patch(at, to).expect(200),
      example: () => t.as(owner).post(`${at}/examples`, { type: 'call.ended' }).expect(201),
      become: (next: Behaviour) => void receiver.at(path, next),
      claim: () => queue.claim(ctx(), t.parseId('webhookEndpoint', body.id as string)!, 1),
    };
  };
  const ctx = () => systemContext(owner.licenseeId, 'spec');
  const record = (claim: Claim | undefined, statusCode: number) => queue.record(ctx(), claim!, answered(statusCode));
  const happen = async (): Promise<void> => {
    await t.app
      .get(Db)
      .transaction(t.given.ctx(), (tx) =>
        t.app.get(Outbox).add(tx, TopUpRequested, { topUpId: newId(), personId: newId() }),
      );
    await t.run('events.place');
  };
  const send = async (): Promise<void> => {
    await t.run('webhooks.send');
    await t.app.get(WebhookSender).settled();
  };

  it('is not told by examples, good or bad', async () => {
    const e = await endpoint(BEHAVIOURS.gone);
    await e.example();
    await send();
    expect(await e.shown()).toMatchObject({ enabled: true, health: 'untried' });
    e.become(BEHAVIOURS.broken);
    await happen();
    await send();
    expect(await e.shown()).toMatchObject({ health: 'failing' });
    e.become(BEHAVIOURS.ok);
    await e.example();
    await send();
    expect(e.got()).toHaveLength(3);
    expect(await e.shown()).toMatchObject({ health: 'failing', lastSuccessAt: null });
  });

  it('is not told by a try at the address before: the message goes to the new one', async () => {
    const e = await endpoint();
    await happen();
    const [old] = await e.claim();
    await e.change({ url: receiver.at('moved', BEHAVIOURS.ok) });
    await record(old, 410);
    expect(await e.shown()).toMatchObject({ enabled: true, health: 'untried', waiting: 1 });
    t.clock.advanceSeconds(6);
    await send();
    expect([e.got(), e.got('moved')]).toMatchObject([[], [{}]]);
    expect(await e.shown()).toMatchObject({ health: 'healthy', waiting: 0 });
    t.clock.reset();
  });

  it('is not told by a result that comes after the try was taken for dead', async () => {
    const e = await endpoint();
    await happen();
    const [slow] = await e.claim();
    t.clock.advanceSeconds(46);
    const [next] = await e.claim();
    expect(next).toMatchObject({ deliveryId: slow!.deliveryId, n: 2 });
    await record(slow, 410);
    expect(await e.shown()).toMatchObject({ enabled: true, health: 'untried' });
    await record(next, 500);
    expect(await e.shown()).toMatchObject({ health: 'failing' });
    await record(slow, 200);
    expect(await e.shown()).toMatchObject({ health: 'failing', lastSuccessAt: null });
    t.clock.reset();
  });

  it('begins anew with a new address', async () => {
    const e = await endpoint(BEHAVIOURS.broken);
    for (let n = 0; n < 6; n++) await happen();
    await send();
    await send();
    expect(await e.shown()).toMatchObject({ health: 'failing', waiting: 6 });
    await e.change({ url: receiver.at('anew', BEHAVIOURS.ok) });
    expect(await e.shown()).toMatchObject({ health: 'untried', failingSince: null });
    t.clock.advanceSeconds(6);
    await send();
    expect(e.got('anew').length).toBeGreaterThan(1);
    t.clock.reset();
  });

  it('says of what waits at an endpoint that rests when the rest is over, and not a time that has passed', async () => {
    const e = await endpoint(BEHAVIOURS.broken);
    for (let n = 0; n < 12; n++) await happen();
    for (let n = 0; n < 4; n++) await send();
    await t.db.query(
      `update app.webhook_endpoint set paused_until = now() + interval '10 minutes' where status = 'enabled'`,
    );
    t.clock.advanceSeconds(300);
    const { data } = (await t.as(owner).get('/v1/webhook-deliveries?status=waiting').expect(200)).body as {
      data: { nextTryAt: string; tries: number }[];
    };
    expect(data.length).toBeGreaterThan(0);
    for (const { nextTryAt } of data) expect(Date.parse(nextTryAt)).toBeGreaterThan(t.clock.now().getTime());
    t.clock.reset();
    expect((await e.shown()).health).toBe('failing');
  });

  it('keeps no endpoint that answers waiting, however many others of its licensee fail', async () => {
    const e = await endpoint();
    await t.db.query(
      `insert into app.webhook_endpoint (licensee_id, id, url, description, event_types, status, sealed_secret, consecutive_failures, failing_since, wake_at, created_at)
       select $1, gen_random_uuid(), 'https://hooks.acme.dev/', '', '{payout.paid}', 'enabled', 'none', 1, $2, $2, $2 from generate_series(1, 250)`,
      [owner.licenseeId, new Date(t.clock.now().getTime() - 3_600_000)],
    );
    await happen();
    await send();
    expect(e.got()).toHaveLength(1);
  });
});
