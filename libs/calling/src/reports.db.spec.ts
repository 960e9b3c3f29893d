import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@app/kernel';
import { type Actor, type TestApp, paidCall, race, testApp } from '@app/testing';

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
