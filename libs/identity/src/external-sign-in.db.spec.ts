import { type KeyObject, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { publicId } from '@app/kernel';
import { type Actor, type TestApp, race, testApp } from '@app/testing';

const ISSUER = 'https://shop.example';
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}
const PAIRS = {
  EdDSA: (): Pair => generateKeyPairSync('ed25519'),
  ES256: (): Pair => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: (): Pair => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
type Algorithm = keyof typeof PAIRS;

describe('a licensee’s own users', () => {
  let t: TestApp;
  let owner: Actor;
  const pairs = {} as Record<Algorithm, Pair>;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    for (const algorithm of Object.keys(PAIRS) as Algorithm[]) {
      pairs[algorithm] = PAIRS[algorithm]();
      const { body } = await register(algorithm, pairs[algorithm].publicKey).expect(201);
      expect(body).toMatchObject({ algorithm, kid: algorithm, audience: publicId('licensee', owner.licenseeId) });
    }
  });
  afterAll(() => t.close());

  const register = (kid: string, key: KeyObject, actor = owner) =>
    t
      .as(actor)
      .post('/v1/staff/sign-in-keys', { name: 'Shop', issuer: ISSUER, kid, jwk: key.export({ format: 'jwk' }) });
  const seconds = (): number => Math.floor((Date.now() + t.clock.offsetMs) / 1000);
  const claims = (change: object = {}) => ({
    iss: ISSUER,
    aud: publicId('licensee', owner.licenseeId),
    exp: seconds() + 240,
    jti: randomUUID(),
    sub: 'shopper',
    name: 'Sho Pper',
    adult: true,
    ...change,
  });
  const token = (
    payload: object,
    algorithm: Algorithm = 'EdDSA',
    header: object = {},
    key = pairs[algorithm].privateKey,
  ) => {
    const signed = `${part({ alg: algorithm, kid: algorithm, ...header })}.${part(payload)}`;
    const signature =
      algorithm === 'ES256'
        ? sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
        : sign(algorithm === 'EdDSA' ? null : 'sha256', Buffer.from(signed), key);
    return `${signed}.${signature.toString('base64url')}`;
  };
  const enter = (text: string, host = owner.host) =>
    t.http(host).post('/v1/auth/external').send({ token: text, face: 'site' });

  it.each(Object.keys(PAIRS) as Algorithm[])(
    'come in by a token of %s, and are the same user the next time',
    async (algorithm) => {
      const sub = `shopper by ${algorithm}`;
      const first = await enter(token(claims({ sub, email: `${algorithm}@Shop.example` }), algorithm)).expect(200);
      expect(first.body).toMatchObject({ person: { displayName: 'Sho Pper', role: 'end_user' }, refreshToken: null });
      expect(first.headers['set-cookie']).toEqual([expect.stringContaining('__Host-rt_site=')]);
      const again = await enter(token(claims({ sub, adult: undefined }), algorithm)).expect(200);
      expect(again.body.person.id).toBe(first.body.person.id);
      await t
        .as({ ...owner, token: again.body.accessToken as string })
        .get('/v1/wallet')
        .expect(200);
      const { body } = await t
        .as(owner)
        .get(`/v1/users?externalId=${encodeURIComponent(sub)}`)
        .expect(200);
      expect(body.data).toEqual([expect.objectContaining({ id: first.body.person.id, externalId: sub })]);
    },
  );

  it('may come without an e-mail address, and none is shown for them', async () => {
    const { body: session } = await enter(token(claims({ sub: 'no address', email: undefined }))).expect(200);
    expect(session.person.email).toBe('');
    const { body: user } = await t
      .as(owner)
      .get(`/v1/users/${session.person.id as string}`)
      .expect(200);
    expect(user.email).toBe('');
    const [row] = await t.db.query<{ email: string }>('select email from app.person where id = $1', [
      t.parseId('person', session.person.id as string),
    ]);
    expect(row!.email).toMatch(/@users\.invalid$/);
    const finance = await t.given.staff('finance');
    const { body: seen } = await t
      .as(finance)
      .get(`/v1/staff/people/${session.person.id as string}`)
      .expect(200);
    expect(seen.email).toBe('');
  });

  it('are let in once by each token, however many send it at once', async () => {
    const text = token(claims({ sub: 'raced' }));
    const answers = (await race(4, () => enter(text).then((answer) => answer))).map(
      (one) => (one as PromiseFulfilledResult<{ status: number; body: { reason?: string } }>).value,
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect(answers.filter(({ status }) => status === 401).map(({ body }) => body.reason)).toEqual([
      'used',
      'used',
      'used',
    ]);
    expect((await enter(text)).body.reason).toBe('used');
  });

  it('who come in twice at once for the first time are one user', async () => {
    const answers = await race(3, () =>
      enter(token(claims({ sub: 'twice' })))
        .expect(200)
        .then(({ body }) => body as { person: { id: string } }),
    );
    const ids = answers.map((one) => (one as PromiseFulfilledResult<{ person: { id: string } }>).value.person.id);
    expect(new Set(ids).size).toBe(1);
  });

  it.each<[string, () => string]>([
    ['malformed', () => 'no token'],
    ['malformed', () => `${part([])}.${part(claims())}.x`],
    ['unknown_key', () => token(claims(), 'EdDSA', { kid: 'another' })],
    ['unknown_key', () => token(claims(), 'EdDSA', { kid: '__proto__' })],
    ['wrong_algorithm', () => token(claims(), 'EdDSA', { alg: 'none' })],
    ['wrong_algorithm', () => token(claims(), 'EdDSA', { alg: 'HS256' })],
    ['wrong_algorithm', () => token(claims(), 'ES256', { kid: 'EdDSA' })],
    ['bad_signature', () => token(claims(), 'EdDSA', {}, PAIRS.EdDSA().privateKey)],
    ['bad_signature', () => `${token(claims()).split('.').slice(0, 2).join('.')}.`],
    ['wrong_issuer', () => token(claims({ iss: 'https://evil.example' }))],
    ['wrong_audience', () => token(claims({ aud: 'everybody' }))],
    ['wrong_audience', () => token(claims({ aud: [publicId('licensee', owner.licenseeId)] }))],
    ['no_expiry', () => token(claims({ exp: undefined }))],
    ['expired', () => token(claims({ exp: seconds() - 61 }))],
    ['lives_too_long', () => token(claims({ exp: seconds() + 365 }))],
    ['not_valid_yet', () => token(claims({ nbf: seconds() + 65 }))],
    ['no_id', () => token(claims({ jti: undefined }))],
    ['no_subject', () => token(claims({ sub: '' }))],
    ['bad_claim', () => token(claims({ email: 'nobody' }))],
    ['bad_claim', () => token(claims({ name: { first: 'A' } }))],
  ])('are refused, and told why: %s', async (reason, make) => {
    const { status, body } = await enter(make());
    expect([status, body.code, body.reason]).toEqual([401, 'external-token-refused', reason]);
  });

  it('are not let in by a key that was revoked, and its kid is free again', async () => {
    const { publicKey, privateKey } = PAIRS.EdDSA();
    const { body: key } = await register('short', publicKey).expect(201);
    const by = () => enter(token(claims({ sub: 'short' }), 'EdDSA', { kid: 'short' }, privateKey));
    await by().expect(200);
    expect((await register('short', publicKey).expect(409)).body.code).toBe('sign-in-key-exists');
    await t
      .as(owner)
      .post(`/v1/staff/sign-in-keys/${key.id as string}/revoke`)
      .expect(200);
    expect((await by()).body.reason).toBe('unknown_key');
    await register('short', publicKey).expect(201);
    await by().expect(200);
  });

  it('do not take over an account that has their e-mail address', async () => {
    const user = await t.given.user();
    const { body } = await enter(token(claims({ sub: 'taker', email: user.email }))).expect(409);
    expect(body.code).toBe('email-taken');
  });

  it('are adults, as the licensee says, and stay out while they are frozen', async () => {
    expect((await enter(token(claims({ sub: 'child', adult: undefined })))).body.code).toBe(
      'adult-attestation-required',
    );
    const { body } = await enter(token(claims({ sub: 'cold' }))).expect(200);
    await t
      .as(owner)
      .post(`/v1/staff/people/${body.person.id as string}/freeze`)
      .expect(200);
    expect((await enter(token(claims({ sub: 'cold' })))).body.code).toBe('account-frozen');
  });

  it('are two people at two licensees, even with the same names', async () => {
    const zenith = await t.given.staff('owner', 'zenith');
    await register('EdDSA', pairs.EdDSA.publicKey, zenith).expect(201);
    const here = await enter(token(claims({ sub: 'both', email: 'both@shop.example' }))).expect(200);
    const aud = publicId('licensee', zenith.licenseeId);
    const there = await enter(token(claims({ sub: 'both', email: 'both@shop.example', aud })), zenith.host).expect(200);
    expect(there.body.person.id).not.toBe(here.body.person.id);
    // A token for one is nothing at the other.
    expect((await enter(token(claims({ sub: 'both' })), zenith.host)).body.reason).toBe('wrong_audience');
    await t
      .as({ ...zenith, token: here.body.accessToken as string })
      .get('/v1/wallet')
      .expect(401);
  });

  it('are vouched for by public keys only', async () => {
    const send = (jwk: object) =>
      t.as(owner).post('/v1/staff/sign-in-keys', { name: 'x', issuer: ISSUER, kid: 'x', jwk });
    for (const jwk of [
      pairs.EdDSA.privateKey.export({ format: 'jwk' }),
      { kty: 'oct', k: 'c2VjcmV0' },
      { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }),
      generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }),
      {},
    ])
      expect((await send(jwk).expect(422)).body.errors[0].pointer).toBe('/jwk');
    const { body } = await t
      .as(await t.given.staff('owner', 'zenith'))
      .get('/v1/staff/sign-in-keys')
      .expect(200);
    expect((body.data as { kid: string }[]).map(({ kid }) => kid)).toEqual(['EdDSA']);
  });
});
