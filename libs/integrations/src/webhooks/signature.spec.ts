import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newSecret, signedHeaders } from './signature.js';

/** As a receiver would write it from the specification, by other means than the signer. */
function verifies(secret: string, headers: Record<string, string>, raw: string): boolean {
  const [, key] = secret.split('_');
  const content = [headers['webhook-id'], headers['webhook-timestamp'], raw].join('.');
  const expected = createHmac('sha256', Buffer.from(key!, 'base64')).update(content).digest('base64');
  return headers['webhook-signature']!.split(' ').includes(`v1,${expected}`);
}

describe('the signature of a webhook', () => {
  const at = new Date('2030-01-31T12:00:00.900Z');
  // Spaces, an escape and a number that JSON.stringify would all write in another way.
  const raw = '{ "a" : 1.0, "text": "\\u00e9", "z":[ ] }';

  it('is over the bytes that are sent, not over what they mean', () => {
    const secret = newSecret();
    const headers = signedHeaders([secret], 'evt_1', at, Buffer.from(raw));
    expect(verifies(secret, headers, raw)).toBe(true);
    expect(verifies(secret, headers, JSON.stringify(JSON.parse(raw)))).toBe(false);
  });

  it('equals the example of the specification', () => {
    const headers = signedHeaders(
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      new Date(1614265330_000),
      Buffer.from('{"test": 2432232314}'),
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('changes with the id, the time and every bit of the body', () => {
    const secret = newSecret();
    const headers = signedHeaders([secret], 'evt_1', at, Buffer.from(raw));
    expect(verifies(secret, { ...headers, 'webhook-id': 'evt_2' }, raw)).toBe(false);
    expect(verifies(secret, { ...headers, 'webhook-timestamp': '1' }, raw)).toBe(false);
    expect(verifies(secret, headers, raw.replace('1', '2'))).toBe(false);
    expect(verifies(newSecret(), headers, raw)).toBe(false);
  });

  it('comes once by each secret while one replaces the other', () => {
    const secrets = [newSecret(), newSecret()];
    const headers = signedHeaders(secrets, 'evt_1', at, Buffer.from(raw));
    for (const secret of secrets) expect(verifies(secret, headers, raw)).toBe(true);
  });

  it('has 32 random bytes of secret', () => {
    expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newSecret()).not.toBe(newSecret());
  });
});
