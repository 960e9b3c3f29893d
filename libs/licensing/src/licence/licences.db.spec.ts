import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, picture, race, testApp } from '@app/testing';

const FREE = {
  setupFeeMinor: null,
  monthlyFeeMinor: null,
  minimumMonthlyMinor: null,
  operatorShareBp: null,
  operatorRatePerMinuteMinor: null,
  trialDays: 0,
  maxAdvisors: null,
  maxUsers: null,
  maxConcurrentCalls: null,
  maxApiPerMinute: null,
  maxStorageMb: null,
};

describe('the licence of a licensee', () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;
  let aurora: string;

  beforeAll(async () => {
    t = await testApp();
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
    aurora = t.publicId('licensee', t.licensees.aurora.id);
  });
  afterAll(() => t.close());

  const plan = async (terms: Partial<typeof FREE> | Record<string, number>, name = 'Studio', currency = 'EUR') =>
    (
      await t
        .as(ops)
        .post('/v1/operator/plans', { ...FREE, ...terms, name, currency, isPublic: true })
        .expect(201)
    ).body;
  const path = (id: string, rest = '') => `/v1/operator/licensees/${id}/licence${rest}`;
  const change = (planId: string) => t.as(ops).put(path(aurora, '/plan'), { planId, reason: 'as agreed' });
  const licence = async () => (await t.as(owner).get('/v1/staff/licence').expect(200)).body;
  const termsOf = async () =>
    (
      await t.db.query<{ operator_share_bp: number }>(
        'select operator_share_bp from app.licensee_terms where licensee_id = $1',
        [t.licensees.aurora.id],
      )
    )[0]!;

  it('begins with a plan, whose share and limits hold from then on, and both sides read why', async () => {
    await t.as(owner).get('/v1/staff/licence').expect(404);
    const offered = await plan({ operatorShareBp: 1200, maxAdvisors: 20, maxUsers: 500, trialDays: 14 });
    const { id } = offered;
    const { body } = await t.as(ops).post(path(aurora), { planId: id, reason: 'Signed on paper' }).expect(201);
    expect(body).toMatchObject({ status: 'trial', planName: 'Studio', planVersion: 1, chargedFrom: null });
    expect(body.terms).toEqual(offered.terms);
    expect((await licence()).limits).toEqual(
      expect.arrayContaining([
        { limit: 'maxAdvisors', value: 20, used: 0 },
        { limit: 'maxUsers', value: 500, used: 0 },
        { limit: 'maxStorageMb', value: null, used: 0 },
      ]),
    );
    expect((await termsOf()).operator_share_bp).toBe(1200);
    const mine = (await t.as(owner).get('/v1/staff/licence/history').expect(200)).body.data;
    const theirs = (await t.as(ops).get(path(aurora, '/history')).expect(200)).body.data;
    expect(mine).toMatchObject([
      { kind: 'started', toStatus: 'trial', reason: 'Signed on paper', actor: 'operator', actorId: null },
    ]);
    expect(theirs[0].actorId).toBe(t.publicId('person', ops.id));
    expect((await t.as(ops).post(path(aurora), { planId: id, reason: 'again' }).expect(409)).body.code).toBe(
      'licence-exists',
    );
    await t
      .as(await t.given.staff('support'))
      .get('/v1/staff/licence')
      .expect(403);
    await t.as(owner).post(path(aurora), { planId: id, reason: 'mine' }).expect(403);
  });

  it('keeps its terms, whatever becomes of the plan', async () => {
    const { data } = (await t.as(ops).get('/v1/operator/plans?state=offered').expect(200)).body;
    const before = (await licence()).terms;
    const { body } = await t
      .as(ops)
      .post(`/v1/operator/plans/${data[0].id}/revise`, {
        ...FREE,
        operatorShareBp: 5000,
        maxAdvisors: 1,
        name: 'Studio',
        isPublic: true,
      })
      .expect(200);
    expect(body).toMatchObject({ version: 2, terms: { operatorShareBp: 5000 } });
    expect((await licence()).terms).toEqual(before);
    expect((await termsOf()).operator_share_bp).toBe(1200);
    const again = await t
      .as(ops)
      .post(`/v1/operator/plans/${data[0].id}/revise`, { ...FREE, name: 'x', isPublic: true });
    expect([again.status, again.body.code]).toEqual([409, 'plan-archived']);
    expect((await change(data[0].id).expect(409)).body.code).toBe('plan-archived');
    await t.as(ops).post(`/v1/operator/plans/${body.id}/archive`).expect(200);
  });

  it('is not changed to a plan that allows less than there is; the refusal names the limit and the figure', async () => {
    for (let n = 0; n < 3; n++) await t.given.advisor();
    await t.given.user();
    await t
      .as(owner)
      .putBytes('/v1/staff/brand/assets/icon', await picture(64, 64, '#123456'), 'image/png')
      .expect(200);
    for (const [limit, value, used] of [
      ['maxAdvisors', 2, 3],
      ['maxUsers', 0, 1],
      ['maxStorageMb', 0, 1],
    ] as const) {
      const { body } = await change((await plan({ [limit]: value })).id).expect(409);
      expect(body).toMatchObject({ code: 'limit-below-use', limit, value, used });
    }
    const shares = await change((await plan({ operatorShareBp: 4001 })).id).expect(409);
    expect(shares.body).toMatchObject({ code: 'shares-too-high', operatorShareBp: 4001, advisorShareBp: 6000 });
    expect((await change((await plan({}, 'Other', 'GBP')).id).expect(409)).body.code).toBe('plan-currency-differs');
    expect(await licence()).toMatchObject({ planName: 'Studio', planVersion: 1 });
    expect(
      (await change((await plan({ maxAdvisors: 3, operatorShareBp: 900 }, 'Larger')).id).expect(200)).body,
    ).toMatchObject({
      planName: 'Larger',
      status: 'trial',
    });
    expect((await termsOf()).operator_share_bp).toBe(900);
  });

  it('that costs something needs to know who pays and who is paid', async () => {
    const paid = await plan({ monthlyFeeMinor: 9900 });
    expect((await change(paid.id).expect(409)).body).toMatchObject({
      code: 'invoice-party-missing',
      missing: 'billing_profile',
    });
  });

  it('is charged from the day on which the trial ends', async () => {
    t.clock.advanceSeconds(13 * 86_400);
    await t.run('licensing.run_licences');
    expect((await licence()).status).toBe('trial');
    t.clock.advanceSeconds(86_400 + 60);
    await t.run('licensing.run_licences');
    const active = await licence();
    expect(active).toMatchObject({ status: 'active', chargedFrom: active.trialEndsAt.slice(0, 10) });
    await t.run('licensing.run_licences');
    const { data } = (await t.as(owner).get('/v1/staff/licence/history').expect(200)).body;
    expect(data[0]).toMatchObject({ kind: 'state', fromStatus: 'trial', toStatus: 'active', actor: 'system' });
    expect(data.filter((one: { toStatus: string }) => one.toStatus === 'active')).toHaveLength(1);
    t.clock.reset();
  });

  it('stops new calls and top-ups at once when it is suspended, and the call that runs goes on', async () => {
    const caller = await t.given.user({ balanceMinor: 5_000n });
    const advisor = await t.given.advisor().catch(() => undefined);
    expect(advisor).toBeUndefined(); // the plan is full
    const [there] = await t.db.query<{ id: string }>('select id from app.advisor where licensee_id = $1 limit 1', [
      t.licensees.aurora.id,
    ]);
    const advisorId = t.publicId('advisor', there!.id);
    const running = (await t.as(caller).post('/v1/calls', { advisorId, medium: 'voice' }).expect(201)).body.id;
    const act = (what: string) => t.as(ops).post(path(aurora, `/${what}`), { reason: 'Unclear papers' });
    expect((await act('suspend').expect(200)).body).toMatchObject({ status: 'suspended', heldFor: 'operator' });
    const refused = await t.as(caller).post('/v1/top-ups', { amountMinor: 1000, method: 'checkout' }).expect(403);
    expect(refused.body.code).toBe('licensee-suspended');
    expect((await t.as(caller).get(`/v1/calls/${running}`).expect(200)).body.status).toBe('ringing');
    expect((await t.as(caller).get('/v1/site').expect(200)).body.open).toBe(false);
    // The lever of the operator for a paused site is another one: it lifts nothing of the licence.
    await t.as(ops).post(`/v1/operator/licensees/${aurora}/resume`, { reason: 'open it' }).expect(200);
    await t.as(caller).post('/v1/top-ups', { amountMinor: 1000, method: 'checkout' }).expect(403);
    expect((await act('suspend').expect(409)).body).toMatchObject({
      code: 'licence-move-refused',
      from: 'suspended',
      to: 'suspended',
    });
    expect((await act('reinstate').expect(200)).body).toMatchObject({ status: 'active', heldFor: null });
    expect((await act('reinstate').expect(409)).body).toMatchObject({
      code: 'licence-move-refused',
      detail: 'The licence is active already.',
    });
    expect((await t.as(caller).get('/v1/site').expect(200)).body.open).toBe(true);
    await t.as(caller).post(`/v1/calls/${running}/end`).expect(200);
  });

  it('is written by nobody else: the database lets no history be changed', async () => {
    const rights = await t.db.query<{ relname: string; privilege: string }>(
      `select c.relname, p as privilege from pg_class c, unnest(array['UPDATE', 'DELETE']) p
        where c.relname in ('licence_change', 'licence_credit_note', 'plan') and has_table_privilege('app_tenant', c.oid, p)`,
    );
    expect(rights).toEqual([]);
  });
});

describe('the limits of a licence', () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;

  beforeAll(async () => {
    t = await testApp();
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());

  const limit = (limits: object) =>
    t
      .as(ops)
      .put(`/v1/operator/licensees/${t.publicId('licensee', t.licensees.aurora.id)}/limits`, {
        maxAdvisors: null,
        maxUsers: null,
        maxConcurrentCalls: null,
        maxApiPerMinute: null,
        maxStorageMb: null,
        reason: 'for the spec',
        ...limits,
      })
      .expect(200);
  const signUp = (n: number) =>
    t
      .http('aurora.localhost')
      .post('/v1/auth/sign-up')
      .send({ email: `limited${n}@aurora.example`, password: 'a good long password', displayName: 'Lim', adult: true });

  it('of eight people who sign up at once let in as many as there is room for', async () => {
    await t.given.user();
    await limit({ maxUsers: 4 });
    const answers = (await race(8, signUp)).map((one) => (one.status === 'fulfilled' ? one.value : undefined));
    expect(answers.filter((one) => one?.status === 201)).toHaveLength(3);
    for (const one of answers.filter((other) => other?.status !== 201))
      expect(one?.body).toMatchObject({ status: 403, code: 'limit-reached', limit: 'maxUsers', value: 4 });
    // Who has an account signs in as before.
    const [first] = answers.filter((one) => one?.status === 201);
    await signUp(Number.parseInt(/\d+/.exec(first!.body.person.email as string)![0], 10)).expect(201);
    await limit({ maxUsers: null });
    await signUp(99).expect(201);
  });

  it('of pictures that come at once take those that fit', async () => {
    const send = async (n: number) =>
      t
        .as(owner)
        .putBytes(
          '/v1/staff/brand/assets/icon',
          await picture(64, 64, `#${(n * 16 + 11).toString(16).padStart(2, '0')}8899`),
          'image/png',
        );
    await send(0).then(({ status }) => expect(status).toBe(200));
    const stored = async () =>
      (
        await t.db.query<{ bytes: number }>(
          'select sum(octet_length(bytes))::int as bytes from app.brand_asset where licensee_id = $1',
          [t.licensees.aurora.id],
        )
      )[0]!.bytes;
    const one = await stored();
    // Room for three or so of that size.
    await t.db.query(
      `insert into app.brand_asset (licensee_id, id, kind, mime, bytes, width, height, sha256, created_at)
       values ($1, gen_random_uuid(), 'icon', 'image/png', decode(repeat('00', $2), 'hex'), 1, 1, sha256('filler'), now())`,
      [t.licensees.aurora.id, 1_000_000 - Math.round(one * 4.5)],
    );
    await limit({ maxStorageMb: 1 });
    const answers = (await race(12, (n) => send(n + 1))).flatMap((answer) =>
      answer.status === 'fulfilled' ? [answer.value] : [],
    );
    expect(await stored()).toBeLessThanOrEqual(1_000_000);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(1);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(5);
    for (const { body } of refused)
      expect(body).toMatchObject({ status: 403, code: 'limit-reached', limit: 'maxStorageMb', value: 1 });
    await send(0).then(({ status }) => expect(status).toBe(200)); // it is there already
  });

  it('of requests count the staff, never a caller', async () => {
    const zenith = t.publicId('licensee', t.licensees.zenith.id);
    // Before anybody of it asks for the first time: a process reads the limit again after 5 s.
    await t
      .as(ops)
      .put(`/v1/operator/licensees/${zenith}/limits`, {
        maxAdvisors: null,
        maxUsers: null,
        maxConcurrentCalls: null,
        maxApiPerMinute: 5,
        maxStorageMb: null,
        reason: 'for the spec',
      })
      .expect(200);
    const staff = await t.given.staff('owner', 'zenith');
    const user = await t.given.user({ licensee: 'zenith' });
    const answers = [];
    for (let n = 0; n < 7; n++) answers.push(await t.as(staff).get('/v1/staff/checklist'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(answers[6]!.body).toMatchObject({ code: 'api-limit-reached', limit: 'maxApiPerMinute', value: 5 });
    expect(Number.parseInt(answers[6]!.headers['retry-after'] as string, 10)).toBeGreaterThan(0);
    for (let n = 0; n < 7; n++) await t.as(user).get('/v1/me').expect(200);
    for (let n = 0; n < 7; n++) await t.as(owner).get('/v1/staff/checklist').expect(200);
  });
});
