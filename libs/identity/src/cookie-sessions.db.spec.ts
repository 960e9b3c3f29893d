import { type TestApp, PASSWORD, race, testApp } from '@app/testing';

describe('a session in a browser', () => {
  let t: TestApp;
  let aurora: string;
  let zenith: string;
  let count = 0;

  beforeAll(async () => {
    t = await testApp();
    aurora = t.licensees.aurora.host;
    zenith = t.licensees.zenith.host;
  });
  afterAll(() => t.close());

  const post = (path: string, body: object, host = aurora) => t.http(host).post(`/v1/auth/${path}`).send(body);
  const cookieOf = ({ headers }: { headers: Record<string, unknown> }): string | undefined =>
    [headers['set-cookie'] ?? []].flat().map(String)[0];
  /** What the browser sends back. */
  const pair = (answer: { headers: Record<string, unknown> }): string => cookieOf(answer)!.split(';')[0]!;
  const newcomer = async () => {
    const email = `browser${++count}@example.com`;
    const answer = await post('sign-up', {
      email,
      password: PASSWORD,
      displayName: 'B',
      adult: true,
      face: 'site',
    }).expect(201);
    return { email, answer, cookie: pair(answer) };
  };
  const refresh = (cookie: string, body: object = { face: 'site' }, host = aurora) =>
    post('refresh', body, host).set('cookie', cookie);

  it('keeps the refresh token in a cookie of its face and nowhere else', async () => {
    const { email, answer } = await newcomer();
    expect(answer.body.refreshToken).toBeNull();
    expect(cookieOf(answer)).toMatch(
      /^__Host-rt_site=rt_ses_[0-9a-z]{26}\.0\.[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const signedIn = await post('sign-in', { email, password: PASSWORD, face: 'site' }).expect(200);
    expect(signedIn.body.refreshToken).toBeNull();
    expect(JSON.stringify(signedIn.body)).not.toContain(pair(signedIn).split('=')[1]!);

    const next = await refresh(pair(signedIn)).expect(200);
    expect(next.body).toMatchObject({ refreshToken: null, tokenType: 'Bearer' });
    expect(pair(next)).toMatch(/\.1\./);
    await t.http(aurora).get('/v1/me').set('authorization', `Bearer ${next.body.accessToken}`).expect(200);
  });

  it('leaves an app without a face as it was', async () => {
    const { email, cookie } = await newcomer();
    const signedIn = await post('sign-in', { email, password: PASSWORD }).expect(200);
    expect([typeof signedIn.body.refreshToken, cookieOf(signedIn)]).toEqual(['string', undefined]);
    const next = await refresh(cookie, { refreshToken: signedIn.body.refreshToken }).expect(200);
    expect([typeof next.body.refreshToken, cookieOf(next)]).toEqual(['string', undefined]);
  });

  it('can move from the body into the cookie', async () => {
    const { email } = await newcomer();
    const { refreshToken } = (await post('sign-in', { email, password: PASSWORD }).expect(200)).body;
    const moved = await post('refresh', { refreshToken, face: 'site' }).expect(200);
    expect(moved.body.refreshToken).toBeNull();
    await refresh(pair(moved)).expect(200);
  });

  it('reads the cookie only when the body says the face, so that an empty body does nothing', async () => {
    const { cookie } = await newcomer();
    const empty = await t.http(aurora).post('/v1/auth/refresh').set('cookie', cookie).expect(422);
    expect(empty.body.errors).toEqual([{ pointer: '/refreshToken', detail: 'is required without a face' }]);
    await refresh(cookie, {}).expect(422);
    await refresh(cookie, { face: 'nowhere' }).expect(422);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      await t
        .http(aurora)
        .post('/v1/auth/refresh')
        .set('cookie', cookie)
        .set('content-type', type)
        .send('{"face":"site"}')
        .expect(415);
    }
    const noCookie = await post('refresh', { face: 'site' }).expect(401);
    expect(noCookie.body.code).toBe('invalid-refresh-token');
    // Another face has a cookie of its own.
    await refresh(cookie, { face: 'admin' }).expect(401);
    expect(pair(await refresh(cookie).expect(200))).toMatch(/\.1\./);
  });

  it('authorizes nothing else: a cookie alone opens no route', async () => {
    const { cookie } = await newcomer();
    await t.http(aurora).get('/v1/me').set('cookie', cookie).expect(401);
    await t.http(aurora).post('/v1/auth/sign-out').set('cookie', cookie).expect(401);
    await t.http(aurora).delete('/v1/sessions').set('cookie', cookie).expect(401);
  });

  it('gives two tabs that refresh at once the same token', async () => {
    const { cookie } = await newcomer();
    const answers = await race(2, () => refresh(cookie).expect(200));
    const cookies = answers.map((one) => (one.status === 'fulfilled' ? pair(one.value) : String(one.reason)));
    expect(new Set(cookies).size).toBe(1);
    expect(cookies[0]).toMatch(/\.1\./);
    await refresh(cookies[0]!).expect(200);
  });

  it('ends when an old cookie comes back later', async () => {
    const { cookie } = await newcomer();
    const next = pair(await refresh(cookie).expect(200));
    await t.db.query(`update app.session set rotated_at = rotated_at - interval '11 s'`);
    await refresh(cookie).expect(401);
    await refresh(next).expect(401);
  });

  it('is worth nothing at another licensee', async () => {
    const { cookie } = await newcomer();
    const foreign = await refresh(cookie, { face: 'site' }, zenith).expect(401);
    expect([foreign.body.code, cookieOf(foreign)]).toEqual(['invalid-refresh-token', undefined]);
    await refresh(cookie).expect(200);
  });

  it('belongs to one face, which a right password is told', async () => {
    const signIn = (email: string, face: string, password = PASSWORD) =>
      post('sign-in', { email, password, face }, email.endsWith('operator.example') ? 'ops.localhost' : aurora);
    const { email } = await newcomer();
    const people = [
      [email, 'site'],
      [(await t.given.advisor()).email, 'pro'],
      [(await t.given.operator()).email, 'ops'],
    ];
    for (const role of ['owner', 'admin', 'finance', 'support', 'analyst'] as const)
      people.push([(await t.given.staff(role)).email, 'admin']);
    for (const [who, right] of people) {
      for (const face of ['site', 'pro', 'admin', 'ops']) {
        const answer = await signIn(who!, face);
        if (face === right) {
          expect([who, face, answer.status]).toEqual([who, face, 200]);
          expect(pair(answer)).toMatch(new RegExp(`^__Host-rt_${face}=`));
        } else {
          expect([who, face, answer.status, answer.body.code, answer.body.face]).toEqual([
            who,
            face,
            403,
            'wrong-face',
            right,
          ]);
          expect(cookieOf(answer)).toBeUndefined();
        }
      }
    }
    expect((await signIn(email, 'admin', 'not the password').expect(401)).body.code).toBe('invalid-credentials');
    const signUp = { email: 'pro@example.com', password: PASSWORD, displayName: 'P', adult: true, face: 'pro' };
    expect((await post('sign-up', signUp).expect(403)).body).toMatchObject({ code: 'wrong-face', face: 'site' });
    expect(await t.db.query(`select 1 from app.person where email = 'pro@example.com'`)).toHaveLength(0);
    // At a refresh too, and without using the token up.
    const { refreshToken } = (await post('sign-in', { email, password: PASSWORD }).expect(200)).body;
    expect((await post('refresh', { refreshToken, face: 'admin' }).expect(403)).body.face).toBe('site');
    const rest = await post('refresh', { refreshToken, face: 'site' }).expect(200);
    expect(pair(rest)).toMatch(/\.1\./);
  });

  it('is forgotten when it is signed out', async () => {
    const { answer, cookie } = await newcomer();
    const out = (token: string) =>
      t.http(aurora).post('/v1/auth/sign-out').set('cookie', cookie).set('authorization', `Bearer ${token}`);
    const gone = await out(answer.body.accessToken).expect(204);
    expect(cookieOf(gone)).toMatch(
      /^__Host-rt_site=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Strict$/,
    );
    await refresh(cookie).expect(401);
    const app = await post('sign-in', { email: (await newcomer()).email, password: PASSWORD }).expect(200);
    const plain = await t
      .http(aurora)
      .post('/v1/auth/sign-out')
      .set('authorization', `Bearer ${app.body.accessToken}`)
      .expect(204);
    expect(cookieOf(plain)).toBeUndefined();
  });

  it('is not touched by a page of another host', async () => {
    const { email, answer, cookie } = await newcomer();
    for (const origin of [
      'https://evil.example',
      `http://${zenith}`,
      `http://${aurora}.evil.example`,
      `http://evil-${aurora}`,
      `http://sub.${aurora}`,
      'null',
      '',
      'file://',
      aurora,
    ]) {
      for (const request of [
        refresh(cookie),
        post('sign-in', { email, password: PASSWORD, face: 'site' }),
        post('sign-up', { email, password: PASSWORD, displayName: 'B', adult: true, face: 'site' }),
        post('sign-out', {}).set('authorization', `Bearer ${answer.body.accessToken}`),
        post('operator-access', { code: 'a'.repeat(43), face: 'admin' }),
      ]) {
        const refused = await request.set('origin', origin);
        expect([origin, refused.status, refused.body.code, cookieOf(refused)]).toEqual([
          origin,
          403,
          'foreign-origin',
          undefined,
        ]);
      }
    }
    for (const origin of [`http://${aurora}`, `http://${aurora}:3000`, `https://${aurora.toUpperCase()}`])
      await post('sign-in', { email, password: PASSWORD, face: 'site' }).set('origin', origin).expect(200);
    await refresh(cookie).set('origin', `http://${aurora}:5173`).expect(200);
  });

  it('says in plain words where it is', async () => {
    const { email } = await newcomer();
    const android =
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';
    const { body } = await post('sign-in', { email, password: PASSWORD }).set('user-agent', android).expect(200);
    const list = await t
      .http(aurora)
      .get('/v1/sessions')
      .set('authorization', `Bearer ${body.accessToken}`)
      .expect(200);
    expect(
      list.body.data.map(({ current, device }: { current: boolean; device: string }) => [current, device]),
    ).toEqual([
      [true, 'Chrome on Android'],
      [false, 'Unknown device'],
    ]);
  });
});
