import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, runningCall, testApp } from '@app/testing';

type Advisor = Actor & { advisorId: string };

describe('the list of calls', () => {
  let t: TestApp;
  let owner: Actor;
  let ann: Actor;
  let bob: Actor;
  let vera: Advisor;
  let otto: Advisor;
  let paid: string;
  let declined: string;
  let live: string;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    [ann, bob] = [await t.given.user({ balanceMinor: 50_000n }), await t.given.user({ balanceMinor: 50_000n })];
    [vera, otto] = [await t.given.advisor({ voiceRateMinor: 600n }), await t.given.advisor({ voiceRateMinor: 600n })];
    paid = await paidCall(t, ann, vera);
    const rings = await t
      .as(ann)
      .post('/v1/calls', { advisorId: t.publicId('advisor', otto.advisorId), medium: 'voice', topic: '=cmd()' })
      .expect(201);
    declined = rings.body.id;
    await t.as(otto).post(`/v1/calls/${declined}/decline`, { reason: 'break' }).expect(200);
    t.clock.advanceSeconds(600);
    live = await runningCall(t, bob, vera);
  });
  afterAll(() => t.close());

  const ids = async (who: Actor, query: string): Promise<string[]> =>
    (await t.as(who).get(`/v1/calls?${query}`).expect(200)).body.data.map(({ id }: { id: string }) => id);

  it('is filtered by state, people, reason, time and id', async () => {
    const adv = (one: Advisor) => t.publicId('advisor', one.advisorId);
    const usr = (one: Actor) => t.publicId('person', one.id);
    expect(await ids(owner, '')).toEqual([live, declined, paid]);
    expect(await ids(owner, 'state=live')).toEqual([live]);
    expect(await ids(owner, `advisorId=${adv(vera)}`)).toEqual([live, paid]);
    expect(await ids(owner, `callerId=${usr(ann)}`)).toEqual([declined, paid]);
    expect(await ids(owner, `callerId=${usr(ann)}&advisorId=${adv(vera)}&state=ended`)).toEqual([paid]);
    expect(await ids(owner, 'endReason=declined')).toEqual([declined]);
    expect(await ids(owner, `q=${paid}`)).toEqual([paid]);
    expect(await ids(owner, `q=${usr(bob)}`)).toEqual([live]);
    expect(await ids(owner, `q=${adv(otto)}`)).toEqual([declined]);
    expect(await ids(owner, 'q=nonsense')).toEqual([]);
    const { requestedAt } = (await t.as(owner).get(`/v1/calls/${live}`)).body;
    expect(await ids(owner, `from=${requestedAt}`)).toEqual([live]);
    expect(await ids(owner, `to=${requestedAt}`)).toEqual([declined, paid]);
    for (const query of [
      'from=yesterday',
      'to=2026-13-01T00:00:00Z',
      'endReason=boredom',
      'advisorId=x',
      `from=2026-01-01`,
    ])
      await t.as(owner).get(`/v1/calls?${query}`).expect(422);
  });

  it('holds own calls only, whatever is asked, and never tells an advisor who called', async () => {
    expect(await ids(ann, '')).toEqual([declined, paid]);
    expect(await ids(ann, `callerId=${t.publicId('person', bob.id)}`)).toEqual([]);
    expect(await ids(bob, `q=${paid}`)).toEqual([]);
    expect(await ids(ann, 'state=live')).toEqual([]);
    expect(await ids(vera, '')).toEqual([live, paid]);
    for (const query of [`callerId=${t.publicId('person', ann.id)}`, `q=${t.publicId('person', ann.id)}`])
      expect(await ids(vera, query)).toEqual([]);
    expect(await ids(await t.given.staff('owner', 'zenith'), `q=${paid}`)).toEqual([]);
  });

  it('is the same as CSV, with text that no spreadsheet runs', async () => {
    for (const who of [owner, ann, vera]) {
      const answer = await t.as(who).get('/v1/calls?format=csv&limit=1').expect(200);
      expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
      expect(answer.headers['content-disposition']).toBe('attachment; filename="calls.csv"');
      const [head, ...lines] = answer.text.trim().split('\r\n');
      expect(head).toMatch(/^id,requestedAt,/);
      expect(lines.map((line) => line.split(',')[0])).toEqual(await ids(who, ''));
    }
    const ofAnn = (await t.as(ann).get('/v1/calls?format=csv&endReason=declined').expect(200)).text;
    expect(ofAnn).toContain(",'=cmd(),");
    const ofVera = (await t.as(vera).get('/v1/calls?format=csv').expect(200)).text;
    expect(ofVera).toContain('Guest ');
    for (const secret of [t.publicId('person', ann.id), ann.id, ann.email, 'end_user'])
      expect(ofVera).not.toContain(secret);
    await t.as(owner).get('/v1/calls?format=xml').expect(422);
  });

  it('shows how many minutes are reserved, not the balance', async () => {
    const seen = (await t.as(vera).get(`/v1/calls/${live}`).expect(200)).body;
    expect(seen).toMatchObject({ maxMinutes: 5, heldMinor: null, advisorName: expect.stringContaining('Advisor') });
  });

  it('a price that the caller did not agree to is refused, and nothing is held', async () => {
    const body = { advisorId: t.publicId('advisor', otto.advisorId), medium: 'voice', acceptedRatePerMinuteMinor: 500 };
    const carl = await t.given.user({ balanceMinor: 5_000n });
    expect((await t.as(carl).post('/v1/calls', body).expect(409)).body).toMatchObject({
      code: 'price-changed',
      ratePerMinuteMinor: 600,
      currency: 'EUR',
    });
    expect((await t.wallet(carl)).held).toBe(0n);
    const { body: call } = await t
      .as(carl)
      .post('/v1/calls', { ...body, acceptedRatePerMinuteMinor: 600 })
      .expect(201);
    expect(call).toMatchObject({ status: 'ringing', ratePerMinuteMinor: 600 });
    await t.as(carl).post(`/v1/calls/${call.id}/cancel`).expect(200);
  });

  it('staff end a call with a reason, audited once; the sides need none', async () => {
    expect((await t.as(owner).post(`/v1/calls/${live}/end`).expect(422)).body.errors[0].pointer).toBe('/reason');
    expect((await t.as(owner).get(`/v1/calls/${live}`)).body.status).toBe('in_progress');
    for (const reason of ['Fraud', 'Again']) await t.as(owner).post(`/v1/calls/${live}/end`, { reason }).expect(200);
    const audit = await t.db.query(
      `select action, subject_id, reason, actor_id, before, after from app.audit_entry where subject_id = $1`,
      [live],
    );
    expect(audit).toEqual([
      {
        action: 'call.terminated',
        subject_id: live,
        reason: 'Fraud',
        actor_id: owner.id,
        before: { status: 'in_progress' },
        after: { status: expect.stringMatching(/^end/) },
      },
    ]);
    await t
      .as(bob)
      .post(`/v1/calls/${live}/end`, { reason: 'x'.repeat(301) })
      .expect(422);
    await t.as(bob).post(`/v1/calls/${live}/end`).expect(200);
  });
});
