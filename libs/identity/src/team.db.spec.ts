import { publicId } from '@app/kernel';
import { type Actor, PASSWORD, type TestApp, race, testApp } from '@app/testing';

interface Entry {
  action: string;
  actor_id: string;
  actor_role: string;
  before: object | null;
  after: object | null;
}

describe('the team of a licensee', () => {
  let t: TestApp;
  let owner: Actor;
  let admin: Actor;

  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    admin = await t.given.staff('admin');
  });
  afterAll(() => t.close());

  const path = (member: { id: string }, end = '') => `/v1/staff/team/${publicId('person', member.id)}${end}`;
  const change = (who: Actor, member: { id: string }, role: string) => t.as(who).patch(path(member), { role });
  const remove = (who: Actor, member: { id: string }) => t.as(who).post(path(member, '/remove'));
  const add = (who: Actor, email: string, role: string, more: object = {}) =>
    t.as(who).post('/v1/staff/team', { email, displayName: 'Mo', role, password: PASSWORD, ...more });
  const log = (id: string) =>
    t.db.query<Entry>(
      `select action, actor_id, actor_role, before, after from app.audit_entry where subject_id = $1 order by id`,
      [publicId('person', id)],
    );
  const roleOf = async (id: string): Promise<string> =>
    (await t.db.query<{ role: string }>('select role from app.person where id = $1', [id]))[0]!.role;

  it('is shown with roles and last sign-in, and without customers and advisors', async () => {
    await t.given.user();
    await t.given.advisor();
    const { body } = await t.as(admin).get('/v1/staff/team').expect(200);
    expect(body).toMatchObject({ object: 'list', has_more: false });
    expect(body.data.map(({ role }: { role: string }) => role)).toEqual(['admin', 'owner']);
    expect(body.data[0]).toEqual({
      id: publicId('person', admin.id),
      email: admin.email,
      displayName: expect.any(String),
      role: 'admin',
      status: 'active',
      createdAt: expect.any(String),
      lastSignInAt: expect.any(String),
    });
    const first = await t.as(owner).get('/v1/staff/team?limit=1').expect(200);
    const second = await t.as(owner).get(`/v1/staff/team?limit=1&cursor=${first.body.next_cursor}`).expect(200);
    expect([first.body.data[0].role, second.body.data[0].role, second.body.has_more]).toEqual([
      'admin',
      'owner',
      false,
    ]);
  });

  it('grows by a member who can sign in and has not done so yet', async () => {
    const { body } = await add(admin, 'Mo@Example.com ', 'analyst').expect(201);
    expect(body).toMatchObject({ email: 'mo@example.com', role: 'analyst', status: 'active', lastSignInAt: null });
    await t
      .http(admin.host)
      .post('/v1/auth/sign-in')
      .send({ email: 'mo@example.com', password: PASSWORD, face: 'admin' })
      .expect(200);
    expect(await log(t.parseId('person', body.id)!)).toEqual([
      {
        action: 'team.member_added',
        actor_id: admin.id,
        actor_role: 'admin',
        before: null,
        after: { role: 'analyst' },
      },
    ]);
    expect((await add(admin, 'mo@example.com', 'support').expect(409)).body.code).toBe('email-taken');
    for (const role of ['end_user', 'advisor', 'operator', 'boss'])
      expect((await add(owner, 'x@example.com', role).expect(422)).body.errors[0].pointer).toBe('/role');
    expect(
      (await add(owner, 'x@example.com', 'support', { password: 'short' }).expect(422)).body.errors[0].pointer,
    ).toBe('/password');
  });

  it('gets an owner from an owner only', async () => {
    const member = await t.given.staff('finance');
    expect((await add(admin, 'o@example.com', 'owner').expect(403)).body.code).toBe('forbidden');
    await change(admin, member, 'owner').expect(403);
    await change(owner, member, 'owner').expect(200);
    await change(admin, member, 'support').expect(403);
    await remove(admin, member).expect(403);
    await t
      .as(admin)
      .post(`/v1/staff/people/${publicId('person', member.id)}/freeze`)
      .expect(403);
    await change(owner, member, 'support').expect(200);
    expect((await log(member.id)).map(({ before, after }) => [before, after])).toEqual([
      [{ role: 'finance' }, { role: 'owner' }],
      [{ role: 'owner' }, { role: 'support' }],
    ]);
  });

  it('changes a role with effect for the next request, and for nobody by themselves', async () => {
    const member = await t.given.staff('support');
    await t.as(member).get('/v1/staff/people').expect(200);
    await t.as(member).get('/v1/staff/team').expect(403);
    await change(admin, member, 'admin').expect(200);
    await t.as(member).get('/v1/staff/team').expect(200);
    await change(admin, member, 'admin').expect(200); // nothing changes, nothing is written
    expect(await log(member.id)).toHaveLength(1);
    for (const who of [owner, admin]) {
      await change(who, who, 'analyst').expect(403);
      await remove(who, who).expect(403);
    }
  });

  it('is closed for other roles, and knows neither customers nor another licensee', async () => {
    for (const role of ['finance', 'support', 'analyst', 'advisor', 'end_user'] as const) {
      const who = await t.given.person(role);
      await t.as(who).get('/v1/staff/team').expect(403);
      await add(who, 'y@example.com', 'support').expect(403);
      await change(who, admin, 'support').expect(403);
      await remove(who, admin).expect(403);
    }
    const foreign = await t.given.staff('support', 'zenith');
    for (const one of [await t.given.user(), await t.given.advisor(), foreign]) {
      await change(owner, one, 'admin').expect(404);
      await remove(owner, one).expect(404);
    }
    expect(await roleOf(foreign.id)).toBe('support');
  });

  it('loses a member with all sessions, once', async () => {
    const member = await t.given.staff('support');
    expect((await remove(admin, member).expect(200)).body.status).toBe('closed');
    await t.as(member).get('/v1/me').expect(401);
    const signIn = t.http(member.host).post('/v1/auth/sign-in');
    expect((await signIn.send({ email: member.email, password: PASSWORD }).expect(401)).body.code).toBe(
      'invalid-credentials',
    );
    await remove(admin, member).expect(200);
    await change(admin, member, 'analyst').expect(404);
    expect(await log(member.id)).toMatchObject([
      {
        action: 'team.member_removed',
        before: { role: 'support', status: 'active' },
        after: { status: 'closed' },
      },
    ]);
    const [session] = await t.db.query('select revoked_reason from app.session where person_id = $1', [member.id]);
    expect(session).toEqual({ revoked_reason: 'removed' });
  });

  describe('with two owners who act on each other at once', () => {
    it.each([
      ['demote', (who: Actor, other: Actor) => change(who, other, 'analyst')],
      ['remove', (who: Actor, other: Actor) => remove(who, other)],
      [
        'freeze',
        (who: Actor, other: Actor) => t.as(who).post(`/v1/staff/people/${publicId('person', other.id)}/freeze`),
      ],
    ] as const)('keeps one of them: %s', async (_, act) => {
      for (let round = 0; round < 6; round++) {
        await t.db.query(`update app.person set role = 'analyst' where licensee_id = $1 and role = 'owner'`, [
          t.licensees.zenith.id,
        ]);
        const pair = [await t.given.staff('owner', 'zenith'), await t.given.staff('owner', 'zenith')] as const;
        // Both stand at the rows before either writes: without the lock over all owners both would go through.
        await t.db.query(`
          create or replace function public.slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.05); return new; end $$;
          create or replace trigger slow before update on app.person for each row execute function public.slow()`);
        const answers = await race(2, (i) =>
          act(pair[i]!, pair[1 - i]!).then(({ status, body }) => ({ status, body })),
        );
        await t.db.query('drop trigger slow on app.person');
        const got = answers.map((one) => (one.status === 'fulfilled' ? one.value : undefined));
        const lost = got.find((one) => one?.status !== 200);
        expect(got.map((one) => one?.status).filter((status) => status === 200)).toHaveLength(1);
        // Who comes after their own session has ended is not even let in.
        expect([
          [409, 'last-owner'],
          [401, 'unauthenticated'],
          [403, 'forbidden'],
        ]).toContainEqual([lost?.status, lost?.body.code]);
        const left = await t.db.query(
          `select 1 from app.person where licensee_id = $1 and role = 'owner' and status = 'active'`,
          [t.licensees.zenith.id],
        );
        expect(left).toHaveLength(1);
      }
    });

    it('tells the second one that the last owner stays', async () => {
      await t.db.query(`update app.person set role = 'analyst' where licensee_id = $1 and role = 'owner'`, [
        t.licensees.zenith.id,
      ]);
      const one = await t.given.staff('owner', 'zenith');
      const two = await t.given.staff('owner', 'zenith');
      // `two` has passed the guard as an owner and waits for the rows, while `one` has them.
      await t.db.query(`
        create or replace function public.slow() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return new; end $$;
        create or replace trigger slow before update on app.person for each row execute function public.slow()`);
      const [first, second] = await race(2, async (i) => {
        if (i === 1) await new Promise((done) => setTimeout(done, 300));
        return i === 0 ? change(one, two, 'analyst') : change(two, one, 'analyst');
      });
      await t.db.query('drop trigger slow on app.person');
      expect(first).toMatchObject({ status: 'fulfilled', value: { status: 200 } });
      expect(second).toMatchObject({ status: 'fulfilled', value: { status: 409, body: { code: 'last-owner' } } });
      expect([await roleOf(one.id), await roleOf(two.id)]).toEqual(['owner', 'analyst']);
    });
  });
});
