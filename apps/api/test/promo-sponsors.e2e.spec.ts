import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { publicId } from '@app/kernel';
import { type Actor, type TestApp, paidCall, race, testApp } from '@app/testing';

type Advisor = Awaited<ReturnType<TestApp['given']['advisor']>>;

/** Who pays for promo credit: the licensee, the operator, or an advisor who agreed to it [D16, J9]. */
describe('a sponsor of promo credit', () => {
  let t: TestApp;
  let owner: Actor;
  let operator: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff();
    operator = await t.given.operator();
  });
  afterAll(() => t.close());
  afterEach(() => t.clock.reset());

  let count = 0;
  const code = () => `SPONSOR-${++count}`;
  const asked = async (advisor: Advisor, amountMinor: number) =>
    (
      await t
        .as(owner)
        .post('/v1/staff/coupons', {
          code: code(),
          amountMinor,
          sponsorAdvisorId: publicId('advisor', advisor.advisorId),
        })
        .expect(201)
    ).body as { id: string; code: string };
  const agreed = async (advisor: Advisor, amountMinor: number) => {
    const coupon = await asked(advisor, amountMinor);
    await t.as(advisor).post(`/v1/advisor/coupons/${coupon.id}/agree`).expect(200);
    return coupon;
  };
  const redeem = (user: Actor, coupon: { code: string }) =>
    t.as(user).post('/v1/wallet/coupons', { code: coupon.code });
  const balance = async (kind: string, ownerId: string): Promise<bigint> => {
    const [row] = await t.db.query<{ sum: bigint | null }>(
      `select sum(e.amount)::bigint as sum from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
        where a.kind = $1::app.account_kind and a.owner_id = $2`,
      [kind, ownerId],
    );
    return BigInt(row!.sum ?? 0);
  };
  const house = (kind: string) => balance(kind, t.licensees.aurora.id);
  const talk = async (user: Actor, advisor: Advisor, seconds = 60) => {
    const call = await paidCall(t, user, advisor, seconds);
    t.clock.reset();
    return call;
  };
  const money = async (call: string) => (await t.as(owner).get(`/v1/calls/${call}/money`).expect(200)).body;

  it('who is an advisor pays from their share for what is spent with them, and gets it back with a refund', async () => {
    const advisor = await t.given.advisor({ voiceRateMinor: 500n });
    const user = await t.given.user({ balanceMinor: 5_000n });
    await redeem(user, await agreed(advisor, 200)).expect(201);
    const before = await house('promo_expense');
    const call = await talk(user, advisor);
    const { split, promoCostMinor } = await money(call);
    expect(promoCostMinor).toBe(200);
    // The licensee's expense of the used credit went to the advisor.
    expect((await house('promo_expense')) - before).toBe(0n);
    expect(await balance('advisor_payable', advisor.advisorId)).toBe(BigInt(split.advisorMinor - 200));
    const { body: earnings } = await t.as(advisor).get('/v1/advisor/earnings').expect(200);
    expect(earnings.data[0]).toMatchObject({ promoCostMinor: 200, netMinor: split.advisorMinor - 200 });
    const { body: summary } = await t.as(advisor).get('/v1/advisor/earnings/summary').expect(200);
    expect(summary).toMatchObject({
      balanceMinor: split.advisorMinor - 200,
      pendingMinor: split.advisorMinor - 200,
      availableMinor: 0,
      todayMinor: split.advisorMinor - 200,
    });

    const half = (await t.as(owner).post(`/v1/calls/${call}/refund`, { amountMinor: 250, reason: 'Poor line' })).body;
    expect(await money(call)).toMatchObject({ promoCostMinor: 100 });
    expect(await balance('advisor_payable', advisor.advisorId)).toBe(
      BigInt(split.advisorMinor - half.split.advisorMinor - 100),
    );
    await t.as(owner).post(`/v1/calls/${call}/refund`, { reason: 'Poor line' }).expect(201);
    expect(await money(call)).toMatchObject({ promoCostMinor: 0 });
    expect(await balance('advisor_payable', advisor.advisorId)).toBe(0n);
    expect(await house('promo_expense')).toBe(before);
    expect(await t.wallet(user)).toMatchObject({ paid: 5_000n, promo: 200n });
    expect(await t.violations()).toEqual([]);
  });

  it('who is an advisor never pays more than their share, nor for what is spent with another', async () => {
    const advisor = await t.given.advisor({ voiceRateMinor: 500n });
    const other = await t.given.advisor({ voiceRateMinor: 500n });
    const user = await t.given.user();
    await redeem(user, await agreed(advisor, 5_000)).expect(201);
    const whole = await talk(user, advisor);
    const { split, promoCostMinor } = await money(whole);
    expect(split.advisorMinor).toBeLessThan(500);
    expect(promoCostMinor).toBe(split.advisorMinor);
    expect(await balance('advisor_payable', advisor.advisorId)).toBe(0n);
    const before = await house('promo_expense');
    const elsewhere = await talk(user, other);
    expect((await money(elsewhere)).promoCostMinor).toBe(0);
    expect(await balance('advisor_payable', advisor.advisorId)).toBe(0n);
    expect((await house('promo_expense')) - before).toBe(-500n);
    // What was spent elsewhere before is not paid for later.
    const late = await t.given.user({ balanceMinor: 5_000n });
    await redeem(late, await agreed(advisor, 700)).expect(201);
    await talk(late, other);
    expect((await money(await talk(late, advisor))).promoCostMinor).toBe(200);
    // Credit of others is nothing to the advisor, also where it is spent with them.
    const third = await t.given.user({ promoMinor: 5_000n });
    expect((await money(await talk(third, advisor))).promoCostMinor).toBe(0);
    expect(await t.violations()).toEqual([]);
  });

  it('pays for each call by what that call used, however many calls are settled at once', async () => {
    const advisor = await t.given.advisor({ voiceRateMinor: 500n });
    const users = await Promise.all([1, 2, 3].map(() => t.given.user({ balanceMinor: 5_000n })));
    const coupon = await agreed(advisor, 120);
    for (const user of users) await redeem(user, coupon).expect(201);
    const calls: string[] = [];
    for (const user of users) calls.push(await talk(user, advisor));
    // Refunds of all calls at once, twice each with one key.
    await race(6, (i) =>
      t.as(owner).post(`/v1/calls/${calls[i % 3]!}/refund`, { amountMinor: 100, reason: 'Poor line' }, `once-${i % 3}`),
    );
    let expected = 0;
    for (const call of calls) {
      const { split, promoCostMinor, refunds } = await money(call);
      expect(promoCostMinor).toBe(96); // 1.20 less a fifth
      expected += split.advisorMinor - refunds[0].split.advisorMinor - promoCostMinor;
    }
    expect(await balance('advisor_payable', advisor.advisorId)).toBe(BigInt(expected));
    expect(await t.violations()).toEqual([]);
  });

  it('has to agree first: nobody uses the code before, and nobody after the word is taken back', async () => {
    const advisor = await t.given.advisor();
    const other = await t.given.advisor();
    const user = await t.given.user();
    const coupon = await asked(advisor, 300);
    expect((await redeem(user, coupon).expect(404)).body.code).toBe('coupon-unknown');
    const list = (who: Actor) => t.as(who).get('/v1/advisor/coupons').expect(200);
    expect((await list(advisor)).body.data).toMatchObject([
      { id: coupon.id, sponsor: 'advisor', sponsorAdvisor: { agreedAt: null, declinedAt: null } },
    ]);
    expect((await list(other)).body.data).toEqual([]);
    await t.as(other).post(`/v1/advisor/coupons/${coupon.id}/agree`).expect(404);
    await t.as(owner).post(`/v1/advisor/coupons/${coupon.id}/agree`).expect(403);
    const { body } = await t.as(advisor).post(`/v1/advisor/coupons/${coupon.id}/agree`).expect(200);
    expect(body.sponsorAdvisor.agreedAt).not.toBeNull();
    expect((await t.as(advisor).post(`/v1/advisor/coupons/${coupon.id}/agree`).expect(200)).body).toEqual(body);
    const { body: log } = await t.as(owner).get('/v1/staff/audit').expect(200);
    expect(log.data[0]).toMatchObject({ action: 'coupon.agreed', after: { amountMinor: 300, code: coupon.code } });
    await redeem(user, coupon).expect(201);
    await t.as(advisor).post(`/v1/advisor/coupons/${coupon.id}/decline`).expect(200);
    expect((await redeem(await t.given.user(), coupon).expect(409)).body.code).toBe('coupon-expired');
    expect((await t.as(advisor).post(`/v1/advisor/coupons/${coupon.id}/agree`).expect(409)).body.code).toBe(
      'coupon-expired',
    );
    const naming = (one: Advisor) =>
      t.as(owner).post('/v1/staff/coupons', {
        code: code(),
        amountMinor: 100,
        sponsorAdvisorId: publicId('advisor', one.advisorId),
      });
    await naming(await t.given.advisor({ licensee: 'zenith' })).expect(404);
    await t.db.query(`update app.advisor set status = 'suspended' where id = $1`, [other.advisorId]);
    expect((await naming(other).expect(409)).body.code).toBe('coupon-sponsor-not-active');
  });

  it('is the operator for codes that the operator makes: what is used is taken from its fee', async () => {
    const path = `/v1/operator/licensees/${publicId('licensee', t.licensees.aurora.id)}/coupons`;
    const { body: coupon } = await t
      .as(operator)
      .post(path, { code: code(), amountMinor: 400, creditDays: 30 })
      .expect(201);
    expect(coupon).toMatchObject({ sponsor: 'operator', sponsorAdvisor: null });
    await t.as(owner).post(path, { code: code(), amountMinor: 400 }).expect(403);
    const user = await t.given.user({ balanceMinor: 5_000n });
    await redeem(user, coupon).expect(201);
    const advisor = await t.given.advisor({ voiceRateMinor: 500n });
    const [expense, fee] = [await house('promo_expense'), await house('platform_fee')];
    const call = await talk(user, advisor);
    await t.run('billing.expire_promos');
    const { split } = await money(call);
    expect((await house('promo_expense')) - expense).toBe(0n);
    expect((await house('platform_fee')) - fee).toBe(BigInt(split.operatorMinor) - 400n);
    const listed = (await t.as(owner).get('/v1/staff/coupons').expect(200)).body.data;
    expect(listed).toContainEqual(expect.objectContaining({ id: coupon.id, sponsor: 'operator', redeemed: 1 }));
    // Codes of the licensee are the licensee's to stop.
    const { body: own } = await t.as(owner).post('/v1/staff/coupons', { code: code(), amountMinor: 100 }).expect(201);
    await t.as(operator).post(`${path}/${own.id}/stop`).expect(404);
    expect((await t.as(operator).post(`${path}/${coupon.id}/stop`).expect(200)).body.stoppedAt).not.toBeNull();
    for (const who of [owner, operator]) {
      const { body: log } = await t
        .as(who)
        .get(who === owner ? '/v1/staff/audit' : '/v1/operator/audit')
        .expect(200);
      expect(log.data[0]).toMatchObject({ action: 'coupon.stopped' });
    }
    expect(await t.violations()).toEqual([]);
  });
});
