import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@app/kernel';
import { type Actor, type TestApp, paidCall, race, testApp, whileLocked } from '@app/testing';

type Advisor = Actor & { advisorId: string };

describe('after a call', () => {
  let t: TestApp;
  let user: Actor;
  let advisor: Advisor;
  let owner: Actor;
  let id: string;
  beforeAll(async () => {
    t = await testApp();
    user = await t.given.user({ balanceMinor: 50_000n });
    advisor = await t.given.advisor({ voiceRateMinor: 600n });
    owner = await t.given.staff('owner');
    id = await paidCall(t, user, advisor);
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  const report = (who: Actor, body: object, call = id) => t.as(who).post(`/v1/calls/${call}/report`, body);
  const show = async (who: Actor, call = id) => (await t.as(who).get(`/v1/calls/${call}`).expect(200)).body;

  it('both sides report problems; staff see who and close each once, audited', async () => {
    const first = await report(user, { kind: 'sound', text: 'Only noise' }).expect(201);
    expect(first.body).toMatchObject({ callId: id, kind: 'sound', text: 'Only noise', state: 'open' });
    await report(advisor, { kind: 'conduct', text: 'Rude' }).expect(201);
    const { body: open } = await t.as(owner).get('/v1/staff/reports?state=open').expect(200);
    expect(open.data).toMatchObject([
      { kind: 'conduct', side: 'advisor', reporterId: t.publicId('person', advisor.id), state: 'open' },
      { kind: 'sound', side: 'caller', reporterId: t.publicId('person', user.id), resolution: null, callId: id },
    ]);
    const close = (resolution: string) => t.as(owner).post(`/v1/staff/reports/${first.body.id}/close`, { resolution });
    const closings = await race(5, async (i) => close(`resolution ${i}`));
    const statuses = closings.map((one) => (one.status === 'fulfilled' ? one.value.status : 0)).sort();
    expect(statuses).toEqual([200, 409, 409, 409, 409]);
    expect((await close('again').expect(409)).body.code).toBe('report-closed');
    const won = closings.flatMap((one) =>
      one.status === 'fulfilled' && one.value.status === 200 ? [one.value.body] : [],
    );
    expect(won[0]).toMatchObject({ state: 'closed', closedByName: expect.any(String), closedAt: expect.any(String) });
    const audit = await t.db.query(
      `select reason, subject_id, actor_id from app.audit_entry where action = 'report.closed'`,
    );
    expect(audit).toEqual([{ reason: won[0].resolution, subject_id: id, actor_id: owner.id }]);
    const page = (await t.as(owner).get('/v1/staff/reports?limit=1').expect(200)).body;
    expect([page.data.length, page.has_more]).toEqual([1, true]);
    const next = (await t.as(owner).get(`/v1/staff/reports?limit=1&cursor=${page.next_cursor}`).expect(200)).body;
    expect(next.data).toMatchObject([{ id: first.body.id, state: 'closed' }]);
    expect((await t.as(owner).get('/v1/staff/reports?state=closed').expect(200)).body.data).toHaveLength(1);
  });

  it('nobody else reports it, and nobody else reads reports', async () => {
    await report(await t.given.user(), { kind: 'sound', text: 'x' }).expect(404);
    await report(user, { kind: 'sound', text: 'x' }, t.publicId('call', newId())).expect(404);
    await report(await t.given.user({ licensee: 'zenith' }), { kind: 'sound', text: 'x' }).expect(404);
    await report(owner, { kind: 'sound', text: 'x' }).expect(403);
    for (const body of [{ kind: 'noise', text: 'x' }, { kind: 'sound' }, { kind: 'sound', text: 'x'.repeat(2001) }])
      await report(user, body).expect(422);
    await t
      .as(await t.given.staff('analyst'))
      .get('/v1/staff/reports')
      .expect(403);
    await t.as(user).get('/v1/staff/reports').expect(403);
    const [row] = await t.db.query<{ id: string }>('select id from app.call_report limit 1');
    const foreign = await t.given.staff('owner', 'zenith');
    await t
      .as(foreign)
      .post(`/v1/staff/reports/${t.publicId('report', row!.id)}/close`, { resolution: 'x' })
      .expect(404);
    expect((await t.as(foreign).get('/v1/staff/reports').expect(200)).body.data).toEqual([]);
  });

  it('the advisor knows the caller by an alias of their own, staff by name, and the caller hears none', async () => {
    const seen = await show(advisor);
    expect(seen.callerAlias).toMatch(/^Guest [0-9A-HJKMNP-TV-Z]{6}$/);
    expect(seen).toMatchObject({ callerId: null, callerName: null });
    expect(await show(owner)).toMatchObject({
      callerAlias: seen.callerAlias,
      callerName: expect.stringContaining('end_user'),
    });
    expect(await show(user)).toMatchObject({ callerAlias: null, callerName: null, advisorName: seen.advisorName });
    const second = await paidCall(t, user, advisor);
    expect((await show(advisor, second)).callerAlias).toBe(seen.callerAlias);
    const other = await t.given.advisor({ voiceRateMinor: 600n });
    const third = await paidCall(t, user, other);
    expect((await show(other, third)).callerAlias).not.toBe(seen.callerAlias);
    // Keyed: with another key the same two people have another alias.
    const aliases = await t.db.query<{ same: boolean }>(
      `select app.alias_of(z.alias_key, $1, $2) = app.alias_of(a.alias_key, $1, $2) as same from app.licensee_terms a, app.licensee_terms z where a.licensee_id = $3 and z.licensee_id = $4`,
      [advisor.advisorId, user.id, t.licensees.aurora.id, t.licensees.zenith.id],
    );
    expect(aliases).toEqual([{ same: false }]);
  });

  it('the advisor keeps a private note that nobody else sees', async () => {
    const note = (who: Actor, text: unknown) => t.as(who).put(`/v1/calls/${id}/note`, { text });
    expect((await note(advisor, 'Call back in May').expect(200)).body).toMatchObject({
      callId: id,
      text: 'Call back in May',
    });
    await note(advisor, 'Call back in June').expect(200);
    expect((await show(advisor)).note).toBe('Call back in June');
    for (const who of [user, owner]) expect((await show(who)).note).toBeNull();
    await note(advisor, '').expect(200);
    expect((await show(advisor)).note).toBeNull();
    await note(user, 'x').expect(403);
    await note(owner, 'x').expect(403);
    await note(await t.given.advisor(), 'x').expect(404);
    await note(await t.given.advisor({ licensee: 'zenith' }), 'x').expect(404);
    await note(advisor, 'x'.repeat(2001)).expect(422);
  });
});

describe('the queue of the staff', () => {
  let t: TestApp;
  let owner: Actor;
  let support: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    support = await t.given.staff('support');
  });
  afterAll(() => t.close());

  /** A review that an advisor finds wrong. */
  const given = async () => {
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const user = await t.given.user({ balanceMinor: 5_000n });
    const call = await paidCall(t, user, advisor);
    const rated = await t.as(user).put(`/v1/calls/${call}/rating`, { stars: 1, text: 'Calls names' }).expect(200);
    return { advisor, user, call, rating: rated.body.id as string };
  };
  const reportRating = (who: Actor, rating: string, body: object = { kind: 'insult', text: 'Second line' }) =>
    t.as(who).post(`/v1/ratings/${rating}/report`, body);
  const reportAdvisor = (who: Actor, advisor: Advisor, body: object = { kind: 'conduct', text: 'Asks for money' }) =>
    t.as(who).post(`/v1/advisors/${t.publicId('advisor', advisor.advisorId)}/report`, body);
  const queue = async (who: Actor, query = '') =>
    (await t.as(who).get(`/v1/staff/reports?limit=100&state=open${query}`).expect(200)).body.data;
  const close = (who: Actor, id: string, body: object) =>
    t.as(who).post(`/v1/staff/reports/${id}/close`, { resolution: 'Looked at it', ...body });
  const profile = (one: Advisor) => t.http(one.host).get(`/v1/advisors/${t.publicId('advisor', one.advisorId)}`);

  it('holds reports of calls, reviews and people, each with whom it concerns', async () => {
    const { advisor, user, call, rating } = await given();
    const other = await t.given.user();
    await t.as(advisor).post(`/v1/calls/${call}/report`, { kind: 'conduct', text: 'Shouts' }).expect(201);
    const ofRating = await reportRating(advisor, rating).expect(201);
    expect(ofRating.body).toMatchObject({ subject: 'rating', callId: null, state: 'open' });
    await reportRating(other, rating).expect(201);
    await reportAdvisor(other, advisor).expect(201);
    const rows = await queue(owner);
    expect(rows).toMatchObject([
      { subject: 'person', side: 'caller', concernedId: t.publicId('person', advisor.id), rating: null, callId: null },
      { subject: 'rating', side: 'caller', concernedId: t.publicId('person', user.id) },
      { subject: 'rating', side: 'advisor', rating: { id: rating, stars: 1, text: 'Calls names', isShown: true } },
      { subject: 'call', side: 'advisor', callId: call, concernedId: t.publicId('person', user.id) },
    ]);
    expect((await queue(owner, '&subject=rating')).map(({ id }: { id: string }) => id)).toHaveLength(2);
    expect(await queue(owner, '&subject=person')).toHaveLength(1);
    expect((await t.as(owner).get('/v1/staff/dashboard').expect(200)).body.totals.openReports).toBe(4);
    expect(await queue(await t.given.staff('owner', 'zenith'))).toEqual([]);
  });

  describe('about the reply to a review', () => {
    const replied = async () => {
      const one = await given();
      await t.as(one.advisor).put(`/v1/ratings/${one.rating}/reply`, { text: 'Liar' }).expect(200);
      return one;
    };
    const ofReply = { kind: 'insult', text: 'Calls me a liar', part: 'reply' };
    const removal = { decision: 'removed', removalReason: 'insult' };
    const reviews = async (one: Advisor) =>
      (
        await t
          .http(one.host)
          .get(`/v1/advisors/${t.publicId('advisor', one.advisorId)}/ratings`)
          .expect(200)
      ).body.data;

    it('names the advisor who wrote it, not the caller, and says which of the two it is', async () => {
      const { advisor, user, rating } = await given();
      await reportRating(user, rating, ofReply).expect(404);
      await t.as(advisor).put(`/v1/ratings/${rating}/reply`, { text: 'Liar' }).expect(200);
      const id = (await reportRating(user, rating, ofReply).expect(201)).body.id as string;
      // The same person may report each part, and each once.
      await reportRating(user, rating).expect(201);
      expect((await reportRating(user, rating, ofReply).expect(409)).body.code).toBe('already-reported');
      await reportRating(user, rating, { ...ofReply, part: 'stars' }).expect(422);
      expect((await queue(owner, '&subject=rating')).slice(0, 2)).toMatchObject([
        { concernedId: t.publicId('person', user.id), rating: { part: 'rating', isShown: true } },
        { id, concernedId: t.publicId('person', advisor.id), rating: { part: 'reply', reply: 'Liar', isShown: true } },
      ]);
      await close(support, id, { decision: 'warned', notice: 'Stay polite.' }).expect(200);
      const warnings = async (who: Actor) => (await t.as(who).get('/v1/me/warnings').expect(200)).body.data;
      expect([await warnings(advisor), await warnings(user)]).toMatchObject([[{ notice: 'Stay polite.' }], []]);
    });

    it('removes the reply alone: the review stays and counts, and there is no second reply', async () => {
      const { advisor, user, call, rating } = await replied();
      const first = (await reportRating(user, rating, ofReply).expect(201)).body.id as string;
      const second = (await reportRating(await t.given.user(), rating, ofReply).expect(201)).body.id as string;
      const closings = await race(4, async (i) => (await close(support, i % 2 ? first : second, removal)).status);
      expect(closings.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort()).toEqual([200, 409, 409, 409]);
      expect(await reviews(advisor)).toMatchObject([
        { stars: 1, text: 'Calls names', removalReason: null, reply: null, replyRemovalReason: 'insult' },
      ]);
      expect((await profile(advisor).expect(200)).body.ratingCount).toBe(1);
      expect((await t.as(user).get(`/v1/calls/${call}/rating`).expect(200)).body).toMatchObject({
        stars: 1,
        rateable: true,
        removedAt: null,
        reply: null,
        replyRemovalReason: 'insult',
      });
      const again = await t.as(advisor).put(`/v1/ratings/${rating}/reply`, { text: 'Liar!' }).expect(409);
      expect(again.body.code).toBe('reply-gone');
      await reportRating(await t.given.user(), rating, ofReply).expect(404);
      // Staff read on what it was.
      const [left] = (await queue(owner)).filter((one: { id: string }) => one.id === first || one.id === second);
      expect(left.rating).toMatchObject({ part: 'reply', reply: 'Liar', isShown: false });
      expect(
        await t.db.query(`select action from app.audit_entry where subject_id = $1 order by id`, [rating]),
      ).toEqual([{ action: 'rating.reply_removed' }, { action: 'report.closed' }]);
    });

    it('is about what is gone, once the review itself is removed', async () => {
      const { advisor, user, rating } = await replied();
      const id = (await reportRating(user, rating, ofReply).expect(201)).body.id as string;
      await t.as(support).post(`/v1/staff/ratings/${rating}/remove`, { reason: 'hate', note: 'x' }).expect(204);
      expect(await reviews(advisor)).toMatchObject([
        { reply: null, replyRemovalReason: null, removalReason: 'hate', stars: null },
      ]);
      const [left] = (await queue(owner)).filter((one: { id: string }) => one.id === id);
      expect(left.rating).toMatchObject({ part: 'reply', isShown: false });
    });
  });

  it('takes one report of a review from each person, and none of what nobody reads', async () => {
    const { advisor, user, call, rating } = await given();
    const answers = await race(3, async () => (await reportRating(advisor, rating)).status);
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort()).toEqual([201, 409, 409]);
    expect((await reportRating(advisor, rating).expect(409)).body.code).toBe('already-reported');
    for (const body of [{ kind: 'sound', text: 'x' }, { kind: 'insult' }])
      await reportRating(user, rating, body).expect(422);
    await reportRating(await t.given.user({ licensee: 'zenith' }), rating).expect(404);
    await reportAdvisor(await t.given.user({ licensee: 'zenith' }), advisor).expect(404);
    await reportAdvisor(advisor, advisor).expect(403);
    await t.as(user).delete(`/v1/calls/${call}/rating`).expect(200);
    await reportRating(await t.given.user(), rating).expect(404);
  });

  it('takes one report of an advisor, or of a fault of a call, from each person while it is open', async () => {
    const { advisor, user, call } = await given();
    const reportCall = (kind: string) => t.as(user).post(`/v1/calls/${call}/report`, { kind, text: 'Noise' });
    for (const send of [() => reportAdvisor(user, advisor), () => reportCall('sound')]) {
      const answers = await whileLocked(t, { table: 'person', where: 'id', id: user.id }, () =>
        race(2, async () => (await send()).status),
      );
      expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort()).toEqual([201, 409]);
      expect((await send().expect(409)).body.code).toBe('already-reported');
    }
    // Something else about the call, another person, another advisor: these are no repetition.
    await reportCall('billing').expect(201);
    await reportAdvisor(await t.given.user(), advisor).expect(201);
    await reportAdvisor(user, await t.given.advisor()).expect(201);
    const reporter = t.publicId('person', user.id);
    const own = (await queue(owner)).filter((one: { reporterId: string }) => one.reporterId === reporter);
    expect(own).toHaveLength(4);
    for (const { id } of own) await close(owner, id, { decision: 'dismissed' }).expect(200);
    await reportAdvisor(user, advisor).expect(201);
    await reportCall('sound').expect(201);
  });

  it('gives a report to one who takes it, and to another who takes it over', async () => {
    const { advisor, rating } = await given();
    const { id } = (await reportRating(advisor, rating).expect(201)).body;
    const assign = (who: Actor, body: object = {}) => t.as(who).put(`/v1/staff/reports/${id}/assignee`, body);
    const takers = [owner, support, await t.given.staff('admin'), await t.given.staff('finance')];
    const takes = await race(4, async (i) => (await assign(takers[i]!)).status);
    const statuses = takes.map((one) => (one.status === 'fulfilled' ? one.value : 0));
    expect([...statuses].sort()).toEqual([200, 409, 409, 409]);
    const winner = takers[statuses.indexOf(200)]!;
    expect((await queue(winner, '&assignee=me')).map((one: { id: string }) => one.id)).toEqual([id]);
    await assign(winner).expect(200);
    const over = await assign(support, { takeOver: true }).expect(200);
    expect(over.body).toMatchObject({ assigneeId: t.publicId('person', support.id) });
    for (const who of [advisor, await t.given.staff('analyst')]) await assign(who).expect(403);
    await assign(await t.given.staff('owner', 'zenith')).expect(404);
    const back = await t.as(support).delete(`/v1/staff/reports/${id}/assignee`).expect(200);
    expect(back.body.assigneeId).toBeNull();
    expect((await queue(owner, '&assignee=nobody')).map((one: { id: string }) => one.id)).toContain(id);
    await close(owner, id, { decision: 'dismissed' }).expect(200);
    expect((await assign(owner).expect(409)).body.code).toBe('report-closed');
  });

  it('removes a review by a reason of the list, once, and keeps the reason in the audit', async () => {
    const { advisor, rating } = await given();
    const first = (await reportRating(advisor, rating).expect(201)).body.id as string;
    const second = (await reportRating(await t.given.user(), rating).expect(201)).body.id as string;
    for (const body of [
      { decision: 'removed' },
      { decision: 'removed', removalReason: 'ugly' },
      { decision: 'dismissed', removalReason: 'insult' },
      { decision: 'warned' },
    ])
      await close(support, first, body).expect(422);
    const removal = { decision: 'removed', removalReason: 'insult' };
    await close(await t.given.staff('finance'), first, removal).expect(403);
    const closings = await race(4, async (i) => (await close(support, i % 2 ? first : second, removal)).status);
    const statuses = closings.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort();
    // One removes; the other report of the same review stays open for a decision of its own.
    expect(statuses).toEqual([200, 409, 409, 409]);
    expect(
      (await t.http(advisor.host).get(`/v1/advisors/${t.publicId('advisor', advisor.advisorId)}/ratings`)).body.data,
    ).toMatchObject([{ removalReason: 'insult', text: null, stars: null }]);
    expect((await profile(advisor).expect(200)).body.ratingCount).toBe(0);
    expect(
      await t.db.query(`select action, reason from app.audit_entry where subject_id = $1 order by id`, [rating]),
    ).toEqual([
      { action: 'rating.removed', reason: 'Looked at it' },
      { action: 'report.closed', reason: 'Looked at it' },
    ]);
    const [left] = (await queue(owner)).filter((one: { id: string }) => one.id === first || one.id === second);
    expect(left.rating).toMatchObject({ text: 'Calls names', isShown: false });
    await close(support, left.id, { decision: 'noted' }).expect(200);
  });

  it('warns a person, who reads the words, and nobody else does', async () => {
    const { advisor, user, call } = await given();
    const { id } = (await t.as(user).post(`/v1/calls/${call}/report`, { kind: 'conduct', text: 'x' }).expect(201)).body;
    const { body } = await close(support, id, { decision: 'warned', notice: 'Please stay polite.' }).expect(200);
    expect(body).toMatchObject({ decision: 'warned', concernedId: t.publicId('person', advisor.id), state: 'closed' });
    const warnings = async (who: Actor) => (await t.as(who).get('/v1/me/warnings').expect(200)).body.data;
    expect(await warnings(advisor)).toMatchObject([{ notice: 'Please stay polite.' }]);
    expect(await warnings(user)).toEqual([]);
    await t.as(support).get('/v1/me/warnings').expect(403);
    expect(
      await t.db.query(`select actor_id from app.audit_entry where action = 'person.warned' and subject_id = $1`, [
        t.publicId('person', advisor.id),
      ]),
    ).toEqual([{ actor_id: support.id }]);
  });

  it('suspends a person for who may freeze people, and only with the decision', async () => {
    const { advisor, user } = await given();
    const { id } = (await reportAdvisor(user, advisor).expect(201)).body;
    await close(support, id, { decision: 'suspended' }).expect(403);
    expect(await queue(owner, '&subject=person')).toEqual(
      expect.arrayContaining([expect.objectContaining({ id, state: 'open', isConcernedFrozen: false })]),
    );
    expect((await close(owner, id, { decision: 'suspended' }).expect(200)).body.isConcernedFrozen).toBe(true);
    await t.as(advisor).get('/v1/me').expect(401);
    await profile(advisor).expect(404);
    expect(
      await t.db.query(`select reason from app.audit_entry where action = 'person.frozen' and subject_id = $1`, [
        t.publicId('person', advisor.id),
      ]),
    ).toEqual([{ reason: 'Looked at it' }]);
  });
});
