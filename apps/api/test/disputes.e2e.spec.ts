import type { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Ledger } from '@app/billing';
import { Db, newId, systemContext } from '@app/kernel';
import { type Actor, type TestApp, bookFaults, paidCall, paidTopUp, settleStripe, testApp } from '@app/testing';

interface DisputeBody {
  id: string;
  amountMinor: number;
  frozenMinor: number;
  status: string;
  outcome: string | null;
  evidenceSentAt: string | null;
  steps: { step: string }[];
  evidence: { serviceDocumentation: string };
}

describe('a payment that the bank takes back', () => {
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
  /** The bank asks for a payment back. @returns our id of the dispute and Stripe's */
  const dispute = async (topUp: string, amount?: number): Promise<{ id: string; stripeId: string }> => {
    await control('disputes', { paymentIntent: intentOf(topUp), ...(amount === undefined ? {} : { amount }) });
    const [row] = await t.db.query<{ id: string; stripe_dispute_id: string }>(
      'select id, stripe_dispute_id from app.dispute where top_up_id = $1 order by id desc limit 1',
      [t.parseId('topUp', topUp)],
    );
    return { id: t.publicId('dispute', row!.id), stripeId: row!.stripe_dispute_id };
  };
  const decide = (stripeId: string, outcome: string, feeBack = false) =>
    control(`disputes/${stripeId}`, { outcome, feeBack });
  const show = async (id: string): Promise<DisputeBody> =>
    (await t.as(owner).get(`/v1/staff/disputes/${id}`).expect(200)).body as DisputeBody;
  const rules = (bearer: string, feeBearer = bearer) =>
    t.db.query(
      `insert into app.money_rules (licensee_id, dispute_bearer, dispute_fee_bearer, changed_at) values ($1, $2, $3, now())
       on conflict (licensee_id) do update set dispute_bearer = $2, dispute_fee_bearer = $3`,
      [t.licensees.aurora.id, bearer, feeBearer],
    );
  const houseOf = async (kind: string): Promise<number> => {
    const [row] = await t.db.query<{ sum: string }>(
      `select coalesce(sum(e.amount), 0)::text as sum from app.ledger_entry e join app.ledger_account a on a.id = e.account_id where a.kind = $1::app.account_kind`,
      [kind],
    );
    return Number(row!.sum);
  };
  const guardedOf = async (ownerId: string, kind: string): Promise<number> => {
    const [row] = await t.db.query<{ balance: string }>(
      `select coalesce(sum(balance), 0)::text as balance from app.ledger_account where kind = $1::app.account_kind and owner_id = $2`,
      [kind, ownerId],
    );
    return Number(row!.balance);
  };
  /** An advisor's earnings are not there any more, as after a payout. */
  const goneFrom = (advisorId: string, amount: number) =>
    t.app.get(Db).transaction(systemContext(t.licensees.aurora.id, 'spec'), async (tx) => {
      const ledger = t.app.get(Ledger);
      const { licensee_payable: share } = await ledger.house(tx, 'EUR', 'licensee_payable');
      const payable = await ledger.openAccount(tx, 'advisor_payable', advisorId, 'EUR');
      await ledger.post(tx, {
        kind: 'adjustment',
        currency: 'EUR',
        key: newId(),
        legs: [
          { accountId: payable, amount: BigInt(-amount) },
          { accountId: share, amount: BigInt(amount) },
        ],
      });
    });
  const booksAgree = async () => expect(await bookFaults(t)).toEqual([]);
  const paid = async (user: Actor) => Number((await t.wallet(user)).paid);
  /** What the reconciliation of any tenant cannot match. */
  const unmatched = async (): Promise<object[]> => {
    const { data } = (await t.as(operator).get('/v1/operator/reconciliation').expect(200)).body as {
      data: { unmatched: object[] }[];
    };
    return data.flatMap((one) => one.unmatched);
  };

  it('is frozen in the wallet at once, cannot be refunded, and is free again when the dispute is won', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 5000);
    const held = await houseOf('dispute_held');
    const { id, stripeId } = await dispute(topUp);
    expect(await paid(user)).toBe(0);
    expect(await guardedOf(user.id, 'wallet_frozen')).toBe(5000);
    expect((await houseOf('dispute_held')) - held).toBe(-5000);
    await booksAgree();
    expect(await show(id)).toMatchObject({ amountMinor: 5000, frozenMinor: 5000, outcome: null });
    expect((await t.as(user).get('/v1/wallet/refundable').expect(200)).body).toMatchObject({ refundableMinor: 0 });
    await decide(stripeId, 'won');
    expect(await show(id)).toMatchObject({ outcome: 'won' });
    expect(await paid(user)).toBe(5000);
    expect(await houseOf('dispute_held')).toBe(held);
    expect((await t.as(user).get('/v1/wallet/refundable').expect(200)).body).toMatchObject({ refundableMinor: 5000 });
    await booksAgree();
  });

  it('when it was spent: lost, and borne by the licensee without a wallet below zero', async () => {
    await rules('licensee');
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 3000);
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    await paidCall(t, user, advisor, 120);
    t.clock.reset();
    const left = await paid(user);
    const share = await houseOf('licensee_payable');
    const earned = await guardedOf(advisor.advisorId, 'advisor_payable');
    const { id, stripeId } = await dispute(topUp);
    expect(await show(id)).toMatchObject({ frozenMinor: left });
    await decide(stripeId, 'lost');
    expect(await show(id)).toMatchObject({ outcome: 'lost' });
    expect(await paid(user)).toBe(0);
    expect(await guardedOf(user.id, 'wallet_frozen')).toBe(0);
    expect(await houseOf('dispute_held')).toBe(0);
    expect(await houseOf('user_debt')).toBe(0);
    // What was spent, and the fee of the bank.
    expect((await houseOf('licensee_payable')) - share).toBe(-(3000 - left) - 1500);
    expect(await guardedOf(advisor.advisorId, 'advisor_payable')).toBe(earned);
    await booksAgree();
  });

  it('is borne by the operator, where the licence says so', async () => {
    await rules('operator');
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 5000);
    await paidCall(t, user, await t.given.advisor({ voiceRateMinor: 600n }), 60);
    t.clock.reset();
    const left = await paid(user);
    const before = [await houseOf('dispute_loss'), await houseOf('dispute_fee')];
    const { stripeId } = await dispute(topUp);
    await decide(stripeId, 'lost');
    expect((await houseOf('dispute_loss')) - before[0]!).toBe(-(5000 - left));
    expect((await houseOf('dispute_fee')) - before[1]!).toBe(-1500);
    await booksAgree();
  });

  it('is borne by the advisor who earned it, at most what they earned, also as a debt', async () => {
    await rules('advisor', 'licensee');
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 4000);
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    await paidCall(t, user, advisor, 180);
    t.clock.reset();
    const spent = 4000 - (await paid(user));
    const earned = await guardedOf(advisor.advisorId, 'advisor_payable');
    const share = await houseOf('licensee_payable');
    const { id, stripeId } = await dispute(topUp);
    await decide(stripeId, 'lost');
    expect(await guardedOf(advisor.advisorId, 'advisor_payable')).toBe(0);
    expect((await houseOf('licensee_payable')) - share).toBe(-(spent - earned) - 1500);
    await booksAgree();
    // The appeal: the bank decides again, and everything is as before.
    await decide(stripeId, 'appeal');
    expect(await show(id)).toMatchObject({ outcome: 'lost' }); // until the bank has decided
    await decide(stripeId, 'won');
    expect(await show(id)).toMatchObject({ outcome: 'won' });
    expect(await guardedOf(advisor.advisorId, 'advisor_payable')).toBe(earned);
    expect(await paid(user)).toBe(4000 - spent);
    expect((await houseOf('licensee_payable')) - share).toBeGreaterThanOrEqual(-1500);
    await booksAgree();
    await rules('licensee');
  });

  it.each([
    ['licensee', 'licensee_payable'],
    ['operator', 'dispute_fee'],
  ])(
    "with the bank's fee given back on a win: to the %s who bore it, whatever the rules are by then",
    async (bearer, account) => {
      await rules('licensee', bearer);
      const user = await t.given.user();
      const topUp = await paidTopUp(t, user, 2000);
      const before = await houseOf(account);
      const { stripeId } = await dispute(topUp);
      expect((await houseOf(account)) - before).toBe(-1500);
      await rules('licensee', bearer === 'licensee' ? 'operator' : 'licensee');
      await decide(stripeId, 'won', true);
      expect(await houseOf(account)).toBe(before);
      expect(await paid(user)).toBe(2000);
      await booksAgree();
      await rules('licensee');
    },
  );

  it("with the bank's fee given back to an advisor, also what was a debt", async () => {
    await rules('licensee', 'advisor');
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 4000);
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    await paidCall(t, user, advisor, 60);
    t.clock.reset();
    const earned = await guardedOf(advisor.advisorId, 'advisor_payable');
    expect(earned).toBeGreaterThan(0);
    await goneFrom(advisor.advisorId, earned - 100);
    const { stripeId } = await dispute(topUp);
    const debt = () =>
      t.db.query('select amount::int, recovered::int from app.receivable where advisor_id = $1', [advisor.advisorId]);
    expect(await guardedOf(advisor.advisorId, 'advisor_payable')).toBe(0);
    expect(await debt()).toEqual([{ amount: earned - 100, recovered: 0 }]);
    await decide(stripeId, 'won', true);
    expect(await guardedOf(advisor.advisorId, 'advisor_payable')).toBe(100);
    expect(await houseOf('payee_receivable')).toBe(0);
    expect(await debt()).toEqual([{ amount: earned - 100, recovered: earned - 100 }]);
    await booksAgree();
    await rules('licensee');
  });

  describe('of a payment that nobody knew for hours', () => {
    let operatorId: string;
    beforeAll(async () => {
      [{ id: operatorId } = { id: '' }] = await t.db.query<{ id: string }>(
        `select id from app.licensee where kind = 'operator'`,
      );
    });
    beforeEach(() => rules('operator'));
    afterEach(async () => {
      jest.restoreAllMocks();
      await rules('licensee');
      // The clock goes back for the next ones, and with it where reading begins.
      t.clock.reset();
      await t.run('stripe.mirror');
    });

    const linesOf = (licenseeId: string, disputeId: string) =>
      t.db.query(
        'select status, net::int from app.stripe_balance_transaction where licensee_id = $1 and source_id = $2',
        [licenseeId, disputeId],
      );
    const house = async () => [await houseOf('suspense'), await houseOf('stripe_fee'), await houseOf('dispute_fee')];
    /** A dispute that lies in suspense with the operator: the answer that names its payment was never heard, so nobody can say whose it is. `hear` mends that. */
    const inSuspense = async () => {
      const topUp = await paidTopUp(t, await t.given.user(), 4000);
      const { transaction_id: credit, payment_intent_id: intent } = (
        await t.db.query<{ transaction_id: string; payment_intent_id: string }>(
          'select transaction_id, payment_intent_id from app.top_up where id = $1',
          [t.parseId('topUp', topUp)],
        )
      )[0]!;
      expect(credit).toBeTruthy();
      const before = await house();
      const hear = (id: string | null) =>
        t.db.query('update app.top_up set payment_intent_id = $2 where id = $1', [t.parseId('topUp', topUp), id]);
      await hear(null);
      await control('disputes', { paymentIntent: intent });
      const disputeId = stripe.objects<Stripe.Dispute>('dispute').find((one) => one.payment_intent === intent)!.id;
      await t.run('stripe.mirror');
      t.clock.advanceSeconds(7200);
      await t.run('stripe.mirror');
      expect(await linesOf(operatorId, disputeId)).toEqual([{ status: 'suspense', net: -5500 }]);
      expect((await house())[0]).not.toBe(before[0]);
      return { disputeId, before, hear: () => hear(intent) };
    };
    const isWithItsLicensee = async (disputeId: string, before: number[]) => {
      expect(await linesOf(operatorId, disputeId)).toEqual([]);
      expect(await linesOf(t.licensees.aurora.id, disputeId)).toEqual([{ status: 'posted', net: -5500 }]);
      // Whoever bears the fee of a dispute bears it, not who bears the fees of payments.
      expect(await house()).toEqual([before[0], before[1], before[2]! - 1500]);
      await booksAgree();
      expect(await unmatched()).toEqual([]);
    };
    const waitDays = async () => {
      t.clock.advanceSeconds(5 * 86_400);
      await t.run('stripe.mirror');
    };

    it.each(['within the days that lines are read again', 'later'])(
      'is no longer in suspense once it is known, %s',
      async (when) => {
        const { disputeId, before, hear } = await inSuspense();
        if (when === 'later') await waitDays();
        await hear();
        await t.run('stripe.sweep_disputes');
        await isWithItsLicensee(disputeId, before);
      },
    );

    it('is in no books but its own when two read it at once, one of whom does not know yet whose it is', async () => {
      const { disputeId, before, hear } = await inSuspense();
      const db = t.app.get(Db);
      const resolve = db.resolve.bind(db);
      let isFirst = true;
      jest.spyOn(db, 'resolve').mockImplementation(async (sql, values = []) => {
        const rows = await resolve(sql, values);
        if (!isFirst || !sql.includes('app.stripe_tenant(') || !(values[2] as string[]).includes(disputeId))
          return rows;
        isFirst = false;
        await hear();
        await t.run('stripe.sweep_disputes');
        return rows;
      });
      await t.run('stripe.mirror');
      expect(isFirst).toBe(false);
      await isWithItsLicensee(disputeId, before);
    });

    it('is not lost when the worker dies while it is moved, however old it is', async () => {
      const { disputeId, before, hear } = await inSuspense();
      await waitDays();
      await hear();
      const db = t.app.get(Db);
      const transaction = db.transaction.bind(db);
      const dead = jest.spyOn(db, 'transaction').mockImplementation((ctx, work) => {
        const isReading = ctx.actor.kind === 'system' && ctx.actor.name === 'stripe.mirror';
        return isReading && ctx.licenseeId === t.licensees.aurora.id
          ? Promise.reject(new Error('The worker died'))
          : transaction(ctx, work);
      });
      await t.run('stripe.sweep_disputes').catch(() => undefined);
      await t.run('stripe.compare').catch(() => undefined);
      dead.mockRestore();
      await t.run('stripe.compare');
      await isWithItsLicensee(disputeId, before);
    });
  });

  it('of which no event told for hours is no longer in suspense once it is found, and its fee is borne by whom the licence names', async () => {
    await rules('operator');
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 4000);
    const house = async () => [await houseOf('suspense'), await houseOf('stripe_fee'), await houseOf('dispute_fee')];
    const before = await house();
    stripe.webhooks.control({ drop: true });
    await control('disputes', { paymentIntent: intentOf(topUp) });
    await t.run('stripe.mirror');
    t.clock.advanceSeconds(7200);
    await t.run('stripe.mirror');
    expect((await house())[0]! - before[0]!).toBe(-4000);
    await t.run('stripe.sweep_disputes');
    expect(await house()).toEqual([before[0], before[1], before[2]! - 1500]);
    await booksAgree();
    expect(await unmatched()).toEqual([]);
    await rules('licensee');
  });

  it('is found in the list of Stripe when no event told of it, and so is how it ended', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 5000);
    const seen = async () =>
      t.db.query<{ status: string; outcome: string | null; stripe_dispute_id: string }>(
        'select status, outcome, stripe_dispute_id from app.dispute where top_up_id = $1',
        [t.parseId('topUp', topUp)],
      );
    stripe.webhooks.control({ drop: true });
    await control('disputes', { paymentIntent: intentOf(topUp) });
    expect(await seen()).toEqual([]);
    await t.run('stripe.sweep_disputes');
    const [opened] = await seen();
    expect(opened).toMatchObject({ status: 'needs_response', outcome: null });
    expect(await guardedOf(user.id, 'wallet_frozen')).toBe(5000);
    await decide(opened!.stripe_dispute_id, 'won');
    await t.run('stripe.sweep_all_disputes');
    await t.run('stripe.sweep_all_disputes');
    expect(await seen()).toMatchObject([{ outcome: 'won' }]);
    expect(await paid(user)).toBe(5000);
    await booksAgree();
  });

  it('is answered once, with the signed records of the calls it was spent on', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 3000);
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const call = await paidCall(t, user, advisor, 90);
    t.clock.reset();
    const { id, stripeId } = await dispute(topUp);
    const before = await show(id);
    expect(before.evidence.serviceDocumentation).toContain(call);
    expect(before.evidence.serviceDocumentation).toContain('SHA-256');
    const submit = (actor: Actor, key?: string) =>
      t.as(actor).post(`/v1/staff/disputes/${id}/evidence`, { statement: 'The caller thanked us.' }, key);
    await submit(await t.given.staff('support')).expect(403);
    await submit(await t.given.staff('owner', 'zenith')).expect(404);
    await submit(owner).expect(200);
    await settleStripe(t);
    const sent = stripe.objects<Stripe.Dispute>('dispute').find((one) => one.id === stripeId)!;
    expect(sent.evidence.uncategorized_text).toContain('The caller thanked us.');
    expect(sent.evidence.uncategorized_text).toContain(call);
    expect((await show(id)).evidenceSentAt).not.toBeNull();
    const again = await submit(owner);
    expect([again.status, again.body.code]).toEqual([409, 'dispute-not-open']);
    expect((await show(id)).steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['opened', 'frozen', 'evidence_sent', 'status']),
    );
  });

  it('is lost at once when staff give it up', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 1000);
    const { id } = await dispute(topUp);
    const { body } = await t.as(owner).post(`/v1/staff/disputes/${id}/accept`).expect(200);
    await settleStripe(t);
    expect(body).toMatchObject({ outcome: 'lost' });
    expect(await paid(user)).toBe(0);
    await booksAgree();
  });

  it('is the same in whatever order, and however often, its events come', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 2500);
    stripe.webhooks.control({ duplicate: 3, shuffle: true });
    const { id, stripeId } = await dispute(topUp, 1000);
    await decide(stripeId, 'lost');
    expect(await show(id)).toMatchObject({ amountMinor: 1000, frozenMinor: 1000, outcome: 'lost' });
    expect(await paid(user)).toBe(1500);
    expect((await show(id)).steps.filter(({ step }) => step === 'lost')).toHaveLength(1);
    await booksAgree();
  });
});
