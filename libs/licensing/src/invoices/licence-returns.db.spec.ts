import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, systemContext } from '@app/kernel';
import { type HouseKind, Ledger, StripeComparisonService, StripeEventsService, unexplainedMinor } from '@app/billing';
import { type Actor, type TestApp, settleStripe, testApp, PARTY } from '@app/testing';
import { FREE_TERMS } from '../plans/plan-terms.js';

const CARD = '4242424242424242';
const FEE = 1_500n;

/** One invoice, 119.00, and what happens to its money after it was paid. */
describe('the payment of an invoice goes back', () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;
  let licensee: string;
  let id: string;

  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
    licensee = t.publicId('licensee', t.licensees.aurora.id);
    await t
      .as(ops)
      .put('/v1/operator/invoice-issuer', { ...PARTY, series: 'OP', taxRateBp: 1900, paymentDays: 14 })
      .expect(200);
    await t.as(owner).put('/v1/staff/licence/billing-profile', PARTY).expect(200);
    const { body } = await t
      .as(ops)
      .post('/v1/operator/plans', {
        ...FREE_TERMS,
        setupFeeMinor: 10_000,
        monthlyFeeMinor: 3_000,
        name: 'Studio',
        currency: 'EUR',
        isPublic: true,
      })
      .expect(201);
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${licensee}/licence`, { planId: body.id, reason: 'Signed' })
      .expect(201);
    await t.run('licensing.run_licences');
    [{ id }] = (await t.as(owner).get('/v1/staff/licence/invoices').expect(200)).body.data as [{ id: string }];
  });
  afterAll(() => t.close());

  const invoice = async () => (await t.as(owner).get(`/v1/staff/licence/invoices/${id}`).expect(200)).body;
  const licence = async () => (await t.as(owner).get('/v1/staff/licence').expect(200)).body;
  const control = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  const newest = (kind: string): { id: string; metadata: Record<string, string> } =>
    t.sandbox!.stripe.objects<{ id: string; metadata: Record<string, string> }>(kind)[0]!;
  /** On the page; the payment is not told to anybody yet. @returns Stripe's id of it */
  const pay = async (card = CARD): Promise<string> => {
    const { body } = await t.as(owner).post(`/v1/staff/licence/invoices/${id}/pay`).expect(200);
    t.sandbox!.stripe.pay(/cs_test_\w+/.exec((body as { url: string }).url)![0], { card });
    t.sandbox!.stripe.advance(1);
    return newest('payment_intent').id;
  };
  const refund = async (paymentIntent: string, amount: number): Promise<void> => {
    const answer = await fetch(`${t.sandbox!.stripeUrl}/v1/refunds`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_sandbox_specs',
        'content-type': 'application/x-www-form-urlencoded',
        'stripe-version': '2026-10-28.endive',
      },
      body: new URLSearchParams({ payment_intent: paymentIntent, amount: String(amount) }),
    });
    expect(answer.status).toBe(200);
  };
  const arrive = async (): Promise<void> => {
    await settleStripe(t);
    await t.run('stripe.mirror');
    await settleStripe(t);
  };
  const house = (): Promise<Partial<Record<HouseKind, bigint>>> =>
    t.app.get(Db).transaction(systemContext(ops.licenseeId, 'spec'), async (tx) => {
      const ledger = t.app.get(Ledger);
      const kinds = ['licence_receivable', 'dispute_held', 'dispute_fee', 'refund_clearing', 'suspense'] as const;
      const accounts = await ledger.house(tx, 'EUR', ...kinds);
      const found: Partial<Record<HouseKind, bigint>> = {};
      for (const kind of kinds) found[kind] = await ledger.houseBalance(tx, accounts[kind]);
      return found;
    });
  /** Of euros and of dollars. */
  const positions = (): Promise<bigint[]> =>
    t.app.get(Db).transaction(systemContext(ops.licenseeId, 'spec'), async (tx) => {
      const ledger = t.app.get(Ledger);
      const of = async (currency: string): Promise<bigint> =>
        ledger.houseBalance(tx, (await ledger.house(tx, currency, 'fx_position')).fx_position);
      return [await of('EUR'), await of('USD')];
    });
  const quiet = { licence_receivable: 0n, dispute_held: 0n, dispute_fee: 0n, refund_clearing: 0n, suspense: 0n };
  const agreesWithStripe = async (): Promise<void> => {
    expect(await t.violations()).toEqual([]);
    for (const one of await t.app.get(StripeComparisonService).compare())
      expect([one.currency, unexplainedMinor(one)]).toEqual([one.currency, 0n]);
  };

  it('when its bank takes it: held until the bank decides, also when that is heard of before the payment, and twice', async () => {
    const paymentIntent = await pay();
    await control('disputes', { paymentIntent });
    await t.sandbox!.stripe.webhooks.idle();
    const events = await t.db.query<{ id: string }>(
      `select id from app.stripe_event where licensee_id = $1 and status = 'received' order by created_at desc, type desc`,
      [ops.licenseeId],
    );
    const ctx = systemContext(ops.licenseeId, 'spec');
    for (const { id: event } of [...events, ...events]) await t.app.get(StripeEventsService).apply(ctx, { id: event });
    await t.db.query(
      `update app.stripe_event set status = 'received', completed_at = null where type like 'charge.dispute.%'`,
    );
    for (const { id: event } of events) await t.app.get(StripeEventsService).apply(ctx, { id: event });
    await arrive();
    expect(await invoice()).toMatchObject({
      status: 'paid',
      paidMinor: 11_900,
      dueMinor: 0,
      disputedMinor: 11_900,
      disputeDueAt: expect.any(String),
      returns: [{ kind: 'dispute', status: 'needs_response', reason: 'fraudulent', isReturned: false, closedAt: null }],
    });
    expect(await house()).toEqual({ ...quiet, dispute_held: -11_900n, dispute_fee: -FEE });
    const { body } = await t.as(ops).get('/v1/operator/invoices').expect(200);
    expect(body.data).toMatchObject([{ status: 'paid', disputedMinor: 11_900, disputeDueAt: expect.any(String) }]);
    // Whoever took it back is asked before the next time.
    expect((await t.as(owner).get('/v1/staff/licence/card').expect(200)).body.card).toBeNull();
    await agreesWithStripe();
  });

  it('won, it is simply paid', async () => {
    await control(`disputes/${newest('dispute').id}`, { outcome: 'won' });
    await arrive();
    expect(await invoice()).toMatchObject({ status: 'paid', paidMinor: 11_900, disputedMinor: 0, disputeDueAt: null });
    expect(await house()).toEqual({ ...quiet, dispute_fee: -FEE });
    expect((await licence()).status).toBe('active');
    await agreesWithStripe();
  });

  it('lost, the invoice is open again and its licence past due; an appeal that is won pays it', async () => {
    const { id: paymentIntent } = newest('payment_intent');
    await control('disputes', { paymentIntent });
    const { id: dispute } = newest('dispute');
    // Both are told at once: what is read is the end of it.
    await control(`disputes/${dispute}`, { outcome: 'lost' });
    await arrive();
    expect(await invoice()).toMatchObject({
      status: 'open',
      paidMinor: 0,
      returnedMinor: 11_900,
      disputedMinor: 0,
      dueMinor: 11_900,
      failures: 1,
      nextAttemptAt: expect.any(String),
    });
    expect(await house()).toEqual({ ...quiet, licence_receivable: -11_900n, dispute_fee: -2n * FEE });
    expect((await licence()).status).toBe('past_due');
    await agreesWithStripe();

    await control(`disputes/${dispute}`, { outcome: 'appeal' });
    await arrive();
    expect(await invoice()).toMatchObject({ status: 'open', dueMinor: 11_900, disputedMinor: 0 });
    await control(`disputes/${dispute}`, { outcome: 'won' });
    await arrive();
    expect(await invoice()).toMatchObject({ status: 'paid', paidMinor: 11_900, returnedMinor: 0, dueMinor: 0 });
    expect(await house()).toEqual({ ...quiet, dispute_fee: -2n * FEE });
    expect((await licence()).status).toBe('active');
    await agreesWithStripe();
  });

  it('lost for good, it is written off, and the money that comes after all is taken', async () => {
    await control('disputes', { paymentIntent: newest('payment_intent').id });
    await control(`disputes/${newest('dispute').id}`, { outcome: 'lost' });
    await arrive();
    const { body } = await t.as(owner).post(`/v1/staff/licence/invoices/${id}/pay`).expect(200);
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${licensee}/invoices/${id}/write-off`, { reason: 'Hopeless' })
      .expect(200);
    expect(await house()).toEqual({ ...quiet, dispute_fee: -3n * FEE });
    t.sandbox!.stripe.pay(/cs_test_\w+/.exec((body as { url: string }).url)![0], { card: CARD });
    t.sandbox!.stripe.advance(1);
    await arrive();
    expect(await invoice()).toMatchObject({ status: 'paid', paidMinor: 11_900, dueMinor: 0, overpaidMinor: 0 });
    expect(await house()).toEqual({ ...quiet, dispute_fee: -3n * FEE });
    await agreesWithStripe();
  });

  it('refunded at Stripe, it is open again, without haste, unless a credit note says that it is not owed', async () => {
    await refund(newest('payment_intent').id, 1_900);
    await arrive();
    expect(await invoice()).toMatchObject({
      status: 'open',
      paidMinor: 10_000,
      returnedMinor: 11_900 + 1_900,
      dueMinor: 1_900,
      failures: 0,
    });
    expect(await house()).toEqual({ ...quiet, licence_receivable: -1_900n, dispute_fee: -3n * FEE });
    expect((await licence()).status).toBe('active');
    await agreesWithStripe();

    await t
      .as(ops)
      .post(`/v1/operator/licensees/${licensee}/invoices/${id}/credit-notes`, { amountMinor: 2_900, reason: 'Outage' })
      .expect(201);
    expect(await invoice()).toMatchObject({ status: 'paid', dueMinor: 0, overpaidMinor: 1_000 });
    await refund(newest('payment_intent').id, 1_000);
    await arrive();
    expect(await invoice()).toMatchObject({ status: 'paid', paidMinor: 9_000, dueMinor: 0, overpaidMinor: 0 });
    expect(await house()).toEqual({ ...quiet, dispute_fee: -3n * FEE });
    await agreesWithStripe();
  });

  it('written off in part, only what is more than is due brings that back, and no credit note takes it twice', async () => {
    await refund(newest('payment_intent').id, 5_000);
    await arrive();
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${licensee}/invoices/${id}/write-off`, { reason: 'Hopeless' })
      .expect(200);
    // No event tells of the rest, which the bank takes: it is found in Stripe's own list.
    t.sandbox!.stripe.webhooks.control({ drop: true });
    await control('disputes', { paymentIntent: newest('payment_intent').id, amount: 4_000 });
    const { id: dispute } = newest('dispute');
    await control(`disputes/${dispute}`, { outcome: 'lost' });
    await arrive();
    expect((await invoice()).status).toBe('uncollectible');
    t.sandbox!.stripe.webhooks.control({ drop: false });
    await t.run('stripe.sweep_disputes');
    await arrive();
    expect(await invoice()).toMatchObject({ status: 'open', paidMinor: 0, dueMinor: 4_000 });
    const credit = (amountMinor: number) =>
      t
        .as(ops)
        .post(`/v1/operator/licensees/${licensee}/invoices/${id}/credit-notes`, { amountMinor, reason: 'Outage' });
    expect((await credit(4_001).expect(409)).body.code).toBe('credit-too-high');
    await control(`disputes/${dispute}`, { outcome: 'appeal' });
    await control(`disputes/${dispute}`, { outcome: 'won' });
    await arrive();
    expect(await invoice()).toMatchObject({ status: 'uncollectible', dueMinor: 0, overpaidMinor: 0 });
    expect(await house()).toMatchObject({
      licence_receivable: 0n,
      dispute_held: 0n,
      refund_clearing: 0n,
      suspense: 0n,
    });
    await agreesWithStripe();
  });

  it('settled in another currency than its invoice, both sides are in the books, and nothing in suspense', async () => {
    await control('settlements', { currency: 'eur', settledIn: 'usd', rate: 1.1 });
    // The next invoice: that of the month.
    t.clock.advanceSeconds(32 * 86_400);
    await t.run('licensing.run_licences');
    t.clock.reset();
    const open = (await t.as(owner).get('/v1/staff/licence/invoices').expect(200)).body.data as {
      id: string;
      status: string;
      totalMinor: number;
    }[];
    const next = open.find(({ status }) => status === 'open')!;
    id = next.id;
    const before = await positions();
    const paymentIntent = await pay();
    await arrive();
    expect(await invoice()).toMatchObject({ status: 'paid', dueMinor: 0 });
    const total = BigInt(next.totalMinor);
    const inDollars = (total * 11n + 5n) / 10n;
    const moved = async () => (await positions()).map((one, index) => one - before[index]!);
    expect(await moved()).toEqual([-total, inDollars]);
    await refund(paymentIntent, 100);
    await arrive();
    expect(await house()).toMatchObject({ refund_clearing: 0n, suspense: 0n });
    expect(await moved()).toEqual([-(total - 100n), inDollars - 110n]);
    await control('disputes', { paymentIntent, amount: 200 });
    await arrive();
    expect(await house()).toMatchObject({ dispute_held: -200n, suspense: 0n });
    expect(await moved()).toEqual([-(total - 300n), inDollars - 330n]);
    await control(`disputes/${newest('dispute').id}`, { outcome: 'won' });
    await arrive();
    expect(await house()).toMatchObject({ dispute_held: 0n, suspense: 0n });
    expect(await moved()).toEqual([-(total - 100n), inDollars - 110n]);
    for (const one of await t.app.get(StripeComparisonService).compare())
      expect([one.currency, one.suspenseMinor, one.waiting]).toEqual([one.currency, 0n, 0]);
    await agreesWithStripe();
  });
});
