import type { Stripe } from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ReconciliationService, StripeComparisonService, unexplainedMinor } from '@app/billing';
import { Db } from '@app/kernel';
import { type Actor, type TestApp, paidCall, paidTopUp, settleStripe, testApp } from '@app/testing';

describe('a payment that Stripe settles in another currency', () => {
  let t: TestApp;
  let stripe: NonNullable<TestApp['sandbox']>['stripe'];
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    stripe = t.sandbox!.stripe;
    await control('settlements', { currency: 'eur', settledIn: 'usd', rate: 1.1 });
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  const control = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    await settleStripe(t);
  };
  const intentOf = (topUp: string): string =>
    stripe
      .objects<Stripe.PaymentIntent>('payment_intent')
      .find((one) => one.metadata['local_id'] === t.parseId('topUp', topUp))!.id;
  const houseOf = async (kind: string, currency: string): Promise<number> => {
    const [row] = await t.db.query<{ sum: string }>(
      `select coalesce(sum(e.amount), 0)::text as sum from app.ledger_entry e join app.ledger_account a on a.id = e.account_id
        where a.kind = $1::app.account_kind and a.currency = $2`,
      [kind, currency],
    );
    return Number(row!.sum);
  };
  const positions = async () => [await houseOf('fx_position', 'EUR'), await houseOf('fx_position', 'USD')];
  const booksAgree = async () => {
    for (const one of await t.app.get(StripeComparisonService).compare())
      expect([one.currency, unexplainedMinor(one), one.suspenseMinor, one.waiting]).toEqual([one.currency, 0n, 0n, 0]);
    expect(await t.violations()).toEqual([]);
    const books = await t.app.get(Db).read(t.given.ctx(), (tx) => t.app.get(ReconciliationService).compare(tx));
    expect(books.flatMap(({ differences }) => differences)).toEqual([]);
    // Every posting is of one currency, that of its accounts.
    expect(
      await t.db.query(
        `select x.id from app.ledger_transaction x join app.ledger_entry e on e.licensee_id = x.licensee_id and e.transaction_id = x.id
           join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id where a.currency <> x.currency`,
      ),
    ).toEqual([]);
  };
  const paid = async (user: Actor) => Number((await t.wallet(user)).paid);

  it('is credited in the currency of the payer and lies at Stripe in the other one; both positions say so', async () => {
    const user = await t.given.user();
    await paidTopUp(t, user, 5000);
    expect(await paid(user)).toBe(5000);
    expect(await houseOf('stripe_balance', 'EUR')).toBe(0);
    expect(await positions()).toEqual([-5000, 5500]);
    const [line] = await t.db.query<{ currency: string; amount: number; status: string }>(
      `select currency, amount::int, status from app.stripe_balance_transaction order by id desc limit 1`,
    );
    expect(line).toEqual({ currency: 'USD', amount: 5500, status: 'posted' });
    await booksAgree();
  });

  it('goes back to the card through the same positions', async () => {
    const before = await positions();
    const user = await t.given.user();
    await paidTopUp(t, user, 3000);
    await t.as(user).post('/v1/wallet/refunds', { amountMinor: 1000 }).expect(201);
    await settleStripe(t);
    expect(await houseOf('refund_clearing', 'EUR')).toBe(0);
    const after = await positions();
    expect([after[0]! - before[0]!, after[1]! - before[1]!]).toEqual([-2000, 2200]);
    await booksAgree();
  });

  it.each(['won', 'lost'])('can be disputed and %s, without a currency on the other side', async (outcome) => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 2000);
    await paidCall(t, user, await t.given.advisor({ voiceRateMinor: 300n }), 60);
    t.clock.reset();
    const left = await paid(user);
    const held = await houseOf('dispute_held', 'EUR');
    const before = await positions();
    await control('disputes', { paymentIntent: intentOf(topUp) });
    const [row] = await t.db.query<{ stripe_dispute_id: string }>(
      'select stripe_dispute_id from app.dispute where top_up_id = $1',
      [t.parseId('topUp', topUp)],
    );
    expect((await houseOf('dispute_held', 'EUR')) - held).toBe(-2000);
    expect(await houseOf('dispute_held', 'USD')).toBe(0);
    await booksAgree();
    await control(`disputes/${row!.stripe_dispute_id}`, { outcome });
    expect(await houseOf('dispute_held', 'EUR')).toBe(held);
    expect(await paid(user)).toBe(outcome === 'won' ? left : 0);
    const after = await positions();
    expect([after[0]! - before[0]!, after[1]! - before[1]!]).toEqual(outcome === 'won' ? [0, 0] : [2000, -2200]);
    await booksAgree();
  });

  it("costs Stripe's fee for changing money, which is known and nobody's suspense", async () => {
    const before = await houseOf('stripe_fee', 'USD');
    await control('balance', { type: 'stripe_fx_fee', amount: -25, currency: 'usd' });
    await booksAgree();
    expect((await houseOf('stripe_fee', 'USD')) - before).toBe(-25);
  });

  it('is no surplus of anybody: what the operator may take out leaves it alone', async () => {
    const rows = await t.app
      .get(Db)
      .resolve<{ currency: string; at_stripe: bigint; under_way: bigint }>(`select * from app.treasury('default')`);
    const usd = rows.find(({ currency }) => currency === 'USD')!;
    expect(usd.under_way).toBe(BigInt((await positions())[1]!));
    expect(usd.at_stripe).toBeLessThan(usd.under_way);
  });
});
