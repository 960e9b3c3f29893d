import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Actor, type TestApp, bookFaults, paidCall, paidTopUp, settleStripe, testApp } from '@app/testing';
import { LATE_MS } from '../../../scripts/faults/money-options.ts';

jest.setTimeout(60_000 + 4 * LATE_MS);

/**
 * Stripe does what it is asked, and says so when nobody waits any more (R7 of reference/trust.md). The others of R7 are in top-up, wallet-refund, payouts and
 * money-interleavings. With `LATE_MS=30000` the answers come 30 s late for real, and the product waits the 15 s that it waits in production.
 */
describe(`an answer of Stripe that comes ${LATE_MS / 1000} s late`, () => {
  let t: TestApp;
  let stripe: NonNullable<TestApp['sandbox']>['stripe'];
  let owner: Actor;
  let user: Actor;
  beforeAll(async () => {
    // Short of the real thing everybody waits shorter, so that the repeats of the SDK are over before the answer comes.
    t = await testApp({ sandbox: true, env: LATE_MS < 30_000 ? { STRIPE_TIMEOUT_MS: String(LATE_MS / 10) } : {} });
    stripe = t.sandbox!.stripe;
    owner = await t.given.staff();
    user = await t.given.user();
    await t
      .as(owner)
      .patch('/v1/staff/payout-rules', { payoutSchedule: 'daily', payoutMinimumMinor: 100, newAdvisorHoldDays: 0 })
      .expect(200);
    await paidTopUp(t, user, 50_000, '4242424242424242', true);
    stripe.advance(3600);
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  /** What was asked of Stripe at a path while something was done, of which the first was answered late. */
  const late = async (path: RegExp, act: () => Promise<unknown>) => {
    const from = stripe.api.requests.length;
    const asked = () => stripe.api.requests.slice(from).filter((one) => one.method === 'POST' && path.test(one.path));
    stripe.faults.add({ kind: 'delay', method: 'POST', pathPattern: path.source, delayMs: LATE_MS });
    await act();
    // Whoever asked has given up, and Stripe has not begun.
    expect(asked()[0]).toMatchObject({ status: null });
    while (asked()[0]!.status === null) await pause(20);
    expect(asked()[0]).toMatchObject({ status: 200 });
    return asked;
  };
  /** Jobs that were put off are tried again, and the sweeps look for what waits. */
  const later = async () => {
    t.clock.advanceSeconds(120);
    for (const job of ['billing.resume_top_ups', 'billing.resume_wallet_refunds', 'billing.resume_payouts'])
      await t.run(job);
    await settleStripe(t);
    stripe.advance(120);
    await settleStripe(t);
  };
  const booksAgree = async () => expect(await bookFaults(t)).toEqual([]);
  const countOf = (kind: string): number => stripe.objects<{ id: string }>(kind).length;
  const oneKey = (asked: readonly { idempotencyKey: string | null }[]) =>
    expect(new Set(asked.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);

  it('to a charge of a saved card: one charge, one credit, and the payer is told to ask again', async () => {
    const before = { charges: countOf('charge'), paid: (await t.wallet(user)).paid };
    const ask = () => t.as(user).post('/v1/top-ups', { amountMinor: 2_500, method: 'saved_card' }, 'late-charge');
    const asked = await late(/^\/v1\/payment_intents$/, () => ask().expect(503, /payments-unavailable/));
    await ask().expect(201);
    await later();
    oneKey(asked());
    expect(asked().length).toBeGreaterThan(2);
    expect(countOf('charge')).toBe(before.charges + 1);
    expect((await t.wallet(user)).paid).toBe(before.paid + 2_500n);
    await booksAgree();
  });

  it('to a charge that nobody asks for again: found by the sweep', async () => {
    const before = { charges: countOf('charge'), paid: (await t.wallet(user)).paid };
    const asked = await late(/^\/v1\/payment_intents$/, () =>
      t.as(user).post('/v1/top-ups', { amountMinor: 1_500, method: 'saved_card' }).expect(503),
    );
    await later();
    oneKey(asked());
    expect(countOf('charge')).toBe(before.charges + 1);
    expect((await t.wallet(user)).paid).toBe(before.paid + 1_500n);
    await booksAgree();
  });

  it('to a page that is opened: one page', async () => {
    const before = countOf('checkout.session');
    const ask = () => t.as(user).post('/v1/top-ups', { amountMinor: 2_500, method: 'checkout' }, 'late-page');
    const asked = await late(/^\/v1\/checkout\/sessions$/, () => ask().expect(503));
    await ask().expect(201);
    oneKey(asked());
    expect(countOf('checkout.session')).toBe(before + 1);
  });

  it('to a refund: one refund', async () => {
    const before = { refunds: countOf('refund'), paid: (await t.wallet(user)).paid };
    const asked = await late(/^\/v1\/refunds$/, async () => {
      await t.as(user).post('/v1/wallet/refunds', { amountMinor: 700 }).expect(201);
      await t.drain();
    });
    await later();
    oneKey(asked());
    expect(countOf('refund')).toBe(before.refunds + 1);
    expect((await t.wallet(user)).paid).toBe(before.paid - 700n);
    expect(await t.db.query('select distinct status from app.wallet_refund_part')).toEqual([{ status: 'succeeded' }]);
    await booksAgree();
  });

  it.each([
    ['transfer', /^\/v1\/transfers$/],
    ['payout to the bank', /^\/v1\/payouts$/],
  ])('to a %s of earnings: the advisor is paid once', async (_step, path) => {
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(201);
    const [account] = await t.db.query<{ account_id: string }>(
      'select account_id from app.connect_account where party_id = $1',
      [advisor.advisorId],
    );
    await fetch(`${t.sandbox!.stripeUrl}/_control/accounts/${account!.account_id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'active' }),
    });
    await settleStripe(t);
    await paidCall(t, user, advisor, 120);
    t.clock.reset();
    const transfers = countOf('transfer');
    t.clock.advanceSeconds(8 * 24 * 3600);
    const asked = await late(path, async () => {
      await t.run('billing.run_payouts');
      await t.drain();
    });
    for (let n = 0; n < 3; n++) await later();
    oneKey(asked());
    expect(countOf('transfer')).toBe(transfers + 1);
    expect(await t.db.query('select status from app.payout where party_id = $1', [advisor.advisorId])).toEqual([
      { status: 'paid' },
    ]);
    await booksAgree();
  });
});
