import type { Stripe } from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StripeComparisonService, unexplainedMinor } from '@app/billing';
import {
  type Actor,
  type TestApp,
  bookFaults,
  paidCall,
  paidTopUp,
  race,
  settleStripe,
  testApp,
  forgetKeys,
  unheard,
} from '@app/testing';

const DAY = 24 * 3600;

interface Coverage {
  currency: string;
  atStripeMinor: number;
  reservedMinor: number;
  walletsMinor: number;
  floorMinor: number;
  surplusMinor: number;
  aged: { days: number; amountMinor: number; wallets: number }[];
}

describe("the operator's own money", () => {
  let t: TestApp;
  let stripe: NonNullable<TestApp['sandbox']>['stripe'];
  let operator: Actor;
  let user: Actor;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    stripe = t.sandbox!.stripe;
    operator = await t.given.operator();
    user = await t.given.user();
    await t.db.query(
      `insert into app.money_rules (licensee_id, stripe_fee_bearer, changed_at) values ($1, 'licensee', now()) on conflict (licensee_id) do nothing`,
      [t.licensees.aurora.id],
    );
    await paidTopUp(t, user, 20_000);
    await paidCall(t, user, await t.given.advisor({ voiceRateMinor: 1000n }), 600);
    t.clock.reset();
    stripe.advance(3600);
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  const coverage = async (): Promise<Coverage> =>
    ((await t.as(operator).get('/v1/operator/treasury').expect(200)).body as { data: Coverage[] }).data.find(
      ({ currency }) => currency === 'EUR',
    )!;
  const payOut = (amountMinor: number, key?: string) =>
    t.as(operator).post('/v1/operator/payouts', { amountMinor, currency: 'EUR', reason: 'Fees' }, key);
  const booksAgree = async () => expect(await bookFaults(t)).toEqual([]);
  const control = async (path: string, body: object) => {
    const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    await settleStripe(t);
  };
  const payouts = async () =>
    ((await t.as(operator).get('/v1/operator/payouts').expect(200)).body as { data: { id: string; status: string }[] })
      .data;

  it('is what lies at Stripe above all that is owed to others', async () => {
    const [fees] = await t.db.query<{ sum: string }>(
      `select coalesce(sum(e.amount), 0)::text as sum from app.ledger_entry e join app.ledger_account a on a.id = e.account_id where a.kind = 'platform_fee'`,
    );
    const one = await coverage();
    expect(one.surplusMinor).toBe(Number(fees!.sum));
    expect(one.surplusMinor).toBeGreaterThan(0);
    expect(one.floorMinor + one.surplusMinor).toBe(one.atStripeMinor);
  });

  it('never leaves with a cent of anybody else, however many ask at the same time', async () => {
    const { surplusMinor } = await coverage();
    const { body } = await payOut(surplusMinor + 1).expect(409);
    expect(body).toMatchObject({ code: 'above-surplus', surplusMinor });
    const codes = await race(10, () => payOut(surplusMinor).then(({ status }) => status));
    expect(JSON.stringify(codes).match(/201/g)).toHaveLength(1);
    await settleStripe(t);
    expect((await coverage()).surplusMinor).toBe(0);
    await booksAgree();
    const { body: log } = await t.as(operator).get('/v1/operator/audit').expect(200);
    expect(
      (log as { data: object[] }).data.filter((one) => 'action' in one && one.action === 'operator_payout.requested'),
    ).toEqual([expect.objectContaining({ after: { amountMinor: surplusMinor, currency: 'EUR' }, reason: 'Fees' })]);
    await payOut(1).expect(409);
    stripe.advance(120);
    await settleStripe(t);
    expect((await payouts()).map(({ status }) => status)).toEqual(['paid']);
    await booksAgree();
  });

  it('comes back when the bank refuses it', async () => {
    await paidCall(t, user, await t.given.advisor({ voiceRateMinor: 1000n }), 120);
    t.clock.reset();
    const { surplusMinor } = await coverage();
    await payOut(surplusMinor).expect(201);
    await settleStripe(t);
    const [row] = await t.db.query<{ stripe_payout_id: string }>(
      'select stripe_payout_id from app.operator_payout order by id desc limit 1',
    );
    await control(`payouts/${row!.stripe_payout_id}`, { state: 'failed', failureCode: 'account_closed' });
    expect((await payouts())[0]).toMatchObject({ status: 'failed' });
    expect((await coverage()).surplusMinor).toBe(surplusMinor);
    await booksAgree();
  });

  it('tells how old the money of callers is, before Stripe does', async () => {
    t.clock.advanceSeconds(70 * DAY);
    await t.db.query(`update app.top_up set closed_at = closed_at - interval '70 days' where person_id = $1`, [
      user.id,
    ]);
    t.clock.reset();
    const { aged } = await coverage();
    const left = Number((await t.wallet(user)).paid);
    expect(aged).toEqual([
      { days: 60, amountMinor: left, wallets: 1 },
      { days: 80, amountMinor: 0, wallets: 0 },
    ]);
    const newer = await t.given.user();
    await paidTopUp(t, newer, 1000);
    expect((await coverage()).aged[0]).toEqual({ days: 60, amountMinor: left, wallets: 1 });
    // The same by licensee; what is left of an older and a newer payment belongs to the newer one first.
    await paidTopUp(t, user, 3000);
    const { body } = await t.as(operator).get('/v1/operator/treasury/ages?limit=100').expect(200);
    expect((body as { data: object[] }).data).toEqual([
      {
        licenseeId: t.publicId('licensee', t.licensees.aurora.id),
        name: expect.any(String),
        currency: 'EUR',
        unspentMinor: left + 4000,
        oldestAt: expect.stringContaining('T'),
        aged: [
          { days: 60, amountMinor: left, wallets: 1 },
          { days: 80, amountMinor: 0, wallets: 0 },
          { days: 90, amountMinor: 0, wallets: 0 },
        ],
      },
    ]);
    const spent = await t.given.advisor({ voiceRateMinor: 1000n });
    await paidCall(t, user, spent, 120);
    t.clock.reset();
    const after = (await t.as(operator).get('/v1/operator/treasury/ages').expect(200)).body as {
      data: { aged: { amountMinor: number }[] }[];
    };
    expect(after.data[0]!.aged[0]!.amountMinor).toBe(Number((await t.wallet(user)).paid) - 3000);
  });

  it('books what Stripe charges for the account, and puts aside what nobody knows', async () => {
    await control('balance', { type: 'stripe_fee', amount: -250, currency: 'eur' });
    await t.run('stripe.mirror');
    await booksAgree();
    await control('balance', { type: 'contribution', amount: -99, currency: 'eur' });
    await t.run('stripe.mirror');
    const [eur] = (await t.app.get(StripeComparisonService).compare()).filter(({ currency }) => currency === 'EUR');
    expect([unexplainedMinor(eur!), eur!.suspenseMinor]).toEqual([0n, -99n]);
  });

  it.each(['reserve_hold', 'reserved_funds', 'reserve_transaction'])(
    'is less by what Stripe holds back as %s, which is told and covers nothing',
    async (type) => {
      const before = await coverage();
      await control('balance', { type, amount: -700, currency: 'eur' });
      await t.run('stripe.mirror');
      const held = await coverage();
      expect(held).toMatchObject({
        atStripeMinor: before.atStripeMinor - 700,
        reservedMinor: before.reservedMinor + 700,
        floorMinor: before.floorMinor,
        surplusMinor: before.surplusMinor - 700,
      });
      await payOut(before.surplusMinor).expect(409);
      const [eur] = (await t.app.get(StripeComparisonService).compare()).filter(({ currency }) => currency === 'EUR');
      expect([unexplainedMinor(eur!), eur!.suspenseMinor]).toEqual([0n, -99n]);
      await control('balance', {
        type: type === 'reserve_hold' ? 'reserve_release' : type,
        amount: 700,
        currency: 'eur',
      });
      await t.run('stripe.mirror');
      expect(await coverage()).toEqual(before);
      expect(await t.violations()).toEqual([]);
    },
  );

  it('is seen by the operator alone', async () => {
    const owner = await t.given.staff();
    await t.as(owner).get('/v1/operator/treasury').expect(403);
    await t.as(owner).get('/v1/operator/treasury/ages').expect(403);
    await t.as(owner).get('/v1/operator/treasury/payout-schedule').expect(403);
    const body = { amountMinor: 1, currency: 'EUR', reason: 'Fees' };
    await t.as(owner).post('/v1/operator/payouts', body).expect(403);
    await payOut(0).expect(422);
    for (const change of [{ currency: 'euro' }, { reason: 'no' }])
      await t
        .as(operator)
        .post('/v1/operator/payouts', { ...body, ...change })
        .expect(422);
  });

  // The last one: Stripe's clock is a day ahead from here on.
  it('leaves once also when the answer was lost and Stripe has forgotten its key since', async () => {
    // The bank refused one above; the operator has changed its account since.
    for (const bank of stripe.objects<Stripe.BankAccount>('bank_account'))
      stripe.state.save({ ...bank, status: 'new' });
    const made = () => stripe.objects('payout').length;
    const before = made();
    const { surplusMinor } = await coverage();
    expect(surplusMinor).toBeGreaterThan(100);
    await unheard(t, '^/v1/payouts$', () => payOut(100).expect(503));
    expect((await payouts())[0]).toMatchObject({ status: 'requested' });
    forgetKeys(t);
    await t.run('billing.resume_operator_payouts');
    t.clock.reset();
    expect(made()).toBe(before + 1);
    stripe.webhooks.control({ drop: false });
    await settleStripe(t);
    expect((await payouts())[0]).toMatchObject({ status: 'paid' });
    expect((await coverage()).surplusMinor).toBe(surplusMinor - 100);
  });
});
