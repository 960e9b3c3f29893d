import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@app/kernel';
import { type Actor, type TestApp, creditedTopUp, race, testApp } from '@app/testing';

const DAY = 24 * 3600;

describe('a code for promo credit', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  let count = 0;
  const create = async (body: object = {}) =>
    (
      await t
        .as(owner)
        .post('/v1/staff/coupons', { code: `code-${++count}`, amountMinor: 500, ...body })
        .expect(201)
    ).body;
  const redeem = (who: Actor, code: string, key?: string) => t.as(who).post('/v1/wallet/coupons', { code }, key);
  const promo = async (who: Actor) => (await t.as(who).get('/v1/wallet').expect(200)).body.promoMinor;

  it('gives its amount once per person and key, in any capitals, with the end of the credit', async () => {
    const coupon = await create({ creditDays: 30 });
    expect(coupon).toMatchObject({ code: `CODE-${count}`, sponsor: 'licensee', redeemed: 0, perUser: 1 });
    const user = await t.given.user();
    const { body } = await redeem(user, coupon.code.toLowerCase(), 'my-key').expect(201);
    expect(body).toMatchObject({ amountMinor: 500, currency: 'EUR' });
    expect(Date.parse(body.expiresAt) - Date.now()).toBeGreaterThan(29 * DAY * 1000);
    expect((await redeem(user, coupon.code.toLowerCase(), 'my-key').expect(201)).body).toEqual(body);
    expect((await redeem(user, coupon.code).expect(409)).body.code).toBe('coupon-used-already');
    expect(await promo(user)).toBe(500);
    const [line] = (await t.as(user).get('/v1/wallet/statement?bucket=promo').expect(200)).body.data;
    expect(line).toMatchObject({ kind: 'promo_grant', amountMinor: 500, expiresAt: body.expiresAt });
    const { data } = (await t.as(owner).get('/v1/staff/coupons').expect(200)).body;
    expect(data[0]).toMatchObject({ id: coupon.id, redeemed: 1 });
    expect(await t.violations()).toEqual([]);
  });

  it('is given as often as it may be and no more, however many come at once', async () => {
    const coupon = await create({ total: 5, perUser: 2 });
    const users = await Promise.all([1, 2, 3, 4].map(() => t.given.user()));
    const answers = await race(16, async (i) => (await redeem(users[i % 4]!, coupon.code)).body);
    const bodies = answers.map((one) => (one.status === 'fulfilled' ? one.value : one.reason));
    expect(bodies.filter(({ amountMinor }) => amountMinor === 500)).toHaveLength(5);
    for (const { code } of bodies.filter((body) => body.amountMinor === undefined))
      expect(['coupon-used-up', 'coupon-used-already']).toContain(code);
    const sums = await Promise.all(users.map(promo));
    expect(sums.reduce((total, one) => total + one, 0)).toBe(2500);
    expect(Math.max(...sums)).toBeLessThanOrEqual(1000);
    expect((await t.as(owner).get('/v1/staff/coupons').expect(200)).body.data[0].redeemed).toBe(5);
    expect(await t.violations()).toEqual([]);
  });

  it('is refused when unknown, of another licensee, ended or stopped', async () => {
    const user = await t.given.user();
    expect((await redeem(user, 'NO-SUCH-CODE').expect(404)).body.code).toBe('coupon-unknown');
    const ended = { code: 'TOO-LATE', amountMinor: 500, endsAt: '2020-01-01T23:59:59Z' };
    expect((await t.as(owner).post('/v1/staff/coupons', ended).expect(422)).body.errors[0].pointer).toBe('/endsAt');
    const coupon = await create({ endsAt: new Date(Date.now() + 3600_000).toISOString() });
    const stranger = await t.given.user({ licensee: 'zenith' });
    expect((await redeem(stranger, coupon.code).expect(404)).body.code).toBe('coupon-unknown');
    t.clock.advanceSeconds(3601);
    expect((await redeem(user, coupon.code).expect(409)).body.code).toBe('coupon-expired');
    t.clock.reset();
    await t.as(owner).post(`/v1/staff/coupons/${coupon.id}/stop`).expect(200);
    const { stoppedAt } = (await t.as(owner).post(`/v1/staff/coupons/${coupon.id}/stop`).expect(200)).body;
    expect(stoppedAt).not.toBeNull();
    expect((await redeem(user, coupon.code).expect(409)).body.code).toBe('coupon-expired');
    for (const code of ['abc', 'a code', 'x'.repeat(33), 'codé-1']) await redeem(user, code).expect(422);
    expect(await promo(user)).toBe(0);
  });

  it('can be for those who have just made their first top-up', async () => {
    const coupon = await create({ firstTopUpOnly: true });
    const user = await t.given.user();
    expect((await redeem(user, coupon.code).expect(409)).body.code).toBe('coupon-needs-first-top-up');
    await creditedTopUp(t, user, 2500n, `pi_${newId()}`);
    await redeem(user, coupon.code).expect(201);
    const late = await t.given.user();
    await creditedTopUp(t, late, 2500n, `pi_${newId()}`);
    await creditedTopUp(t, late, 2500n, `pi_${newId()}`);
    expect((await redeem(late, coupon.code).expect(409)).body.code).toBe('coupon-needs-first-top-up');
  });

  it('is made by staff who handle money, under a name that there is once', async () => {
    const coupon = await create();
    expect(
      (await t.as(owner).post('/v1/staff/coupons', { code: coupon.code, amountMinor: 1 }).expect(409)).body.code,
    ).toBe('coupon-exists');
    await t
      .as(await t.given.staff('support'))
      .post('/v1/staff/coupons', { code: 'SUPPORT', amountMinor: 1 })
      .expect(403);
    const foreign = await t.given.staff('owner', 'zenith');
    await t.as(foreign).post(`/v1/staff/coupons/${coupon.id}/stop`).expect(404);
    expect((await t.as(foreign).get('/v1/staff/coupons').expect(200)).body.data).toEqual([]);
    const log = (await t.as(owner).get('/v1/staff/audit?limit=5').expect(200)).body.data;
    expect(log[0]).toMatchObject({ action: 'coupon.created' });
  });
});
