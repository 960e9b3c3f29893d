import { Db, type Tx, parseId, systemContext } from '@app/kernel';
import { PersonsService } from '@app/identity';
import { testApp } from '@app/testing';
import { AdvisorsService } from './advisors.service.js';
import { Availability } from './availability.service.js';

const PASSWORD = 'a long sentence of mine';

describe('advisors', () => {
  let t: Awaited<ReturnType<typeof testApp>>;
  let host: string;
  let owner: string;
  let advisor: { id: string; token: string };

  const as = (token: string) => ({
    get: (path: string) => t.http(host).get(path).set('authorization', `Bearer ${token}`),
    post: (path: string, body: object) => t.http(host).post(path).set('authorization', `Bearer ${token}`).send(body),
    patch: (path: string, body: object) => t.http(host).patch(path).set('authorization', `Bearer ${token}`).send(body),
    put: (path: string, body: object) => t.http(host).put(path).set('authorization', `Bearer ${token}`).send(body),
  });
  const signIn = async (email: string): Promise<string> =>
    (await t.http(host).post('/v1/auth/sign-in').send({ email, password: PASSWORD }).expect(200)).body.accessToken;
  const invite = (email: string, more: object = {}) =>
    as(owner).post('/v1/staff/advisors', {
      email,
      password: PASSWORD,
      displayName: 'Vera',
      voiceRateMinor: 199,
      ...more,
    });
  const rates = (id: string) =>
    t.app
      .get(Db)
      .read(systemContext(t.licensees.aurora.id, 'spec'), (tx) =>
        t.app.get(AdvisorsService).ratesOf(tx, parseId('advisor', id)!),
      );
  const inTx = <T>(work: (tx: Tx, id: string) => Promise<T>) =>
    t.app
      .get(Db)
      .transaction(systemContext(t.licensees.aurora.id, 'spec'), (tx) => work(tx, parseId('advisor', advisor.id)!));

  beforeAll(async () => {
    t = await testApp();
    host = t.licensees.aurora.host;
    const ctx = systemContext(t.licensees.aurora.id, 'spec');
    await t.app
      .get(PersonsService)
      .create(ctx, { role: 'owner', email: 'the-owner@example.com', password: PASSWORD, displayName: 'Olga' });
    owner = await signIn('the-owner@example.com');
    const { body } = await invite('vera@example.com', { shareBp: 6500, headline: 'Tax' }).expect(201);
    advisor = { id: body.id, token: await signIn('vera@example.com') };
  });
  afterAll(() => t.close());

  it('are made by owner and admin, with a sign-in of their own, once per e-mail', async () => {
    const mine = (await as(advisor.token).get('/v1/advisors/me').expect(200)).body;
    expect(mine).toEqual({
      id: advisor.id,
      displayName: 'Vera',
      headline: 'Tax',
      bio: '',
      languages: ['en'],
      voiceRateMinor: 199,
      videoRateMinor: null,
      prices: {
        voice: { ratePerMinuteMinor: 199, adjustBp: 0, tiers: [], sessions: [] },
        video: null,
        freeSeconds: 0,
        freePer: 'call',
      },
      currency: 'EUR',
      topics: [],
      photoUrl: null,
      timeZone: 'UTC',
      available: false,
      awayUntil: null,
      followsSchedule: false,
      status: 'active',
      liveStatus: 'offline',
      offlineReason: 'self',
      shareBp: 6500,
      ratingAverage: null,
      ratingCount: 0,
      reachability: { consoleOpen: false, provedDevices: 0, reachable: false },
    });
    expect((await invite('vera@example.com').expect(409)).body.code).toBe('email-taken');
    expect((await invite('next@example.com', { voiceRateMinor: 0 }).expect(422)).body.errors[0].pointer).toBe(
      '/voiceRateMinor',
    );
    expect((await invite('next@example.com', { currency: 'XXX' }).expect(422)).body.errors[0].pointer).toBe(
      '/currency',
    );
    await as(advisor.token).post('/v1/staff/advisors', {}).expect(403);
    const persons = await t.db.query('select 1 from app.person where email = $1', ['next@example.com']);
    expect(persons).toHaveLength(0);
  });

  it('change their own profile and rates within the limits', async () => {
    const me = as(advisor.token);
    const { body } = await me
      .patch('/v1/advisors/me', {
        bio: 'Long story',
        languages: ['de', 'en'],
        voiceRateMinor: null,
        videoRateMinor: 299,
        currency: 'EUR',
      })
      .expect(200);
    expect(body).toMatchObject({
      bio: 'Long story',
      languages: ['de', 'en'],
      voiceRateMinor: null,
      videoRateMinor: 299,
      headline: 'Tax',
    });
    for (const [field, value] of [
      ['voiceRateMinor', 100_001],
      ['videoRateMinor', 1.5],
      ['languages', []],
      ['languages', ['English']],
      ['currency', 'USD'],
      ['shareBp', 9000],
      ['topics', ['Tax', 'TAX']],
      ['topics', Array.from({ length: 11 }, (_, i) => `topic ${i}`)],
      ['topics', ['x'.repeat(41)]],
      ['topics', [' Tax']],
      ['topics', ['']],
      ['topics', [null]],
      ['headline', 'x'.repeat(121)],
    ] as const) {
      expect((await me.patch('/v1/advisors/me', { [field]: value }).expect(422)).body.errors[0].pointer).toBe(
        `/${field}`,
      );
    }
    await me.patch('/v1/advisors/me', { voiceRateMinor: 199 }).expect(200);
    await as(owner).patch('/v1/advisors/me', { bio: 'x' }).expect(403);
  });

  it('are listed for everybody on the host, available ones first, page by page', async () => {
    for (let i = 0; i < 4; i++) await invite(`list${i}@example.com`, { displayName: `L${i}` }).expect(201);
    await as(advisor.token).put('/v1/advisors/me/availability', { available: true }).expect(200);
    const seen: { id: string; available: boolean }[] = [];
    let cursor = '';
    do {
      const { body } = await t.http(host).get(`/v1/advisors?limit=2${cursor}`).expect(200);
      seen.push(...body.data);
      cursor = body.has_more ? `&cursor=${body.next_cursor}` : '';
    } while (cursor !== '');
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    const availability = seen.map(({ available }) => available);
    expect(availability).toEqual([...availability].sort((a, b) => Number(b) - Number(a)));
    const own = seen.find(({ id }) => id === advisor.id)!;
    expect(own).toEqual((await t.http(host).get(`/v1/advisors/${advisor.id}`).expect(200)).body);
    expect(own).not.toHaveProperty('shareBp');

    await t.http(host).get('/v1/advisors?cursor=bm9uc2Vuc2U').expect(422);
    await t.http(t.licensees.zenith.host).get(`/v1/advisors/${advisor.id}`).expect(404);
    await t.http(host).get('/v1/advisors/adv_nonsense').expect(404);
  });

  it('are neither listed nor callable while suspended or frozen', async () => {
    await t.db.query(`update app.person set status = 'frozen' where email = 'list0@example.com'`);
    await t.db.query(`update app.advisor set status = 'suspended' where display_name = 'L1'`);
    const { body } = await t.http(host).get('/v1/advisors?limit=100').expect(200);
    const names = body.data.map(({ displayName }: { displayName: string }) => displayName);
    expect(names).toEqual(expect.arrayContaining(['Vera', 'L2', 'L3']));
    expect(names).not.toContain('L0');
    expect(names).not.toContain('L1');
    expect(await rates(advisor.id)).toMatchObject({
      status: 'active',
      voice: { ratePerMinuteMinor: 199n },
      video: { ratePerMinuteMinor: 299n },
      shareBp: 6500,
      available: true,
    });
    const suspended = await signIn('list1@example.com');
    expect((await as(suspended).put('/v1/advisors/me/availability', { available: true }).expect(409)).body.code).toBe(
      'advisor-not-active',
    );
  });

  it('go offline by two missed rings in a row, and back by themselves', async () => {
    const service = t.app.get(Availability);
    expect(await inTx((tx, id) => service.recordMissedRing(tx, id))).toEqual({ wentOffline: false });
    await inTx((tx, id) => service.clearMissedRings(tx, id));
    expect(await inTx((tx, id) => service.recordMissedRing(tx, id))).toEqual({ wentOffline: false });
    expect(await inTx((tx, id) => service.recordMissedRing(tx, id))).toEqual({ wentOffline: true });
    expect(await inTx((tx, id) => service.recordMissedRing(tx, id))).toEqual({ wentOffline: false });
    expect((await as(advisor.token).get('/v1/advisors/me').expect(200)).body).toMatchObject({
      available: false,
      offlineReason: 'missed_rings',
    });
    const { body } = await as(advisor.token).put('/v1/advisors/me/availability', { available: true }).expect(200);
    expect(body).toMatchObject({ available: true, offlineReason: null });
    expect(await inTx((tx, id) => service.recordMissedRing(tx, id))).toEqual({ wentOffline: false });
  });

  it('have one profile per person', async () => {
    const ctx = systemContext(t.licensees.aurora.id, 'spec');
    const { personId } = await rates(advisor.id);
    await expect(t.app.get(AdvisorsService).create(ctx, { personId, displayName: 'Again' })).rejects.toMatchObject({
      driverError: { constraint: 'advisor_person' },
    });
  });
});
