import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Db, newId } from '@app/kernel';
import { type Actor, type TestApp, paidCall, race, runningCall, testApp } from '@app/testing';
import { LinkUses } from './link-uses.service.js';

type Advisor = Actor & { advisorId: string };
interface Link {
  id: string;
  url: string;
  usedCalls: number;
  state: string;
}

describe('a link to call', () => {
  let t: TestApp;
  let owner: Actor;
  let advisor: Advisor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    await t.db.query(
      'update app.licensee_terms set rate_min_minor = 50, rate_max_minor = 1000 where licensee_id = $1',
      [t.licensees.aurora.id],
    );
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    advisor = await t.given.advisor({ voiceRateMinor: 600n });
  });

  const of = (one: Advisor) => t.publicId('advisor', one.advisorId);
  const tokenOf = ({ url }: Link) => url.slice(url.lastIndexOf('/') + 1);
  const make = (who: Actor, body: object) => t.as(who).post('/v1/call-links', { medium: 'voice', ...body });
  const given = async (body: object = {}): Promise<Link> =>
    (await make(advisor, { ratePerMinuteMinor: 120, ...body }).expect(201)).body;
  const wish = (link: Link, body: object = {}) => ({
    advisorId: of(advisor),
    medium: 'voice',
    linkToken: tokenOf(link),
    ...body,
  });
  const call = (who: Actor, link: Link, body: object = {}) => t.as(who).post('/v1/calls', wish(link, body));
  const opened = async (link: Link) =>
    (
      await t
        .http(advisor.host)
        .get(`/v1/site/call-links/${tokenOf(link)}`)
        .expect(200)
    ).body;
  const shown = async (link: Link) => (await t.as(advisor).get(`/v1/call-links/${link.id}`).expect(200)).body;
  const caller = () => t.given.user({ balanceMinor: 50_000n });

  it('has a price of its own, and everybody who has it reads that', async () => {
    const link = await given({ label: 'Newsletter', maxCalls: 3 });
    expect(link).toMatchObject({
      label: 'Newsletter',
      ratePerMinuteMinor: 120,
      usedCalls: 0,
      maxCalls: 3,
      state: 'open',
    });
    expect(link.url).toMatch(/^http:\/\/aurora\.localhost\/c\/[A-Za-z0-9_-]{22}$/);
    const open = await opened(link);
    expect(open).toMatchObject({ advisorId: of(advisor), ratePerMinuteMinor: 120, session: null, state: 'open' });
    // What it is called and how often it was used is nobody's else.
    expect(JSON.stringify(open)).not.toMatch(/Newsletter|usedCalls|maxCalls/);
    for (const token of ['AAAAAAAAAAAAAAAAAAAAAA', 'x', '%00', `${tokenOf(link)}x`])
      await t.http(advisor.host).get(`/v1/site/call-links/${token}`).expect(404);
    await t
      .http(t.licensees.zenith.host)
      .get(`/v1/site/call-links/${tokenOf(link)}`)
      .expect(404);
  });

  it('stays within the prices that the licensee allows, and has one kind of price', async () => {
    for (const body of [
      { ratePerMinuteMinor: 49 },
      { ratePerMinuteMinor: 1001 },
      { session: { minutes: 30, priceMinor: 30 * 50 - 1 } },
      { session: { minutes: 30, priceMinor: 30 * 1000 + 1 } },
      { ratePerMinuteMinor: 100, session: { minutes: 30, priceMinor: 3000 } },
      {},
      { ratePerMinuteMinor: 100, expiresAt: '2020-01-01T00:00:00Z' },
      { ratePerMinuteMinor: 100, validFrom: '2099-01-02T00:00:00Z', expiresAt: '2099-01-01T00:00:00Z' },
      { ratePerMinuteMinor: 100, weekly: [{ day: 1, from: '10:00', to: '09:00' }] },
      { ratePerMinuteMinor: 100, maxCalls: 0 },
    ])
      await make(advisor, body).expect(422);
    await make(advisor, { ratePerMinuteMinor: 50 }).expect(201);
    await make(advisor, { session: { minutes: 30, priceMinor: 30 * 1000 } }).expect(201);
  });

  it('makes a call at its price, which the receipt names together with the link', async () => {
    const link = await given();
    const user = await caller();
    const quote = (await t.as(user).post('/v1/calls/quote', wish(link)).expect(200)).body;
    expect(quote).toMatchObject({ ratePerMinuteMinor: 120, tiers: [], session: null });
    // Without the link the price is another one.
    await t
      .as(user)
      .post('/v1/calls', { advisorId: of(advisor), medium: 'voice', acceptedRatePerMinuteMinor: 120 })
      .expect(409);
    const id = await paidCall(t, user, advisor, 120, { linkToken: tokenOf(link), acceptedRatePerMinuteMinor: 120 });
    const ended = (await t.as(user).get(`/v1/calls/${id}`).expect(200)).body;
    expect(ended).toMatchObject({ status: 'ended', priceMinor: 240, ratePerMinuteMinor: 120, linkId: link.id });
    const { receipt } = (await t.as(user).get(`/v1/calls/${id}/receipt`).expect(200)).body;
    expect(receipt.terms).toMatchObject({ linkId: link.id, ratePerMinuteMinor: '120' });
    expect((await shown(link)).usedCalls).toBe(1);
    expect(await t.violations()).toEqual([]);
  });

  it('may have a flat price, at which the call ends by itself', async () => {
    const link = await given({ ratePerMinuteMinor: undefined, session: { minutes: 5, priceMinor: 900 } });
    const user = await caller();
    expect((await t.as(user).post('/v1/calls/quote', wish(link)).expect(200)).body).toMatchObject({
      session: { minutes: 5, priceMinor: 900, thenPerMinute: false },
      holdMinor: 900,
      freeSeconds: 0,
      // What a minute of it comes to: screens send back what they showed.
      ratePerMinuteMinor: 180,
    });
    for (const other of [{ sessionMinutes: 10 }, { thenPerMinute: true }, { medium: 'video' }])
      await call(user, link, other).expect(422);
    await call(user, link, { advisorId: of(await t.given.advisor()) }).expect(422);
    const id = await paidCall(t, user, advisor, 60, {
      linkToken: tokenOf(link),
      acceptedSessionPriceMinor: 900,
      acceptedRatePerMinuteMinor: 180,
    });
    expect((await t.as(user).get(`/v1/calls/${id}`).expect(200)).body.priceMinor).toBe(900);
    expect(await t.violations()).toEqual([]);
  });

  it('is for the hours of the advisor’s own clocks that were chosen', async () => {
    await t
      .as(advisor)
      .put('/v1/advisors/me/schedule', { timeZone: 'Asia/Tokyo', weekly: [], exceptions: [] })
      .expect(200);
    const now = Temporal.Now.instant().toZonedDateTimeISO('Asia/Tokyo');
    const other = (now.dayOfWeek % 7) + 1;
    const link = await given({ weekly: [{ day: other, from: '00:00', to: '24:00' }] });
    const open = await opened(link);
    const midnight = now.startOfDay().add({ days: 1 });
    expect(open).toMatchObject({ state: 'outside_hours' });
    expect(Date.parse(open.opensAt)).toBe(midnight.epochMilliseconds);
    const refused = await call(await caller(), link).expect(409);
    expect(refused.body).toMatchObject({ code: 'link-not-open', linkState: 'outside_hours', opensAt: open.opensAt });
    t.clock.advanceSeconds(Math.ceil((midnight.epochMilliseconds - Date.now()) / 1000) + 60);
    expect((await opened(link)).state).toBe('open');
  });

  it('is not good before its first day nor after its end', async () => {
    const soon = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
    const link = await given({ validFrom: soon(3600), expiresAt: soon(7200) });
    const user = await caller();
    const refusal = async () => (await call(user, link).expect(409)).body.linkState;
    expect([await refusal(), (await opened(link)).state]).toEqual(['not_yet', 'not_yet']);
    t.clock.advanceSeconds(3700);
    expect((await opened(link)).state).toBe('open');
    t.clock.advanceSeconds(3600);
    expect([await refusal(), (await opened(link)).state]).toEqual(['over', 'over']);
  });

  it('lets no more calls through than it is for, however many ask at once', async () => {
    const link = await given({ maxCalls: 2 });
    await paidCall(t, await caller(), advisor, 60, { linkToken: tokenOf(link) });
    const users = [await caller(), await caller(), await caller(), await caller(), await caller()];
    const answers = await race(5, async (i) => (await call(users[i]!, link)).status);
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort()).toEqual([
      201, 409, 409, 409, 409,
    ]);
    expect(await shown(link)).toMatchObject({ usedCalls: 2, state: 'used_up' });
    expect((await call(await caller(), link).expect(409)).body.linkState).toBe('used_up');
  });

  it('is counted behind its own lock, so that the number holds whatever else keeps calls apart', async () => {
    const link = await given({ maxCalls: 3 });
    const linkId = t.parseId('callLink', link.id)!;
    const [db, uses] = [t.app.get(Db), t.app.get(LinkUses)];
    const use = () => db.transaction(t.given.ctx(), (tx) => uses.use(tx, linkId, newId()));
    const through = (answers: PromiseSettledResult<void>[]) => answers.filter(({ status }) => status === 'fulfilled');
    const answers = await race(12, use);
    expect(through(answers)).toHaveLength(3);
    expect(answers.flatMap((one) => (one.status === 'rejected' ? [one.reason.constructor.name] : []))).toEqual(
      Array(9).fill('LinkNotOpen'),
    );
    expect((await shown(link)).usedCalls).toBe(3);
    await db.transaction(t.given.ctx(), (tx) => uses.giveBack(tx, linkId));
    await t.as(advisor).post(`/v1/call-links/${link.id}/revoke`).expect(200);
    expect(through(await race(4, use))).toHaveLength(0);
  });

  it('gets back the use of a call that was never connected, and not that of one that was', async () => {
    const link = await given({ maxCalls: 1 });
    const [first, second] = [await caller(), await caller()];
    const { id } = (await call(first, link).expect(201)).body;
    expect((await call(second, link).expect(409)).body.code).toMatch(/link-not-open|advisor-busy/);
    expect((await shown(link)).state).toBe('used_up');
    await t.as(advisor).post(`/v1/calls/${id}/decline`, {}).expect(200);
    expect(await shown(link)).toMatchObject({ usedCalls: 0, state: 'open' });
    const cancelled = (await call(first, link).expect(201)).body.id;
    await t.as(first).post(`/v1/calls/${cancelled}/cancel`).expect(200);
    expect((await shown(link)).usedCalls).toBe(0);
    await paidCall(t, second, advisor, 60, { linkToken: tokenOf(link) });
    expect(await shown(link)).toMatchObject({ usedCalls: 1, state: 'used_up' });
  });

  it('counts nothing when the call is refused for another reason', async () => {
    const link = await given({ maxCalls: 1 });
    await call(await t.given.user(), link).expect(402);
    expect((await shown(link)).usedCalls).toBe(0);
    await t.as(advisor).put('/v1/advisors/me/availability', { available: false }).expect(200);
    expect((await call(await caller(), link).expect(409)).body.code).toBe('advisor-unavailable');
    await t.as(advisor).put('/v1/advisors/me/availability', { available: true }).expect(200);
    const blocked = await caller();
    await t
      .as(blocked)
      .put(`/v1/advisors/${of(advisor)}/block`)
      .expect(200);
    expect((await call(blocked, link).expect(409)).body.code).toBe('advisor-unavailable');
    expect((await shown(link)).usedCalls).toBe(0);
  });

  it('is taken back for good: who asks later is refused, who talks goes on', async () => {
    const link = await given();
    const user = await caller();
    const id = await runningCall(t, user, advisor, { linkToken: tokenOf(link) });
    await t.as(advisor).post(`/v1/call-links/${link.id}/revoke`).expect(200);
    expect((await t.as(advisor).post(`/v1/call-links/${link.id}/revoke`).expect(200)).body.state).toBe('revoked');
    expect((await t.as(user).get(`/v1/calls/${id}`).expect(200)).body.status).toBe('in_progress');
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    await t.as(advisor).post(`/v1/calls/${id}/end`).expect(200);
    expect((await call(await caller(), link).expect(409)).body.linkState).toBe('revoked');
    expect((await opened(link)).state).toBe('revoked');
    expect(
      await t.db.query(
        `select action, count(*)::int as n from app.audit_entry where subject_id = $1 group by 1 order by 1`,
        [link.id],
      ),
    ).toEqual([
      { action: 'call_link.created', n: 1 },
      { action: 'call_link.revoked', n: 1 },
    ]);
  });

  it('belongs to its advisor and the licensee: nobody else makes, reads or ends it', async () => {
    const link = await given();
    const other = await t.given.advisor();
    const foreign = await t.given.staff('owner', 'zenith');
    for (const who of [other, foreign]) {
      await t.as(who).get(`/v1/call-links/${link.id}`).expect(404);
      await t.as(who).post(`/v1/call-links/${link.id}/revoke`).expect(404);
    }
    await make(other, { ratePerMinuteMinor: 100, advisorId: of(advisor) }).expect(404);
    await make(foreign, { ratePerMinuteMinor: 100, advisorId: of(advisor) }).expect(404);
    await make(await caller(), { ratePerMinuteMinor: 100 }).expect(403);
    await make(await t.given.staff('support'), { ratePerMinuteMinor: 100, advisorId: of(advisor) }).expect(403);
    await make(owner, { ratePerMinuteMinor: 100 }).expect(422);
    const byStaff = (await make(owner, { ratePerMinuteMinor: 100, advisorId: of(advisor) }).expect(201)).body;
    const ids = async (who: Actor, query = '') =>
      (await t.as(who).get(`/v1/call-links${query}`).expect(200)).body.data.map(({ id }: Link) => id);
    expect(await ids(advisor)).toEqual([byStaff.id, link.id]);
    expect(await ids(owner, `?advisorId=${of(advisor)}`)).toEqual([byStaff.id, link.id]);
    expect(await ids(other)).toEqual([]);
    expect(await ids(foreign)).toEqual([]);
    await t
      .as(owner)
      .get(`/v1/call-links/${t.publicId('callLink', newId())}`)
      .expect(404);
  });

  it('is one of a hundred that an advisor may have in use', async () => {
    await t.db.query(
      `insert into app.call_link (licensee_id, id, advisor_id, token, medium, rate_per_minute, currency, created_by, created_at)
       select $1, gen_random_uuid(), $2::uuid, substr(md5(i::text || $2::text), 1, 22), 'voice', 100, 'EUR', $3, now() from generate_series(1, 98) i`,
      [t.licensees.aurora.id, advisor.advisorId, owner.id],
    );
    const answers = await race(4, async () => (await make(advisor, { ratePerMinuteMinor: 100 })).status);
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort()).toEqual([201, 201, 409, 409]);
    const [newest] = (await t.as(advisor).get('/v1/call-links?limit=1').expect(200)).body.data;
    await t.as(advisor).post(`/v1/call-links/${newest.id}/revoke`).expect(200);
    await make(advisor, { ratePerMinuteMinor: 100 }).expect(201);
  });

  it('is made and ended by a program of the licensee, and its events tell of it', async () => {
    const { key } = (
      await t
        .as(owner)
        .post('/v1/staff/api-keys', { name: 'links', scopes: ['advisors:read', 'advisors:write'] })
        .expect(201)
    ).body;
    const program = (path: string) => t.http(advisor.host).post(path).set('authorization', `Bearer ${key}`);
    const { body: link } = await program('/v1/call-links')
      .send({ medium: 'voice', advisorId: of(advisor), session: { minutes: 10, priceMinor: 990 }, maxCalls: 1 })
      .expect(201);
    const user = await caller();
    await paidCall(t, user, advisor, 60, { linkToken: tokenOf(link) });
    await program(`/v1/call-links/${link.id}/revoke`).expect(200);
    const told = await t.db.query<{ type: string }>(
      `select type from app.event where licensee_id = $1 and data->>'linkId' = $2 order by seq`,
      [t.licensees.aurora.id, link.id],
    );
    expect(told.map(({ type }) => type)).toEqual(['call_link.created', 'call_link.used_up', 'call_link.revoked']);
  });
});
