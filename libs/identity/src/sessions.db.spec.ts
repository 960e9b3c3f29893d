import { systemContext } from '@app/kernel';
import { testApp } from '@app/testing';
import { SessionsService } from './sessions.service.js';

const PASSWORD = 'a long sentence of mine';

interface SignedIn {
  accessToken: string;
  refreshToken: string;
  person: { id: string };
}

describe('sessions', () => {
  let t: Awaited<ReturnType<typeof testApp>>;
  let host: string;
  let count = 0;

  beforeAll(async () => {
    t = await testApp();
    host = t.licensees.aurora.host;
  });
  afterAll(() => t.close());

  const post = (path: string, body: object) => t.http(host).post(`/v1/auth/${path}`).send(body);
  const refresh = (refreshToken: string) => post('refresh', { refreshToken });
  const as = (token: string) => ({
    get: (path: string) => t.http(host).get(path).set('authorization', `Bearer ${token}`),
    post: (path: string, body: object = {}) =>
      t.http(host).post(path).set('authorization', `Bearer ${token}`).send(body),
    patch: (path: string, body: object) => t.http(host).patch(path).set('authorization', `Bearer ${token}`).send(body),
    delete: (path: string) => t.http(host).delete(path).set('authorization', `Bearer ${token}`),
  });
  const newcomer = async (): Promise<SignedIn & { email: string }> => {
    const email = `person${++count}@example.com`;
    const { body } = await post('sign-up', { email, password: PASSWORD, displayName: 'P', adult: true }).expect(201);
    return { ...body, email };
  };
  const signIn = async (email: string, password = PASSWORD): Promise<SignedIn> =>
    (await post('sign-in', { email, password }).expect(200)).body;
  /** Lets the grace of the last rotation pass. */
  const laterBy = (seconds: number) =>
    t.db.query(`update app.session set rotated_at = rotated_at - make_interval(secs => $1)`, [seconds]);
  const counterOf = (refreshToken: string): string => refreshToken.split('.')[1]!;

  it('turns 20 parallel refreshes into one rotation and gives all the same token', async () => {
    const { refreshToken, person } = await newcomer();
    // Counts rotations, and makes each last long enough that all others meet it: without the lock they would rotate too.
    await t.db.query(`
      create sequence public.rotation;
      create function public.count_rotation() returns trigger language plpgsql security definer as $$
      begin perform nextval('public.rotation'); perform pg_sleep(0.1); return null; end $$;
      create trigger count_rotation after update on app.session for each row execute function public.count_rotation()`);
    const ctx = systemContext(t.licensees.aurora.id, 'spec');
    const sessions = t.app.get(SessionsService);
    const answers = await Promise.all(Array.from({ length: 20 }, () => sessions.refresh(ctx, refreshToken)));
    const [rotations] = await t.db.query<{ count: string }>('select last_value::text as count from public.rotation');
    await t.db.query('drop trigger count_rotation on app.session');
    expect(rotations!.count).toBe('1');
    const tokens = new Set(answers.map((answer) => answer.refreshToken));
    expect(tokens.size).toBe(1);
    expect(counterOf([...tokens][0]!)).toBe('1');
    for (const { accessToken } of answers) {
      expect((await as(accessToken).get('/v1/me').expect(200)).body.id).toBe(person.id);
    }
    await refresh([...tokens][0]!).expect(200);
    const [row] = await t.db.query<{ refresh_hash: Buffer }>(
      'select refresh_hash from app.session order by id desc limit 1',
    );
    expect(row!.refresh_hash).toHaveLength(32);
  });

  it('ends the whole session when a token comes back that was rotated away', async () => {
    const { refreshToken: first, accessToken, email } = await newcomer();
    const other = await signIn(email);
    const second = (await refresh(first).expect(200)).body;
    await laterBy(11);
    expect((await refresh(first).expect(401)).body.code).toBe('invalid-refresh-token');
    await refresh(second.refreshToken).expect(401);
    await as(second.accessToken).get('/v1/me').expect(401);
    await as(accessToken).get('/v1/me').expect(401);
    const history = await as(other.accessToken).get('/v1/me/sign-ins').expect(200);
    expect(history.body.data.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'reuse_detected',
      'signed_in',
      'signed_up',
    ]);
  });

  it('ends it at once for a token two rotations old', async () => {
    const { refreshToken: first } = await newcomer();
    const second = (await refresh(first).expect(200)).body.refreshToken;
    const third = (await refresh(second).expect(200)).body.refreshToken;
    await refresh(first).expect(401);
    await refresh(third).expect(401);
  });

  it('refuses a forged counter and a malformed token without touching the session', async () => {
    const { refreshToken } = await newcomer();
    const [session, , mac] = refreshToken.split('.');
    for (const token of [
      `${session}.1.${mac}`,
      `${session}.0.${'A'.repeat(43)}`,
      'rt_nonsense',
      refreshToken.slice(0, -1),
    ]) {
      await refresh(token).expect(401);
    }
    await refresh(refreshToken).expect(200);
  });

  it('slides the end of a session, and refuses it after that', async () => {
    const { refreshToken, accessToken } = await newcomer();
    await t.db.query(`update app.session set expires_at = now() + interval '1 hour'`);
    const next = (await refresh(refreshToken).expect(200)).body.refreshToken;
    const [row] = await t.db.query<{ days: string }>(
      `select round(extract(epoch from expires_at - now()) / 86400)::text as days from app.session order by id desc limit 1`,
    );
    expect(row!.days).toBe('30');
    await t.db.query(`update app.session set expires_at = now() - interval '1 s'`);
    await refresh(next).expect(401);
    await as(accessToken).get('/v1/me').expect(401);
  });

  it('lists sessions, ends one and all others, effective at once', async () => {
    const here = await newcomer();
    const there = await signIn(here.email);
    const elsewhere = await signIn(here.email);
    const list = (await as(here.accessToken).get('/v1/sessions').expect(200)).body;
    expect(list).toMatchObject({ object: 'list', has_more: false, next_cursor: null });
    expect(list.data.map(({ current }: { current: boolean }) => current)).toEqual([false, false, true]);

    const foreign = await newcomer();
    await as(foreign.accessToken).delete(`/v1/sessions/${list.data[1].id}`).expect(404);
    await as(here.accessToken).delete('/v1/sessions/ses_nonsense').expect(404);
    await as(there.accessToken).get('/v1/me').expect(200);
    await as(here.accessToken).delete(`/v1/sessions/${list.data[1].id}`).expect(204);
    await as(there.accessToken).get('/v1/me').expect(401);
    await refresh(there.refreshToken).expect(401);

    await as(here.accessToken).delete('/v1/sessions').expect(204);
    await as(elsewhere.accessToken).get('/v1/me').expect(401);
    await as(here.accessToken).get('/v1/me').expect(200);
    await as(foreign.accessToken).get('/v1/me').expect(200);

    await as(here.accessToken).post('/v1/auth/sign-out').expect(204);
    await as(here.accessToken).get('/v1/me').expect(401);
    await refresh(here.refreshToken).expect(401);
  });

  it('changes the password and signs out everywhere else', async () => {
    const here = await newcomer();
    const there = await signIn(here.email);
    const change = (currentPassword: string, newPassword: string) =>
      as(here.accessToken).post('/v1/me/password', { currentPassword, newPassword });
    expect((await change('not the password', 'another long sentence').expect(403)).body.code).toBe('wrong-password');
    expect((await change(PASSWORD, 'short').expect(422)).body.errors[0].pointer).toBe('/newPassword');
    await change(PASSWORD, 'another long sentence').expect(204);
    await as(there.accessToken).get('/v1/me').expect(401);
    await as(here.accessToken).get('/v1/me').expect(200);
    await post('sign-in', { email: here.email, password: PASSWORD }).expect(401);
    await signIn(here.email, 'another long sentence');
  });

  it('changes name and language, and nothing else', async () => {
    const here = await newcomer();
    const { body } = await as(here.accessToken).patch('/v1/me', { displayName: ' Grace ', locale: 'de' }).expect(200);
    expect(body).toMatchObject({ displayName: 'Grace', locale: 'de', role: 'end_user' });
    await as(here.accessToken).patch('/v1/me', { role: 'owner' }).expect(422);
    await as(here.accessToken).patch('/v1/me', {}).expect(200);
  });

  it('wants a token where the route is not public', async () => {
    const { body, headers } = await t.http(host).get('/v1/me').expect(401);
    expect(body.code).toBe('unauthenticated');
    expect(headers['www-authenticate']).toBe('Bearer');
    await t.http(host).get('/v1/me').set('authorization', 'Basic abc').expect(401);
  });
});
