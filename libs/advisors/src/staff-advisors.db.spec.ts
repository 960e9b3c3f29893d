import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Live, type LiveMessage } from '@app/kernel';
import { type TestApp, race, testApp } from '@app/testing';
import { setTimeout as sleep } from 'node:timers/promises';

type Actor = Awaited<ReturnType<TestApp['given']['person']>>;
type Advisor = Awaited<ReturnType<TestApp['given']['advisor']>>;

describe('advisors in the hands of the staff', () => {
  let t: TestApp;
  let owner: Actor;
  let ada: Advisor;
  let path: string;
  const act = (name: string, body: object = {}, by = owner) => t.as(by).post(`${path}/${name}`, body);
  const audit = () =>
    t.db.query<{ action: string; before: unknown; after: unknown; reason: string | null }>(
      `select action, before, after, reason from app.audit_entry where subject_id = $1 order by id`,
      [t.publicId('advisor', ada.advisorId)],
    );

  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    ada = await t.given.advisor();
    path = `/v1/staff/advisors/${t.publicId('advisor', ada.advisorId)}`;
  });

  it('are suspended at once and come back offline; the audit log and their screens tell it', async () => {
    const heard: LiveMessage[] = [];
    const told = t.app
      .get(Live)
      .messagesFor(ada.licenseeId, ada.id)
      .subscribe((message) => heard.push(message));
    const { body } = await act('suspend', { reason: 'complaints' }).expect(200);
    expect(body).toMatchObject({
      status: 'suspended',
      available: false,
      liveStatus: 'offline',
      offlineReason: 'suspended',
      personId: t.publicId('person', ada.id),
      email: ada.email,
      lastOnlineAt: expect.any(String),
      missedRings: 0,
    });
    await t
      .http(ada.host)
      .get(`/v1/advisors/${t.publicId('advisor', ada.advisorId)}`)
      .expect(404);
    expect((await t.as(ada).put('/v1/advisors/me/availability', { available: true }).expect(409)).body.code).toBe(
      'advisor-not-active',
    );
    // Staff still see the profile that visitors do not.
    expect((await t.as(owner).get(path).expect(200)).body).toEqual(body);
    await t.as(ada).get(path).expect(403);
    await t
      .as(await t.given.staff('owner', 'zenith'))
      .get(path)
      .expect(404);
    expect((await act('reinstate').expect(200)).body).toMatchObject({ status: 'active', available: false });
    await t.as(ada).put('/v1/advisors/me/availability', { available: true }).expect(200);
    await sleep(200);
    told.unsubscribe();
    expect(heard.map(({ type, data }) => [type, data['status'], data['available']])).toEqual([
      ['advisor.changed', 'suspended', false],
      ['advisor.changed', 'active', false],
      ['advisor.changed', 'active', true],
    ]);
    expect(await audit()).toEqual([
      {
        action: 'advisor.suspended',
        before: { status: 'active', available: true },
        after: { status: 'suspended', available: false },
        reason: 'complaints',
      },
      {
        action: 'advisor.reinstated',
        before: { status: 'suspended', available: false },
        after: { status: 'active', available: false },
        reason: null,
      },
    ]);
  });

  it('finish the call they are in when they are suspended, and get no other', async () => {
    const user = await t.given.user({ balanceMinor: 50_000n });
    const wish = { advisorId: t.publicId('advisor', ada.advisorId), medium: 'voice' };
    const { body: call } = await t.as(user).post('/v1/calls', wish).expect(201);
    await t.as(ada).post(`/v1/calls/${call.id}/accept`).expect(200);
    await act('suspend', { reason: 'complaints' }).expect(200);
    expect((await t.as(user).get(`/v1/calls/${call.id}`).expect(200)).body.status).toBe('accepted');
    await t.as(ada).post(`/v1/calls/${call.id}/join`).expect(200);
    await t.as(user).post(`/v1/calls/${call.id}/end`).expect(200);
    const next = await t.as(user).post('/v1/calls', wish).expect(409);
    expect(next.body.code).toBe('advisor-unavailable');
  });

  it('wait for approval when they are invited so', async () => {
    const invited = {
      email: 'new@aurora.example',
      password: 'a good long password',
      displayName: 'New',
      voiceRateMinor: 100,
      pending: true,
    };
    const { body } = await t.as(owner).post('/v1/staff/advisors', invited).expect(201);
    expect(body.status).toBe('pending');
    await t.http(ada.host).get(`/v1/advisors/${body.id}`).expect(404);
    const listed = await t.as(owner).get('/v1/staff/advisors?status=pending').expect(200);
    expect(listed.body.data.map(({ email }: { email: string }) => email)).toEqual(['new@aurora.example']);
    expect(listed.body.data[0].lastOnlineAt).toBeNull();
    await t.as(owner).post(`/v1/staff/advisors/${body.id}/approve`).expect(200);
    await t.http(ada.host).get(`/v1/advisors/${body.id}`).expect(200);
  });

  it('move only as the states allow, also when two of the staff act at once', async () => {
    const refused = async (name: string, status: string, body: object = {}) =>
      expect((await act(name, body).expect(409)).body).toMatchObject({
        code: 'advisor-move-refused',
        advisorStatus: status,
      });
    await refused('approve', 'active');
    await refused('reinstate', 'active');
    const results = await race(4, () => act('suspend', { reason: 'same' }));
    expect(results.map((one) => (one.status === 'fulfilled' ? one.value.status : 0)).sort((a, b) => a - b)).toEqual([
      200, 409, 409, 409,
    ]);
    await refused('suspend', 'suspended', { reason: 'again' });
    await refused('approve', 'suspended');
    await t.db.query(`update app.advisor set status = 'pending' where id = $1`, [ada.advisorId]);
    await refused('suspend', 'pending', { reason: 'x' });
    await refused('reinstate', 'pending');
    await t.as(owner).post(`${path}/suspend`, {}).expect(422);
    await t.as(owner).post(`${path}/suspend`, { reason: '' }).expect(422);
  });

  it('get a commission that leaves the operator theirs', async () => {
    const change = (body: object) => t.as(owner).patch(path, body);
    expect((await change({ shareBp: 8500 }).expect(200)).body.shareBp).toBe(8500);
    expect((await change({ shareBp: 8501 }).expect(409)).body).toMatchObject({
      code: 'share-too-high',
      shareBp: 8501,
      operatorShareBp: 1500,
      maxShareBp: 8500,
    });
    expect(
      (await change({ shareBp: null, displayName: ' Ada L. ', headline: '\ud800' }).expect(200)).body,
    ).toMatchObject({ shareBp: null, displayName: 'Ada L.' });
    await change({}).expect(200);
    expect((await audit()).map(({ action, before, after }) => [action, before, after])).toEqual([
      ['advisor.changed', { shareBp: null }, { changed: ['shareBp'], shareBp: 8500 }],
      ['advisor.changed', { shareBp: 8500 }, { changed: ['shareBp', 'displayName', 'headline'], shareBp: null }],
    ]);
    await change({ externalId: 'ada@shop.example', metadata: { phone: '0151 1234' } }).expect(200);
    expect((await audit()).at(-1)).toMatchObject({ before: {}, after: { changed: ['externalId', 'metadata'] } });
    for (const body of [
      { shareBp: 10_001 },
      { shareBp: -1 },
      { shareBp: 1.5 },
      { displayName: null },
      { status: 'active' },
    ])
      await change(body).expect(422);
    const invite = { email: 'x@y.example', password: 'a good long password', displayName: 'X', shareBp: 9000 };
    expect((await t.as(owner).post('/v1/staff/advisors', invite).expect(409)).body.code).toBe('share-too-high');
    expect(await t.db.query(`select 1 from app.person where email = 'x@y.example'`)).toEqual([]);
  });

  it('are found by state and words, newest first, page by page', async () => {
    const list = async (query: string) => (await t.as(owner).get(`/v1/staff/advisors?${query}`).expect(200)).body;
    expect((await list(`q=${encodeURIComponent(ada.email)}`)).data).toHaveLength(1);
    expect((await list('q=%25')).data).toEqual([]);
    const all = (await list('limit=100')).data as { id: string }[];
    const paged: string[] = [];
    let cursor = '';
    do {
      const one = await list(`limit=2${cursor}`);
      paged.push(...one.data.map(({ id }: { id: string }) => id));
      cursor = one.has_more ? `&cursor=${one.next_cursor}` : '';
    } while (cursor !== '');
    expect(paged).toEqual(all.map(({ id }) => id));
    expect(paged).toEqual([...paged].sort().reverse());
    await t.as(owner).get('/v1/staff/advisors?status=gone').expect(422);
  });

  it('are invited from where they can be paid out, and from anywhere by who pays them outside', async () => {
    const invite = (country: string) =>
      t.as(owner).post('/v1/staff/advisors', {
        email: `from-${country.toLowerCase()}@example.org`,
        password: 'a long first password',
        displayName: `From ${country}`,
        languages: ['en'],
        country,
      });
    expect((await invite('IN').expect(409)).body).toMatchObject({ code: 'country-not-paid', country: 'IN' });
    const people = await t.db.query(`select 1 from app.person where email = 'from-in@example.org'`);
    expect(people).toEqual([]);
    await invite('XYZ').expect(422);
    await invite('AT').expect(201);
    await t.db.query(`update app.money_rules set topology = 'self_managed' where licensee_id = $1`, [owner.licenseeId]);
    await invite('IN').expect(201);
    await t.db.query(`update app.money_rules set topology = 'operator_platform' where licensee_id = $1`, [
      owner.licenseeId,
    ]);
  });

  it('are kept from the wrong roles and from other licensees', async () => {
    for (const role of ['support', 'analyst', 'finance'] as const) {
      const staff = await t.given.staff(role);
      await t
        .as(staff)
        .get('/v1/staff/advisors')
        .expect(role === 'finance' ? 403 : 200);
      await act('suspend', { reason: 'x' }, staff).expect(403);
      await t.as(staff).patch(path, { shareBp: 1 }).expect(403);
    }
    await t.as(ada).get('/v1/staff/advisors').expect(403);
    const foreign = await t.given.staff('owner', 'zenith');
    await t.as(foreign).patch(path, { shareBp: 1 }).expect(404);
    for (const name of ['approve', 'suspend', 'reinstate'])
      await act(name, name === 'suspend' ? { reason: 'x' } : {}, foreign).expect(404);
    expect((await t.as(foreign).get('/v1/staff/advisors').expect(200)).body.data).toEqual([]);
    expect(await audit()).toEqual([]);
  });

  it('are told of to programs with what the licensee’s own systems call them and say of them', async () => {
    const own = { externalId: 'consultant-7', metadata: { desk: 'north' } };
    await t.as(owner).patch(path, own).expect(200);
    // Nothing changes, so nothing is told.
    await t.as(owner).patch(path, own).expect(200);
    await t.as(ada).patch('/v1/advisors/me', { bio: 'Twenty years of charts.' }).expect(200);
    await t.as(ada).patch('/v1/advisors/me', { bio: 'Twenty years of charts.' }).expect(200);
    await act('suspend', { reason: 'pause' }).expect(200);
    await act('reinstate').expect(200);
    await t.run('events.place');
    const { body } = await t
      .as(owner)
      .get(`/v1/events?subject=${t.publicId('advisor', ada.advisorId)}&limit=100`)
      .expect(200);
    const told = body.data as { type: string; data: object }[];
    const since = told.slice(0, told.findLastIndex(({ type }) => type === 'advisor.changed') + 1).reverse();
    expect(since.map(({ type }) => type)).toEqual([
      'advisor.changed',
      'advisor.changed',
      'advisor.suspended',
      'advisor.offline',
      'advisor.reinstated',
    ]);
    const advisor = { advisorId: t.publicId('advisor', ada.advisorId), personId: t.publicId('person', ada.id) };
    for (const { data } of since) expect(data).toMatchObject({ ...advisor, ...own });
  });
});
