import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { MOST_BYTES, Sender, readSubscription, sealFor, writeSubscription } from './web-push.js';
import { outcomeOfStatus } from './web-push.adapter.js';

/** RFC 8291, appendix A. */
const VECTOR = {
  message: 'When I grow up, I want to be a watermelon',
  privateKey: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  sealed:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
};
const ENDPOINT = 'https://fcm.googleapis.com/fcm/send/abcdefgh:1';
const given = (change: object = {}): string =>
  JSON.stringify({
    endpoint: ENDPOINT,
    expirationTime: null,
    keys: { p256dh: VECTOR.p256dh, auth: VECTOR.auth },
    ...change,
  });

describe('a push for a browser', () => {
  it('is sealed as the standard does it', () => {
    const sealed = sealFor(
      { endpoint: ENDPOINT, p256dh: VECTOR.p256dh, auth: VECTOR.auth },
      Buffer.from(VECTOR.message),
      {
        privateKey: Buffer.from(VECTOR.privateKey, 'base64url'),
        salt: Buffer.from(VECTOR.salt, 'base64url'),
      },
    );
    expect(sealed.toString('base64url')).toBe(VECTOR.sealed);
  });

  it('is opened by its browser alone, with a key and a salt of its own each time', () => {
    const browser = createECDH('prime256v1');
    const p256dh = browser.generateKeys().toString('base64url');
    const auth = randomBytes(16);
    const seal = (): Buffer =>
      sealFor({ endpoint: ENDPOINT, p256dh, auth: auth.toString('base64url') }, Buffer.from('{"type":"test"}'));
    const [first, second] = [seal(), seal()];
    expect(first.equals(second)).toBe(false);
    const open = (sealed: Buffer, secret: Buffer): string => {
      const [salt, sender] = [sealed.subarray(0, 16), sealed.subarray(21, 86)];
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), sender]);
      const key = Buffer.from(hkdfSync('sha256', browser.computeSecret(sender), secret, info, 32));
      const part = (name: string, length: number) =>
        Buffer.from(hkdfSync('sha256', key, salt, Buffer.from(`Content-Encoding: ${name}\0`), length));
      const decipher = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12));
      decipher.setAuthTag(sealed.subarray(-16));
      const text = Buffer.concat([decipher.update(sealed.subarray(86, -16)), decipher.final()]);
      expect(text.at(-1)).toBe(2);
      return text.subarray(0, -1).toString();
    };
    expect([open(first, auth), open(second, auth)]).toEqual(['{"type":"test"}', '{"type":"test"}']);
    expect(() => open(first, randomBytes(16))).toThrow();
  });

  it('fits one record or is refused', () => {
    const to = { endpoint: ENDPOINT, p256dh: VECTOR.p256dh, auth: VECTOR.auth };
    expect(sealFor(to, Buffer.alloc(MOST_BYTES)).length).toBe(4096);
    expect(() => sealFor(to, Buffer.alloc(MOST_BYTES + 1))).toThrow(RangeError);
  });
});

describe('a subscription', () => {
  it('is read as a page writes it, and written in one way', () => {
    const read = readSubscription(given())!;
    expect(read).toEqual({ endpoint: ENDPOINT, p256dh: VECTOR.p256dh, auth: VECTOR.auth });
    expect(readSubscription(writeSubscription(read))).toEqual(read);
  });

  it.each([
    'https://updates.push.services.mozilla.com/wpush/v2/x',
    'https://web.push.apple.com/x',
    'https://wns2-par02p.notify.windows.com/w/?token=x',
  ])('of a known push service is taken: %s', (endpoint) => {
    expect(readSubscription(given({ endpoint }))).toMatchObject({ endpoint });
  });

  it.each([
    'http://fcm.googleapis.com/fcm/send/x',
    'https://fcm.googleapis.com:8443/fcm/send/x',
    'https://fcm.googleapis.com.example/fcm/send/x',
    'https://xfcm.googleapis.com/fcm/send/x',
    'https://user@fcm.googleapis.com/fcm/send/x',
    'https://push.apple.com.example/x',
    'https://127.0.0.1/x',
    'https://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'x',
  ])('that leads anywhere else is none: %s', (endpoint) => {
    expect(readSubscription(given({ endpoint }))).toBeUndefined();
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', 'null'],
    ['no keys', given({ keys: null })],
    ['a short secret', given({ keys: { p256dh: VECTOR.p256dh, auth: 'AAAA' } })],
    [
      'a key that is no point of the curve',
      given({ keys: { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: VECTOR.auth } }),
    ],
  ])('with %s is none', (_, text) => {
    expect(readSubscription(text)).toBeUndefined();
  });
});

describe('the sender of pushes to browsers', () => {
  it('signs for one push service and half a day, with the key that pages subscribe with', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const sender = new Sender(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'mailto:a@b.example');
    const now = new Date('2026-03-01T12:00:00Z');
    const [, token = '', key] = /^vapid t=(\S+), k=(\S+)$/.exec(sender.authorization(ENDPOINT, now))!;
    expect(key).toBe(sender.publicKey);
    const [header, claims, signature] = token.split('.');
    const read = (part: string | undefined) => JSON.parse(Buffer.from(part!, 'base64url').toString()) as unknown;
    expect(read(header)).toEqual({ typ: 'JWT', alg: 'ES256' });
    expect(read(claims)).toEqual({
      aud: 'https://fcm.googleapis.com',
      exp: now.getTime() / 1000 + 12 * 3600,
      sub: 'mailto:a@b.example',
    });
    const { x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
    expect(Buffer.from(key!, 'base64url').toString('hex')).toBe(
      `04${Buffer.from(x!, 'base64url').toString('hex')}${Buffer.from(y!, 'base64url').toString('hex')}`,
    );
    const signed = Buffer.from(`${header}.${claims}`);
    const publicKey = { key: createPublicKey(privateKey), dsaEncoding: 'ieee-p1363' as const };
    expect(verify('sha256', signed, publicKey, Buffer.from(signature!, 'base64url'))).toBe(true);
  });
});

describe('the answer of a push service', () => {
  it.each([
    [201, undefined, { kind: 'delivered' }],
    [410, undefined, { kind: 'dead' }],
    [404, undefined, { kind: 'dead' }],
    [429, '20', { kind: 'retry', afterSeconds: 20 }],
    [503, undefined, { kind: 'retry', afterSeconds: 3 }],
    [503, 'soon', { kind: 'retry', afterSeconds: 3 }],
    [403, undefined, { kind: 'rejected', code: 'http_403' }],
    [302, undefined, { kind: 'rejected' }],
  ])('%i means what it means for the device', (status, retryAfter, outcome) => {
    expect(outcomeOfStatus(status, retryAfter)).toMatchObject(outcome);
  });
});
