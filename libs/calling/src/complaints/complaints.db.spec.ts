import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Db, Live, newId, systemContext } from '@app/kernel';
import { PayoutClaims } from '@app/billing';
import { type Actor, type TestApp, paidCall, race, runningCall, testApp } from '@app/testing';

type Advisor = Actor & { advisorId: string };
const HOUR = 3600;
const DAY = 24 * HOUR;

describe('a complaint about a paid call', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    await t.as(owner).patch('/v1/staff/payout-rules', { newAdvisorHoldDays: 0, payoutMinimumMinor: 1 }).expect(200);
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  const paid = async (seconds = 60) => {
    const user = await t.given.user({ balanceMinor: 20_000n });
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    return { user, advisor, id: await paidCall(t, user, advisor, seconds) };
  };
  const complain = (who: Actor, call: string, kind = 'sound') =>
    t.as(who).post(`/v1/calls/${call}/complaint`, { kind, text: 'Only noise' });
  const complained = async () => {
    const parts = await paid();
    const { body } = await complain(parts.user, parts.id).expect(201);
    return { ...parts, complaint: body.id as string, priceMinor: body.priceMinor as number };
  };
  const answer = (who: Actor, id: string) =>
    t.as(who).post(`/v1/complaints/${id}/answer`, { text: 'My line was fine' });
  const withdraw = (who: Actor, id: string) => t.as(who).post(`/v1/complaints/${id}/withdraw`);
  const decide = (who: Actor, id: string, body: object, key?: string) =>
    t.as(who).post(`/v1/staff/complaints/${id}/decide`, { reason: 'Half of it was lost', ...body }, key);
  const refund = (who: Actor, call: string, amountMinor?: number) =>
    t.as(who).post(`/v1/calls/${call}/refund`, { amountMinor, reason: 'Sorry' });
  const ofCall = async (who: Actor, call: string) =>
    (await t.as(who).get(`/v1/calls/${call}/complaint`).expect(200)).body;
  const queue = async (query = '') =>
    (
      await t
        .as(await again(owner))
        .get(`/v1/staff/complaints?limit=100${query}`)
        .expect(200)
    ).body.data as { id: string }[];
  const paidMinor = async (who: Actor) => (await t.as(who).get('/v1/wallet').expect(200)).body.paidMinor as number;
  /** Sessions end while the clock moves on. */
  const again = async <A extends Actor>(actor: A): Promise<A> => ({
    ...actor,
    token: (
      await t
        .http(actor.host)
        .post('/v1/auth/sign-in')
        .send({ email: actor.email, password: 'a good long password' })
        .expect(200)
    ).body.accessToken,
  });
  const postings = async (call: string): Promise<number> => {
    const [row] = await t.db.query<{ n: number }>(
      'select count(*)::int as n from app.ledger_transaction where ref_id = $1',
      [t.parseId('call', call)],
    );
    return row!.n;
  };
  const kinds = (view: { steps: { kind: string; side: string }[] }) =>
    view.steps.map(({ kind, side }) => `${side} ${kind}`);

  it('is answered by the advisor, decided by staff with a part of the price, and read alike by both sides and staff', async () => {
    const { user, advisor, id } = await paid();
    const before = await ofCall(user, id);
    expect(before).toEqual({ complaint: null, complainUntil: expect.any(String), refundUntil: null });
    const opened = (await complain(user, id).expect(201)).body;
    expect(opened).toMatchObject({
      callId: id,
      kind: 'sound',
      state: 'open',
      outcome: null,
      refundedMinor: 0,
      callerAlias: null,
    });
    expect(Date.parse(opened.dueAt) - Date.parse(opened.createdAt)).toBe(48 * HOUR * 1000);
    expect((await ofCall(user, id)).complainUntil).toBeNull();

    const seen = (await t.as(advisor).get('/v1/complaints?state=waiting').expect(200)).body.data;
    expect(seen).toMatchObject([{ id: opened.id, callerAlias: expect.stringMatching(/^Guest /) }]);
    expect(JSON.stringify(seen)).not.toContain(t.publicId('person', user.id));
    await decide(owner, opened.id, { decision: 'reject' }).expect(409); // the advisor is asked first
    const answered = (await answer(advisor, opened.id).expect(200)).body;
    expect(answered).toMatchObject({ state: 'in_review' });
    expect(Date.parse(answered.dueAt) - Date.parse(answered.steps[1].at)).toBe(5 * DAY * 1000);

    const had = await paidMinor(user);
    const posted = await postings(id);
    const note = 'Third time this week';
    const decided = (await decide(owner, opened.id, { decision: 'refund', amountMinor: 250, note }, 'once').expect(200))
      .body;
    expect(
      (await decide(owner, opened.id, { decision: 'refund', amountMinor: 250, note }, 'once').expect(200)).body,
    ).toEqual(decided);
    expect(decided).toMatchObject({ state: 'resolved', outcome: 'partly_refunded', refundedMinor: 250, dueAt: null });
    expect(decided.steps.at(-1)).toMatchObject({
      kind: 'refunded',
      side: 'staff',
      amountMinor: 250,
      note,
      personName: expect.any(String),
    });
    expect(await paidMinor(user)).toBe(had + 250);
    expect(await postings(id)).toBe(posted + 1);

    const [mine, theirs] = [(await ofCall(user, id)).complaint, (await ofCall(advisor, id)).complaint];
    expect(kinds(mine)).toEqual(['caller opened', 'advisor answered', 'staff refunded']);
    expect({ ...theirs, callerAlias: null }).toEqual(mine);
    expect(mine.steps).toEqual(
      decided.steps.map(({ note: _note, personName: _name, ...step }: Record<string, unknown>) => step),
    );
    expect(JSON.stringify([mine, theirs])).not.toContain(note);
    const timeline = (await t.as(owner).get(`/v1/staff/calls/${id}/timeline`).expect(200)).body.entries;
    expect(timeline.filter(({ kind }: { kind: string }) => kind === 'complaint')).toHaveLength(3);
    const audit = await t.db.query(
      `select reason, actor_id, before, after from app.audit_entry where action = 'complaint.decided' and subject_id = $1`,
      [id],
    );
    expect(audit).toEqual([
      {
        reason: 'Half of it was lost',
        actor_id: owner.id,
        before: { complaintId: opened.id, state: 'in_review' },
        after: { decision: 'refund', refundedMinor: 250, currency: 'EUR' },
      },
    ]);
    expect(await t.violations()).toEqual([]);
  });

  it('can be rejected, and then nothing moves any more', async () => {
    const { user, advisor, id, complaint } = await complained();
    await answer(advisor, complaint).expect(200);
    const posted = await postings(id);
    const rejected = (await decide(owner, complaint, { decision: 'reject' }).expect(200)).body;
    expect(rejected).toMatchObject({ state: 'resolved', outcome: 'rejected', refundedMinor: 0 });
    for (const move of [
      () => answer(advisor, complaint),
      () => withdraw(user, complaint),
      () => decide(owner, complaint, { decision: 'refund' }),
      () => decide(owner, complaint, { decision: 'reject' }),
    ]) {
      const { body } = await move().expect(409);
      expect(body).toMatchObject({ code: 'illegal-complaint-move', complaintState: 'resolved' });
    }
    expect(await postings(id)).toBe(posted);
    expect(kinds((await ofCall(user, id)).complaint)).toEqual(['caller opened', 'advisor answered', 'staff rejected']);
  });

  it('goes to staff when the advisor lets 48 hours pass, and is late, not decided, when staff let five days pass', async () => {
    const { user, advisor, id, complaint } = await complained();
    t.clock.advanceSeconds(48 * HOUR - 120);
    await t.run('calling.due_complaints');
    expect((await ofCall(await again(user), id)).complaint.state).toBe('open');
    t.clock.advanceSeconds(240);
    // Too late even before the job has come by.
    expect((await answer(await again(advisor), complaint).expect(409)).body).toMatchObject({
      code: 'illegal-complaint-move',
    });
    await t.run('calling.due_complaints');
    await t.run('calling.due_complaints');
    const lapsed = (await ofCall(await again(user), id)).complaint;
    expect(lapsed).toMatchObject({ state: 'in_review', overdue: false });
    expect(kinds(lapsed)).toEqual(['caller opened', 'platform lapsed']);
    expect((await queue('&due=overdue')).map((one) => one.id)).not.toContain(complaint);
    t.clock.advanceSeconds(4 * DAY + HOUR);
    expect((await queue('&due=soon')).map((one) => one.id)).toContain(complaint);
    t.clock.advanceSeconds(DAY);
    await t.run('calling.due_complaints');
    await t.run('calling.due_complaints');
    const late = (await ofCall(await again(advisor), id)).complaint;
    expect(late).toMatchObject({ state: 'in_review', outcome: null, overdue: true, refundedMinor: 0 });
    expect(kinds(late)).toEqual(['caller opened', 'platform lapsed', 'platform overdue']);
    expect((await queue('&due=overdue&state=in_review')).map((one) => one.id)).toContain(complaint);
    await decide(await again(owner), complaint, { decision: 'refund' }).expect(200);
    expect((await ofCall(await again(user), id)).complaint).toMatchObject({ outcome: 'refunded', overdue: false });
    const due = await t.db.query('select * from app.due_complaints($1, 10)', [new Date(Date.now() + 365 * DAY * 1000)]);
    expect(due.map((row) => (row as { id: string }).id)).not.toContain(t.parseId('complaint', complaint));
  });

  it('ends at once when the advisor gives back all that is left; a part is their answer, which the caller may take', async () => {
    const whole = await complained();
    await refund(whole.advisor, whole.id).expect(201);
    expect((await ofCall(whole.user, whole.id)).complaint).toMatchObject({ state: 'resolved', outcome: 'refunded' });

    const part = await complained();
    await refund(part.advisor, part.id, 1).expect(201);
    expect((await ofCall(part.user, part.id)).complaint).toMatchObject({ state: 'in_review', refundedMinor: 1 });
    await refund(part.advisor, part.id, 99).expect(201);
    const taken = (await withdraw(part.user, part.complaint).expect(200)).body;
    expect(taken).toMatchObject({ state: 'resolved', outcome: 'partly_refunded', refundedMinor: 100 });
    expect(kinds(taken)).toEqual(['caller opened', 'advisor refunded', 'advisor refunded', 'caller withdrawn']);

    const none = await complained();
    expect((await withdraw(none.user, none.complaint).expect(200)).body.outcome).toBe('withdrawn');

    const staff = await complained();
    await refund(owner, staff.id, 10).expect(201); // beside the complaint: it still waits for its advisor
    expect((await ofCall(staff.user, staff.id)).complaint).toMatchObject({ state: 'open', refundedMinor: 10 });
    await refund(owner, staff.id).expect(201);
    expect((await ofCall(staff.user, staff.id)).complaint.outcome).toBe('refunded');
    expect(await t.violations()).toEqual([]);
  });

  it('is refused by name: twice, too late, unpaid, given back already, of others; and no refund passes what is left', async () => {
    const { user, advisor, id, complaint, priceMinor } = await complained();
    expect((await complain(user, id).expect(409)).body.code).toBe('already-complained');
    const { id: second } = { id: await paidCall(t, user, advisor) };
    const answers = await race(6, async () => (await complain(user, second)).status);
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort()).toEqual([
      201, 409, 409, 409, 409, 409,
    ]);

    const free = await paidCall(t, user, advisor, 5);
    expect((await complain(user, free).expect(409)).body.code).toBe('call-not-paid');
    const back = await paidCall(t, user, advisor);
    await refund(owner, back).expect(201);
    expect((await complain(user, back).expect(409)).body.code).toBe('nothing-left-to-refund');
    const late = await paidCall(t, user, advisor);
    t.clock.advanceSeconds(72 * HOUR + 60);
    const stale = (await complain(await again(user), late).expect(409)).body;
    expect(stale).toMatchObject({ code: 'complaint-too-late', windowHours: 72, until: expect.any(String) });
    t.clock.reset();

    const stranger = await t.given.user();
    const foreign = await t.given.user({ licensee: 'zenith' });
    const colleague = await t.given.advisor();
    for (const who of [stranger, foreign]) {
      await complain(who, late).expect(404);
      await withdraw(who, complaint).expect(404);
      await t.as(who).get(`/v1/calls/${id}/complaint`).expect(404);
    }
    await complain(user, t.publicId('call', newId())).expect(404);
    await answer(colleague, complaint).expect(404);
    await complain(advisor, late).expect(403);
    await answer(user, complaint).expect(403);
    await decide(await t.given.staff('analyst'), complaint, { decision: 'reject' }).expect(403);
    await decide(await t.given.staff('owner', 'zenith'), complaint, { decision: 'reject' }).expect(404);
    for (const body of [{ kind: 'noise', text: 'x' }, { kind: 'sound' }, { kind: 'sound', text: '' }])
      await t.as(user).post(`/v1/calls/${late}/complaint`, body).expect(422);

    await answer(advisor, complaint).expect(200);
    await decide(owner, complaint, { decision: 'reject', amountMinor: 1 }).expect(422);
    const above = (await decide(owner, complaint, { decision: 'refund', amountMinor: priceMinor + 1 }).expect(409))
      .body;
    expect(above).toMatchObject({ code: 'refund-above-remainder', remainderMinor: priceMinor });
    expect((await ofCall(user, id)).complaint.state).toBe('in_review');
  });

  it('of a call that still runs is none', async () => {
    const user = await t.given.user({ balanceMinor: 20_000n });
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const id = await runningCall(t, user, advisor);
    expect((await complain(user, id).expect(409)).body.code).toBe('call-not-paid');
    expect(await ofCall(user, id)).toEqual({ complaint: null, complainUntil: null, refundUntil: null });
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
  });

  it('is possible for as long as the licensee says', async () => {
    const { user, advisor } = await paid();
    const set = (changes: object) => t.as(owner).patch('/v1/staff/complaint-rules', changes);
    for (const windowHours of [23, 337, 1.5]) await set({ windowHours }).expect(422);
    expect((await set({ windowHours: 24 }).expect(200)).body).toEqual({
      windowHours: 24,
      advisorRefunds: true,
      advisorRefundDays: 30,
    });
    const id = await paidCall(t, user, advisor);
    t.clock.advanceSeconds(24 * HOUR + 60);
    expect((await complain(await again(user), id).expect(409)).body).toMatchObject({
      code: 'complaint-too-late',
      windowHours: 24,
    });
    t.clock.reset();
    await set({ windowHours: 336 }).expect(200);
    t.clock.advanceSeconds(336 * HOUR - 60);
    await complain(await again(user), id).expect(201);
    t.clock.reset();
    await set({ windowHours: 72 }).expect(200);
    const audit = await t.db.query(
      `select before, after from app.audit_entry where action = 'complaint_rules.changed' order by id limit 1`,
    );
    expect(audit).toEqual([{ before: { windowHours: 72 }, after: { windowHours: 24 } }]);
    expect(
      (
        await t
          .as(await t.given.staff('owner', 'zenith'))
          .get('/v1/staff/complaint-rules')
          .expect(200)
      ).body.windowHours,
    ).toBe(72);
  });

  it('is told to both sides at once, and its events to whoever listens', async () => {
    const { user, advisor, id } = await paid();
    const heard: { personIds: readonly string[]; type: string; data: Readonly<Record<string, unknown>> }[] = [];
    const listening = t.app
      .get(Live)
      .messagesFor(user.licenseeId, advisor.id)
      .subscribe((message) => heard.push(message));
    const { body } = await complain(user, id).expect(201);
    await answer(advisor, body.id).expect(200);
    await decide(owner, body.id, { decision: 'reject' }).expect(200);
    for (let i = 0; i < 100 && heard.filter(({ type }) => type === 'complaint.changed').length < 3; i++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    listening.unsubscribe();
    const told = heard.filter(({ type }) => type === 'complaint.changed');
    expect(told.map(({ data }) => data['state'])).toEqual(['open', 'in_review', 'resolved']);
    for (const { personIds } of told) expect(personIds).toEqual([user.id, advisor.id]);
  });

  it('is shown to staff by its deadline, page by page', async () => {
    for (let i = 0; i < 2; i++) await complained();
    const all = (await queue('&state=waiting')) as { id: string; dueAt: string }[];
    expect(all.map(({ dueAt }) => dueAt)).toEqual(all.map(({ dueAt }) => dueAt).sort());
    for (const state of ['waiting', 'resolved']) {
      const whole = (await queue(`&state=${state}`)).map((one) => one.id);
      const found: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const { body } = await t
          .as(owner)
          .get(`/v1/staff/complaints?limit=2&state=${state}${cursor && `&cursor=${cursor}`}`)
          .expect(200);
        found.push(...(body.data as { id: string }[]).map((one) => one.id));
        cursor = body.next_cursor as string | null;
      }
      expect(found).toEqual(whole);
      expect(found.length).toBeGreaterThan(2);
    }
  });

  it('and everything else that happens to it at once has one end', async () => {
    const { user, advisor, id, complaint, priceMinor } = await complained();
    await answer(advisor, complaint).expect(200);
    const had = await paidMinor(user);
    const moves = [
      () => decide(owner, complaint, { decision: 'refund' }),
      () => decide(owner, complaint, { decision: 'reject' }),
      () => withdraw(user, complaint),
      () => refund(advisor, id),
      () => refund(owner, id),
    ];
    await race(moves.length, async (i) => (await moves[i]!()).status);
    const { complaint: end } = await ofCall(user, id);
    expect(end.state).toBe('resolved');
    const ends = await t.db.query<{ n: number }>(
      `select count(*)::int as n from app.earning_hold h join app.call c on c.settlement_id = h.transaction_id where c.id = $1 and h.released_at is not null`,
      [t.parseId('call', id)],
    );
    expect(ends).toEqual([{ n: 1 }]);
    expect(await paidMinor(user)).toBe(had + end.refundedMinor);
    expect(end.refundedMinor).toBeLessThanOrEqual(priceMinor);
    expect(await t.violations()).toEqual([]);
  });

  describe('keeps the earning of its call', () => {
    /** An account that may be paid; what Stripe would have to say of it is not asked here. */
    const payee = async (advisor: Advisor): Promise<void> => {
      await t.db.query(
        `insert into app.connect_account (licensee_id, id, party, party_id, account_id, country, entity_type, status, created_at)
         values ($1, $2, 'advisor', $3, $4, 'DE', 'individual', 'active', now())`,
        [advisor.licenseeId, newId(), advisor.advisorId, `acct_${advisor.advisorId}`],
      );
    };
    const claim = (advisor: Advisor) =>
      t.app.get(Db).transaction(systemContext(advisor.licenseeId, 'spec'), async (tx) => {
        const result = await t.app
          .get(PayoutClaims)
          .claim(tx, { party: 'advisor', partyId: advisor.advisorId }, 'staff', null);
        if (!('payoutId' in result)) return result.none;
        const [row] = await tx.query<{ amount: bigint }[]>(
          'select amount from app.payout where licensee_id = $1 and id = $2',
          [advisor.licenseeId, result.payoutId],
        );
        // As if it had arrived, so that the next one may follow.
        await tx.query(`update app.payout set status = 'paid', closed_at = now() where licensee_id = $1 and id = $2`, [
          advisor.licenseeId,
          result.payoutId,
        ]);
        return Number(row!.amount);
      });
    const summary = async (advisor: Advisor) =>
      (
        await t
          .as(await again(advisor))
          .get('/v1/advisor/earnings/summary')
          .expect(200)
      ).body;
    const line = async (advisor: Advisor, call: string) =>
      (
        await t
          .as(await again(advisor))
          .get('/v1/advisor/earnings')
          .expect(200)
      ).body.data.find((one: { callId: string }) => one.callId === call);

    it('out of every payout until it is resolved, together with what was given back of it', async () => {
      const { user, advisor, id, complaint } = await complained();
      await payee(advisor);
      const other = await paidCall(t, await t.given.user({ balanceMinor: 20_000n }), advisor, 120);
      t.clock.advanceSeconds(8 * DAY);
      const [held, free] = [await line(advisor, id), await line(advisor, other)];
      expect([held.state, free.state]).toEqual(['on_hold', 'available']);
      expect(await summary(advisor)).toMatchObject({ pendingMinor: held.netMinor, availableMinor: free.netMinor });
      await refund(await again(advisor), id, 200).expect(201);
      const rest = (await line(advisor, id)).netMinor as number;
      expect(rest).toBeLessThan(held.netMinor);
      expect(await summary(advisor)).toMatchObject({ pendingMinor: rest, availableMinor: free.netMinor });
      expect(await claim(advisor)).toBe(free.netMinor);
      expect(await claim(advisor)).toBe('nothing');
      await withdraw(await again(user), complaint).expect(200);
      expect(await summary(advisor)).toMatchObject({ pendingMinor: 0, availableMinor: rest });
      expect((await line(advisor, id)).state).toBe('available');
      expect(await claim(advisor)).toBe(rest);
      expect(await t.violations()).toEqual([]);
    });

    it('and of one that was paid out before, what is given back counts at once', async () => {
      await t.as(owner).patch('/v1/staff/payout-rules', { payoutHoldDays: 0 }).expect(200);
      const { user, advisor, id } = await paid();
      await payee(advisor);
      const earned = await claim(advisor);
      expect(earned).toBe((await line(advisor, id)).earningMinor);
      const next = await paidCall(t, await t.given.user({ balanceMinor: 20_000n }), advisor, 120);
      const { netMinor } = await line(advisor, next);
      await complain(user, id).expect(201);
      await refund(owner, id, 100).expect(201);
      const { refundedMinor } = await line(advisor, id);
      expect(refundedMinor).toBeGreaterThan(0);
      expect(await claim(advisor)).toBe(netMinor - refundedMinor);
      expect(await t.violations()).toEqual([]);
      await t.as(owner).patch('/v1/staff/payout-rules', { payoutHoldDays: 7 }).expect(200);
    });

    it('or finds it in a payout already: a claim at the same moment has it whole or not at all', async () => {
      await t.as(owner).patch('/v1/staff/payout-rules', { payoutHoldDays: 0 }).expect(200);
      for (let round = 0; round < 4; round++) {
        const { user, advisor, id } = await paid();
        await payee(advisor);
        const [claimed] = await race(2, async (i) => (i === 0 ? claim(advisor) : (await complain(user, id)).status));
        const amount = claimed!.status === 'fulfilled' ? claimed!.value : 'failed';
        const { earningMinor, state } = await line(advisor, id);
        expect([
          [earningMinor, 'paid'],
          ['nothing', 'on_hold'],
        ]).toContainEqual([amount, state]);
        expect(await claim(advisor)).toBe('nothing');
      }
      await t.as(owner).patch('/v1/staff/payout-rules', { payoutHoldDays: 7 }).expect(200);
      expect(await t.violations()).toEqual([]);
    });

    it('and the share of the licensee in it', async () => {
      const licensee = { party: 'licensee' as const, partyId: owner.licenseeId };
      const claimable = () =>
        t.app
          .get(Db)
          .transaction(systemContext(owner.licenseeId, 'spec'), async (tx) => {
            const result = await t.app.get(PayoutClaims).claim(tx, licensee, 'staff', null);
            const [row] = await tx.query<{ amount: bigint }[]>(
              'select amount from app.payout where licensee_id = $1 order by id desc limit 1',
              [owner.licenseeId],
            );
            throw new Rollback('payoutId' in result ? Number(row!.amount) : 0);
          })
          .catch((error: unknown) => {
            if (error instanceof Rollback) return error.amount;
            throw error;
          });
      await t.db.query(
        `insert into app.connect_account (licensee_id, id, party, party_id, account_id, country, entity_type, status, created_at)
         values ($1, $2, 'licensee', $1, 'acct_licensee', 'DE', 'company', 'active', now())`,
        [owner.licenseeId, newId()],
      );
      const { user, id } = await paid();
      t.clock.advanceSeconds(8 * DAY);
      const before = await claimable();
      t.clock.reset();
      const { body } = await complain(user, id).expect(201);
      t.clock.advanceSeconds(8 * DAY);
      const { licenseeMinor, taxMinor } = (
        await t
          .as(await again(owner))
          .get(`/v1/calls/${id}/money`)
          .expect(200)
      ).body.split;
      expect(await claimable()).toBe(before - licenseeMinor - taxMinor);
      await withdraw(await again(user), body.id).expect(200);
      expect(await claimable()).toBe(before);
    });
  });
});

/** Takes a claim back that was only to be looked at. */
class Rollback extends Error {
  constructor(readonly amount: number) {
    super('rolled back');
  }
}
