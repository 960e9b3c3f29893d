import { describe, expect, it } from '@jest/globals';
import { signWebhook, verifyWebhook } from './webhook.js';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const other = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const at = new Date('2030-01-31T12:00:00Z');
const seconds = (n: number): { now: Date } => ({ now: new Date(at.getTime() + n * 1000) });
const raw = '{ "type":"call.ended", "timestamp":"2030-01-31T12:00:00Z", "data":{ "text":"\\u00e9", "n":1.0 } }';

describe('a webhook', () => {
  it('is signed as the example of the specification is', async () => {
    const headers = await signWebhook('{"test": 2432232314}', secret, {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_000),
    });
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('is read when it is ours, as text or bytes, whatever the headers look like', async () => {
    const headers = await signWebhook(raw, secret, { id: 'evt_1', at });
    const message = await verifyWebhook(raw, headers, secret, seconds(0));
    expect(message).toEqual({ type: 'call.ended', timestamp: '2030-01-31T12:00:00Z', data: { text: 'é', n: 1 } });
    await verifyWebhook(new TextEncoder().encode(raw), new Headers(headers), secret, seconds(300));
    const node = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
    await verifyWebhook(raw, node, secret, seconds(-300));
  });

  it('is refused after five minutes, before its time, and with any bit changed', async () => {
    const headers = await signWebhook(raw, secret, { id: 'evt_1', at });
    const refusal = (body: string, change: object, now: { now: Date } = seconds(0)): Promise<unknown> =>
      verifyWebhook(body, { ...headers, ...change }, secret, now).catch((error: { reason: string }) => error.reason);
    expect(await refusal(raw, {}, seconds(301))).toBe('too-old');
    expect(await refusal(raw, {}, seconds(-301))).toBe('too-new');
    expect(await refusal(JSON.stringify(JSON.parse(raw)), {})).toBe('signature-wrong');
    expect(await refusal(raw, { 'webhook-id': 'evt_2' })).toBe('signature-wrong');
    expect(await refusal(raw, { 'webhook-timestamp': String(at.getTime() / 1000 + 1) })).toBe('signature-wrong');
    expect(await refusal(raw, { 'webhook-timestamp': '0x10' })).toBe('timestamp-malformed');
    expect(await refusal(raw, { 'webhook-signature': '' })).toBe('header-missing');
    expect(await refusal(raw, { 'webhook-signature': 'v1,!!! v1, v2,x' })).toBe('signature-wrong');
    const unsigned = headers['webhook-signature'].replace('v1,', 'v1a,');
    expect(await refusal(raw, { 'webhook-signature': unsigned })).toBe('signature-wrong');
  });

  it('is read by the old and the new secret while one replaces the other', async () => {
    const one = await signWebhook(raw, secret, { id: 'evt_1', at });
    const two = await signWebhook(raw, other, { id: 'evt_1', at });
    const both = { ...one, 'webhook-signature': `${two['webhook-signature']} ${one['webhook-signature']}` };
    for (const known of [secret, other]) await verifyWebhook(raw, both, known, seconds(0));
    await verifyWebhook(raw, one, [other, secret], seconds(0));
    await expect(verifyWebhook(raw, one, other, seconds(0))).rejects.toMatchObject({ reason: 'signature-wrong' });
  });

  it('says what a new program forgets: the variable of the secret, and the raw body', async () => {
    const headers = await signWebhook(raw, secret, { id: 'evt_1', at });
    const given = (body: unknown, secrets: unknown): Promise<unknown> =>
      verifyWebhook(body as string, headers, secrets as string, seconds(0)).catch((error: unknown) => error);
    expect(await given(raw, undefined)).toMatchObject({ name: 'WebhookRefused', reason: 'secret-missing' });
    expect(await given(raw, '')).toMatchObject({ name: 'WebhookRefused', reason: 'secret-missing' });
    for (const body of [JSON.parse(raw), undefined, null])
      expect(await given(body, secret)).toMatchObject({ name: 'WebhookRefused', reason: 'body-not-raw' });
  });

  it('tells a secret that is none, and a signed body that is no JSON', async () => {
    const headers = await signWebhook('hello', secret, { id: 'evt_1', at });
    await expect(verifyWebhook('hello', headers, 'abc', seconds(0))).rejects.toMatchObject({
      reason: 'secret-malformed',
    });
    await expect(verifyWebhook('hello', headers, secret, seconds(0))).rejects.toMatchObject({
      reason: 'body-malformed',
    });
  });
});
