import { describe, expect, it } from '@jest/globals';
import { FcmPush, fcmMessage, outcomeOf } from './fcm.adapter.js';
import type { PushMessage } from './push.js';

const message: PushMessage = {
  data: { type: 'call.ring', callId: 'call_1', expiresAt: '2026-03-01T12:00:45.900Z' },
  collapseKey: 'call_1',
  ttlSeconds: 45,
  expiresAt: new Date('2026-03-01T12:00:45.900Z'),
};
const failure = (code: string, httpResponse?: object) =>
  Object.assign(new Error('with the token in it'), { code, httpResponse });

describe('the message in the words of FCM', () => {
  it('is data only, urgent, and ends with the ring', () => {
    expect(fcmMessage({ kind: 'fcm_token', value: 'token-of-a-phone' }, message)).toEqual({
      token: 'token-of-a-phone',
      data: { type: 'call.ring', callId: 'call_1', expiresAt: '2026-03-01T12:00:45.900Z' },
      android: { priority: 'high', ttl: 45_000, collapseKey: 'call_1' },
      webpush: { headers: { TTL: '45', Urgency: 'high', Topic: 'call_1' } },
      apns: { headers: { 'apns-priority': '10', 'apns-expiration': '1772366445', 'apns-collapse-id': 'call_1' } },
    });
  });

  it('that the system shows carries what takes it down, on a phone and in a browser', () => {
    const alert = { title: 'Aurora', body: 'Incoming call' };
    expect(fcmMessage({ kind: 'webpush', value: 'browser-1' }, { ...message, alert })).toMatchObject({
      notification: alert,
      android: { notification: { tag: 'call_1' } },
      webpush: { notification: { tag: 'call_1', renotify: true, requireInteraction: true } },
    });
  });

  it('is addressed by installation id or by token', () => {
    expect(fcmMessage({ kind: 'fcm_fid', value: 'fid-1' }, message)).toMatchObject({ fid: 'fid-1' });
    expect(fcmMessage({ kind: 'webpush', value: 'browser-1' }, message)).toMatchObject({ token: 'browser-1' });
  });
});

describe('what a failure means', () => {
  it.each(['messaging/registration-token-not-registered', 'messaging/installation-id-not-registered'])(
    '%s: the device is gone',
    (code) => {
      expect(outcomeOf(failure(code))).toEqual({ kind: 'dead', code });
    },
  );

  it('a foreign sender is a dead device, a missing permission of ours is not', () => {
    const code = 'messaging/mismatched-credential';
    const answer = (errorCode: string) => ({
      data: { error: { status: 'PERMISSION_DENIED', details: [{ errorCode }] } },
    });
    expect(outcomeOf(failure(code, answer('SENDER_ID_MISMATCH')))).toEqual({ kind: 'dead', code });
    expect(outcomeOf(failure(code, answer('SERVICE_DISABLED')))).toEqual({ kind: 'rejected', code });
    expect(outcomeOf(failure(code))).toEqual({ kind: 'rejected', code });
  });

  it('quota, server and network failures are tried again, when FCM says so', () => {
    expect(outcomeOf(failure('messaging/message-rate-exceeded', { headers: { 'retry-after': '20' } }))).toMatchObject({
      kind: 'retry',
      afterSeconds: 20,
    });
    expect(outcomeOf(failure('messaging/server-unavailable', { headers: {} }))).toMatchObject({
      kind: 'retry',
      afterSeconds: 3,
    });
    expect(outcomeOf(failure('app/network-error'))).toMatchObject({ kind: 'retry', afterSeconds: 3 });
  });

  it.each(['messaging/invalid-argument', 'messaging/third-party-auth-error', 'app/invalid-credential'])(
    '%s: trying again does not help',
    (code) => {
      expect(outcomeOf(failure(code))).toEqual({ kind: 'rejected', code });
    },
  );

  it('says nothing but the code', () => {
    expect(JSON.stringify(outcomeOf(failure('messaging/invalid-argument')))).not.toContain('token');
    expect(outcomeOf(new Error('odd'))).toEqual({ kind: 'rejected', code: 'unknown' });
  });
});

describe('a wrong configuration', () => {
  it.each([
    { FIREBASE_CREDENTIALS: 'not json', FCM_BASE_URL: '', FCM_CA_FILE: '' },
    { FIREBASE_CREDENTIALS: '{"project_id":"p"}', FCM_BASE_URL: '', FCM_CA_FILE: '' },
    { FIREBASE_CREDENTIALS: '', FCM_BASE_URL: 'https://127.0.0.1:1', FCM_CA_FILE: '/does/not/exist' },
  ])('does not stop the process: %o', async (config) => {
    const push = new FcmPush(config);
    await expect(push.send({ kind: 'fcm_token', value: 'token-of-a-phone' }, message)).resolves.toEqual({
      kind: 'rejected',
      code: 'misconfigured',
    });
    await push.onModuleDestroy();
  });
});
