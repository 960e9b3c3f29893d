import { identityOf, roomOf } from '@app/calling';
import { publicId } from '@app/kernel';
import { type Actor, PASSWORD, type TestApp, testApp } from '@app/testing';

const ON = { calls: true, topUps: true, signUps: true, signIns: true };
const REASON = 'Unpaid for 60 days';

interface Entry {
  licensee_id: string;
  action: string;
  actor_id: string;
  actor_role: string;
  reason: string;
  before: object;
  after: object;
}

describe('the operator', () => {
  let t: TestApp;
  let ops: Actor;
  let aurora: string;

  beforeAll(async () => {
    t = await testApp();
    ops = await t.given.operator();
    aurora = publicId('licensee', t.licensees.aurora.id);
  });
  afterAll(() => t.close());
  afterEach(async () => {
    await t.as(ops).post(`/v1/operator/licensees/${aurora}/resume`, { reason: 'end of the spec' }).expect(200);
    await put(ON).expect(200);
    t.clock.reset();
  });

  const act = (what: string, id = aurora, who = ops) =>
    t.as(who).post(`/v1/operator/licensees/${id}/${what}`, { reason: REASON });
  const put = (switches: object, id = aurora, who = ops) =>
    t.as(who).put(`/v1/operator/licensees/${id}/switches`, { ...switches, reason: REASON });
  const call = (user: Actor, advisor: { advisorId: string }) =>
    t.as(user).post('/v1/calls', { advisorId: publicId('advisor', advisor.advisorId), medium: 'voice' });
  const topUp = (user: Actor) => t.as(user).post('/v1/top-ups', { amountMinor: 2500, method: 'saved_card' });
  const signUp = (email: string) =>
    t
      .http(t.licensees.aurora.host)
      .post('/v1/auth/sign-up')
      .send({ email, password: PASSWORD, displayName: 'N', adult: true });
  const signIn = ({ email }: Actor, password = PASSWORD) =>
    t.http(t.licensees.aurora.host).post('/v1/auth/sign-in').send({ email, password });
  const code = (answer: { status: number; body: { code?: string; switch?: string } }) => [
    answer.status,
    answer.body.code,
    answer.body.switch,
  ];
  const log = (licenseeId: string, action: string) =>
    t.db.query<Entry>(
      `select * from app.audit_entry where licensee_id = $1 and action = $2 and reason = $3 order by id`,
      [licenseeId, action, REASON],
    );
  /** A call in which both talk. */
  const talk = async (user: Actor, advisor: Actor & { advisorId: string }): Promise<string> => {
    const { id } = (await call(user, advisor).expect(201)).body as { id: string };
    await t.as(advisor).post(`/v1/calls/${id}/accept`).expect(200);
    const uuid = t.parseId('call', id)!;
    for (const [who, side] of [
      [user, 'caller'],
      [advisor, 'advisor'],
    ] as const) {
      await t.as(who).post(`/v1/calls/${id}/join`).expect(200);
      t.rooms.join(roomOf(uuid), identityOf(uuid, side));
    }
    await t.run('calling.media_sweep');
    return id;
  };
  const minute = async () => {
    for (let i = 0; i < 12; i++) {
      t.clock.advanceSeconds(5);
      await t.run('calling.media_sweep');
    }
  };

  it.each([
    ['suspends a licensee', () => act('suspend').expect(200), 'licensee-suspended', undefined],
    ['switches calls off', () => put({ ...ON, calls: false }).expect(200), 'switched-off', 'calls'],
  ] as const)(
    '%s: a running call goes on and settles, a new one is refused at once',
    async (_, stop, problem, what) => {
      const user = await t.given.user({ balanceMinor: 50_000n });
      const advisor = await t.given.advisor({ voiceRateMinor: 600n });
      const id = await talk(user, advisor);
      await minute();
      await stop();
      const other = await t.given.user({ balanceMinor: 50_000n });
      expect(code(await call(other, await t.given.advisor()))).toEqual([403, problem, what]);
      await minute();
      await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
      await t.as(advisor).post(`/v1/calls/${id}/end`).expect(200);
      await t.as(user).get(`/v1/calls/${id}/receipt`).expect(200);
      const { paid } = await t.wallet(user);

      expect(paid).toBeLessThanOrEqual(50_000n - 1_100n); // two minutes at 6.00, less at most a tail of some seconds
      const [row] = await t.db.query('select status, settled_at is not null as settled from app.call where id = $1', [
        t.parseId('call', id)!,
      ]);
      expect(row).toEqual({ status: 'ended', settled: true });
      expect(await t.violations()).toEqual([]);
    },
  );

  it('suspends and resumes a licensee, with an entry in the log of both', async () => {
    const user = await t.given.user();
    const { body } = await act('suspend').expect(200);
    expect(body).toMatchObject({ id: aurora, slug: 'aurora', status: 'suspended', host: 'aurora.localhost' });
    expect(code(await topUp(user))).toEqual([403, 'licensee-suspended', undefined]);
    expect(code(await signUp('late@example.com'))).toEqual([403, 'licensee-suspended', undefined]);
    expect((await t.http('aurora.localhost').get('/v1/site').expect(200)).body.open).toBe(false);
    await signIn(user).expect(200); // to the money and the data
    await act('suspend').expect(200); // nothing changes, nothing is written
    await act('resume').expect(200);
    expect((await t.http('aurora.localhost').get('/v1/site').expect(200)).body.open).toBe(true);
    expect(code(await topUp(user))).toEqual([409, 'no-saved-card', undefined]);
    await signUp('in-time@example.com').expect(201);
    for (const licenseeId of [t.licensees.aurora.id, ops.licenseeId]) {
      const suspended = await log(licenseeId, 'licensee.suspended');
      expect(suspended.at(-1)).toMatchObject({
        licensee_id: licenseeId,
        actor_id: ops.id,
        actor_role: 'operator',
        before: { status: 'active' },
        after: { status: 'suspended' },
        subject_id: aurora,
      });
      expect((await log(licenseeId, 'licensee.resumed')).at(-1)).toMatchObject({ actor_id: ops.id });
    }
    expect(await log(t.licensees.aurora.id, 'licensee.suspended')).toHaveLength(2); // one of the spec before
    expect(await log(t.licensees.zenith.id, 'licensee.suspended')).toEqual([]);
  });

  it('switches top-ups, accounts and sign-in off one by one, and says which', async () => {
    const user = await t.given.user();
    const owner = await t.given.staff('owner');
    await put({ ...ON, topUps: false }).expect(200);
    expect(code(await topUp(user))).toEqual([403, 'switched-off', 'topUps']);
    await signUp('one@example.com').expect(201);

    await put({ ...ON, signUps: false }).expect(200);
    expect(code(await topUp(user))).toEqual([409, 'no-saved-card', undefined]);
    expect(code(await signUp('two@example.com'))).toEqual([403, 'switched-off', 'signUps']);
    // The same for an e-mail with an account: nobody learns who has one.
    expect(code(await signUp(user.email))).toEqual([403, 'switched-off', 'signUps']);
    await signIn(user).expect(200);

    const { body } = await put({ ...ON, signIns: false }).expect(200);
    expect(body).toEqual({ ...ON, signIns: false });
    expect((await t.as(ops).get(`/v1/operator/licensees/${aurora}/switches`).expect(200)).body).toEqual(body);
    expect(code(await signIn(user))).toEqual([403, 'switched-off', 'signIns']);
    expect(code(await signIn(user, 'not the password'))).toEqual([401, 'invalid-credentials', undefined]);
    expect(code(await signIn({ ...user, email: 'ghost@example.com' }))).toEqual([
      401,
      'invalid-credentials',
      undefined,
    ]);
    await signIn(owner).expect(200);
    await t.as(user).get('/v1/me').expect(200); // who is in stays in
    await put({ ...ON, signIns: false }).expect(200);
    const entries = await log(t.licensees.aurora.id, 'licensee.switched');
    expect(entries.at(-1)).toMatchObject({
      before: { signUps: false, signIns: true },
      after: { signUps: true, signIns: false },
      actor_id: ops.id,
    });
    expect(await log(ops.licenseeId, 'licensee.switched')).toHaveLength(entries.length);
  });

  it('touches no other licensee', async () => {
    await act('suspend').expect(200);
    await put({ calls: false, topUps: false, signUps: false, signIns: false }).expect(200);
    const user = await t.given.user({ balanceMinor: 50_000n, licensee: 'zenith' });
    await call(user, await t.given.advisor({ licensee: 'zenith' })).expect(201);
    expect((await t.http('zenith.localhost').get('/v1/site').expect(200)).body.open).toBe(true);
  });

  it('says everything and why', async () => {
    const wrong = async (body: object, pointer: string) => {
      const answer = await t.as(ops).put(`/v1/operator/licensees/${aurora}/switches`, body).expect(422);
      expect(answer.body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
    };
    await wrong({ ...ON }, '/reason');
    await wrong({ calls: true, topUps: true, signUps: true, reason: REASON }, '/signIns');
    await wrong({ ...ON, calls: 'no', reason: REASON }, '/calls');
    await t.as(ops).post(`/v1/operator/licensees/${aurora}/suspend`, {}).expect(422);
  });

  it('alone does this, to licensees that there are', async () => {
    for (const who of [await t.given.staff('owner'), await t.given.staff('admin'), await t.given.user()]) {
      await act('suspend', aurora, who).expect(403);
      await act('resume', aurora, who).expect(403);
      await put(ON, aurora, who).expect(403);
    }
    const impostor = await t.given.person('operator');
    await act('suspend', aurora, impostor).expect(403);
    await put({ ...ON, calls: false }, aurora, impostor).expect(403);
    for (const id of [crypto.randomUUID(), ops.licenseeId]) {
      await act('suspend', publicId('licensee', id)).expect(404);
      await put(ON, publicId('licensee', id)).expect(404);
    }
    await act('suspend', 'lic_nonsense').expect(404);
    expect(await t.db.query(`select 1 from app.licensee where status <> 'active'`)).toHaveLength(0);
  });

  it('creates a licensee with a first owner, together or not at all', async () => {
    const nova = {
      slug: 'nova',
      name: 'Nova Advice',
      shortName: 'Nova',
      country: 'DE',
      currency: 'EUR',
      locale: 'de',
      timeZone: 'Europe/Berlin',
      hosts: ['nova.localhost', 'www.nova.localhost'],
      operatorShareBp: 1500,
      advisorShareBp: 6000,
      taxRateBp: 1900,
      ownerEmail: 'Boss@nova.example',
      ownerPassword: PASSWORD,
    };
    const create = (change: object = {}, who = ops) => t.as(who).post('/v1/operator/licensees', { ...nova, ...change });
    await t.http('nova.localhost').get('/v1/site').expect(404);
    const { body } = await create().expect(201);
    expect(body).toMatchObject({
      slug: 'nova',
      status: 'active',
      host: 'nova.localhost',
      timeZone: 'Europe/Berlin',
      owner: { role: 'owner', email: 'boss@nova.example', displayName: 'Owner', locale: 'de' },
    });
    expect((await t.http('www.nova.localhost').get('/v1/site').expect(200)).body.name).toBe('Nova Advice');
    const signedIn = await t
      .http('nova.localhost')
      .post('/v1/auth/sign-in')
      .send({ email: 'boss@nova.example', password: PASSWORD, face: 'admin' })
      .expect(200);
    expect(signedIn.body.person.id).toBe(body.owner.id);
    const id = t.parseId('licensee', body.id)!;
    for (const licenseeId of [id, ops.licenseeId])
      expect(
        await t.db.query(
          `select actor_id from app.audit_entry where action = 'licensee.created' and licensee_id = $1`,
          [licenseeId],
        ),
      ).toEqual([{ actor_id: ops.id }]);

    expect((await create({ hosts: ['nova2.localhost'] }).expect(409)).body.code).toBe('slug-taken');
    expect((await create({ slug: 'nova2' }).expect(409)).body.code).toBe('host-taken');
    for (const [change, pointer] of [
      [{ advisorShareBp: 9000 }, '/advisorShareBp'],
      [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
      [{ hosts: [] }, '/hosts'],
      [{ hosts: ['not a host'] }, '/hosts'],
      [{ hosts: ['nova.localhost:80'] }, '/hosts'],
      [{ slug: 'No' }, '/slug'],
      [{ currency: 'eur' }, '/currency'],
      [{ ownerPassword: 'short' }, '/ownerPassword'],
      [{ kind: 'operator' }, '/kind'],
    ] as const)
      expect((await create({ slug: 'other', ...change }).expect(422)).body.errors[0].pointer).toBe(pointer);
    await create({ slug: 'other' }, await t.given.staff('owner')).expect(403);
    await create({ slug: 'other', hosts: ['other.localhost'] }, await t.given.person('operator')).expect(403);
    expect(await t.db.query(`select 1 from app.licensee where slug in ('nova2', 'other')`)).toHaveLength(0);
    expect(await t.db.query(`select 1 from app.person where email = 'boss@nova.example'`)).toHaveLength(1);
  });
});
