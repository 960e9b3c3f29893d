import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, runningCall, testApp } from '@app/testing';
import { addDays } from '@app/kernel';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 3600;

describe('the dashboard', () => {
  let t: TestApp;
  let owner: Actor;
  let user: Actor;
  let vera: Advisor;
  let otto: Advisor;
  let paid: string;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    user = await t.given.user({ balanceMinor: 50_000n, promoMinor: 300n });
    [vera, otto] = [await t.given.advisor({ voiceRateMinor: 600n }), await t.given.advisor({ voiceRateMinor: 300n })];
    // A zone that is not the server's: its day starts ten hours earlier.
    await t.db.query(`update app.licensee set time_zone = 'Pacific/Guam' where id = $1`, [t.licensees.aurora.id]);
    paid = await paidCall(t, user, vera, 120);
    await paidCall(t, user, otto, 60);
    const { body } = await t
      .as(user)
      .post('/v1/calls', { advisorId: t.publicId('advisor', otto.advisorId), medium: 'voice' })
      .expect(201);
    await t.as(otto).post(`/v1/calls/${body.id}/decline`).expect(200);
    await t.as(owner).post(`/v1/calls/${paid}/refund`, { amountMinor: 250, reason: 'Noise' }).expect(201);
    await t.db.query(
      `insert into app.top_up (licensee_id, id, person_id, idempotency_key, amount, currency, method, status, transaction_id, created_at, closed_at)
       select $1, gen_random_uuid(), $2, 'spec', 2500, 'EUR', 'checkout', 'credited', id, now(), now() from app.ledger_transaction where licensee_id = $1 and kind = 'top_up' limit 1`,
      [t.licensees.aurora.id, user.id],
    );
    await runningCall(t, user, vera);
  });
  afterAll(() => t.close());

  const show = async (who: Actor = owner, query = '') =>
    (await t.as(who).get(`/v1/staff/dashboard${query}`).expect(200)).body;
  const houseOf = async (kind: string) => {
    const [row] = await t.db.query<{ sum: string }>(
      `select coalesce(sum(e.amount), 0)::text as sum from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
         join app.ledger_transaction x on x.licensee_id = e.licensee_id and x.id = e.transaction_id
        where a.licensee_id = $1 and a.kind = $2 and x.kind in ('settlement', 'call_refund')`,
      [t.licensees.aurora.id, kind],
    );
    return Number(row!.sum);
  };

  it('counts calls, money and people, and its money is the ledger', async () => {
    const { totals, previous, currency, timeZone } = await show();
    expect([currency, timeZone]).toEqual(['EUR', 'Pacific/Guam']);
    expect(totals).toMatchObject({
      calls: 4,
      connectedCalls: 3,
      refundsMinor: 250,
      topUpsMinor: 2500,
      newUsers: 1,
      activeUsers: 1,
      advisorsOnline: 2,
      liveCalls: 1,
    });
    expect(totals.billedSeconds).toBeGreaterThanOrEqual(180);
    expect(totals.grossMinor).toBeGreaterThan(1400);
    expect(totals.netMinor + totals.operatorMinor + totals.advisorMinor + totals.taxMinor).toBe(
      totals.grossMinor - totals.refundsMinor,
    );
    expect(totals.netMinor).toBe(await houseOf('licensee_payable'));
    expect(totals.operatorMinor).toBe(await houseOf('platform_fee'));
    expect(totals.taxMinor).toBe(await houseOf('tax'));
    expect(totals.advisorMinor).toBe(await houseOf('advisor_payable'));
    expect(Object.values(previous)).toEqual(Object.values(previous).map(() => 0));
  });

  it("has a row for each day of the licensee's zone, which sum to the totals", async () => {
    for (const days of [7, 30, 90]) {
      const { series, totals, from, to } = await show(owner, `?days=${days}`);
      expect(series).toHaveLength(days);
      for (const [i, day] of series.entries()) expect(day.date).toBe(addDays(series[0].date, i));
      for (const key of ['calls', 'billedSeconds', 'grossMinor', 'netMinor', 'topUpsMinor', 'newUsers'])
        expect([key, series.reduce((sum: number, day: Record<string, number>) => sum + day[key]!, 0)]).toEqual([
          key,
          totals[key],
        ]);
      // Guam is ten hours ahead of UTC, the whole year: its midnight is 14:00 UTC of the day before.
      expect(from).toBe(`${addDays(series[0].date, -1)}T14:00:00.000Z`);
      expect(to).toBe(`${series.at(-1).date}T14:00:00.000Z`);
    }
    await t.as(owner).get('/v1/staff/dashboard?days=14').expect(422);
  });

  it('names the top advisors and why calls ended', async () => {
    const { topAdvisors, endReasons, totals } = await show();
    expect(topAdvisors).toMatchObject([
      { advisorId: t.publicId('advisor', vera.advisorId), calls: 1 },
      { advisorId: t.publicId('advisor', otto.advisorId), calls: 1 },
    ]);
    expect(topAdvisors[0].grossMinor + topAdvisors[1].grossMinor).toBe(totals.grossMinor);
    expect(endReasons).toEqual([
      { reason: 'hangup_caller', calls: 2 },
      { reason: 'declined', calls: 1 },
    ]);
  });

  it('compares with the period before, as far into it as now', async () => {
    const now = await show();
    t.clock.advanceSeconds(7 * DAY);
    const fresh = {
      ...owner,
      token: (
        await t
          .http(owner.host)
          .post('/v1/auth/sign-in')
          .send({ email: owner.email, password: 'a good long password' })
          .expect(200)
      ).body.accessToken,
    };
    const later = await show(fresh, '?days=7');
    const { advisorsOnline: _, liveCalls: __, openReports: ___, ...flows } = now.totals;
    expect(later.previous).toEqual(flows);
    expect(later.totals).toMatchObject({ calls: 0, grossMinor: 0, refundsMinor: 0, newUsers: 0, activeUsers: 0 });
    t.clock.reset();
  });

  it('is open to owner, admin, finance and analyst, each for their own licensee', async () => {
    for (const role of ['admin', 'finance', 'analyst'] as const)
      expect((await show(await t.given.staff(role))).totals.calls).toBe(4);
    await t
      .as(await t.given.staff('support'))
      .get('/v1/staff/dashboard')
      .expect(403);
    await t.as(vera).get('/v1/staff/dashboard').expect(403);
    const foreign = await show(await t.given.staff('owner', 'zenith'));
    expect(foreign).toMatchObject({ currency: 'GBP', topAdvisors: [], endReasons: [] });
    expect(Object.values(foreign.totals)).toEqual(Object.values(foreign.totals).map(() => 0));
  });

  // Last: it moves a call.
  it("puts what happened after the licensee's midnight into the new day, though the server's has not begun", async () => {
    const day = (await show()).series[20].date as string;
    const justAfterMidnight = `${addDays(day, -1)}T14:30:00Z`;
    await t.db.query('update app.call set requested_at = $2, settled_at = $2 where id = $1', [
      t.parseId('call', paid),
      justAfterMidnight,
    ]);
    const { series } = await show();
    expect(series[19]).toMatchObject({ calls: 0, grossMinor: 0 });
    expect(series[20]).toMatchObject({ date: day, calls: 1 });
    expect(series[20].grossMinor).toBeGreaterThan(0);
  });
});
