import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, systemContext } from '@app/kernel';
import { type Actor, type TestApp, creditedTopUp, race, testApp } from '@app/testing';
import { TopUpIntake } from './top-up-intake.service.js';

const OFF = { topUpBonuses: [], topUpBonusDays: null, topUpBonusMaxTimes: null, topUpBonusMaxPerDay: null };
const TIERS = [
  { fromMinor: 5000, bonusMinor: 500 },
  { fromMinor: 10_000, bonusMinor: 1500 },
];

describe('bonuses on top-ups', () => {
  let t: TestApp;
  let owner: Actor;
  let count = 0;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());
  afterEach(async () => {
    expect(await t.violations()).toEqual([]);
  });

  const rules = (body: object) => t.as(owner).patch('/v1/staff/pricing', { ...OFF, ...body });
  const topUp = (user: Actor, amount: bigint) => creditedTopUp(t, user, amount, `pi_bonus_${++count}`);
  const promo = async (user: Actor) => (await t.wallet(user)).promo;
  const statement = async (user: Actor) =>
    (await t.as(user).get('/v1/wallet/statement?bucket=promo').expect(200)).body.data;

  it('are those of the highest amount that is reached, and are shown before paying', async () => {
    await rules({ topUpBonuses: TIERS.toReversed(), topUpBonusDays: 30, topUpBonusMaxTimes: 5 }).expect(200);
    expect((await t.http(owner.host).get('/v1/site').expect(200)).body.topUp.bonuses).toEqual({
      tiers: TIERS,
      days: 30,
      maxTimes: 5,
      maxPerDay: null,
    });
    for (const [amount, bonus] of [
      [4999n, 0n],
      [5000n, 500n],
      [9999n, 500n],
      [10_000n, 1500n],
      [20_000n, 1500n],
    ] as const) {
      const user = await t.given.user();
      await topUp(user, amount);
      expect(await t.wallet(user)).toMatchObject({ paid: amount, promo: bonus });
    }
  });

  it('are promo credit of the licensee with an end, on the statement', async () => {
    await rules({ topUpBonuses: TIERS, topUpBonusDays: 30 }).expect(200);
    const user = await t.given.user();
    const id = await topUp(user, 5000n);
    const [line, ...more] = await statement(user);
    expect(more).toEqual([]);
    expect(line).toMatchObject({ kind: 'promo_grant', amountMinor: 500, topUpId: t.publicId('topUp', id) });
    expect(Date.parse(line.expiresAt) - Date.parse(line.createdAt)).toBeGreaterThan(29 * 86_400_000);
    const entries = await t.db.query(
      `select a.kind, e.amount::text from app.top_up_bonus b
         join app.ledger_entry e on e.licensee_id = b.licensee_id and e.transaction_id = b.transaction_id
         join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id where b.top_up_id = $1 order by e.leg`,
      [id],
    );
    expect(entries).toEqual([
      { kind: 'promo', amount: '500' },
      { kind: 'promo_issued', amount: '-500' },
    ]);
    await rules({ topUpBonuses: TIERS }).expect(200);
    await topUp(user, 5000n);
    expect((await statement(user))[0]).toMatchObject({ expiresAt: null });
  });

  it('come once per top-up, however often its payment is told', async () => {
    await rules({ topUpBonuses: TIERS }).expect(200);
    const user = await t.given.user();
    const id = await topUp(user, 5000n);
    const told = () =>
      t.app.get(TopUpIntake).applyPayment(systemContext(user.licenseeId, 'spec'), {
        paymentIntentId: `pi_bonus_${count}`,
        status: 'succeeded',
        amountReceivedMinor: 5000n,
        currency: 'EUR',
        licenseeId: user.licenseeId,
        topUpId: id,
        savedPaymentMethodId: undefined,
        chargeId: undefined,
        cardFingerprint: undefined,
        failureCode: undefined,
      });
    await race(4, told);
    expect(await promo(user)).toBe(500n);
  });

  it('are limited per user, ever and within a day', async () => {
    await rules({ topUpBonuses: TIERS, topUpBonusMaxTimes: 2, topUpBonusMaxPerDay: 1 }).expect(200);
    const user = await t.given.user();
    const own = async () => (await t.as(user).get('/v1/wallet/bonuses').expect(200)).body;
    expect(await own()).toEqual({ tiers: TIERS, days: null });
    const granted: bigint[] = [];
    for (let day = 0; day < 4; day++) {
      await topUp(user, 5000n);
      expect(await own()).toEqual({ tiers: [], days: null });
      await topUp(user, 5000n);
      granted.push(await promo(user));
      t.clock.advanceSeconds(86_400);
    }
    t.clock.reset();
    expect(granted).toEqual([500n, 1000n, 1000n, 1000n]);
    const other = await t.given.user();
    await topUp(other, 5000n);
    expect(await promo(other)).toBe(500n);
  });

  it('keep their limit when top-ups are credited at the same time', async () => {
    await rules({ topUpBonuses: TIERS, topUpBonusMaxTimes: 1 }).expect(200);
    const user = await t.given.user();
    const credited = await race(6, () => creditedTopUp(t, user, 5000n, `pi_race_${newId()}`));
    expect(credited.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await t.wallet(user)).toMatchObject({ paid: 30_000n, promo: 500n });
  });

  it.each<[body: object, pointer: string]>([
    [{ topUpBonuses: [{ fromMinor: 5000, bonusMinor: 5001 }] }, '/topUpBonuses/0/bonusMinor'],
    [{ topUpBonuses: [{ fromMinor: 60_000, bonusMinor: 1 }] }, '/topUpBonuses/0/fromMinor'],
    [{ topUpBonuses: [TIERS[1], TIERS[0], { fromMinor: 5000, bonusMinor: 600 }] }, '/topUpBonuses/2/fromMinor'],
    [{ topUpBonuses: [TIERS[0], { fromMinor: 6000, bonusMinor: 400 }] }, '/topUpBonuses/1/bonusMinor'],
    [{ topUpBonuses: [{ fromMinor: 0, bonusMinor: 0 }] }, '/topUpBonuses/0/fromMinor'],
    [{ topUpBonuses: 'many' }, '/topUpBonuses'],
    [{ topUpBonusDays: 0 }, '/topUpBonusDays'],
    [{ topUpBonusMaxTimes: 0 }, '/topUpBonusMaxTimes'],
    [{ topUpBonusMaxPerDay: 101 }, '/topUpBonusMaxPerDay'],
  ])('refuse %j at %s', async (body, pointer) => {
    const answer = await t.as(owner).patch('/v1/staff/pricing', body).expect(422);
    expect(answer.body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
  });
});
