import type { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { StripeComparisonService, unexplainedMinor } from '@app/billing';
import { type Actor, type TestApp, paidCall, paidTopUp, race, settleStripe, testApp } from '@app/testing';

const REFUND_FAILS = '4000000000005126';

interface Refund {
  id: string;
  amountMinor: number;
  toCard: {
    walletRefundId: string | null;
    cardMinor: number;
    walletMinor: number;
    parts: { topUpId: string; amountMinor: number; status: string; failureCode: string | null }[];
  } | null;
}

/** Staff refund a call and the money goes on to the cards that paid it, in one act [K4]. */
describe('a refund of a call to the card', () => {
  let t: TestApp;
  let stripe: NonNullable<TestApp['sandbox']>['stripe'];
  let owner: Actor;
  let advisor: Awaited<ReturnType<TestApp['given']['advisor']>>;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    stripe = t.sandbox!.stripe;
    owner = await t.given.staff();
    advisor = await t.given.advisor({ voiceRateMinor: 500n });
  });
  afterAll(() => t.close());
  afterEach(() => {
    stripe.faults.clear();
    stripe.webhooks.control({ paused: false, drop: false });
    t.clock.reset();
  });

  const paid = async (user: Actor) => (await t.wallet(user)).paid;
  const refund = (call: string, body: object, key?: string, by = owner) =>
    t.as(by).post(`/v1/calls/${call}/refund`, { reason: 'Poor line', to: 'card', ...body }, key);
  const refunds = async (call: string): Promise<Refund[]> =>
    ((await t.as(owner).get(`/v1/calls/${call}/money`).expect(200)).body as { refunds: Refund[] }).refunds;
  const atStripe = (topUpId: string): number[] => {
    const intents = stripe
      .objects<Stripe.PaymentIntent>('payment_intent')
      .filter((one) => one.metadata['local_id'] === t.parseId('topUp', topUpId));
    return stripe
      .objects<Stripe.Refund>('refund')
      .filter((one) => intents.some(({ id }) => id === one.payment_intent) && one.status !== 'failed')
      .map(({ amount }) => amount);
  };
  const settled = async () => {
    await settleStripe(t);
    stripe.advance(2);
    await settleStripe(t);
    expect(await t.violations()).toEqual([]);
    for (const one of await t.app.get(StripeComparisonService).compare())
      expect([one.currency, unexplainedMinor(one)]).toEqual([one.currency, 0n]);
  };
  /** A call of 15.00 after payments of these amounts, the oldest first. */
  const called = async (amounts: readonly number[], wish: { promoMinor?: bigint; card?: string } = {}) => {
    const user = await t.given.user(wish.promoMinor === undefined ? {} : { promoMinor: wish.promoMinor });
    const topUps: string[] = [];
    for (const amount of amounts) topUps.push(await paidTopUp(t, user, amount, wish.card));
    const call = await paidCall(t, user, advisor, 180);
    t.clock.reset();
    return { user, topUps, call };
  };

  it('goes to the payments that paid the call, not to the newest, and every share is reversed', async () => {
    const { user, topUps, call } = await called([1_000, 1_000, 3_000]);
    const preview = (await t.as(owner).post(`/v1/calls/${call}/refund/preview`, {}).expect(200)).body;
    expect(preview).toMatchObject({ amountMinor: 1_500, cardMinor: 1_500 });
    // The call was 10.00 of the oldest payment and 5.00 of the second; of these the newer one first.
    const first = (await refund(call, { amountMinor: 750 }).expect(201)).body as Refund;
    expect(first.toCard).toMatchObject({ cardMinor: 750, walletMinor: 0 });
    expect(first.toCard!.parts.map(({ topUpId, amountMinor }) => [topUpId, amountMinor])).toEqual([
      [topUps[1], 500],
      [topUps[0], 250],
    ]);
    expect(await paid(user)).toBe(3_500n);
    const rest = (await refund(call, {}).expect(201)).body as Refund;
    expect(rest.toCard!.parts.map(({ topUpId, amountMinor }) => [topUpId, amountMinor])).toEqual([[topUps[0], 750]]);
    await settled();
    expect((await refunds(call)).flatMap(({ toCard }) => toCard!.parts.map(({ status }) => status))).toEqual([
      'succeeded',
      'succeeded',
      'succeeded',
    ]);
    expect(topUps.map((topUp) => atStripe(topUp).sort())).toEqual([[250, 750], [500], []]);
    expect(await paid(user)).toBe(3_500n);
    const [sums] = await t.db.query<{ left: bigint }>(
      `select sum(e.amount)::bigint as left from app.ledger_entry e join app.ledger_transaction x on x.licensee_id = e.licensee_id and x.id = e.transaction_id
         join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
        where x.ref_id = $1 and a.kind in ('advisor_payable', 'platform_fee', 'tax')`,
      [t.parseId('call', call)],
    );
    expect(BigInt(sums!.left)).toBe(0n);
  });

  it('leaves promo credit in the wallet, also when all that was paid in went back before, and says so', async () => {
    const { user, topUps, call } = await called([5_000], { promoMinor: 200n });
    await t.as(user).post('/v1/wallet/refunds', {}).expect(201); // the 37.00 that were left
    const { body } = await refund(call, {}).expect(201);
    expect(body as Refund).toMatchObject({ amountMinor: 1_500, toCard: { cardMinor: 1_300, walletMinor: 200 } });
    expect(await t.wallet(user)).toMatchObject({ paid: 0n, promo: 200n });
    await settled();
    expect(atStripe(topUps[0]!).sort()).toEqual([1_300, 3_700]);
  });

  it('is in the wallet again when the card refuses it, and the call says so', async () => {
    const { user, topUps, call } = await called([5_000], { card: REFUND_FAILS });
    await refund(call, { amountMinor: 400 }).expect(201);
    expect(await paid(user)).toBe(3_500n);
    await settled();
    const [row] = await refunds(call);
    expect(row!.toCard).toMatchObject({
      cardMinor: 0,
      walletMinor: 400,
      parts: [{ topUpId: topUps[0], amountMinor: 400, status: 'failed', failureCode: 'expired_or_canceled_card' }],
    });
    expect(await paid(user)).toBe(3_900n);
  });

  it('is not failed while the answer of Stripe is lost, and leaves once', async () => {
    const { user, topUps, call } = await called([5_000]);
    stripe.webhooks.control({ paused: true });
    stripe.faults.add({ kind: 'timeout_after_success', pathPattern: '^/v1/refunds$', method: 'POST', delayMs: 30 });
    stripe.faults.add({ kind: '503', pathPattern: '^/v1/refunds$', method: 'POST', times: 99 });
    await refund(call, {}, 'lost').expect(201);
    await t.drain();
    const again = (await refund(call, {}, 'lost').expect(201)).body as Refund;
    expect(again.toCard).toMatchObject({ cardMinor: 1_500, walletMinor: 0, parts: [{ status: 'requested' }] });
    stripe.faults.clear();
    stripe.webhooks.control({ paused: false });
    t.clock.advanceSeconds(120);
    await t.run('billing.resume_wallet_refunds');
    t.clock.reset();
    await settled();
    expect(atStripe(topUps[0]!)).toEqual([1_500]);
    expect((await refunds(call))[0]!.toCard!.parts).toMatchObject([{ status: 'succeeded' }]);
    expect(await paid(user)).toBe(3_500n);
  });

  it('is once per key and never more than the call, however many ask at once', async () => {
    const { user, topUps, call } = await called([5_000]);
    const keys = ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd'];
    const answers = await race(keys.length + 4, (i) =>
      i < keys.length
        ? refund(call, { amountMinor: 600 }, `race-${keys[i]}`).then(({ status }) => status)
        : t
            .as(user)
            .post('/v1/wallet/refunds', { amountMinor: 100 }, `race-${i}`)
            .then(({ status }) => status),
    );
    for (const answer of answers) expect([201, 409]).toContain(answer.status === 'fulfilled' ? answer.value : 0);
    await settled();
    // 15.00 by 6.00 each: the third is refused.
    expect((await refunds(call)).map(({ amountMinor }) => amountMinor)).toEqual([600, 600]);
    const back = atStripe(topUps[0]!).reduce((sum, amount) => sum + amount, 0);
    expect(BigInt(back) + (await paid(user))).toBe(5_000n - 1_500n + 1_200n);
  });

  it('is for owner, admin and finance; support and advisors refund to the wallet', async () => {
    const { call, user } = await called([5_000]);
    for (const by of [await t.given.staff('support'), advisor]) {
      const { body } = await refund(call, {}, undefined, by).expect(403);
      expect(body).toMatchObject({ code: 'forbidden' });
    }
    await refund(call, { to: 'bank' }).expect(422);
    await refund(call, { amountMinor: 100, to: 'wallet' }, undefined, await t.given.staff('support')).expect(201);
    expect(await paid(user)).toBe(3_600n);
    await refund(call, { amountMinor: 100 }, undefined, await t.given.staff('finance')).expect(201);
    const { body: log } = await t.as(owner).get('/v1/staff/audit').expect(200);
    expect((log as { data: object[] }).data[0]).toMatchObject({ action: 'call.refunded', after: { toCardMinor: 100 } });
    await settled();
  });

  it('stays in the wallet where no payment paid for the call', async () => {
    const user = await t.given.user({ balanceMinor: 5_000n });
    const call = await paidCall(t, user, advisor, 180);
    t.clock.reset();
    const { body } = await refund(call, {}).expect(201);
    expect((body as Refund).toCard).toEqual({ walletRefundId: null, cardMinor: 0, walletMinor: 1_500, parts: [] });
    expect(await paid(user)).toBe(5_000n);
    expect(await t.violations()).toEqual([]);
  });
});
