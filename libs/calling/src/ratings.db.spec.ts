import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@app/kernel';
import { type Actor, type TestApp, paidCall, race, runningCall, testApp } from '@app/testing';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 3600;

describe('a rating', () => {
  let t: TestApp;
  let user: Actor;
  let advisor: Advisor;
  beforeAll(async () => {
    t = await testApp();
    user = await t.given.user({ balanceMinor: 50_000n });
    advisor = await t.given.advisor({ voiceRateMinor: 600n });
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  const rate = (who: Actor, id: string, body: object) => t.as(who).put(`/v1/calls/${id}/rating`, body);
  const profile = async (one: Advisor) =>
    (
      await t
        .http(one.host)
        .get(`/v1/advisors/${t.publicId('advisor', one.advisorId)}`)
        .expect(200)
    ).body;
  const reviews = (one: Advisor, query = '') =>
    t.http(one.host).get(`/v1/advisors/${t.publicId('advisor', one.advisorId)}/ratings${query}`);
  /** The advisor's sums against the ratings themselves. */
  const drift = () =>
    t.db.query(
      `select a.id from app.advisor a left join (select advisor_id, sum(stars) as s, count(*) as n from app.rating group by 1) r on r.advisor_id = a.id
        where a.rating_sum <> coalesce(r.s, 0) or a.rating_count <> coalesce(r.n, 0)`,
    );

  it('is given by the caller of a paid call, once, and changed for seven days', async () => {
    const id = await paidCall(t, user, advisor);
    const none = await t.as(user).get(`/v1/calls/${id}/rating`).expect(200);
    expect(none.body).toMatchObject({ callId: id, rateable: true, stars: null, editableUntil: null });
    const { body } = await rate(user, id, { stars: 5, text: 'Very clear.' }).expect(200);
    expect(body).toMatchObject({ callId: id, stars: 5, text: 'Very clear.', rateable: true });
    expect(Date.parse(body.editableUntil) - Date.parse(body.createdAt)).toBe(7 * DAY * 1000);
    expect(await profile(advisor)).toMatchObject({ ratingAverage: 5, ratingCount: 1 });
    expect((await rate(user, id, { stars: 2 }).expect(200)).body).toMatchObject({ stars: 2, text: null });
    expect(await profile(advisor)).toMatchObject({ ratingAverage: 2, ratingCount: 1 });
    expect((await t.as(advisor).get(`/v1/calls/${id}/rating`).expect(200)).body.stars).toBe(2);
    t.clock.advanceSeconds(7 * DAY - 60);
    await rate(user, id, { stars: 3 }).expect(200);
    t.clock.advanceSeconds(61);
    // The access token is older than the clock says: a new sign-in, as after a week.
    expect((await rate(await again(user), id, { stars: 1 }).expect(409)).body.code).toBe('rating-final');
    expect(await profile(advisor)).toMatchObject({ ratingAverage: 3, ratingCount: 1 });
    expect(await drift()).toEqual([]);
  });

  const again = async (actor: Actor): Promise<Actor> => ({
    ...actor,
    token: (
      await t
        .http(actor.host)
        .post('/v1/auth/sign-in')
        .send({ email: actor.email, password: 'a good long password' })
        .expect(200)
    ).body.accessToken,
  });

  it('is refused for a call that runs or cost nothing, for others, and with bad figures', async () => {
    const other = await t.given.advisor({ voiceRateMinor: 600n });
    const live = await runningCall(t, user, other);
    expect((await rate(user, live, { stars: 5 }).expect(409)).body.code).toBe('not-rateable');
    expect((await t.as(user).get(`/v1/calls/${live}/rating`).expect(200)).body.rateable).toBe(false);
    await t.as(user).post(`/v1/calls/${live}/end`).expect(200);
    await t.as(other).post(`/v1/calls/${live}/end`).expect(200); // shorter than the free seconds
    expect((await rate(user, live, { stars: 5 }).expect(409)).body.code).toBe('not-rateable');

    const id = await paidCall(t, user, other);
    for (const body of [{ stars: 0 }, { stars: 6 }, { stars: 4.5 }, {}, { stars: 5, text: 'x'.repeat(1001) }])
      await rate(user, id, body).expect(422);
    const stranger = await t.given.user();
    await rate(stranger, id, { stars: 5 }).expect(404);
    await t.as(stranger).get(`/v1/calls/${id}/rating`).expect(404);
    await t
      .as(await t.given.advisor())
      .get(`/v1/calls/${id}/rating`)
      .expect(404);
    await rate(user, t.publicId('call', newId()), { stars: 5 }).expect(404);
    await rate(await t.given.user({ licensee: 'zenith' }), id, { stars: 5 }).expect(404);
    await rate(other, id, { stars: 5 }).expect(403);
    await rate(await t.given.staff('owner'), id, { stars: 5 }).expect(403);
    expect(await profile(other)).toMatchObject({ ratingAverage: null, ratingCount: 0 });
  });

  it('keeps the sums exact when many are given and changed at once', async () => {
    const busy = await t.given.advisor({ voiceRateMinor: 600n });
    const calls: { who: Actor; id: string }[] = [];
    for (let i = 0; i < 3; i++) {
      const who = await t.given.user({ balanceMinor: 5_000n });
      calls.push({ who, id: await paidCall(t, who, busy) });
    }
    const answers = await race(24, async (i) => {
      const { who, id } = calls[i % 3]!;
      return (await rate(who, id, { stars: (i % 5) + 1 })).status;
    });
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : one.reason))).toEqual(Array(24).fill(200));
    expect(await drift()).toEqual([]);
    for (const [i, { who, id }] of calls.entries()) await rate(who, id, { stars: [5, 4, 4][i]! }).expect(200);
    expect(await profile(busy)).toMatchObject({ ratingAverage: 4.3, ratingCount: 3 }); // 13 / 3
    expect(await drift()).toEqual([]);
  });

  it('is read by everybody without telling who, when or which call', async () => {
    const public1 = await t.given.advisor({ voiceRateMinor: 600n });
    const writers = [];
    for (let i = 0; i < 3; i++) {
      const who = await t.given.user({ balanceMinor: 5_000n });
      const id = await paidCall(t, who, public1);
      await rate(who, id, { stars: i + 3, text: `text ${i}` }).expect(200);
      writers.push({ who, id, alias: (await t.as(public1).get(`/v1/calls/${id}`).expect(200)).body.callerAlias });
    }
    const first = (await reviews(public1, '?limit=2').expect(200)).body;
    const second = (await reviews(public1, `?limit=2&cursor=${first.next_cursor}`).expect(200)).body;
    const all = [...first.data, ...second.data];
    expect([first.has_more, second.has_more, all.length]).toEqual([true, false, 3]);
    for (const review of all) {
      expect(Object.keys(review).sort()).toEqual(['month', 'reviewer', 'stars', 'text']);
      expect(review.month).toMatch(/^\d{4}-\d{2}$/);
      expect(review.reviewer).toMatch(/^Guest [0-9A-HJKMNP-TV-Z]{6}$/);
    }
    expect(new Set(all.map(({ reviewer }) => reviewer))).toEqual(new Set(writers.map(({ alias }) => alias)));
    const told = JSON.stringify([first, second]) + Buffer.from(first.next_cursor, 'base64url').toString('utf8');
    for (const { who, id } of writers)
      for (const secret of [who.id, who.email, t.parseId('call', id)!, id]) expect(told).not.toContain(secret);
    // The id in the cursor is random (version 4): a time-ordered one would hold the millisecond.
    expect(JSON.parse(Buffer.from(first.next_cursor, 'base64url').toString('utf8'))[1][14]).toBe('4');
    await t.db.query(`update app.advisor set status = 'suspended' where id = $1`, [public1.advisorId]);
    await reviews(public1).expect(404);
    await t
      .http(t.licensees.zenith.host)
      .get(`/v1/advisors/${t.publicId('advisor', advisor.advisorId)}/ratings`)
      .expect(404);
  });
});
