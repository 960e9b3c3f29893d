import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'node:https';
import { type App, deleteApp, initializeApp } from 'firebase-admin/app';
import { getMessaging, type Message } from 'firebase-admin/messaging';
import { start } from '../../test/harness.js';
import type { Sandbox } from '../sandbox.js';

let sandbox: Sandbox;
let app: App;

/** The recipe of fcm-stand-in.ts: the real client, its connections led to the loopback address. */
function agentFor(port: number, ca: string): Agent {
  const agent = new Agent({ keepAlive: true, ca });
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) =>
    connect({ ...options, host: '127.0.0.1', port, servername: 'fcm.googleapis.com' }, callback);
  return agent;
}

beforeAll(async () => {
  sandbox = await start();
  app = initializeApp(
    {
      projectId: 'sandbox',
      credential: { getAccessToken: () => Promise.resolve({ access_token: 'sandbox', expires_in: 3600 }) },
      httpAgent: agentFor(sandbox.fcmPort, sandbox.fcmCa),
    },
    'fcm-spec',
  );
});
afterAll(async () => {
  await deleteApp(app);
  await sandbox.stop();
});
beforeEach(() => {
  sandbox.fcm.control({ clear: true });
});

const ring: Message = {
  token: 'token-of-a-phone',
  data: { type: 'call.ring', callId: 'call_1' },
  android: { priority: 'high', ttl: 45_000, collapseKey: 'call_1' },
  webpush: { headers: { TTL: '45', Urgency: 'high' } },
  apns: { headers: { 'apns-expiration': '1700000000' }, payload: { aps: { contentAvailable: true } } },
};

const post = (body: string, path = '/v1/projects/sandbox/messages:send') =>
  new Promise<{ status: number; body: { error?: { status: string; details?: { errorCode?: string }[] } } }>(
    (resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: sandbox.fcmPort,
          servername: 'fcm.googleapis.com',
          ca: sandbox.fcmCa,
          method: 'POST',
          path,
          agent: false,
          headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
        },
        (incoming) => {
          let text = '';
          incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
          incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: JSON.parse(text) as never }));
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    },
  );

describe('the real firebase-admin', () => {
  it('delivers a message and gets its name', async () => {
    const name = await getMessaging(app).send(ring);
    expect(sandbox.fcm.messages).toHaveLength(1);
    expect(sandbox.fcm.messages[0]).toMatchObject({
      name,
      token: 'token-of-a-phone',
      data: { type: 'call.ring', callId: 'call_1' },
      android: { priority: 'high', ttl: '45s', collapse_key: 'call_1' },
      webpush: { headers: { TTL: '45', Urgency: 'high' } },
      apns: { headers: { 'apns-expiration': '1700000000' } },
    });
    expect(name).toMatch(/^projects\/sandbox\/messages\/\w+$/);
  });

  it('learns that a device is gone', async () => {
    await expect(getMessaging(app).send({ ...ring, token: 'a-dead-phone' })).rejects.toMatchObject({
      code: 'messaging/registration-token-not-registered',
    });
    expect(sandbox.fcm.messages).toHaveLength(0);
  });

  it('learns that a token belongs to another sender, and that a token is malformed', async () => {
    await expect(getMessaging(app).send({ ...ring, token: 'a-mismatch-phone' })).rejects.toMatchObject({
      code: 'messaging/mismatched-credential',
    });
    await expect(getMessaging(app).send({ ...ring, token: 'short' })).rejects.toMatchObject({
      code: expect.stringMatching(/^messaging\/invalid-/),
    });
  });

  it('is told to slow down, once', async () => {
    sandbox.fcm.control({ status: 429, retryAfterSeconds: 60 });
    await expect(getMessaging(app).send(ring)).rejects.toMatchObject({ code: 'messaging/message-rate-exceeded' });
    await getMessaging(app).send(ring);
    expect(sandbox.fcm.messages).toHaveLength(1);
  });

  it('repeats by itself after a 503', async () => {
    sandbox.fcm.control({ status: 503, times: 1 });
    await getMessaging(app).send(ring);
    expect(sandbox.fcm.messages).toHaveLength(1);
  });

  it('refuses the stand-in without its authority', async () => {
    const stranger = initializeApp(
      {
        projectId: 'sandbox',
        credential: { getAccessToken: () => Promise.resolve({ access_token: 'sandbox', expires_in: 3600 }) },
        httpAgent: agentFor(sandbox.fcmPort, ''),
      },
      'fcm-spec-stranger',
    );
    await expect(getMessaging(stranger).send(ring)).rejects.toMatchObject({
      message: expect.stringMatching(/certificate/),
    });
    await deleteApp(stranger);
    expect(sandbox.fcm.messages).toHaveLength(0);
  });
});

describe('the wire', () => {
  it('answers as Google does', async () => {
    const gone = await post(JSON.stringify({ message: { token: 'a-dead-phone' } }));
    expect(gone).toMatchObject({
      status: 404,
      body: { error: { status: 'NOT_FOUND', details: [{ errorCode: 'UNREGISTERED' }] } },
    });
    for (const body of [
      '{',
      '{}',
      '{"message":{"token":"token-of-a-phone","data":{"n":1}}}',
      '{"message":{"token":"token-of-a-phone","colour":"red"}}',
    ]) {
      expect(await post(body)).toMatchObject({ status: 400, body: { error: { status: 'INVALID_ARGUMENT' } } });
    }
    expect((await post('{}', '/v1/other')).status).toBe(404);
    expect(sandbox.fcm.messages).toHaveLength(0);
  });
});
