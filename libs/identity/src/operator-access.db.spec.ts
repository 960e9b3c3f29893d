import { publicId } from '@app/kernel';
import { type Actor, PASSWORD, type TestApp, race, testApp } from '@app/testing';

interface Entry {
  licensee_id: string;
  action: string;
  actor_kind: string;
  actor_id: string | null;
  actor_role: string | null;
  operator_access_id: string | null;
  reason: string | null;
  after: Record<string, unknown> | null;
}

const REASON = 'Ticket 4711: prices are not shown';

describe('the operator in a tenant', () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;
  let path: string;

  beforeAll(async () => {
    t = await testApp();
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
    path = `/v1/operator/licensees/${publicId('licensee', t.licensees.aurora.id)}/access`;
  });
  afterAll(() => t.close());
  afterEach(() => t.clock.reset());

  const request = (body: object = {}) => t.as(ops).post(path, { reason: REASON, minutes: 15, ...body });
  const offer = async (body: object = {}): Promise<{ code: string; expiresAt: string }> => {
    const { url, expiresAt } = (await request(body).expect(201)).body as { url: string; expiresAt: string };
    return { code: /^http:\/\/aurora\.localhost\/admin\/#access=([\w-]{43})$/.exec(url)![1]!, expiresAt };
  };
  const start = (code: string, host = owner.host) =>
    t.http(host).post('/v1/auth/operator-access').send({ code, face: 'admin' });
  const enter = async (body: object = {}) => {
    const { code, expiresAt } = await offer(body);
    const answer = await start(code).expect(200);
    const id = t.parseId('person', answer.body.person.id)!;
    const who: Actor = {
      id,
      email: answer.body.person.email,
      token: answer.body.accessToken,
      host: owner.host,
      licenseeId: owner.licenseeId,
    };
    return { who, code, expiresAt, cookie: [answer.headers['set-cookie']].flat()[0]!.split(';')[0]! };
  };
  const refresh = (cookie: string) =>
    t.http(owner.host).post('/v1/auth/refresh').set('cookie', cookie).send({ face: 'admin' });
  const newest = async () => (await t.as(owner).get('/v1/staff/operator-access?limit=1').expect(200)).body.data[0];
  const logOf = (licenseeId: string, action: string) =>
    t.db.query<Entry>('select * from app.audit_entry where licensee_id = $1 and action like $2 order by id', [
      licenseeId,
      action,
    ]);

  it('needs a reason and a time between 5 and 60 minutes, and is for the operator only', async () => {
    for (const [body, pointer] of [
      [{ reason: 'too short' }, '/reason'],
      [{ reason: 'x'.repeat(301) }, '/reason'],
      [{ minutes: 4 }, '/minutes'],
      [{ minutes: 61 }, '/minutes'],
      [{ minutes: 5.5 }, '/minutes'],
    ] as const)
      expect((await request(body).expect(422)).body.errors[0].pointer).toBe(pointer);
    for (const who of [owner, await t.given.staff('admin'), await t.given.user()])
      await t.as(who).post(path, { reason: REASON, minutes: 15 }).expect(403);
    // A person with the operator's role who is not at the operator's house.
    const impostor = await t.given.person('operator');
    await t.as(impostor).post(path, { reason: REASON, minutes: 15 }).expect(403);
    for (const id of [crypto.randomUUID(), ops.licenseeId])
      await t
        .as(ops)
        .post(`/v1/operator/licensees/${publicId('licensee', id)}/access`, { reason: REASON, minutes: 15 })
        .expect(404);
    expect(await t.db.query('select 1 from app.operator_access')).toHaveLength(0);
  });

  it('comes in by a code, as an admin whom the banner and the log name', async () => {
    const { who, expiresAt } = await enter();
    const { body } = await t.as(who).get('/v1/me').expect(200);
    expect(body).toMatchObject({
      role: 'admin',
      displayName: 'Operator',
      operatorAccess: { reason: REASON, expiresAt },
    });
    expect((await t.as(owner).get('/v1/me').expect(200)).body.operatorAccess).toBeNull();

    const shown = await newest();
    expect(shown).toEqual({
      id: expect.stringMatching(/^opa_/),
      operatorName: expect.stringContaining('Operator'),
      reason: REASON,
      minutes: 15,
      state: 'active',
      requestedAt: expect.any(String),
      startedAt: expect.any(String),
      expiresAt,
      endedAt: null,
    });
    const accessId = t.parseId('operatorAccess', shown.id)!;
    const [requested] = await logOf(owner.licenseeId, 'operator.access_requested');
    expect(requested).toMatchObject({ actor_id: ops.id, actor_role: 'operator', reason: REASON });
    expect(await logOf(ops.licenseeId, 'operator.access_requested')).toMatchObject([
      { actor_id: ops.id, actor_role: 'operator', reason: REASON, after: { access: shown.id, minutes: 15 } },
    ]);
    expect(await logOf(owner.licenseeId, 'operator.access_started')).toMatchObject([
      {
        actor_id: who.id,
        actor_role: 'admin',
        operator_access_id: accessId,
        reason: REASON,
        after: { operator: shown.operatorName, minutes: 15 },
      },
    ]);
    // What is done during it says so.
    const user = await t.given.user();
    await t
      .as(who)
      .post(`/v1/staff/people/${publicId('person', user.id)}/freeze`, { reason: 'Asked by the owner' })
      .expect(200);
    expect(await logOf(owner.licenseeId, 'person.frozen')).toMatchObject([
      { actor_id: who.id, actor_role: 'admin', operator_access_id: accessId },
    ]);
    await t
      .as(owner)
      .post(`/v1/staff/people/${publicId('person', user.id)}/unfreeze`)
      .expect(200);
    expect((await logOf(owner.licenseeId, 'person.unfrozen'))[0]!.operator_access_id).toBeNull();
  });

  it('works by a code once, for a minute, and at this licensee only', async () => {
    const { code } = await offer();
    expect((await start(code, t.licensees.zenith.host).expect(401)).body.code).toBe('invalid-access-code');
    const answers = await race(5, () => start(code));
    const statuses = answers.map((one) => (one.status === 'fulfilled' ? one.value.status : 0)).sort();
    expect(statuses).toEqual([200, 401, 401, 401, 401]);
    expect((await start(code).expect(401)).body.code).toBe('invalid-access-code');
    const late = await offer();
    t.clock.advanceSeconds(61);
    await start(late.code).expect(401);
    expect((await newest()).state).toBe('unused');
    await start('a'.repeat(43)).expect(401);
    const wrongFace = t.http(owner.host).post('/v1/auth/operator-access').send({ code, face: 'site' });
    expect((await wrongFace.expect(422)).body.errors[0].pointer).toBe('/face');
    const stored = await t.db.query<{ line: string }>('select a::text as line from app.operator_access a');
    expect(stored.filter(({ line }) => line.includes(code) || line.includes(late.code))).toEqual([]);
  });

  it('ends when it was said to end, whatever is refreshed', async () => {
    const { who, cookie, expiresAt } = await enter({ minutes: 5 });
    t.clock.advanceSeconds(4 * 60);
    const next = await refresh(cookie).expect(200);
    const [session] = await t.db.query<{ expires_at: Date }>(
      'select expires_at from app.session where person_id = $1',
      [who.id],
    );
    expect(session!.expires_at.toISOString()).toBe(expiresAt);
    await t
      .as({ ...who, token: next.body.accessToken })
      .get('/v1/me')
      .expect(200);
    t.clock.advanceSeconds(61);
    await t
      .as({ ...who, token: next.body.accessToken })
      .get('/v1/me')
      .expect(401);
    await refresh([next.headers['set-cookie']].flat()[0]!.split(';')[0]!).expect(401);
    expect((await newest()).state).toBe('ended');
    // The worker writes it down.
    await t.db.query(`update graphile_worker._private_jobs set run_at = clock_timestamp()`);
    await t.drain();
    const entries = await logOf(owner.licenseeId, 'operator.access_ended');
    expect(entries.at(-1)).toMatchObject({ actor_kind: 'system', operator_access_id: null });
    expect((await newest()).endedAt).not.toBeNull();
    await t.drain();
    expect(await logOf(owner.licenseeId, 'operator.access_ended')).toHaveLength(entries.length);
  });

  it('is shown out by an owner at once, also before it has begun', async () => {
    const { who, cookie } = await enter();
    const { id } = await newest();
    const end = (by: Actor, access = id) => t.as(by).post(`/v1/staff/operator-access/${access}/end`);
    await end(await t.given.staff('admin')).expect(403);
    await end(await t.given.staff('owner', 'zenith')).expect(404);
    expect((await end(owner).expect(200)).body.state).toBe('ended');
    await t.as(who).get('/v1/me').expect(401);
    await refresh(cookie).expect(401);
    await end(owner).expect(200);
    const ended = (await logOf(owner.licenseeId, 'operator.access_ended')).filter(
      ({ actor_id: actor }) => actor === owner.id,
    );
    expect(ended).toHaveLength(1);
    const { code } = await offer();
    await end(owner, (await newest()).id).expect(200);
    await start(code).expect(401);
  });

  it('leaves by signing out', async () => {
    const { who, cookie } = await enter();
    const out = await t.as(who).post('/v1/auth/sign-out').set('cookie', cookie).expect(204);
    expect([out.headers['set-cookie']].flat()[0]).toMatch(/^__Host-rt_admin=; Max-Age=0/);
    await t.as(who).get('/v1/me').expect(401);
    expect((await newest()).state).toBe('ended');
    expect((await logOf(owner.licenseeId, 'operator.access_ended')).at(-1)).toMatchObject({ actor_id: who.id });
  });

  it('may not do what is for owners, for the team, or for the account', async () => {
    const { who } = await enter();
    const member = await t.given.staff('support');
    const team = `/v1/staff/team/${publicId('person', member.id)}`;
    await t.as(who).get('/v1/staff/team').expect(403);
    await t
      .as(who)
      .post('/v1/staff/team', { email: 'z@example.com', displayName: 'Z', role: 'admin', password: PASSWORD })
      .expect(403);
    await t.as(who).patch(team, { role: 'admin' }).expect(403);
    await t.as(who).post(`${team}/remove`).expect(403);
    await t.as(who).get('/v1/staff/operator-access').expect(403);
    await t
      .as(who)
      .post(`/v1/staff/operator-access/${(await newest()).id}/end`)
      .expect(403);
    await t.as(who).patch('/v1/me', { displayName: 'Olivia Owner' }).expect(403);
    await t.as(who).post('/v1/me/password', { currentPassword: PASSWORD, newPassword: 'another long one' }).expect(403);
    await t
      .as(who)
      .post(`/v1/staff/people/${publicId('person', owner.id)}/freeze`)
      .expect(403);
  });

  it('is in no list of people, and by no password', async () => {
    const { who } = await enter();
    const id = publicId('person', who.id);
    for (const list of [
      '/v1/staff/team',
      '/v1/staff/people',
      `/v1/staff/people?q=${id}`,
      '/v1/staff/people?q=Operator',
    ])
      expect(
        (
          await t
            .as(owner)
            .get(`${list}${list.includes('?') ? '&' : '?'}limit=100`)
            .expect(200)
        ).text,
      ).not.toContain(id);
    for (const end of ['', '/notes', '/sign-ins']) await t.as(owner).get(`/v1/staff/people/${id}${end}`).expect(404);
    await t.as(owner).post(`/v1/staff/people/${id}/freeze`).expect(404);
    await t.as(owner).patch(`/v1/staff/team/${id}`, { role: 'owner' }).expect(404);
    await t.as(owner).post(`/v1/staff/team/${id}/remove`).expect(404);
    // Even with a hash whose password is known.
    await t.db.query(
      `update app.person set password_hash = (select password_hash from app.person where id = $2) where id = $1`,
      [who.id, owner.id],
    );
    const [row] = await t.db.query<{ email: string }>('select email from app.person where id = $1', [who.id]);
    const signIn = t.http(owner.host).post('/v1/auth/sign-in').send({ email: row!.email, password: PASSWORD });
    expect((await signIn.expect(401)).body.code).toBe('invalid-credentials');
  });
});
