import { createECDH, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../sandbox/src/sandbox.js';
import { type Actor, type TestApp, testApp } from '@app/testing';
import { pushSandbox } from './push-sandbox.js';

type Advisor = Actor & { advisorId: string };

describe('ringing a browser whose console is closed', () => {
  let sandbox: Sandbox;
  let stop: () => Promise<void>;
  let t: TestApp;
  let advisor: Advisor;
  beforeAll(async () => {
    const pushes = await pushSandbox();
    ({ sandbox, stop } = pushes);
    t = await testApp({ env: { WEB_PUSH_BASE_URL: sandbox.fcmUrl, WEB_PUSH_CA_FILE: pushes.caFile } });
  });
  beforeEach(async () => {
    advisor = await t.given.advisor();
    sandbox.fcm.control({ clear: true });
    await t.db.query('delete from graphile_worker._private_jobs');
  });
  afterAll(async () => {
    await t.close();
    await stop();
  });

  const subscription = (name: string, host = 'fcm.googleapis.com'): string =>
    JSON.stringify({
      endpoint: `https://${host}/fcm/send/${name}`,
      expirationTime: null,
      keys: {
        p256dh: createECDH('prime256v1').generateKeys().toString('base64url'),
        auth: randomBytes(16).toString('base64url'),
      },
    });
  const register = (pushValue: string) =>
    t.as(advisor).post('/v1/devices', { platform: 'web', pushKind: 'web_subscription', pushValue });
  const ring = async (): Promise<string> => {
    const caller = await t.given.user({ balanceMinor: 10_000n });
    const { body } = await t
      .as(caller)
      .post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' })
      .expect(201);
    await t.drain();
    return body.id as string;
  };

  it('sends the ring and its end to the push service of the browser, sealed, under one topic', async () => {
    await register(subscription('browser-one')).expect(201);
    const id = await ring();
    const [rung, ...more] = sandbox.fcm.web.messages;
    expect(more).toEqual([]);
    expect(rung).toMatchObject({ subscription: 'browser-one', urgency: 'high', topic: id });
    expect(rung!.ttl).toBeGreaterThan(35);
    expect(Buffer.from(rung!.body, 'base64').toString('latin1')).not.toContain(id);
    await t.as(advisor).post(`/v1/calls/${id}/decline`).expect(200);
    await t.drain();
    expect(sandbox.fcm.web.messages.map(({ topic, ttl }) => [topic, ttl <= 30])).toEqual([
      [id, false],
      [id, true],
    ]);
    expect(sandbox.fcm.messages).toEqual([]);
  });

  it('is the same device when the browser registers again, however it writes its subscription', async () => {
    const text = subscription('browser-same');
    const { endpoint, keys } = JSON.parse(text) as { endpoint: string; keys: { p256dh: string; auth: string } };
    const first = await register(text).expect(201);
    const again = await register(JSON.stringify({ keys: { auth: keys.auth, p256dh: keys.p256dh }, endpoint })).expect(
      201,
    );
    expect(again.body.id).toBe(first.body.id);
  });

  it('forgets a browser that has unsubscribed', async () => {
    await register(subscription('browser-dead')).expect(201);
    await ring();
    expect((await t.as(advisor).get('/v1/devices').expect(200)).body.data).toEqual([]);
  });

  it('tries again when the push service is busy, and tests it like every device', async () => {
    const { body } = await register(subscription('browser-busy')).expect(201);
    sandbox.fcm.control({ status: 503 });
    await ring();
    expect(sandbox.fcm.web.messages).toEqual([]);
    await t.db.query(`update graphile_worker._private_jobs set run_at = now()`);
    await t.drain();
    expect(sandbox.fcm.web.messages.length).toBeGreaterThan(0);
    await t
      .as(advisor)
      .post(`/v1/devices/${body.id as string}/test`)
      .expect(202);
    const before = sandbox.fcm.web.messages.length;
    await t.drain();
    expect(sandbox.fcm.web.messages).toHaveLength(before + 1);
  });

  it('takes no address but those of the push services of browsers, and only from a browser', async () => {
    for (const host of ['127.0.0.1', 'localhost', 'fcm.googleapis.com.example', 'metadata.internal'])
      await register(subscription('x', host)).expect(422);
    await register('not a subscription').expect(422);
    await t
      .as(advisor)
      .post('/v1/devices', { platform: 'ios', pushKind: 'web_subscription', pushValue: subscription('browser-ios') })
      .expect(422);
  });

  it('says what pages subscribe with, and the push service takes its signature', async () => {
    const { body } = await t.as(advisor).get('/v1/devices/web-push-key').expect(200);
    expect(body.key).toMatch(/^B[\w-]{86}$/);
  });
});

describe('an installation without a key for browsers', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await testApp({ env: { WEB_PUSH_KEY: '', WEB_PUSH_CONTACT: '' } });
  });
  afterAll(() => t.close());

  it('says so, and registers none', async () => {
    const advisor = await t.given.advisor();
    expect((await t.as(advisor).get('/v1/devices/web-push-key').expect(200)).body).toEqual({ key: null });
    const pushValue = JSON.stringify({ endpoint: 'https://fcm.googleapis.com/fcm/send/x', keys: {} });
    await t.as(advisor).post('/v1/devices', { platform: 'web', pushKind: 'web_subscription', pushValue }).expect(422);
  });
});
