import type { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StripeComparisonService, unexplainedMinor } from '@app/billing';
import { type Actor, type TestApp, paidCall, paidTopUp, settleStripe, testApp } from '@app/testing';

interface WarningBody {
  id: string;
  status: string;
  frozenMinor: number;
  refundedMinor: number;
  disputeId: string | null;
}

describe('a warning that a payment may be fraud', () => {
  let t: TestApp;
  let stripe: NonNullable<TestApp['sandbox']>['stripe'];
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    stripe = t.sandbox!.stripe;
    owner = await t.given.staff();
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());
  afterEach(() => {
    stripe.faults.clear();
    stripe.webhooks.control({ paused: false, duplicate: 0, shuffle: false, delayMs: 0, drop: false });
  });

  const control = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    await settleStripe(t);
    return (await answer.json()) as Record<string, unknown>;
  };
  const intentOf = (topUp: string): string =>
    stripe
      .objects<Stripe.PaymentIntent>('payment_intent')
      .find((one) => one.metadata['local_id'] === t.parseId('topUp', topUp))!.id;
  const warnings = async (user: Actor): Promise<WarningBody[]> =>
    (
      (await t.as(owner).get('/v1/staff/fraud-warnings?limit=100').expect(200)).body.data as (WarningBody & {
        personId: string;
      })[]
    ).filter(({ personId }) => personId === t.publicId('person', user.id));
  const warn = async (user: Actor, topUp: string): Promise<WarningBody> => {
    await control('early_fraud_warnings', { paymentIntent: intentOf(topUp) });
    return (await warnings(user))[0]!;
  };
  const show = async (id: string): Promise<WarningBody> =>
    (await t.as(owner).get(`/v1/staff/fraud-warnings/${id}`).expect(200)).body as WarningBody;
  const lift = (who: Actor, id: string, reason = 'The caller showed us the card') =>
    t.as(who).post(`/v1/staff/fraud-warnings/${id}/lift`, { reason });
  const dispute = async (topUp: string, amount?: number): Promise<{ id: string; stripeId: string }> => {
    await control('disputes', { paymentIntent: intentOf(topUp), ...(amount === undefined ? {} : { amount }) });
    const [row] = await t.db.query<{ id: string; stripe_dispute_id: string }>(
      'select id, stripe_dispute_id from app.dispute where top_up_id = $1 order by id desc limit 1',
      [t.parseId('topUp', topUp)],
    );
    return { id: t.publicId('dispute', row!.id), stripeId: row!.stripe_dispute_id };
  };
  const showDispute = async (id: string) =>
    (await t.as(owner).get(`/v1/staff/disputes/${id}`).expect(200)).body as {
      frozenMinor: number;
      outcome: string | null;
      warnings: WarningBody[];
    };
  const below = (refundBelowMinor: number) =>
    t.as(owner).put('/v1/staff/fraud-warning-rules', { refundBelowMinor }).expect(200);
  const paid = async (user: Actor) => Number((await t.wallet(user)).paid);
  const frozen = async (user: Actor): Promise<number> => {
    const [row] = await t.db.query<{ balance: string }>(
      `select coalesce(sum(balance), 0)::text as balance from app.ledger_account where kind = 'wallet_frozen' and owner_id = $1`,
      [user.id],
    );
    return Number(row!.balance);
  };
  const refundsOf = (topUp: string) =>
    stripe.objects<Stripe.Refund>('refund').filter((one) => one.payment_intent === intentOf(topUp));
  const booksAgree = async () => {
    stripe.advance(1);
    await settleStripe(t);
    for (const one of await t.app.get(StripeComparisonService).compare())
      expect([one.currency, unexplainedMinor(one), one.suspenseMinor]).toEqual([one.currency, 0n, 0n]);
    expect(await t.violations()).toEqual([]);
  };
  /** Calls until so much of 3000 is spent. */
  const spends = async (user: Actor, seconds: number): Promise<number> => {
    await paidCall(t, user, await t.given.advisor({ voiceRateMinor: 600n }), seconds);
    t.clock.reset();
    return paid(user);
  };

  it('gives an unspent payment back to its card at once, where it is below what the licensee says', async () => {
    expect((await t.as(owner).get('/v1/staff/fraud-warning-rules').expect(200)).body).toEqual({
      refundBelowMinor: 5000,
      currency: 'EUR',
    });
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 3000);
    expect(await warn(user, topUp)).toMatchObject({ status: 'refunded', refundedMinor: 3000, frozenMinor: 0 });
    expect([await paid(user), await frozen(user)]).toEqual([0, 0]);
    expect(refundsOf(topUp)).toMatchObject([{ amount: 3000, reason: 'fraudulent', status: 'succeeded' }]);
    await booksAgree();
  });

  it('freezes it instead where it is not below, or where the licensee wants no refunds', async () => {
    const user = await t.given.user();
    const large = await paidTopUp(t, user, 5000);
    expect(await warn(user, large)).toMatchObject({ status: 'frozen', frozenMinor: 5000 });
    await booksAgree();
    await below(0);
    const other = await t.given.user();
    const small = await paidTopUp(t, other, 1000);
    expect(await warn(other, small)).toMatchObject({ status: 'frozen', frozenMinor: 1000 });
    expect(refundsOf(small)).toEqual([]);
    await below(5000);
    await booksAgree();
  });

  it('freezes what is left of a partly spent one; a dispute takes that over, freezes nothing twice, and its end frees it', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 3000);
    const left = await spends(user, 120);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(2400);
    const { id } = await warn(user, topUp);
    expect(await show(id)).toMatchObject({ status: 'frozen', frozenMinor: left, disputeId: null });
    expect([await paid(user), await frozen(user)]).toEqual([0, left]);
    await booksAgree();
    const opened = await dispute(topUp);
    expect(await showDispute(opened.id)).toMatchObject({
      frozenMinor: left,
      warnings: [{ id, status: 'disputed', frozenMinor: 0, disputeId: opened.id }],
    });
    expect([await paid(user), await frozen(user)]).toEqual([0, left]);
    await booksAgree();
    const refused = await lift(owner, id).expect(409);
    expect(refused.body.code).toBe('fraud-warning-closed');
    await control(`disputes/${opened.stripeId}`, { outcome: 'won' });
    expect([await paid(user), await frozen(user)]).toEqual([left, 0]);
    await lift(owner, id).expect(200);
    expect([await paid(user), await frozen(user)]).toEqual([left, 0]);
    await booksAgree();
  });

  it('stands in the statement in words of its own, and not in those of a dispute', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 5000);
    const { id } = await warn(user, topUp);
    await lift(owner, id).expect(200);
    await dispute(topUp);
    const { body } = await t.as(user).get('/v1/wallet/statement').expect(200);
    const kinds = (body.data as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds).toEqual(['freeze', 'warning_unfreeze', 'warning_freeze', 'top_up']);
    const csv = await t.as(user).get('/v1/wallet/statement?format=csv').expect(200);
    expect(csv.text).toContain(',warning_freeze,-5000,0,EUR');
  });

  it('leaves to a dispute only what it can want; the rest stays frozen for the warning until it is lifted', async () => {
    await below(0);
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 3000);
    const { id } = await warn(user, topUp);
    const opened = await dispute(topUp, 1000);
    expect(await showDispute(opened.id)).toMatchObject({ frozenMinor: 1000 });
    expect(await show(id)).toMatchObject({ status: 'frozen', frozenMinor: 2000 });
    expect([await paid(user), await frozen(user)]).toEqual([0, 3000]);
    await control(`disputes/${opened.stripeId}`, { outcome: 'lost' });
    expect([await paid(user), await frozen(user)]).toEqual([0, 2000]);
    await lift(owner, id).expect(200);
    expect([await paid(user), await frozen(user)]).toEqual([2000, 0]);
    await below(5000);
    await booksAgree();
  });

  it('that was paid back is not taken again from other money when a dispute follows all the same', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 2000);
    expect(await warn(user, topUp)).toMatchObject({ status: 'refunded', refundedMinor: 2000 });
    await paidTopUp(t, user, 4000);
    const opened = await dispute(topUp);
    expect(await showDispute(opened.id)).toMatchObject({ frozenMinor: 0 });
    expect([await paid(user), await frozen(user)]).toEqual([4000, 0]);
    expect(refundsOf(topUp)).toHaveLength(1);
    await booksAgree();
  });

  it('freezes only what belongs to the payment: credit is spent oldest first', async () => {
    await below(0);
    const user = await t.given.user();
    const first = await paidTopUp(t, user, 2000);
    await paidTopUp(t, user, 3000);
    const left = await spends(user, 60);
    expect(await warn(user, first)).toMatchObject({ status: 'frozen', frozenMinor: left - 3000 });
    expect([await paid(user), await frozen(user)]).toEqual([3000, left - 3000]);
    await below(5000);
    await booksAgree();
  });

  it('is acted on once, however often and in whatever order its events come, and when none of them does', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 5000);
    stripe.webhooks.control({ duplicate: 3, shuffle: true });
    await warn(user, topUp);
    expect(await warnings(user)).toMatchObject([{ status: 'frozen', frozenMinor: 5000 }]);
    const silent = await t.given.user();
    const lost = await paidTopUp(t, silent, 5000);
    stripe.webhooks.control({ duplicate: 0, shuffle: false, drop: true });
    await control('early_fraud_warnings', { paymentIntent: intentOf(lost) });
    expect(await warnings(silent)).toEqual([]);
    await t.run('stripe.sweep_fraud_warnings');
    await t.run('stripe.sweep_fraud_warnings');
    expect(await warnings(silent)).toMatchObject([{ status: 'frozen', frozenMinor: 5000 }]);
    expect(await frozen(silent)).toBe(5000);
    await booksAgree();
  });

  it('keeps cards from being charged by themselves until staff lift it with a reason, which the log keeps', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 5000, '4242424242424242', true);
    const card = (await t.as(user).get('/v1/cards').expect(200)).body.data[0].id as string;
    await t
      .as(user)
      .put('/v1/wallet/auto-top-up', {
        thresholdMinor: 5000,
        amountMinor: 2000,
        monthlyCapMinor: 10_000,
        cardId: card,
        agreed: true,
        locale: 'en',
      })
      .expect(200);
    const { id } = await warn(user, topUp);
    expect(await paid(user)).toBe(0);
    await t.run('billing.auto_top_ups');
    await settleStripe(t);
    expect(await paid(user)).toBe(0);
    await lift(await t.given.staff('support'), id).expect(403);
    await lift(await t.given.staff('owner', 'zenith'), id).expect(404);
    await lift(owner, id, '').expect(422);
    const { body } = await lift(owner, id).expect(200);
    expect(body).toMatchObject({ status: 'lifted', frozenMinor: 0, liftReason: 'The caller showed us the card' });
    expect([await paid(user), await frozen(user)]).toEqual([5000, 0]);
    await lift(owner, id).expect(409);
    expect([await paid(user), await frozen(user)]).toEqual([5000, 0]);
    const [entry] = (await t.as(owner).get('/v1/staff/audit?limit=1').expect(200)).body.data;
    expect(entry).toMatchObject({ action: 'fraud_warning.lifted', reason: 'The caller showed us the card' });
    const left = await spends(user, 300);
    expect(left).toBeLessThan(5000);
    t.clock.advanceSeconds(120);
    await t.run('billing.auto_top_ups');
    stripe.advance(1);
    await settleStripe(t);
    expect(await paid(user)).toBe(left + 2000);
    await booksAgree();
  });

  it('freezes the money when the card does not take it back', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 3000, '4000000000005126');
    const { id } = await warn(user, topUp);
    stripe.advance(2);
    await settleStripe(t);
    expect(await show(id)).toMatchObject({ status: 'frozen', frozenMinor: 3000, refundedMinor: 0 });
    expect([await paid(user), await frozen(user)]).toEqual([0, 3000]);
    await booksAgree();
  });
});
