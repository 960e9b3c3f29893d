import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../sandbox/src/sandbox.js';
import { type Actor, type TestApp, testApp } from '@app/testing';
import { pushSandbox } from './push-sandbox.js';

type Advisor = Actor & { advisorId: string };
const TOKEN = 'ab'.repeat(32);

describe('ringing an iPhone that sleeps', () => {
  let sandbox: Sandbox;
  let stop: () => Promise<void>;
  let t: TestApp;
  let advisor: Advisor;
  beforeAll(async () => {
    const pushes = await pushSandbox();
    ({ sandbox, stop } = pushes);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    t = await testApp({
      env: {
        APNS_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        APNS_KEY_ID: 'KEY1234567',
        APNS_TEAM_ID: 'TEAM123456',
        APNS_BUNDLE_ID: 'example.aurora',
        APNS_BASE_URL: sandbox.apnsUrl,
        APNS_CA_FILE: pushes.caFile,
      },
    });
  });
  beforeEach(async () => {
    advisor = await t.given.advisor();
    sandbox.apns.control({ clear: true });
  });
  afterAll(async () => {
    await t.close();
    await stop();
  });

  const register = async (pushValue: string): Promise<string> =>
    (await t.as(advisor).post('/v1/devices', { platform: 'ios', pushKind: 'apns_voip', pushValue }).expect(201)).body
      .id as string;
  const ring = async () => {
    const caller = await t.given.user({ balanceMinor: 10_000n });
    const { body } = await t
      .as(caller)
      .post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' })
      .expect(201);
    await t.drain();
    return { id: body.id as string, caller };
  };
  const reason = async (id: string) =>
    (
      await t.db.query<{ revoked_reason: string | null }>('select revoked_reason from app.device where id = $1', [
        t.parseId('device', id),
      ])
    )[0]!.revoked_reason;
  const due = () =>
    t.db.query(
      `update graphile_worker._private_jobs set run_at = clock_timestamp() where task_id = (select id from graphile_worker._private_tasks where identifier = 'notifications.push')`,
    );

  it('goes straight to Apple as a VoIP push that is not kept, and says nothing of anybody', async () => {
    await register(TOKEN);
    const { id, caller } = await ring();
    expect(sandbox.apns.messages).toMatchObject([
      {
        token: TOKEN,
        topic: 'example.aurora.voip',
        pushType: 'voip',
        expiration: '0',
        collapseId: id,
        payload: { aps: {}, type: 'call.ring', callId: id },
      },
    ]);
    // Each VoIP push has to show a call, so the end of the ring does not come as one: the app that was woken sees it in its stream.
    await t.as(caller).post(`/v1/calls/${id}/cancel`).expect(200);
    await t.drain();
    expect(sandbox.apns.messages).toHaveLength(1);
  });

  it.each([`dead${'0'.repeat(60)}`, 'not-a-token-of-apple'])(
    'forgets a device that Apple does not know: %s',
    async (value) => {
      const id = await register(value);
      await ring();
      expect(await reason(id)).toBe('dead_token');
    },
  );

  it('is tried again while it rings when Apple is busy', async () => {
    const id = await register(`cd${TOKEN.slice(2)}`);
    sandbox.apns.control({ status: 503 });
    await ring();
    expect(sandbox.apns.messages).toHaveLength(0);
    await due();
    await t.drain();
    expect(sandbox.apns.messages).toHaveLength(1);
    expect(await reason(id)).toBeNull();
  });
});
