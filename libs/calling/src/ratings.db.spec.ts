import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@app/kernel';
import { type Actor, type TestApp, paidCall, race, runningCall, testApp } from '@app/testing';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 3600;

describe('a review', () => {
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
  const withdraw = (who: Actor, id: string) => t.as(who).delete(`/v1/calls/${id}/rating`);
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
      `select a.id from app.advisor a left join (select advisor_id, sum(stars) as s, count(*) as n from app.rating where withdrawn_at is null and refunded_at is null and removed_at is null group by 1) r on r.advisor_id = a.id
        where a.rating_sum <> coalesce(r.s, 0) or a.rating_count <> coalesce(r.n, 0)`,
    );

  it('is given by the caller of a paid call, changed and withdrawn within seven days of the call', async () => {
    const id = await paidCall(t, user, advisor);
    const none = await t.as(user).get(`/v1/calls/${id}/rating`).expect(200);
    expect(none.body).toMatchObject({ callId: id, id: null, rateable: true, refusal: null, stars: null });
    const { body } = await rate(user, id, { stars: 5, text: 'Very clear.', shownAs: 'Uma' }).expect(200);
    expect(body).toMatchObject({ callId: id, stars: 5, text: 'Very clear.', shownAs: 'Uma', rateable: true });
    const { endedAt } = (await t.as(user).get(`/v1/calls/${id}`).expect(200)).body;
    expect(Date.parse(body.editableUntil) - Date.parse(endedAt)).toBe(7 * DAY * 1000);
    expect(await profile(advisor)).toMatchObject({ ratingAverage: 5, ratingCount: 1 });
    expect((await rate(user, id, { stars: 2 }).expect(200)).body).toMatchObject({
      stars: 2,
      text: null,
      shownAs: null,
    });
    expect(await profile(advisor)).toMatchObject({ ratingAverage: 2, ratingCount: 1 });
    expect((await t.as(advisor).get(`/v1/calls/${id}/rating`).expect(200)).body.stars).toBe(2);

    expect((await withdraw(user, id).expect(200)).body).toMatchObject({ stars: null, text: null, rateable: true });
    await withdraw(user, id).expect(200);
    expect(await profile(advisor)).toMatchObject({ ratingAverage: null, ratingCount: 0 });
    expect((await reviews(advisor).expect(200)).body.data).toEqual([]);
    expect((await t.as(advisor).get(`/v1/calls/${id}/rating`).expect(200)).body.stars).toBeNull();

    t.clock.advanceSeconds(7 * DAY - 60);
    const later = await again(user);
    await rate(later, id, { stars: 3 }).expect(200);
    expect(await profile(advisor)).toMatchObject({ ratingAverage: 3, ratingCount: 1 });
    t.clock.advanceSeconds(61);
    // The access token is older than the clock says: a new sign-in, as after a week.
    const tooLate = await again(user);
    expect((await rate(tooLate, id, { stars: 1 }).expect(409)).body.code).toBe('rating-final');
    expect((await withdraw(tooLate, id).expect(409)).body.code).toBe('rating-final');
    expect((await t.as(tooLate).get(`/v1/calls/${id}/rating`).expect(200)).body).toMatchObject({
      rateable: false,
      refusal: 'too_late',
      stars: 3,
    });
    expect(await profile(advisor)).toMatchObject({ ratingAverage: 3, ratingCount: 1 });
    expect(await drift()).toEqual([]);
  });

  it('cannot be given for the first time when the window is over', async () => {
    const one = await t.given.advisor({ voiceRateMinor: 600n });
    const id = await paidCall(t, user, one);
    t.clock.advanceSeconds(7 * DAY + 5);
    expect((await rate(await again(user), id, { stars: 1 }).expect(409)).body.code).toBe('rating-final');
    expect(await profile(one)).toMatchObject({ ratingCount: 0 });
  });

  it('needs the paid minutes that the licensee asks for', async () => {
    const owner = await t.given.staff('owner', 'zenith');
    const who = await t.given.user({ balanceMinor: 50_000n, licensee: 'zenith' });
    const one = await t.given.advisor({ voiceRateMinor: 600n, licensee: 'zenith' });
    await t.db.query('delete from app.rating_rules where licensee_id = $1', [who.licenseeId]);
    const rules = () => t.as(owner).get('/v1/staff/rating-rules').expect(200);
    expect((await rules()).body).toEqual({ minMinutes: 4, windowDays: 7 });
    const short = await paidCall(t, who, one, 230);
    const refused = await rate(who, short, { stars: 5 }).expect(409);
    expect(refused.body).toMatchObject({ code: 'not-rateable', refusal: 'too_short', minMinutes: 4 });
    expect((await t.as(who).get(`/v1/calls/${short}/rating`).expect(200)).body).toMatchObject({
      rateable: false,
      refusal: 'too_short',
      editableUntil: null,
    });
    const long = await paidCall(t, who, one, 280);
    await rate(who, long, { stars: 4 }).expect(200);
    await t.as(owner).patch('/v1/staff/rating-rules', { minMinutes: 10 }).expect(200);
    // What is said already stays, and may be changed.
    await rate(who, long, { stars: 5 }).expect(200);
    expect((await rules()).body).toEqual({ minMinutes: 10, windowDays: 7 });
    for (const body of [{ minMinutes: -1 }, { minMinutes: 61 }, { windowDays: 0 }])
      await t.as(owner).patch('/v1/staff/rating-rules', body).expect(422);
    await t
      .as(await t.given.staff('support', 'zenith'))
      .patch('/v1/staff/rating-rules', { minMinutes: 0 })
      .expect(403);
    expect(await t.db.query(`select before, after from app.audit_entry where action = 'rating_rules.changed'`)).toEqual(
      [{ before: { minMinutes: 4 }, after: { minMinutes: 10 } }],
    );
  });

  it('is given once a day of the licensee for an advisor, also when two calls are reviewed at once', async () => {
    const one = await t.given.advisor({ voiceRateMinor: 600n });
    const who = await t.given.user({ balanceMinor: 50_000n });
    const calls = [await paidCall(t, who, one), await paidCall(t, who, one), await paidCall(t, who, one)];
    const answers = await race(6, async (i) => rate(who, calls[i % 3]!, { stars: 4 }));
    const codes = answers.map((one) => (one.status === 'fulfilled' ? (one.value.body.code ?? one.value.status) : one));
    // The first one to be written is the one of the day; the same call may be sent twice.
    expect(codes.filter((code) => code === 'rated-today')).toHaveLength(4);
    expect(codes.filter((code) => code === 200)).toHaveLength(2);
    expect(await profile(one)).toMatchObject({ ratingAverage: 4, ratingCount: 1 });
    const shown = await Promise.all(
      calls.map(async (id) => (await t.as(who).get(`/v1/calls/${id}/rating`).expect(200)).body.refusal),
    );
    expect(shown.sort()).toEqual([null, 'other_today', 'other_today'].sort());
    t.clock.advanceSeconds(DAY);
    const next = await again(who);
    const rest = calls.filter((_, i) => codes[i] !== 200);
    await rate(next, rest[0]!, { stars: 5 }).expect(200);
    expect((await rate(next, rest[1]!, { stars: 5 }).expect(409)).body.code).toBe('rated-today');
    expect(await profile(one)).toMatchObject({ ratingCount: 2 });
  });

  it('goes from the page and the average when the whole price is given back, and not with a part of it', async () => {
    const owner = await t.given.staff('owner');
    const one = await t.given.advisor({ voiceRateMinor: 600n });
    const who = await t.given.user({ balanceMinor: 50_000n });
    const id = await paidCall(t, who, one);
    await rate(who, id, { stars: 1, text: 'Nothing heard' }).expect(200);
    const refund = (body: object) => t.as(owner).post(`/v1/calls/${id}/refund`, { reason: 'noise', ...body });
    await refund({ amountMinor: 10 }).expect(201);
    expect(await profile(one)).toMatchObject({ ratingAverage: 1, ratingCount: 1 });
    // All the rest, while the caller changes the review: whoever is first, it does not count afterwards.
    await race(8, async (i) => (i === 3 ? refund({}) : rate(who, id, { stars: (i % 5) + 1 })));
    expect(await profile(one)).toMatchObject({ ratingAverage: null, ratingCount: 0 });
    expect((await reviews(one).expect(200)).body.data).toEqual([]);
    expect((await rate(who, id, { stars: 5 }).expect(409)).body).toMatchObject({ refusal: 'refunded' });
    const other = await t.given.user({ balanceMinor: 5_000n });
    const never = await paidCall(t, other, one);
    await t.as(owner).post(`/v1/calls/${never}/refund`, { reason: 'noise' }).expect(201);
    expect((await rate(other, never, { stars: 5 }).expect(409)).body).toMatchObject({ code: 'not-rateable' });
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

  it('keeps the sums exact when many are given, changed and withdrawn at once', async () => {
    const busy = await t.given.advisor({ voiceRateMinor: 600n });
    const calls: { who: Actor; id: string }[] = [];
    for (let i = 0; i < 3; i++) {
      const who = await t.given.user({ balanceMinor: 5_000n });
      calls.push({ who, id: await paidCall(t, who, busy) });
    }
    const answers = await race(24, async (i) => {
      const { who, id } = calls[i % 3]!;
      return (await (i % 4 === 3 ? withdraw(who, id) : rate(who, id, { stars: (i % 5) + 1 }))).status;
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
      await rate(who, id, { stars: i + 3, text: `text ${i}`, ...(i === 2 && { shownAs: 'Uma' }) }).expect(200);
      const { callerAlias } = (await t.as(public1).get(`/v1/calls/${id}`).expect(200)).body;
      writers.push({ who, id, alias: i === 2 ? 'Uma' : callerAlias });
    }
    const first = (await reviews(public1, '?limit=2').expect(200)).body;
    const second = (await reviews(public1, `?limit=2&cursor=${first.next_cursor}`).expect(200)).body;
    const all = [...first.data, ...second.data];
    expect([first.has_more, second.has_more, all.length]).toEqual([true, false, 3]);
    for (const review of all) {
      expect(Object.keys(review).sort()).toEqual([
        'id',
        'month',
        'removalReason',
        'reply',
        'replyRemovalReason',
        'reviewer',
        'stars',
        'text',
      ]);
      expect(review.month).toMatch(/^\d{4}-\d{2}$/);
      expect(review.reviewer).toMatch(/^(Uma|Guest [0-9A-HJKMNP-TV-Z]{6})$/);
      expect(t.parseId('rating', review.id)![14]).toBe('4');
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

  describe('and the advisor', () => {
    const given = async () => {
      const one = await t.given.advisor({ voiceRateMinor: 600n });
      const who = await t.given.user({ balanceMinor: 5_000n });
      const call = await paidCall(t, who, one);
      const { id } = (await rate(who, call, { stars: 2, text: 'Rude words', shownAs: 'Uma' }).expect(200)).body;
      return { one, who, call, id: id as string };
    };
    const reply = (by: Actor, id: string, text: string) => t.as(by).put(`/v1/ratings/${id}/reply`, { text });
    const remove = (by: Actor, id: string, body: object) => t.as(by).post(`/v1/staff/ratings/${id}/remove`, body);

    it('who replies once, and may word it anew', async () => {
      const { one, who, call, id } = await given();
      expect((await reply(one, id, 'I am sorry.').expect(200)).body).toMatchObject({
        id,
        reply: 'I am sorry.',
        stars: 2,
      });
      await reply(one, id, 'I am very sorry.').expect(200);
      expect((await reviews(one).expect(200)).body.data).toMatchObject([{ id, reply: 'I am very sorry.' }]);
      expect((await t.as(who).get(`/v1/calls/${call}/rating`).expect(200)).body.reply).toBe('I am very sorry.');
      for (const by of [await t.given.advisor(), await t.given.advisor({ licensee: 'zenith' })])
        await reply(by, id, 'x').expect(404);
      await reply(who, id, 'x').expect(403);
      await reply(one, id, '').expect(422);
      await withdraw(who, call).expect(200);
      await reply(one, id, 'x').expect(404);
      expect((await reviews(one).expect(200)).body.data).toEqual([]);
    });

    it('whose reply staff remove alone, for a reason of the list', async () => {
      const { one, who, id } = await given();
      const support = await t.given.staff('support');
      const taken = { reason: 'insult', note: 'Calls names', part: 'reply' };
      await remove(support, id, taken).expect(404);
      await reply(one, id, 'No.').expect(200);
      for (const by of [who, one, await t.given.staff('finance')]) await remove(by, id, taken).expect(403);
      await remove(await t.given.staff('owner', 'zenith'), id, taken).expect(404);
      await remove(support, id, taken).expect(204);
      expect((await remove(support, id, taken).expect(409)).body.code).toBe('reply-gone');
      expect((await reviews(one).expect(200)).body.data).toMatchObject([
        { id, stars: 2, text: 'Rude words', reply: null, replyRemovalReason: 'insult' },
      ]);
      // The review can be removed after it, too.
      await remove(support, id, { reason: 'insult', note: 'x' }).expect(204);
      expect((await reviews(one).expect(200)).body.data).toMatchObject([{ stars: null, replyRemovalReason: null }]);
      expect(await drift()).toEqual([]);
    });

    it('does not read on when staff removed it: a hint with the reason is in its place', async () => {
      const { one, who, call, id } = await given();
      await reply(one, id, 'No.').expect(200);
      const support = await t.given.staff('support');
      for (const body of [{ reason: 'bad_for_us', note: 'x' }, { note: 'x' }, { reason: 'insult' }])
        await remove(support, id, body).expect(422);
      for (const by of [who, one, await t.given.staff('analyst'), await t.given.staff('finance')])
        await remove(by, id, { reason: 'insult', note: 'x' }).expect(403);
      await remove(await t.given.staff('owner', 'zenith'), id, { reason: 'insult', note: 'x' }).expect(404);
      const removals = await race(
        4,
        async () => (await remove(support, id, { reason: 'insult', note: 'Calls names' })).status,
      );
      expect(removals.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort()).toEqual([204, 409, 409, 409]);
      const { body } = await reviews(one).expect(200);
      expect(body.data).toMatchObject([{ id, stars: null, text: null, reply: null, removalReason: 'insult' }]);
      expect(body.data[0].reviewer).toMatch(/^Guest /);
      expect(await profile(one)).toMatchObject({ ratingAverage: null, ratingCount: 0 });
      // The author reads what became of it, and cannot bring it back.
      expect((await t.as(who).get(`/v1/calls/${call}/rating`).expect(200)).body).toMatchObject({
        rateable: false,
        refusal: 'removed',
        removalReason: 'insult',
        removedAt: expect.any(String),
      });
      expect((await rate(who, call, { stars: 5 }).expect(409)).body.code).toBe('rating-gone');
      expect((await withdraw(who, call).expect(409)).body.code).toBe('rating-gone');
      await reply(one, id, 'x').expect(404);
      expect(
        await t.db.query(
          `select actor_id, reason, subject_id from app.audit_entry where action = 'rating.removed' and subject_id = $1`,
          [id],
        ),
      ).toEqual([{ actor_id: support.id, reason: 'Calls names', subject_id: id }]);
      expect(await drift()).toEqual([]);
    });

    it('keep the average exact when it is removed while its author changes it', async () => {
      const { one, who, call, id } = await given();
      const owner = await t.given.staff('owner');
      await race(9, async (i) =>
        i === 4 ? remove(owner, id, { reason: 'hate', note: 'x' }) : rate(who, call, { stars: (i % 5) + 1 }),
      );
      expect(await profile(one)).toMatchObject({ ratingAverage: null, ratingCount: 0 });
      expect(await drift()).toEqual([]);
    });
  });
});
