import type { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type StripeComparison, StripeComparisonService, unexplainedMinor } from '@app/billing';
import {
  type Actor,
  type TestApp,
  paidCall,
  paidTopUp,
  race,
  settleStripe,
  testApp,
  forgetKeys,
  unheard,
} from '@app/testing';

const REFUND_FAILS = '4000000000005126';
const REFUND_PENDS = '4000000000007726';

interface Part {
  topUpId: string;
  amountMinor: number;
  status: string;
  failureCode: string | null;
}

describe('unspent money', () => {
  let t: TestApp;
  let stripe: NonNullable<TestApp['sandbox']>['stripe'];
  let owner: Actor;
  let operator: Actor;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    stripe = t.sandbox!.stripe;
    owner = await t.given.staff();
    operator = await t.given.operator();
  });
  afterAll(() => t.close());
  afterEach(() => {
    stripe.faults.clear();
    stripe.webhooks.control({ paused: false, duplicate: 0, shuffle: false, delayMs: 0, drop: false });
    t.clock.reset();
  });

  const paid = async (user: Actor) => (await t.wallet(user)).paid;
  const ask = (user: Actor, body: object = {}, key?: string) => t.as(user).post('/v1/wallet/refunds', body, key);
  const partsOf = async (user: Actor): Promise<Part[]> =>
    ((await t.as(user).get('/v1/wallet/refunds').expect(200)).body as { data: { parts: Part[] }[] }).data[0]!.parts;
  /** Without those that failed. */
  const refundsAtStripe = (topUpId: string) => {
    const intents = stripe
      .objects<Stripe.PaymentIntent>('payment_intent')
      .filter((one) => one.metadata['local_id'] === t.parseId('topUp', topUpId));
    return stripe
      .objects<Stripe.Refund>('refund')
      .filter((refund) => intents.some(({ id }) => id === refund.payment_intent) && refund.status !== 'failed');
  };
  const retryNow = async () => {
    await t.db.query('update graphile_worker._private_jobs set run_at = clock_timestamp() where locked_at is null');
    await t.drain();
  };
  const compare = async (): Promise<StripeComparison> => {
    const found = await t.app.get(StripeComparisonService).compare();
    return found.find(({ currency }) => currency === 'EUR')!;
  };
  const account = async (kind: string): Promise<bigint> => {
    const [row] = await t.db.query<{ sum: bigint | null }>(
      `select sum(e.amount)::bigint as sum from app.ledger_entry e join app.ledger_account a on a.id = e.account_id where a.kind = $1::app.account_kind`,
      [kind],
    );
    return BigInt(row!.sum ?? 0);
  };

  it('goes back to the card that it came from, and the books are those of Stripe after each step', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 5000);
    expect(unexplainedMinor(await compare())).toBe(0n);
    expect((await t.as(user).get('/v1/wallet/refundable').expect(200)).body).toEqual({
      currency: 'EUR',
      refundableMinor: 5000,
    });
    const { body } = await ask(user, { amountMinor: 2000 }).expect(201);
    expect(body).toMatchObject({
      amountMinor: 2000,
      cause: 'person',
      parts: [{ topUpId: topUp, status: 'requested' }],
    });
    expect(await paid(user)).toBe(3000n); // gone from the wallet before Stripe is asked
    await settleStripe(t);
    stripe.advance(2);
    await settleStripe(t);
    expect(await partsOf(user)).toEqual([
      { topUpId: topUp, amountMinor: 2000, status: 'succeeded', failureCode: null },
    ]);
    expect(refundsAtStripe(topUp).map(({ amount }) => amount)).toEqual([2000]);
    const books = await compare();
    expect(unexplainedMinor(books)).toBe(0n);
    expect(books.stripeMinor).toBe(3000n - 100n); // 5000 less 1.5 % and 25 of Stripe, less 2000
    expect(await account('refund_clearing')).toBe(0n);
    expect(await t.violations()).toEqual([]);
  });

  it('charges the fee of Stripe to whom the licence names', async () => {
    const user = await t.given.user();
    const before = await account('stripe_fee');
    await t.db.query(
      `insert into app.money_rules (licensee_id, stripe_fee_bearer, changed_at) values ($1, 'operator', now())
       on conflict (licensee_id) do update set stripe_fee_bearer = 'operator'`,
      [t.licensees.aurora.id],
    );
    await paidTopUp(t, user, 1000);
    expect((await account('stripe_fee')) - before).toBe(-40n);
    await t.db.query(`update app.money_rules set stripe_fee_bearer = 'licensee'`);
    const share = await account('licensee_payable');
    await paidTopUp(t, user, 1000);
    expect((await account('licensee_payable')) - share).toBe(-40n);
    expect((await account('stripe_fee')) - before).toBe(-40n);
    expect(unexplainedMinor(await compare())).toBe(0n);
  });

  it('is spread over the payments, the newest first, and never above what is left of each', async () => {
    const user = await t.given.user();
    const first = await paidTopUp(t, user, 1000);
    const second = await paidTopUp(t, user, 2000);
    const advisor = await t.given.advisor({ voiceRateMinor: 500n });
    await paidCall(t, user, advisor, 60); // 5.00 of the oldest payment
    t.clock.reset();
    await ask(user, { amountMinor: 2200 }).expect(201);
    await settleStripe(t);
    expect((await partsOf(user)).map(({ topUpId, amountMinor }) => [topUpId, amountMinor])).toEqual([
      [second, 2000],
      [first, 200],
    ]);
    const refusal = (await ask(user, { amountMinor: 301 }).expect(409)).body as Record<string, unknown>;
    expect(refusal).toMatchObject({ code: 'refund-above-refundable', refundableMinor: 300 });
    await ask(user).expect(201); // all that is left
    expect(await paid(user)).toBe(0n);
    await ask(user).expect(409);
    await settleStripe(t);
    expect(refundsAtStripe(first).reduce((sum, { amount }) => sum + amount, 0)).toBe(500);
    expect(unexplainedMinor(await compare())).toBe(0n);
  });

  it('does not include promo credit, nor what is reserved for a running call', async () => {
    const user = await t.given.user({ promoMinor: 700n });
    expect((await t.as(user).get('/v1/wallet/refundable').expect(200)).body).toMatchObject({ refundableMinor: 0 });
    await ask(user).expect(409);
    await paidTopUp(t, user, 1000);
    await t.db.query(`update app.ledger_account set held = 400 where kind = 'wallet' and owner_id = $1`, [user.id]);
    expect((await t.as(user).get('/v1/wallet/refundable').expect(200)).body).toMatchObject({ refundableMinor: 600 });
    await t.db.query(`update app.ledger_account set held = 0 where kind = 'wallet' and owner_id = $1`, [user.id]);
  });

  it('goes back once when twenty requests come at the same time, and once per key, in the name of who made its key', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 3000);
    const answers = await race(20, () => ask(user, { amountMinor: 2500 }).then(({ status }) => status));
    expect(answers.map((one) => (one as { value: number }).value ?? one).sort()).toEqual([201, ...Array(19).fill(409)]);
    expect(await paid(user)).toBe(500n);
    const key = 'one-and-the-same';
    const one = await ask(user, { amountMinor: 100 }, key).expect(201);
    const again = await ask(user, { amountMinor: 100 }, key).expect(201);
    expect(again.body).toEqual(one.body);
    expect(await paid(user)).toBe(400n);
    await ask(user, { amountMinor: 200 }, key).expect(422);
    await settleStripe(t);
    expect(refundsAtStripe(topUp).map(({ amount }) => amount)).toEqual(expect.arrayContaining([2500, 100]));
    expect(refundsAtStripe(topUp)).toHaveLength(2);
  });

  it.each(['reset_before', '409', '429', '503'] as const)(
    'is asked for again under the same key when the answer of Stripe is lost and then is %s, and leaves once',
    async (kind) => {
      const user = await t.given.user();
      const topUp = await paidTopUp(t, user, 2000);
      stripe.webhooks.control({ paused: true });
      stripe.faults.add({ kind: 'timeout_after_success', pathPattern: '^/v1/refunds$', method: 'POST', delayMs: 30 });
      stripe.faults.add({ kind, pathPattern: '^/v1/refunds$', method: 'POST', times: 99 });
      await ask(user).expect(201);
      await t.drain();
      expect((await partsOf(user))[0]!.status).toBe('requested'); // indeterminate, never "failed"
      stripe.faults.clear();
      stripe.webhooks.control({ paused: false });
      t.clock.advanceSeconds(120);
      await t.run('billing.resume_wallet_refunds');
      await settleStripe(t);
      expect((await partsOf(user))[0]!.status).toMatch(/^(sent|succeeded)$/);
      expect(refundsAtStripe(topUp)).toHaveLength(1);
      expect(await paid(user)).toBe(0n);
      expect(unexplainedMinor(await compare())).toBe(0n);
    },
  );

  it('comes back into the wallet when the card refuses it, also days later', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 1500, REFUND_FAILS);
    await ask(user).expect(201);
    await settleStripe(t);
    stripe.advance(2);
    await settleStripe(t);
    expect(await partsOf(user)).toEqual([
      { topUpId: topUp, amountMinor: 1500, status: 'failed', failureCode: 'expired_or_canceled_card' },
    ]);
    expect(await paid(user)).toBe(1500n);
    expect(await account('refund_clearing')).toBe(0n);
    expect(unexplainedMinor(await compare())).toBe(0n);
    const kinds = (
      (await t.as(user).get('/v1/wallet/statement?bucket=paid').expect(200)).body as { data: { kind: string }[] }
    ).data.map(({ kind }) => kind);
    expect(kinds).toEqual(['wallet_refund_failed', 'wallet_refund', 'top_up']);
  });

  it('is shown as sent while the bank thinks about it', async () => {
    const user = await t.given.user();
    await paidTopUp(t, user, 1500, REFUND_PENDS);
    await ask(user).expect(201);
    await t.drain();
    expect((await partsOf(user))[0]!.status).toBe('sent');
    stripe.advance(2);
    await settleStripe(t);
    expect((await partsOf(user))[0]!.status).toBe('succeeded');
  });

  it('comes back when somebody refunded the payment at Stripe before us, and that refund goes to suspense', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 1500);
    const intent = stripe
      .objects<Stripe.PaymentIntent>('payment_intent')
      .find((one) => one.metadata['local_id'] === t.parseId('topUp', topUp))!;
    await fetch(`${t.sandbox!.stripeUrl}/v1/refunds`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_sandbox_specs',
        'content-type': 'application/x-www-form-urlencoded',
        'stripe-version': '2026-10-28.endive',
      },
      body: new URLSearchParams({ payment_intent: intent.id }),
    });
    await ask(user).expect(201);
    await settleStripe(t);
    expect(await partsOf(user)).toEqual([
      { topUpId: topUp, amountMinor: 1500, status: 'failed', failureCode: 'charge_already_refunded' },
    ]);
    const books = await compare();
    expect(unexplainedMinor(books)).toBe(0n);
    expect(books.suspenseMinor).toBe(-1500n);
    const rows = (await t.as(operator).get('/v1/operator/reconciliation').expect(200)).body as {
      data: { licenseeId: string; differenceMinor: number; unmatched: { kind: string }[] }[];
    };
    const aurora = rows.data.find(({ licenseeId }) => licenseeId === t.publicId('licensee', t.licensees.aurora.id))!;
    expect(aurora.unmatched.map(({ kind }) => kind)).toContain('in_suspense');
  });

  it('can be given back by staff with a reason, and by nobody of another licensee', async () => {
    const user = await t.given.user();
    await paidTopUp(t, user, 1000);
    const path = `/v1/staff/people/${t.publicId('person', user.id)}/wallet/refunds`;
    await t.as(owner).post(path, {}).expect(422);
    await t
      .as(await t.given.staff('support'))
      .post(path, { reason: 'x' })
      .expect(403);
    await t
      .as(await t.given.staff('owner', 'zenith'))
      .post(path, { reason: 'x' })
      .expect(404);
    const { body } = await t.as(owner).post(path, { amountMinor: 400, reason: 'Asked by mail' }).expect(201);
    expect(body).toMatchObject({ cause: 'staff', reason: 'Asked by mail', amountMinor: 400 });
    expect(await paid(user)).toBe(600n);
    await settleStripe(t);
    const log = (await t.as(owner).get('/v1/staff/audit').expect(200)).body as { data: { action: string }[] };
    expect(log.data[0]!.action).toBe('wallet.refunded');
  });

  it('can be given back by a program with the scope, once per key', async () => {
    const user = await t.given.user();
    await paidTopUp(t, user, 2000);
    const path = `/v1/staff/people/${t.publicId('person', user.id)}/wallet/refunds`;
    const program = async (scope: string) => {
      const made = await t
        .as(owner)
        .post('/v1/staff/api-keys', { name: scope, scopes: [scope] })
        .expect(201);
      return { ...owner, token: made.body.key as string };
    };
    const [reader, payer] = [await program('wallets:read'), await program('refunds:write')];
    const input = { amountMinor: 700, reason: 'Asked by mail' };
    expect((await t.as(reader).post(path, input).expect(403)).body.scope).toBe('refunds:write');
    const { body } = await t.as(payer).post(path, input, 'once').expect(201);
    expect(body).toMatchObject({ amountMinor: 700, cause: 'staff', reason: 'Asked by mail' });
    expect((await t.as(payer).post(path, input, 'once').expect(201)).body.id).toBe(body.id);
    expect(await paid(user)).toBe(1300n);
    const { body: list } = await t.as(reader).get(path).expect(200);
    expect(list.data).toMatchObject([{ id: body.id }]);
    const [row] = await t.db.query<{ requested_by: string }>(
      'select requested_by from app.wallet_refund where person_id = $1',
      [user.id],
    );
    expect(row!.requested_by).toBe(owner.id);
    const zenith = await t.given.user({ licensee: 'zenith' });
    await t
      .as(payer)
      .post(`/v1/staff/people/${t.publicId('person', zenith.id)}/wallet/refunds`, input)
      .expect(404);
    await settleStripe(t);
    expect(await t.violations()).toEqual([]);
  });

  it('has books that no webhook brought: the mirror reads the balance itself', async () => {
    stripe.webhooks.control({ drop: true });
    const user = await t.given.user();
    const { body } = await t.as(user).post('/v1/top-ups', { amountMinor: 1200, method: 'checkout' }).expect(201);
    stripe.pay(/cs_test_\w+/.exec((body as { checkoutUrl: string }).checkoutUrl)![0]);
    stripe.advance(1);
    await t.drain();
    const before = await compare();
    expect(before.waiting).toBe(1); // Stripe has the money, the wallet does not
    expect(before.ledgerMinor + before.suspenseMinor).not.toBe(before.stripeMinor);
    stripe.webhooks.control({ drop: false });
    await t.run('stripe.poll_all');
    await settleStripe(t);
    expect(await paid(user)).toBe(1200n);
    const after = await compare();
    expect([after.waiting, unexplainedMinor(after)]).toEqual([0, 0n]);
    await retryNow();
    expect(await paid(user)).toBe(1200n);
  });

  it('shows the operator the last comparison, and makes one when asked', async () => {
    const path = '/v1/operator/stripe/comparisons';
    const { body } = await t.as(operator).post(path).expect(200);
    const [eur] = (body as { data: Record<string, unknown>[] }).data;
    expect(eur).toMatchObject({ currency: 'EUR', unexplainedMinor: 0, waiting: 0 });
    expect((await t.as(operator).get(path).expect(200)).body).toEqual(body);
    await t.as(owner).get(path).expect(403);
    stripe.faults.add({ kind: 'reset_before', times: 9 });
    await t.as(operator).post(path).expect(503);
  });

  // The last one: Stripe's clock is a day ahead from here on.
  it('is asked for once also when the answer was lost and Stripe has forgotten the key since: that the card refused it is an answer too', async () => {
    const users = await Promise.all([t.given.user(), t.given.user()]);
    const topUps = [await paidTopUp(t, users[0], 2000), await paidTopUp(t, users[1], 2000, REFUND_FAILS)];
    await unheard(t, '^/v1/refunds$', async () => {
      for (const user of users) await ask(user).expect(201);
      await t.drain();
    });
    for (const user of users) expect((await partsOf(user))[0]!.status).toBe('requested');
    forgetKeys(t);
    await t.run('billing.resume_wallet_refunds');
    stripe.webhooks.control({ drop: false });
    t.clock.reset();
    expect(topUps.map((topUp) => refundsAtStripe(topUp).length)).toEqual([1, 0]);
    expect((await partsOf(users[0]))[0]!.status).toMatch(/^(sent|succeeded)$/);
    expect((await partsOf(users[1]))[0]!.status).toBe('failed');
    expect([await paid(users[0]), await paid(users[1])]).toEqual([0n, 2000n]);
  });
});
