import { createHash } from 'node:crypto';
import { jest } from '@jest/globals';
import { systemContext } from '@app/kernel';
import { testApp } from '@app/testing';
import { hash } from 'bcrypt';
import { PasswordHasher } from './password-hasher.service.js';
import { PersonsService } from './persons.service.js';

const PASSWORD = 'a long sentence of mine';

describe('signing up and in', () => {
  let t: Awaited<ReturnType<typeof testApp>>;
  let aurora: string;
  let zenith: string;

  beforeAll(async () => {
    t = await testApp();
    aurora = t.licensees.aurora.host;
    zenith = t.licensees.zenith.host;
  });
  afterAll(() => t.close());

  const post = (host: string, path: string, body: object) => t.http(host).post(`/v1/auth/${path}`).send(body);
  const signUp = (host: string, email: string, more: object = {}) =>
    post(host, 'sign-up', { email, password: PASSWORD, displayName: 'Ada', adult: true, ...more });
  const signIn = (host: string, email: string, password = PASSWORD) => post(host, 'sign-in', { email, password });
  const me = (host: string, token: string) => t.http(host).get('/v1/me').set('authorization', `Bearer ${token}`);
  const history = async (email: string): Promise<string[]> =>
    (
      await t.db.query<{ outcome: string }>(
        'select s.outcome from app.sign_in s join app.person p on p.licensee_id = s.licensee_id and p.id = s.person_id where p.email = $1 order by s.id',
        [email],
      )
    ).map(({ outcome }) => outcome);

  it('gives a new end user tokens at once', async () => {
    const { body } = await signUp(aurora, '  Ada@Example.com ').expect(201);
    expect(body).toMatchObject({
      tokenType: 'Bearer',
      expiresInSeconds: 600,
      person: { role: 'end_user', email: 'ada@example.com', displayName: 'Ada', status: 'active' },
    });
    const shown = await me(aurora, body.accessToken).expect(200);
    expect(shown.body).toEqual({
      ...body.person,
      billingCountry: null,
      business: null,
      emailVerifiedAt: null,
      operatorAccess: null,
    });
    expect(await history('ada@example.com')).toEqual(['signed_up']);
  });

  it('keeps out who does not say that they are an adult', async () => {
    const { body } = await signUp(aurora, 'young@example.com', { adult: false }).expect(403);
    expect(body.code).toBe('adult-attestation-required');
    await post(aurora, 'sign-up', { email: 'young@example.com', password: PASSWORD, displayName: 'Y' }).expect(403);
  });

  it("makes no customers of the operator's own host", async () => {
    expect((await signUp('ops.localhost', 'customer@example.com').expect(403)).body.code).toBe('forbidden');
  });

  it('points at what is wrong with a sign-up', async () => {
    const { body, headers } = await signUp(aurora, 'no-address', { password: '', extra: 1 }).expect(422);
    expect(headers['content-type']).toMatch('application/problem+json');
    expect(body.errors.map((error: { pointer: string }) => error.pointer).sort()).toEqual([
      '/email',
      '/extra',
      '/password',
    ]);
    const long = await signUp(aurora, 'long@example.com', { password: 'x'.repeat(73) }).expect(422);
    expect(long.body.errors).toEqual([{ pointer: '/password', detail: 'must have at most 72 bytes' }]);
  });

  it('answers a wrong password and an unknown e-mail alike, at sign-in and at sign-up', async () => {
    await signUp(aurora, 'known@example.com').expect(201);
    const plain = ({ body, headers }: { body: Record<string, unknown>; headers: Record<string, string> }) => ({
      ...body,
      instance: '',
      requestId: '',
      names: Object.keys(headers).sort(),
    });
    const wrong = await signIn(aurora, 'known@example.com', 'another long one').expect(401);
    const unknown = await signIn(aurora, 'unknown@example.com', 'another long one').expect(401);
    const again = await signUp(aurora, 'known@example.com', { password: 'another long one' }).expect(401);
    expect(plain(unknown)).toEqual(plain(wrong));
    expect(plain(again)).toEqual(plain(wrong));
    expect(wrong.body.code).toBe('invalid-credentials');
    expect(await history('known@example.com')).toEqual(['signed_up', 'wrong_password', 'wrong_password']);
  });

  it('signs a known person in who signs up again with the right password', async () => {
    const first = await signUp(aurora, 'twice@example.com').expect(201);
    const second = await signUp(aurora, 'twice@example.com', { displayName: 'Somebody else' }).expect(201);
    expect(second.body.person).toEqual(first.body.person);
  });

  it('makes one person of parallel sign-ups', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => signUp(aurora, 'race@example.com')));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
    expect(new Set(answers.map(({ body }) => body.person.id)).size).toBe(1);
  });

  it('knows the same e-mail at two licensees as two people', async () => {
    const atAurora = await signUp(aurora, 'both@example.com', { password: `${PASSWORD} one` }).expect(201);
    const atZenith = await signUp(zenith, 'both@example.com', { password: `${PASSWORD} two` }).expect(201);
    expect(atAurora.body.person.id).not.toBe(atZenith.body.person.id);
    await signIn(zenith, 'both@example.com', `${PASSWORD} one`).expect(401);
    await signIn(zenith, 'both@example.com', `${PASSWORD} two`).expect(200);
  });

  it('refuses the tokens of one licensee at another', async () => {
    const { body } = await signUp(aurora, 'local@example.com').expect(201);
    await me(zenith, body.accessToken).expect(401);
    await post(zenith, 'refresh', { refreshToken: body.refreshToken }).expect(401);
    await me(aurora, body.accessToken).expect(200);
  });

  it('renews an outdated hash at the next right sign-in, and never makes one weaker', async () => {
    const hashOf = async (): Promise<string> => {
      const [row] = await t.db.query<{ password_hash: string }>(
        `select password_hash from app.person where email = 'strong@example.com'`,
      );
      return row!.password_hash;
    };
    await signUp(aurora, 'strong@example.com').expect(201);
    await t.db.query(`update app.person set password_hash = $1 where email = 'strong@example.com'`, [
      await hash(PASSWORD, 6),
    ]);
    const stronger = await hashOf();
    await signIn(aurora, 'strong@example.com').expect(200);
    expect(await hashOf()).toBe(stronger);

    // bcrypt knows no cost below the 4 of the tests, so "outdated" is said by hand; the rule itself is in the pure spec.
    const outdated = jest.spyOn(t.app.get(PasswordHasher), 'isOutdated').mockReturnValue(true);
    await signIn(aurora, 'strong@example.com', 'not the password').expect(401);
    expect(await hashOf()).toBe(stronger);
    await signIn(aurora, 'strong@example.com').expect(200);
    outdated.mockRestore();
    expect(await hashOf()).not.toBe(stronger);
    await signIn(aurora, 'strong@example.com').expect(200);
  });

  it('tells a frozen person only when the password is right, and a closed one nothing', async () => {
    await signUp(aurora, 'cold@example.com').expect(201);
    await t.db.query(`update app.person set status = 'frozen' where email = 'cold@example.com'`);
    expect((await signIn(aurora, 'cold@example.com', 'not the password').expect(401)).body.code).toBe(
      'invalid-credentials',
    );
    expect((await signIn(aurora, 'cold@example.com').expect(403)).body.code).toBe('account-frozen');
    expect(await history('cold@example.com')).toEqual(['signed_up', 'wrong_password', 'refused']);
    await t.db.query(`update app.person set status = 'closed' where email = 'cold@example.com'`);
    expect((await signIn(aurora, 'cold@example.com').expect(401)).body.code).toBe('invalid-credentials');
  });

  it('limits guesses per e-mail over all replicas, at sign-in and sign-up together', async () => {
    await signUp(aurora, 'target@example.com').expect(201);
    // As if other replicas had counted them: the counter is a row, not a variable.
    const reached = await t.db.query(
      `update app.rate_limit set points = 2000000000 where key = 'sign-in:body.email:' || $1 || ':' || $2 returning 1`,
      [t.licensees.aurora.id, createHash('sha256').update('target@example.com').digest('base64url')],
    );
    expect(reached).toHaveLength(1);
    for (const answer of [await signIn(aurora, ' TARGET@example.com'), await signUp(aurora, 'target@example.com')]) {
      expect(answer.status).toBe(429);
      expect(answer.body.code).toBe('rate-limited');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    await signUp(zenith, 'target@example.com').expect(201);
  });

  it('answers 404 without data on an unknown host', async () => {
    const { body } = await t.http('nobody.localhost').get('/v1/site').expect(404);
    const { body: route } = await t.http(aurora).get('/v1/no-such-route').expect(404);
    expect({ ...body, instance: '', requestId: '' }).toEqual({ ...route, instance: '', requestId: '' });
    await post('nobody.localhost', 'sign-in', { email: 'ada@example.com', password: PASSWORD }).expect(404);
    await t
      .http(aurora)
      .get('/v1/site')
      .set('x-forwarded-host', zenith)
      .expect(200)
      .expect(({ body: site }) => expect(site.host).toBe(aurora));
  });

  it('lets staff freeze a person, whose sessions end at once, and see the login history', async () => {
    const ctx = systemContext(t.licensees.aurora.id, 'spec');
    const persons = t.app.get(PersonsService);
    const owner = await persons.create(ctx, {
      role: 'owner',
      email: 'boss@example.com',
      password: PASSWORD,
      displayName: 'Boss',
    });
    await persons.create(ctx, { role: 'admin', email: 'admin@example.com', password: PASSWORD, displayName: 'Admin' });
    const admin = (await signIn(aurora, 'admin@example.com').expect(200)).body.accessToken;
    const asAdmin = (method: 'get' | 'post', path: string) =>
      t.http(aurora)[method](`/v1/staff/people${path}`).set('authorization', `Bearer ${admin}`);
    const user = (await signUp(aurora, 'user@example.com').expect(201)).body;
    await me(aurora, user.accessToken).expect(200);

    expect((await asAdmin('post', `/${user.person.id}/freeze`).expect(200)).body.status).toBe('frozen');
    await me(aurora, user.accessToken).expect(401);
    await post(aurora, 'refresh', { refreshToken: user.refreshToken }).expect(401);
    await asAdmin('post', `/${user.person.id}/unfreeze`).expect(200);
    await signIn(aurora, 'user@example.com').expect(200);

    const log = await asAdmin('get', `/${user.person.id}/sign-ins?limit=1`).expect(200);
    expect(log.body).toMatchObject({ object: 'list', data: [{ outcome: 'signed_in' }], has_more: true });
    const next = await asAdmin('get', `/${user.person.id}/sign-ins?limit=1&cursor=${log.body.next_cursor}`).expect(200);
    expect(next.body).toMatchObject({ data: [{ outcome: 'signed_up' }], has_more: false, next_cursor: null });

    const owners = await asAdmin('get', '?role=owner').expect(200);
    const boss = owners.body.data.find(({ email }: { email: string }) => email === owner.email);
    await asAdmin('post', `/${boss.id}/freeze`).expect(403);
    await t.http(aurora).get('/v1/staff/people').set('authorization', `Bearer ${user.accessToken}`).expect(401);
    const again = (await signIn(aurora, 'user@example.com').expect(200)).body.accessToken;
    await t.http(aurora).get('/v1/staff/people').set('authorization', `Bearer ${again}`).expect(403);

    // Another licensee's person is nobody here.
    const foreign = (await signUp(zenith, 'foreign@example.com').expect(201)).body.person.id;
    await asAdmin('post', `/${foreign}/freeze`).expect(404);
    await asAdmin('get', `/${foreign}/sign-ins`).expect(404);
    await asAdmin('get', '/usr_nonsense/sign-ins').expect(404);
  });
});
