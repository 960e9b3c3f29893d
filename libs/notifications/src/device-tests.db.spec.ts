import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestApp, testApp } from '@app/testing';
import { Push, type PushMessage, type PushOutcome, type PushTarget } from './push.js';

class FakePush extends Push {
  readonly sent: { value: string; message: PushMessage }[] = [];
  outcome: PushOutcome = { kind: 'delivered' };

  async send({ value }: PushTarget, message: PushMessage): Promise<PushOutcome> {
    this.sent.push({ value, message });
    return this.outcome;
  }
}

describe('a test push', () => {
  let t: TestApp;
  const push = new FakePush();
  let ada: Awaited<ReturnType<TestApp['given']['advisor']>>;
  let device: { id: string; pushValue: string };
  let count = 0;

  const register = async (who = ada, change: object = {}) => {
    const body = { platform: 'android', pushKind: 'fcm_token', pushValue: `token-${++count}`, ...change };
    return { id: (await t.as(who).post('/v1/devices', body).expect(201)).body.id as string, pushValue: body.pushValue };
  };
  const test = (id = device.id, who = ada) => t.as(who).post(`/v1/devices/${id}/test`);
  const ack = (nonce: string, id = device.id, who = ada) => t.as(who).post(`/v1/devices/${id}/test/ack`, { nonce });
  const nonce = (): string => push.sent.at(-1)!.message.data['nonce']!;
  const provedAt = async () =>
    ((await t.as(ada).get('/v1/devices').expect(200)).body.data as { id: string; provedAt: string | null }[]).find(
      ({ id }) => id === device.id,
    )?.provedAt;
  const refused = async (sent: ReturnType<typeof ack>) =>
    expect((await sent.expect(409)).body.code).toBe('test-push-not-pending');

  beforeAll(async () => {
    t = await testApp({ override: (builder) => builder.overrideProvider(Push).useValue(push) });
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    push.outcome = { kind: 'delivered' };
    push.sent.length = 0;
    ada = await t.given.advisor();
    device = await register();
  });

  it('that comes back proves the device, and makes the advisor reachable', async () => {
    const { body } = await test().expect(202);
    expect(Object.keys(body)).toEqual(['answerBy']);
    expect(await provedAt()).toBeNull();
    await t.drain();
    expect(push.sent).toHaveLength(1);
    expect(push.sent[0]).toMatchObject({ value: device.pushValue, message: { collapseKey: device.id } });
    expect(push.sent[0]!.message.data).toEqual({ type: 'test', nonce: expect.stringMatching(/^[\w-]{22}$/) });
    expect(push.sent[0]!.message.ttlSeconds).toBeGreaterThan(100);
    const proved = (await ack(nonce()).expect(200)).body;
    expect(proved).toMatchObject({ id: device.id, provedAt: expect.any(String) });
    expect(await provedAt()).toBe(proved.provedAt);
    expect((await t.as(ada).get('/v1/advisors/me').expect(200)).body.reachability).toEqual({
      consoleOpen: false,
      provedDevices: 1,
      reachable: true,
    });
    // An answer that is repeated because the first got lost.
    expect((await ack(nonce()).expect(200)).body.provedAt).toBe(proved.provedAt);
  });

  it('is answered by what the push carried and by nothing else', async () => {
    await refused(ack('never-sent'));
    await test().expect(202);
    await t.drain();
    const first = nonce();
    await refused(ack('A'.repeat(22)));
    await test().expect(202);
    await t.drain();
    expect(nonce()).not.toBe(first);
    await refused(ack(first));
    const other = await register();
    await refused(ack(nonce(), other.id));
    await ack(nonce()).expect(200);
    for (const wrong of ['', ' ', 'x'.repeat(65), 7, null]) await ack(wrong as string).expect(422);
  });

  it('is answered in two minutes', async () => {
    await test().expect(202);
    await t.drain();
    t.clock.advanceSeconds(121);
    await refused(ack(nonce()));
    expect(await provedAt()).toBeNull();
  });

  it('never shows its nonce to who asks for it', async () => {
    const { text } = await test().expect(202);
    await t.drain();
    const { text: list } = await t.as(ada).get('/v1/devices').expect(200);
    for (const answer of [text, list]) expect(answer).not.toContain(nonce());
    const queued = await t.db.query<{ payload: unknown }>('select payload from graphile_worker._private_jobs');
    expect(JSON.stringify(queued)).not.toContain(nonce());
  });

  it('goes to devices of one’s own that Firebase reaches', async () => {
    const other = await t.given.advisor();
    await test(device.id, other).expect(404);
    await ack('x', device.id, other).expect(404);
    const foreign = await t.given.advisor({ licensee: 'zenith' });
    await test(device.id, foreign).expect(404);
    const iphone = await register(ada, { platform: 'ios', pushKind: 'apns_voip' });
    expect((await test(iphone.id).expect(409)).body.code).toBe('device-not-testable');
    await t.as(ada).delete(`/v1/devices/${device.id}`).expect(204);
    await test().expect(404);
    await t.drain();
    expect(push.sent).toEqual([]);
  });

  it('is dropped, and the proof with it, when somebody else signs in on the phone', async () => {
    await test().expect(202);
    await t.drain();
    await ack(nonce()).expect(200);
    await test().expect(202);
    const next = await t.given.advisor();
    expect((await register(next, { pushValue: device.pushValue })).id).toBe(device.id);
    const before = push.sent.length;
    await t.drain();
    expect(push.sent).toHaveLength(before);
    const { body } = await t.as(next).get('/v1/devices').expect(200);
    expect(body.data[0].provedAt).toBeNull();
    await refused(ack(nonce(), device.id, next));
  });

  it('keeps the proof when the same person comes back', async () => {
    await test().expect(202);
    await t.drain();
    const { body } = await ack(nonce()).expect(200);
    await register(ada, { pushValue: device.pushValue });
    expect(await provedAt()).toBe(body.provedAt);
  });

  it('buries a device that the push service does not know, and tries again when it is told to', async () => {
    push.outcome = { kind: 'retry', afterSeconds: 30, code: 'x' };
    await test().expect(202);
    await t.drain();
    const waiting = () =>
      t.db.query(`select 1 from graphile_worker.jobs where task_identifier = 'notifications.test_push'`);
    expect(await waiting()).toHaveLength(1);
    push.outcome = { kind: 'retry', afterSeconds: 300, code: 'x' };
    await test().expect(202);
    await t.drain();
    expect(await waiting()).toHaveLength(0); // after its time nobody waits for it
    push.outcome = { kind: 'dead', code: 'x' };
    await test().expect(202);
    await t.drain();
    expect((await t.as(ada).get('/v1/devices').expect(200)).body.data).toEqual([]);
  });
});
