import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, race, runningCall, testApp } from '@app/testing';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 3600;

describe('an advisor gives a call back', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  const paid = async () => {
    const user = await t.given.user({ balanceMinor: 20_000n, promoMinor: 150n });
    const advisor = await t.given.advisor({ voiceRateMinor: 599n });
    const id = await paidCall(t, user, advisor, 95);
    return { user, advisor, id, money: await money(id) };
  };
  const refund = (who: Actor, call: string, amountMinor?: number, key?: string) =>
    t.as(who).post(`/v1/calls/${call}/refund`, { amountMinor, reason: 'I was late' }, key);
  const money = async (call: string) => (await t.as(owner).get(`/v1/calls/${call}/money`).expect(200)).body;
  const wallet = async (who: Actor) => (await t.as(who).get('/v1/wallet').expect(200)).body;
  const payable = async (advisor: Advisor): Promise<number> => {
    const [row] = await t.db.query<{ balance: string }>(
      `select balance::text from app.ledger_account where kind = 'advisor_payable' and owner_id = $1`,
      [advisor.advisorId],
    );
    return Number(row!.balance);
  };
  const rules = (changes: object) => t.as(owner).patch('/v1/staff/complaint-rules', changes).expect(200);
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

  it('in parts and then the rest, once per key: every share goes back in proportion, in the end exactly what was given', async () => {
    const { user, advisor, id, money: before } = await paid();
    const had = await wallet(user);
    const first = await refund(advisor, id, 123, 'one').expect(201);
    expect((await refund(advisor, id, 123, 'one').expect(201)).body).toEqual(first.body);
    expect(first.body.split.advisorMinor).toBeGreaterThan(0);
    expect(await payable(advisor)).toBe(before.split.advisorMinor - first.body.split.advisorMinor);
    const preview = (await t.as(advisor).post(`/v1/calls/${id}/refund/preview`, {}).expect(200)).body;
    expect(preview).toMatchObject({ remainderMinor: before.priceMinor - 123, amountMinor: before.priceMinor - 123 });
    await refund(advisor, id).expect(201);
    expect(await payable(advisor)).toBe(0);
    const now = await wallet(user);
    expect(now.paidMinor + now.promoMinor - had.paidMinor - had.promoMinor).toBe(before.priceMinor);
    const { refunds } = await money(id);
    for (const share of ['advisorMinor', 'licenseeMinor', 'operatorMinor', 'taxMinor'])
      expect(refunds.reduce((sum: number, one: { split: Record<string, number> }) => sum + one.split[share]!, 0)).toBe(
        before.split[share],
      );
    expect((await refund(advisor, id, 1).expect(409)).body).toMatchObject({
      code: 'refund-above-remainder',
      remainderMinor: 0,
    });
    const rows = await t.db.query('select distinct rule, requested_by from app.refund where call_id = $1', [
      t.parseId('call', id),
    ]);
    expect(rows).toEqual([{ rule: 'advisor', requested_by: advisor.id }]);
    expect(await t.violations()).toEqual([]);
  });

  it('of their own only, and only one that was paid', async () => {
    const { user, advisor, id, money: before } = await paid();
    const colleague = await t.given.advisor();
    const foreign = await t.given.advisor({ licensee: 'zenith' });
    for (const who of [colleague, foreign]) {
      await refund(who, id, 1).expect(404);
      await t.as(who).post(`/v1/calls/${id}/refund/preview`, {}).expect(404);
    }
    await refund(user, id, 1).expect(403);
    expect((await refund(advisor, id, before.priceMinor + 1).expect(409)).body).toMatchObject({
      code: 'refund-above-remainder',
      remainderMinor: before.priceMinor,
    });
    await refund(advisor, id, 0).expect(422);
    const live = await runningCall(t, user, advisor);
    expect((await refund(advisor, live).expect(409)).body.code).toBe('illegal-transition');
    await t.as(user).post(`/v1/calls/${live}/end`).expect(200);
    expect((await money(id)).refunds).toEqual([]);
  });

  it('where and for as long as the licensee lets them; staff still may', async () => {
    const { advisor, id } = await paid();
    const until = async (who: Actor) => (await t.as(who).get(`/v1/calls/${id}/complaint`).expect(200)).body.refundUntil;
    expect(await until(advisor)).toEqual(expect.any(String));
    await rules({ advisorRefunds: false });
    expect((await refund(advisor, id, 1).expect(409)).body.code).toBe('advisor-refunds-off');
    expect(await until(advisor)).toBeNull();
    await rules({ advisorRefunds: true, advisorRefundDays: 2 });
    t.clock.advanceSeconds(2 * DAY + 120);
    const late = await again(advisor);
    expect((await refund(late, id, 1).expect(409)).body).toMatchObject({ code: 'advisor-refund-too-late', days: 2 });
    expect(await until(late)).toBeNull();
    await refund(await again(owner), id, 1).expect(201);
    t.clock.reset();
    await rules({ advisorRefundDays: 30 });
  });

  it('while staff do the same: together never more than the price', async () => {
    for (let round = 0; round < 3; round++) {
      const { user, advisor, id, money: before } = await paid();
      const had = await wallet(user);
      const part = Math.floor(before.priceMinor * 0.4);
      // Two of these fit into the price, and no third one.
      const answers = await race(8, async (i) => (await refund(i % 2 === 0 ? advisor : owner, id, part)).status);
      const statuses = answers.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort();
      expect(statuses).toEqual([201, 201, 409, 409, 409, 409, 409, 409]);
      const now = await wallet(user);
      expect(now.paidMinor + now.promoMinor).toBe(had.paidMinor + had.promoMinor + 2 * part);
    }
    expect(await t.violations()).toEqual([]);
  });
});
