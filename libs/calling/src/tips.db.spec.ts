import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Db, Live, newId, systemContext } from '@app/kernel';
import { Ledger } from '@app/billing';
import { type Actor, type TestApp, paidCall, race, runningCall, testApp } from '@app/testing';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 3600;

describe('a tip', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    await t.as(owner).patch('/v1/staff/payout-rules', { newAdvisorHoldDays: 0, payoutMinimumMinor: 1 }).expect(200);
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  const give = (who: Actor, id: string, amountMinor: number, key?: string) =>
    t.as(who).post(`/v1/calls/${id}/tip`, { amountMinor }, key);
  const wallet = async (who: Actor) => (await t.as(who).get('/v1/wallet').expect(200)).body;
  const payable = async (advisor: Advisor) => {
    const [row] = await t.db.query<{ balance: string }>(
      `select balance::text from app.ledger_account where kind = 'advisor_payable' and owner_id = $1`,
      [advisor.advisorId],
    );
    return Number(row?.balance ?? 0);
  };
  const paid = async (options: { balanceMinor: bigint; promoMinor?: bigint }) => {
    const user = await t.given.user(options);
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    return { user, advisor, id: await paidCall(t, user, advisor) };
  };
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

  it('moves from the paid balance to the advisor whole, once per key, and is on both statements', async () => {
    const { user, advisor, id } = await paid({ balanceMinor: 10_000n });
    const [before, earned] = [await wallet(user), await payable(advisor)];
    expect((await t.as(user).get(`/v1/calls/${id}`).expect(200)).body).toMatchObject({
      tippable: true,
      tippedMinor: 0,
    });
    const first = await give(user, id, 500, 'thanks').expect(201);
    expect((await give(user, id, 500, 'thanks').expect(201)).body).toEqual(first.body);
    expect(await wallet(user)).toMatchObject({ paidMinor: before.paidMinor - 500, heldMinor: 0 });
    expect(await payable(advisor)).toBe(earned + 500);
    const legs = await t.db.query<{ kind: string; amount: string }>(
      `select a.kind::text, e.amount::text from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
        where e.transaction_id = $1 order by e.leg`,
      [t.parseId('transaction', first.body.transactionId)],
    );
    expect(legs).toEqual([
      { kind: 'wallet', amount: '-500' },
      { kind: 'advisor_payable', amount: '500' },
    ]);
    expect((await t.as(user).get('/v1/wallet/statement').expect(200)).body.data[0]).toMatchObject({
      kind: 'tip',
      amountMinor: -500,
      callId: id,
    });
    for (const who of [user, advisor, owner])
      expect((await t.as(who).get(`/v1/calls/${id}`).expect(200)).body.tippedMinor).toBe(500);
    const [line] = (await t.as(advisor).get('/v1/advisor/earnings').expect(200)).body.data;
    expect(line).toMatchObject({ callId: id, tipMinor: 500, netMinor: line.earningMinor + 500 });
    expect((await t.as(advisor).get('/v1/advisor/earnings/summary').expect(200)).body).toMatchObject({
      todayMinor: earned + 500,
      tipsTodayMinor: 500,
      tipsMonthMinor: 500,
      pendingMinor: earned + 500,
      availableMinor: 0,
    });
    expect(await t.violations()).toEqual([]);
  });

  it('stays with the advisor when the call is given back', async () => {
    const { user, advisor, id } = await paid({ balanceMinor: 10_000n });
    await give(user, id, 700).expect(201);
    await t.as(owner).post(`/v1/calls/${id}/refund`, { reason: 'Poor line' }).expect(201);
    expect(await payable(advisor)).toBe(700);
    expect((await wallet(user)).paidMinor).toBe(10_000 - 700);
    await give(user, id, 100).expect(201); // a refunded call was a paid call
  });

  it('is never taken from promo credit, from held money or from a frozen wallet', async () => {
    const { user, id } = await paid({ balanceMinor: 1_000n, promoMinor: 5_000n });
    const { paidMinor } = await wallet(user);
    expect((await give(user, id, paidMinor + 1).expect(402)).body.code).toBe('insufficient-funds');
    const ctx = systemContext(user.licenseeId, 'spec');
    const freeze = (reason: string | null) =>
      t.app.get(Db).transaction(ctx, (tx) => t.app.get(Ledger).freeze(tx, user.id, reason));
    await freeze('a check');
    expect((await give(user, id, 100).expect(403)).body.code).toBe('wallet-frozen');
    await freeze(null);
    await give(user, id, paidMinor).expect(201);
    expect(await wallet(user)).toMatchObject({ paidMinor: 0 });

    const other = await paid({ balanceMinor: 8_000n });
    const next = await t.given.advisor({ voiceRateMinor: 600n });
    const live = await runningCall(t, other.user, next);
    const { paidMinor: left, heldMinor } = await wallet(other.user);
    expect(heldMinor).toBeGreaterThan(0);
    await give(other.user, other.id, left - heldMinor + 1).expect(402);
    await give(other.user, live, 100).expect(409);
    expect(await t.violations()).toEqual([]);
  });

  it('comes at most three times per call, however many are sent at once', async () => {
    const { user, advisor, id } = await paid({ balanceMinor: 20_000n });
    const [before, earned] = [await wallet(user), await payable(advisor)];
    const answers = await race(8, async () => (await give(user, id, 300)).status);
    const statuses = answers.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort();
    expect(statuses).toEqual([201, 201, 201, 409, 409, 409, 409, 409]);
    expect((await give(user, id, 300).expect(409)).body.code).toBe('too-many-tips');
    expect((await t.as(user).get(`/v1/calls/${id}`).expect(200)).body).toMatchObject({
      tippable: false,
      tippedMinor: 900,
    });
    expect((await wallet(user)).paidMinor).toBe(before.paidMinor - 900);
    expect(await payable(advisor)).toBe(earned + 900);
    expect(await t.violations()).toEqual([]);
  });

  it('is for the caller, for a paid call, for seven days, within the limits', async () => {
    const { user, advisor, id } = await paid({ balanceMinor: 20_000n });
    for (const amountMinor of [0, 49, 20_001, -100, 1.5]) await give(user, id, amountMinor).expect(422);
    await give(await t.given.user({ balanceMinor: 5_000n }), id, 100).expect(404);
    await give(user, t.publicId('call', newId()), 100).expect(404);
    await give(await t.given.user({ licensee: 'zenith', balanceMinor: 5_000n }), id, 100).expect(404);
    await give(advisor, id, 100).expect(403);
    await give(owner, id, 100).expect(403);
    const free = await paidCall(t, user, advisor, 5); // below the free seconds
    expect((await give(user, free, 100).expect(409)).body.code).toBe('not-tippable');
    t.clock.advanceSeconds(7 * DAY - 120);
    await give(await again(user), id, 100).expect(201);
    t.clock.advanceSeconds(121);
    expect((await give(await again(user), id, 100).expect(409)).body.code).toBe('not-tippable');
  });

  it('is told to the advisor at once, with its amount', async () => {
    const { user, advisor, id } = await paid({ balanceMinor: 5_000n });
    const heard: { type: string; data: unknown }[] = [];
    const told = new Promise<void>((resolve) => {
      t.app
        .get(Live)
        .messagesFor(advisor.licenseeId, advisor.id)
        .subscribe((message) => {
          heard.push(message);
          if (message.type === 'call.tipped') resolve();
        });
    });
    await give(user, id, 250).expect(201);
    await told;
    expect(heard.at(-1)!.data).toMatchObject({ callId: id, amountMinor: 250, currency: 'EUR' });
  });
});
