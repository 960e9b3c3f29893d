import { type KeyObject, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { newId } from '@app/kernel';
import { AccessTokenStrategy } from './access-token.adapter.js';
import { AccessTokens } from './access-tokens.service.js';
import { writeRefreshToken } from './refresh-token.js';

const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString();
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const current = keyPair();
const retired = keyPair();
const stranger = keyPair();
const LICENSEE = newId();
const claims = { licenseeId: LICENSEE, personId: newId(), sessionId: newId(), role: 'end_user' as const };

const tokens = new AccessTokens({
  AUTH_PRIVATE_KEY: pem(current.privateKey),
  AUTH_RETIRED_PUBLIC_KEYS: pem(retired.publicKey),
});
const strategy = new AccessTokenStrategy(tokens);
const good = tokens.sign(claims);
const header = jwt.decode(good, { complete: true })!.header;
const payload = jwt.decode(good) as jwt.JwtPayload;

/** What Passport would do with the token. */
function judge(token: string | undefined, licenseeId = LICENSEE): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const one = Object.assign(Object.create(strategy) as AccessTokenStrategy, {
      success: resolve,
      fail: () => resolve('refused'),
      error: reject,
    });
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    one.authenticate({ headers, ctx: { licenseeId } } as never, {});
  });
}

/** A token signed with our own key but for what is changed. By hand: jsonwebtoken refuses to sign what is wrong. */
function forged(change: { header?: object; payload?: object; key?: KeyObject }): string {
  const signed = `${part({ ...header, ...change.header })}.${part({ ...payload, ...change.payload })}`;
  const signature = sign('sha256', Buffer.from(signed), {
    key: change.key ?? current.privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${signed}.${signature.toString('base64url')}`;
}

describe('access token', () => {
  it('speaks for its person', async () => {
    await expect(judge(good)).resolves.toEqual(claims);
    expect(payload.exp! - payload.iat!).toBe(600);
    expect(header).toMatchObject({ typ: 'at+jwt', alg: 'ES256', kid: expect.stringMatching(/^[\w-]{43}$/) });
    await expect(judge(forged({}))).resolves.toEqual(claims);
  });

  it('is still good when its key has been retired, and not before its key is known', async () => {
    const before = new AccessTokens({ AUTH_PRIVATE_KEY: pem(retired.privateKey), AUTH_RETIRED_PUBLIC_KEYS: '' });
    await expect(judge(before.sign(claims))).resolves.toEqual(claims);
    const elsewhere = new AccessTokens({ AUTH_PRIVATE_KEY: pem(stranger.privateKey), AUTH_RETIRED_PUBLIC_KEYS: '' });
    await expect(judge(elsewhere.sign(claims))).resolves.toBe('refused');
  });

  const hs256 = (secret: string): string => {
    const signed = `${part({ ...header, alg: 'HS256' })}.${part(payload)}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };
  const now = Math.floor(Date.now() / 1000);

  it.each<[string, string | undefined]>([
    ['no token', undefined],
    ['not a token', 'abc'],
    ['three dots', '...'],
    ['a header that is no object', `${part(1)}.${part(payload)}.x`],
    ['alg none', `${part({ ...header, alg: 'none' })}.${part(payload)}.`],
    ['alg none in mixed case', `${part({ ...header, alg: 'nOnE' })}.${part(payload)}.`],
    ['HS256 with our public key as the secret', hs256(pem(current.publicKey))],
    ['HS256 with the trimmed public key', hs256(pem(current.publicKey).trim())],
    ['the key of a stranger under our kid', forged({ key: stranger.privateKey })],
    ['a retired key under the kid of the current one', forged({ key: retired.privateKey })],
    ['an unknown kid', forged({ header: { kid: 'x'.repeat(43) } })],
    ['no kid', forged({ header: { kid: undefined } })],
    ['a kid that is a property of every object', forged({ header: { kid: '__proto__' } })],
    [
      'its own key in the header',
      forged({ key: stranger.privateKey, header: { kid: 'own', jwk: stranger.publicKey.export({ format: 'jwk' }) } }),
    ],
    [
      'an address of keys in the header',
      forged({
        key: stranger.privateKey,
        header: { kid: 'own', jku: 'https://evil.example/jwks', x5u: 'https://evil.example/x' },
      }),
    ],
    ['another typ', forged({ header: { typ: 'JWT' } })],
    ['no typ', forged({ header: { typ: undefined } })],
    ['another issuer', forged({ payload: { iss: 'somebody' } })],
    ['another audience', forged({ payload: { aud: newId() } })],
    ['a list of audiences', forged({ payload: { aud: [LICENSEE, newId()] } })],
    ['no subject', forged({ payload: { sub: undefined } })],
    ['no session', forged({ payload: { sid: undefined } })],
    ['an invented role', forged({ payload: { role: 'god' } })],
    ['expired', forged({ payload: { iat: now - 700, exp: now - 100 } })],
    ['no expiry', forged({ payload: { exp: undefined } })],
    ['an expiry further away than we sign', forged({ payload: { iat: now - 700, exp: now + 9999 } })],
    ['truncated', good.slice(0, -10)],
    ['without the signature', `${good.split('.').slice(0, 2).join('.')}.`],
    ['a changed payload', `${good.split('.')[0]}.${part({ ...payload, role: 'owner' })}.${good.split('.')[2]}`],
    ['a refresh token', writeRefreshToken('s'.repeat(32), LICENSEE, { sessionId: claims.sessionId, counter: 0 })],
  ])('is refused: %s', async (_, token) => {
    await expect(judge(token)).resolves.toBe('refused');
  });

  it('of one licensee is refused at another', async () => {
    await expect(judge(good, newId())).resolves.toBe('refused');
  });
});
