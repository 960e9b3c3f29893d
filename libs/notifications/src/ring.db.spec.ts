import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addSeconds } from '@app/kernel';
import { type TestApp, testApp } from '@app/testing';
import { FcmPush } from './fcm.adapter.js';
import { Push, type PushMessage, type PushOutcome, type PushTarget } from './push.js';
import { ringMessage } from './push-message.js';
import { RingJobs } from './ring.jobs.js';

type Advisor = Awaited<ReturnType<TestApp['given']['advisor']>>;
type Actor = Awaited<ReturnType<TestApp['given']['person']>>;

/** Answers as its devices are called: `dead-...`, `busy-...`, everything else is delivered. */
class FakePush extends Push {
  sent: {
    value: string;
    type: string | undefined;
    callId: string | undefined;
    why: string | undefined;
    message: PushMessage;
  }[] = [];
  busySeconds = 5;

  async send({ value }: PushTarget, message: PushMessage): Promise<PushOutcome> {
    this.sent.push({
      value,
      type: message.data['type'],
      callId: message.data['callId'],
      why: message.data['why'],
      message,
    });
    if (value.startsWith('dead')) return { kind: 'dead', code: 'messaging/registration-token-not-registered' };
    if (value.startsWith('busy'))
      return { kind: 'retry', afterSeconds: this.busySeconds, code: 'messaging/message-rate-exceeded' };
    if (value.startsWith('odd')) return { kind: 'rejected', code: 'messaging/invalid-argument' };
    return { kind: 'delivered' };
  }

  take() {
    const sent = this.sent.sort((a, b) => a.value.localeCompare(b.value));
    this.sent = [];
    return sent;
  }
}

describe('ringing', () => {
  let t: TestApp;
  const push = new FakePush();
  let caller: Actor;
  let advisor: Advisor;
  let count = 0;

  const device = async (who: Actor, name: string, change: object = {}) => {
    const pushValue = `${name}-${++count}-token`;
    const { body } = await t
      .as(who)
      .post('/v1/devices', { platform: 'android', pushKind: 'fcm_token', pushValue, ...change })
      .expect(201);
    return { id: (body as { id: string }).id, pushValue };
  };
  const ring = async () => {
    const { body } = await t
      .as(caller)
      .post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' })
      .expect(201);
    return body as { id: string; ringExpiresAt: string };
  };
  /** Pushes that were put off; one that failed on a busy machine is none of them. */
  const waiting = () =>
    t.db.query<{ kind: string; run_at: Date }>(
      `select p.payload -> 'payload' ->> 'kind' as kind, j.run_at from graphile_worker._private_jobs p join graphile_worker.jobs j using (id)
        where j.task_identifier = 'notifications.push' and j.last_error is null`,
    );
  const reason = async (id: string) =>
    (
      await t.db.query<{ revoked_reason: string | null }>('select revoked_reason from app.device where id = $1', [
        t.parseId('device', id),
      ])
    )[0]?.revoked_reason;

  beforeAll(async () => {
    t = await testApp({ override: (builder) => builder.overrideProvider(Push).useValue(push) });
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    caller = await t.given.user({ balanceMinor: 50_000n });
    advisor = await t.given.advisor();
    push.busySeconds = 5;
    push.take();
    // What an earlier ring still waits for is no matter here.
    await t.db.query('delete from graphile_worker._private_jobs');
  });

  it('rings every device of the advisor that Firebase reaches, and nobody else', async () => {
    await device(advisor, 'a-phone');
    await device(advisor, 'b-browser', { platform: 'web', pushKind: 'webpush' });
    await device(advisor, 'c-iphone', { platform: 'ios', pushKind: 'apns_voip' });
    const gone = await device(advisor, 'd-old');
    await t.as(advisor).delete(`/v1/devices/${gone.id}`).expect(204);
    await device(caller, 'e-caller');
    await device(await t.given.advisor(), 'f-other');
    const call = await ring();
    await t.drain();
    const sent = push.take();
    expect(sent.map(({ value, type, callId }) => [value[0], type, callId])).toEqual([
      ['a', 'call.ring', call.id],
      ['b', 'call.ring', call.id],
    ]);
    const { message } = sent[0]!;
    expect(message.data).toEqual({
      type: 'call.ring',
      callId: call.id,
      expiresAt: call.ringExpiresAt,
      token: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(message.collapseKey).toBe(call.id);
    expect(message.ttlSeconds).toBeGreaterThan(35);
    expect(message.ttlSeconds).toBeLessThanOrEqual(45);
  });

  it('tells all devices to stop when one has accepted', async () => {
    const first = await device(advisor, 'a-phone');
    await device(advisor, 'b-tablet');
    const call = await ring();
    await t.drain();
    push.take();
    await t.as(advisor).post(`/v1/calls/${call.id}/accept`, { deviceId: first.id }).expect(200);
    await t.drain();
    expect(
      push.take().map(({ value, type, callId, why, message }) => [value[0], type, callId, why, message.collapseKey]),
    ).toEqual([
      ['a', 'call.cancel', call.id, 'accepted', call.id],
      ['b', 'call.cancel', call.id, 'accepted', call.id],
    ]);
  });

  it('tells all devices to stop when nobody answers, those that rang and those that did not', async () => {
    await device(advisor, 'a-phone');
    await device(advisor, 'b-tablet');
    const call = await ring();
    await t.drain();
    const token = push.take()[0]!.message.data['token'];
    await t.http(advisor.host).post('/v1/rings/heard').send({ token }).expect(200);
    t.clock.advanceSeconds(46);
    await t.run('calling.due');
    await t.drain();
    // The sweep also ends what rings of the tests before.
    const own = push.take().filter(({ callId }) => callId === call.id);
    expect(own.map(({ value, type, why }) => [value[0], type, why])).toEqual([
      ['a', 'call.cancel', 'no_answer'],
      ['b', 'call.cancel', 'no_answer'],
    ]);
  });

  it.each(['cancel', 'decline'] as const)('drops a ring that was not sent before the %s', async (act) => {
    await device(advisor, 'a-phone');
    const call = await ring();
    await t
      .as(act === 'cancel' ? caller : advisor)
      .post(`/v1/calls/${call.id}/${act}`)
      .expect(200);
    await t.drain();
    expect(push.take().map(({ type, why }) => [type, why])).toEqual([
      ['call.cancel', act === 'cancel' ? 'cancelled' : 'declined'],
    ]);
  });

  it('drops a ring that is too late', async () => {
    await device(advisor, 'a-phone');
    await ring();
    t.clock.advanceSeconds(46);
    await t.drain();
    expect(push.take()).toEqual([]);
  });

  it('does not ring a phone for the person who used it before, even when the push was on its way', async () => {
    const { id, pushValue } = await device(advisor, 'a-phone');
    const call = await ring();
    await t.drain();
    push.take();
    const job = {
      kind: 'ring' as const,
      deviceId: t.parseId('device', id)!,
      personId: advisor.id,
      callId: t.parseId('call', call.id)!,
      attemptId: (
        await t.db.query<{ id: string }>('select id from app.ring_attempt where call_id = $1', [
          t.parseId('call', call.id),
        ])
      )[0]!.id,
    };
    await t.app.get(RingJobs).send(t.given.ctx(), job);
    expect(push.take()).toHaveLength(1);
    const successor = await t.given.advisor();
    await t.as(successor).post('/v1/devices', { platform: 'android', pushKind: 'fcm_token', pushValue }).expect(201);
    await t.app.get(RingJobs).send(t.given.ctx(), job);
    await t.drain();
    expect(push.take()).toEqual([]);
  });

  it('forgets a device that the push service does not know, and rings the others', async () => {
    const dead = await device(advisor, 'dead-phone');
    await device(advisor, 'live-phone');
    await ring();
    await t.drain();
    expect(push.take()).toHaveLength(2);
    expect(await reason(dead.id)).toBe('dead_token');
    const { body } = await t.as(advisor).get('/v1/devices').expect(200);
    expect((body as { data: unknown[] }).data).toHaveLength(1);
  });

  it('tries a busy device again when it was asked to, on its own', async () => {
    await device(advisor, 'busy-phone');
    await device(advisor, 'calm-phone');
    const before = (await t.db.query<{ now: Date }>('select now() as now'))[0]!.now;
    await ring();
    await t.drain();
    expect(push.take()).toHaveLength(2);
    const jobs = await waiting();
    expect(jobs.map((job) => job.kind)).toEqual(['ring']);
    expect(jobs[0]!.run_at.getTime()).toBeGreaterThanOrEqual(addSeconds(before, 5).getTime());
    await t.db.query(
      `update graphile_worker._private_jobs set run_at = now()
        where last_error is null and task_id = (select id from graphile_worker._private_tasks where identifier = 'notifications.push')`,
    );
    await t.drain();
    expect(push.take().map(({ value }) => value.slice(0, 4))).toEqual(['busy']);
    await t.db.query('delete from graphile_worker._private_jobs');
  });

  it('does not try again past the end of the ring, nor what was refused', async () => {
    push.busySeconds = 60;
    await device(advisor, 'busy-phone');
    const odd = await device(advisor, 'odd-phone');
    await ring();
    await t.drain();
    expect(push.take()).toHaveLength(2);
    expect(await waiting()).toEqual([]);
    expect(await reason(odd.id)).toBeNull();
  });
});

describe('the real Firebase SDK against the sandbox', () => {
  let t: TestApp;
  let fcm: FcmPush;
  const folder = mkdtempSync(join(tmpdir(), 'fcm-ca-'));
  const now = new Date();
  const message = ringMessage('01900000-0000-7000-8000-000000000001', addSeconds(now, 45), 'a-token', now)!;
  const to = (value: string): PushTarget => ({ kind: 'fcm_token', value });

  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    const ca = join(folder, 'ca.pem');
    writeFileSync(ca, t.sandbox!.fcmCa);
    fcm = new FcmPush({ FIREBASE_CREDENTIALS: '', FCM_BASE_URL: t.sandbox!.fcmUrl, FCM_CA_FILE: ca });
  });
  afterAll(async () => {
    await fcm.onModuleDestroy();
    await t.close();
    rmSync(folder, { recursive: true });
  });

  it('delivers', async () => {
    await expect(fcm.send(to('token-of-a-phone'), message)).resolves.toEqual({ kind: 'delivered' });
    expect(t.sandbox!.fcm.messages.at(-1)).toMatchObject({
      token: 'token-of-a-phone',
      data: message.data,
      notification: null,
      android: { priority: 'high', ttl: '45s', collapse_key: message.collapseKey },
      webpush: { headers: { TTL: '45', Urgency: 'high' } },
      apns: { headers: { 'apns-priority': '10' } },
    });
  });

  it('learns of dead devices', async () => {
    await expect(fcm.send(to('a-dead-phone'), message)).resolves.toMatchObject({ kind: 'dead' });
    await expect(fcm.send(to('a-mismatch-phone'), message)).resolves.toMatchObject({ kind: 'dead' });
  });

  it('learns when to come again', async () => {
    t.sandbox!.fcm.control({ status: 429, retryAfterSeconds: 20 });
    await expect(fcm.send(to('token-of-a-phone'), message)).resolves.toMatchObject({ kind: 'retry', afterSeconds: 20 });
  });

  it('is refused what it says wrongly', async () => {
    await expect(fcm.send(to('short'), message)).resolves.toMatchObject({ kind: 'rejected' });
  });
});
