import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, testApp } from '@app/testing';
import { addDays, localDate, mondayFrom } from '@app/kernel';
import { availableOn } from '@app/billing';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 3600;

describe("an advisor's earnings", () => {
  let t: TestApp;
  let owner: Actor;
  let user: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    await t.as(owner).patch('/v1/staff/payout-rules', { newAdvisorHoldDays: 0, payoutMinimumMinor: 1 }).expect(200);
    // Promo credit too: its discount is the licensee's, never the advisor's.
    user = await t.given.user({ balanceMinor: 500_000n, promoMinor: 700n });
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  const refund = (id: string, amountMinor?: number) =>
    t.as(owner).post(`/v1/calls/${id}/refund`, { amountMinor, reason: 'Poor line' }).expect(201);
  const lines = async (who: Actor, query = '') =>
    (await t.as(who).get(`/v1/advisor/earnings?limit=100${query}`).expect(200)).body.data;
  const summary = async (who: Actor) => (await t.as(who).get('/v1/advisor/earnings/summary').expect(200)).body;
  /** The payable itself, past our own code. */
  const payable = async (advisor: Advisor) => {
    const [row] = await t.db.query<{ balance: string }>(
      `select coalesce(sum(e.amount), 0)::text as balance from app.ledger_account a join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id
        where a.kind = 'advisor_payable' and a.owner_id = $1`,
      [advisor.advisorId],
    );
    return Number(row!.balance);
  };
  const sum = (rows: { [key: string]: number }[], key: string) => rows.reduce((total, row) => total + row[key]!, 0);
  const signedIn = async (actor: Advisor): Promise<Advisor> => ({
    ...actor,
    token: (
      await t
        .http(actor.host)
        .post('/v1/auth/sign-in')
        .send({ email: actor.email, password: 'a good long password' })
        .expect(200)
    ).body.accessToken,
  });

  it('are one line per charged call whose shares add up to the price, and together the ledger, also after refunds', async () => {
    const advisor = await t.given.advisor({ voiceRateMinor: 599n });
    const calls: string[] = [];
    for (const seconds of [61, 95, 130]) calls.push(await paidCall(t, user, advisor, seconds));
    await paidCall(t, user, advisor, 5); // below the free seconds: no line
    await refund(calls[0]!, 101);
    await refund(calls[0]!, 57);
    await refund(calls[1]!);
    const rows = await lines(advisor);
    expect(rows.map(({ callId }: { callId: string }) => callId)).toEqual([...calls].reverse());
    for (const row of rows) {
      expect(row.taxMinor + row.operatorMinor + row.licenseeMinor + row.earningMinor).toBe(row.priceMinor);
      expect(row.netMinor).toBe(row.earningMinor - row.refundedMinor);
      const money = (await t.as(owner).get(`/v1/calls/${row.callId}/money`).expect(200)).body;
      expect(money.split).toEqual({
        advisorMinor: row.earningMinor,
        licenseeMinor: row.licenseeMinor,
        operatorMinor: row.operatorMinor,
        taxMinor: row.taxMinor,
      });
    }
    expect(rows[1]).toMatchObject({ callId: calls[1], netMinor: 0 });
    expect(rows[2].refundedMinor).toBeGreaterThan(0);
    const balance = await payable(advisor);
    expect(balance).toBeGreaterThan(0);
    expect(sum(rows, 'netMinor')).toBe(balance);
    expect(await summary(advisor)).toMatchObject({
      currency: 'EUR',
      balanceMinor: balance,
      pendingMinor: balance,
      availableMinor: 0,
      todayMinor: balance,
      monthMinor: balance,
      callsToday: 3,
      nextPayoutOn: rows[2].payoutOn,
    });
    // What the call's row keeps beside the ledger equals it.
    const drift = await t.db.query(
      `select c.id from app.call c join app.ledger_entry e on e.licensee_id = c.licensee_id and e.transaction_id = c.settlement_id
         join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
        where (a.kind = 'advisor_payable' and e.amount <> c.advisor_minor) or (a.kind = 'licensee_payable' and e.amount <> c.licensee_minor)
           or (a.kind = 'platform_fee' and e.amount <> c.operator_minor) or (a.kind = 'tax' and e.amount <> c.tax_minor)`,
    );
    expect(drift).toEqual([]);
    expect(await t.violations()).toEqual([]);
  });

  it('become available when the hold is over; today and the month start anew; a late refund takes from what is available', async () => {
    let advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const first = await paidCall(t, user, advisor, 90);
    const [line] = await lines(advisor);
    const settled = new Date(
      (
        await t.db.query<{ settled_at: string }>('select settled_at from app.call where id = $1', [
          t.parseId('call', first),
        ])
      )[0]!.settled_at,
    );
    expect(line.availableOn).toBe(availableOn(settled, 'UTC', 7));
    expect(line.payoutOn).toBe(mondayFrom(line.availableOn));
    const earned = await payable(advisor);
    t.clock.advanceSeconds(6 * DAY);
    advisor = await signedIn(advisor);
    expect(await summary(advisor)).toMatchObject({
      pendingMinor: earned,
      availableMinor: 0,
      todayMinor: 0,
      callsToday: 0,
    });
    t.clock.advanceSeconds(DAY);
    advisor = await signedIn(advisor);
    const freed = await summary(advisor);
    expect(freed).toMatchObject({ pendingMinor: 0, availableMinor: earned, balanceMinor: earned });
    expect(freed.nextPayoutOn).toBe(line.payoutOn);
    // A second call waits while the first is free.
    t.clock.advanceSeconds(40 * DAY);
    advisor = await signedIn(advisor);
    user = { ...user, token: (await signedIn({ ...user, advisorId: '' })).token };
    owner = { ...owner, token: (await signedIn({ ...owner, advisorId: '' })).token };
    await t.as(advisor).put('/v1/advisors/me/availability', { available: true }).expect(200);
    await paidCall(t, user, advisor, 60);
    const second = (await payable(advisor)) - earned;
    expect(await summary(advisor)).toMatchObject({ pendingMinor: second, availableMinor: earned, todayMinor: second });
    await refund(first, 300);
    const after = await summary(advisor);
    const balance = await payable(advisor);
    expect(after).toMatchObject({ pendingMinor: second, availableMinor: balance - second, balanceMinor: balance });
    expect(after.todayMinor).toBe(balance - earned);
    expect(after.todayMinor).toBeLessThan(second);
  });

  it('are paged, limited to a period and to the own ones, and the same as CSV', async () => {
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const calls: string[] = [];
    const payer = await t.given.user({ balanceMinor: 50_000n });
    for (let i = 0; i < 3; i++) calls.push(await paidCall(t, payer, advisor, 60));
    const first = (await t.as(advisor).get('/v1/advisor/earnings?limit=2').expect(200)).body;
    const second = (await t.as(advisor).get(`/v1/advisor/earnings?limit=2&cursor=${first.next_cursor}`).expect(200))
      .body;
    const rows = [...first.data, ...second.data];
    expect(rows.map(({ callId }) => callId)).toEqual([...calls].reverse());
    expect(await lines(advisor, `&from=${rows[1].endedAt}`)).toHaveLength(2);
    expect(await lines(advisor, `&to=${rows[1].endedAt}`)).toHaveLength(1);
    expect(await lines(await t.given.advisor())).toEqual([]);
    const csv = await t.as(advisor).get('/v1/advisor/earnings?format=csv').expect(200);
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    const [head, ...cells] = csv.text
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(cells.map((row) => Object.fromEntries(head!.map((name, i) => [name, row[i]])))).toEqual(
      rows.map((row) => Object.fromEntries(head!.map((name) => [name, row[name] === null ? '' : String(row[name])]))),
    );
    for (const path of ['earnings', 'earnings/summary', 'statistics']) {
      await t.as(owner).get(`/v1/advisor/${path}`).expect(403);
      await t.as(payer).get(`/v1/advisor/${path}`).expect(403);
    }
    await t.as(advisor).get('/v1/advisor/earnings?from=today').expect(422);
  });

  it('stand beside answers, length and rating in the statistics', async () => {
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const payer = await t.given.user({ balanceMinor: 50_000n });
    const ring = async () =>
      (
        await t
          .as(payer)
          .post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' })
          .expect(201)
      ).body.id as string;
    const paid = await paidCall(t, payer, advisor, 90);
    await paidCall(t, payer, advisor, 60);
    await t.as(payer).put(`/v1/calls/${paid}/rating`, { stars: 4 }).expect(200);
    await t
      .as(advisor)
      .post(`/v1/calls/${await ring()}/decline`)
      .expect(200);
    await t
      .as(payer)
      .post(`/v1/calls/${await ring()}/cancel`)
      .expect(200);
    await ring();
    t.clock.advanceSeconds(46);
    await t.run('calling.due');
    const { body } = await t.as(advisor).get('/v1/advisor/statistics').expect(200);
    expect(body).toMatchObject({
      days: 30,
      offered: 5,
      accepted: 2,
      declined: 1,
      missed: 1,
      cancelled: 1,
      acceptanceRateBp: 5000,
      ratingAverage: 4,
      ratingCount: 1,
      timeZone: 'UTC',
      currency: 'EUR',
    });
    expect(body.averageBilledSeconds).toBeGreaterThanOrEqual(75);
    expect(body.averageBilledSeconds).toBeLessThanOrEqual(78);
    expect(body.series).toHaveLength(30);
    for (const [index, day] of body.series.entries()) expect(day.date).toBe(addDays(body.series[0].date, index));
    const seen = (await t.as(advisor).get('/v1/advisor/earnings/summary').expect(200)).body;
    expect(sum(body.series, 'earningMinor')).toBe(seen.balanceMinor);
    expect(sum(body.series, 'calls')).toBe(2);
    const quiet = (
      await t
        .as(await t.given.advisor())
        .get('/v1/advisor/statistics?days=7')
        .expect(200)
    ).body;
    expect(quiet).toMatchObject({ days: 7, offered: 0, acceptanceRateBp: null, averageBilledSeconds: null });
    expect(quiet.series).toHaveLength(7);
    expect(quiet.series.at(-1).date >= localDate(new Date(), 'UTC')).toBe(true);
    await t.as(advisor).get('/v1/advisor/statistics?days=8').expect(422);
  });
});
