import { randomUUID } from 'node:crypto';
import type { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  OPERATOR_CONTEXT,
  PayoutRuns,
  PayoutOutcomes,
  StripeComparisonService,
  StripeEventsService,
  unexplainedMinor,
} from '@app/billing';
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

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 3600;

interface PayoutBody {
  id: string;
  party: string;
  amountMinor: number;
  status: string;
  failureCode: string | null;
  nextStep: string | null;
  returnedMinor: number;
}

describe('payees are paid out', () => {
  let t: TestApp;
  let stripe: NonNullable<TestApp['sandbox']>['stripe'];
  let owner: Actor;
  let user: Actor;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    stripe = t.sandbox!.stripe;
    owner = await t.given.staff();
    await rules({ newAdvisorHoldDays: 0, payoutMinimumMinor: 100, payoutSchedule: 'daily' });
    user = await t.given.user();
    await paidTopUp(t, user, 50_000);
    await paidTopUp(t, user, 50_000);
    stripe.advance(3600); // their money is available
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());
  afterEach(() => {
    stripe.faults.clear();
    stripe.webhooks.control({ paused: false, duplicate: 0, shuffle: false, delayMs: 0, drop: false });
  });

  const rules = (changes: object) => t.as(owner).patch('/v1/staff/payout-rules', changes).expect(200);
  const control = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    await settleStripe(t);
  };
  const accountOf = async (advisor: Actor) => {
    const [row] = await t.db.query<{ account_id: string; status: string }>(
      'select c.account_id, c.status from app.connect_account c join app.advisor a on a.id = c.party_id where a.person_id = $1',
      [advisor.id],
    );
    return row!;
  };
  /** An advisor with an account at Stripe that may be paid, and so much earned, whose hold is over. */
  const payable = async (seconds = 300): Promise<{ advisor: Advisor; earned: bigint; accountId: string }> => {
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(201);
    const { account_id: accountId } = await accountOf(advisor);
    await control(`accounts/${accountId}`, { state: 'active' });
    await paidCall(t, user, advisor, seconds);
    t.clock.reset();
    return { advisor, earned: await balanceOf(advisor), accountId };
  };
  /** Of the licensee itself, opened when there is none yet. */
  const ownAccountOf = async (): Promise<{ account_id: string }> => {
    await t.as(owner).post('/v1/payout-account', { country: 'DE', entityType: 'company' });
    const [row] = await t.db.query<{ account_id: string }>(
      `select account_id from app.connect_account where party = 'licensee' and closed_at is null`,
    );
    return row!;
  };
  const balanceOf = async (advisor: Advisor, kind = 'advisor_payable'): Promise<bigint> => {
    const [row] = await t.db.query<{ balance: string }>(
      `select coalesce(sum(balance), 0)::text as balance from app.ledger_account where kind = $1::app.account_kind and owner_id = $2`,
      [kind, advisor.advisorId],
    );
    return BigInt(row!.balance);
  };
  const houseOf = async (kind: string): Promise<bigint> => {
    const [row] = await t.db.query<{ sum: string }>(
      `select coalesce(sum(e.amount), 0)::text as sum from app.ledger_entry e join app.ledger_account a on a.id = e.account_id where a.kind = $1::app.account_kind`,
      [kind],
    );
    return BigInt(row!.sum);
  };
  /** A week later, in the night. */
  const weekLater = () => t.clock.advanceSeconds(8 * DAY);
  const run = async () => {
    await t.run('billing.run_payouts');
    await settleStripe(t);
  };
  /** Sessions end while the clock moves on: the row itself. */
  const payouts = async (advisor: Advisor): Promise<PayoutBody[]> => {
    const away = t.clock.offsetMs;
    t.clock.reset();
    const { body } = await t.as(advisor).get('/v1/advisor/payouts').expect(200);
    t.clock.advanceSeconds(away / 1000);
    return (body as { data: PayoutBody[] }).data;
  };
  const transfersTo = (accountId: string) =>
    stripe.objects<Stripe.Transfer>('transfer').filter(({ destination }) => destination === accountId);
  const booksAgree = async () => expect(await bookFaults(t)).toEqual([]);

  describe('by an account at Stripe', () => {
    it('that is opened once, onboarded on a page of Stripe, and usable when Stripe says so', async () => {
      const advisor = await t.given.advisor();
      expect((await t.as(advisor).get('/v1/payout-account').expect(200)).body).toEqual({
        account: null,
        callsWait: false,
      });
      await t.as(advisor).post('/v1/payout-account/onboarding-link').expect(409);
      const { body } = await t
        .as(advisor)
        .post('/v1/payout-account', { country: 'DE', entityType: 'individual' })
        .expect(201);
      expect(body).toMatchObject({ party: 'advisor', country: 'DE', status: 'onboarding', payoutBlock: null });
      expect((body as { requirements: string[] }).requirements.length).toBeGreaterThan(0);
      const link = (await t.as(advisor).post('/v1/payout-account/onboarding-link').expect(200)).body as { url: string };
      expect(link.url).toContain(t.sandbox!.stripeUrl);
      const { account_id: accountId } = await accountOf(advisor);
      await control(`accounts/${accountId}`, { state: 'restricted' });
      expect((await accountOf(advisor)).status).not.toBe('active');
      await control(`accounts/${accountId}`, { state: 'active' });
      expect((await accountOf(advisor)).status).toBe('active'); // told by a thin event
      const again = await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' });
      expect([again.status, again.body.code]).toEqual([409, 'payout-account-exists']);
    });

    it('only in countries that transfers reach', async () => {
      const advisor = await t.given.advisor();
      const { body } = await t
        .as(advisor)
        .post('/v1/payout-account', { country: 'BR', entityType: 'individual' })
        .expect(409);
      expect(body).toMatchObject({ code: 'country-not-paid', country: 'BR' });
      await t.as(advisor).post('/v1/payout-account', { country: 'Germany', entityType: 'person' }).expect(422);
      await t.as(user).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(403);
    });

    it.each(['reset_before', '409', '503'] as const)(
      'that the same request goes on with when the answer was lost and then is %s, and that is found without an event',
      async (kind) => {
        const advisor = await t.given.advisor();
        stripe.faults.add({
          kind: 'timeout_after_success',
          method: 'POST',
          pathPattern: '/v2/core/accounts',
          delayMs: 30,
        });
        stripe.faults.add({ kind, method: 'POST', pathPattern: '/v2/core/accounts', times: 2 });
        const key = `open-once-${kind}`;
        const input = { country: 'DE', entityType: 'individual' };
        await t.as(advisor).post('/v1/payout-account', input, key).expect(503);
        stripe.webhooks.control({ drop: true });
        await t.as(advisor).post('/v1/payout-account', input, key).expect(201);
        const { account_id: accountId } = await accountOf(advisor);
        await control(`accounts/${accountId}`, { state: 'active' });
        expect((await accountOf(advisor)).status).toBe('onboarding');
        t.clock.advanceSeconds(700);
        await t.run('billing.sync_connect_accounts');
        expect((await accountOf(advisor)).status).toBe('active');
      },
    );
  });

  describe('by an account that changes later', () => {
    const ready = async () => {
      const advisor = await t.given.advisor();
      await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(201);
      const { account_id: accountId } = await accountOf(advisor);
      await control(`accounts/${accountId}`, { state: 'active' });
      expect((await accountOf(advisor)).status).toBe('active');
      return { advisor, accountId };
    };

    it('is read again each day, also when it works and no event tells of a change', async () => {
      const { advisor, accountId } = await ready();
      stripe.webhooks.control({ drop: true });
      await control(`accounts/${accountId}`, { state: 'restricted' });
      t.clock.advanceSeconds(20 * 3600);
      await t.run('billing.sync_connect_accounts');
      expect((await accountOf(advisor)).status).toBe('active');
      t.clock.advanceSeconds(5 * 3600);
      await t.run('billing.sync_connect_accounts');
      expect((await accountOf(advisor)).status).not.toBe('active');
    });

    it('is heard of by the poller when the thin event is lost, though Stripe takes only some kinds of events at a time', async () => {
      const { advisor, accountId } = await ready();
      stripe.webhooks.control({ drop: true });
      await control(`accounts/${accountId}`, { state: 'restricted' });
      expect((await accountOf(advisor)).status).toBe('active');
      await t.run('stripe.poll_undelivered');
      await t.drain();
      expect((await accountOf(advisor)).status).not.toBe('active');
    });

    it('is closed when it was taken from the platform, and another may be opened', async () => {
      const { advisor, accountId } = await ready();
      const [event] = await t.db.query<{ id: string }>(
        `insert into app.stripe_event (licensee_id, id, context, event_id, type, object_id, account_id, created_at, payload)
         values ($1, gen_random_uuid(), 'default', $2, 'account.application.deauthorized', 'ca_1', $3, now(), '{}') returning id`,
        [t.licensees.aurora.id, `evt_${accountId}`, accountId],
      );
      await t.app.get(StripeEventsService).apply(t.given.ctx(), { id: event!.id });
      expect((await accountOf(advisor)).status).toBe('closed');
      expect((await t.as(advisor).get('/v1/payout-account').expect(200)).body).toEqual({
        account: null,
        callsWait: false,
      });
      await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(201);
    });
  });

  it('when the hold is over: transferred, sent to the bank, paid; each earning says where it is', async () => {
    const { advisor, earned, accountId } = await payable();
    const stateOf = async () =>
      ((await t.as(advisor).get('/v1/advisor/earnings').expect(200)).body as { data: { state: string }[] }).data[0]!
        .state;
    expect(await stateOf()).toBe('pending');
    await run();
    expect(await payouts(advisor)).toEqual([]); // too young
    weekLater();
    await run();
    expect(await payouts(advisor)).toMatchObject([{ status: 'in_payout', amountMinor: Number(earned) }]);
    expect(await balanceOf(advisor)).toBe(0n);
    expect(transfersTo(accountId).map(({ amount }) => BigInt(amount))).toEqual([earned]);
    t.clock.reset();
    expect(await stateOf()).toBe('in_payout');
    await run(); // what is claimed is not claimed again
    stripe.advance(120);
    await settleStripe(t);
    expect(await payouts(advisor)).toMatchObject([{ status: 'paid', failureCode: null }]);
    expect(await stateOf()).toBe('paid');
    expect(transfersTo(accountId)).toHaveLength(1);
    expect(await houseOf('transfer_clearing')).toBe(0n);
    await booksAgree();
  });

  it('not before as many days are over as the licensee holds earnings', async () => {
    const { body: before } = await t.as(owner).get('/v1/staff/payout-rules').expect(200);
    const { payoutHoldDays } = before as { payoutHoldDays: number };
    expect((await rules({ payoutHoldDays: 12 })).body).toMatchObject({ payoutHoldDays: 12 });
    const { advisor, accountId } = await payable();
    weekLater();
    await run();
    expect(transfersTo(accountId)).toHaveLength(0);
    t.clock.advanceSeconds(6 * DAY);
    await run();
    expect(transfersTo(accountId)).toHaveLength(1);
    expect(await balanceOf(advisor)).toBe(0n);
    t.clock.reset();
    await t.as(owner).patch('/v1/staff/payout-rules', { payoutHoldDays: 91 }).expect(422);
    await rules({ payoutHoldDays });
    await booksAgree();
  });

  it('below the minimum later, with the reason for staff', async () => {
    const { advisor } = await payable(60);
    await rules({ payoutMinimumMinor: 5_000_000 });
    weekLater();
    await run();
    expect(await payouts(advisor)).toEqual([]);
    t.clock.reset();
    const { body } = await t.as(owner).post('/v1/staff/payouts/run').expect(200);
    expect((body as { skipped: { reason: string }[] }).skipped.map(({ reason }) => reason)).toContain('nothing');
    await rules({ payoutMinimumMinor: 100 });
  });

  it('not to who has no account yet: staff are told who waits with earnings, and why', async () => {
    const [waiting, idle] = [await t.given.advisor({ voiceRateMinor: 600n }), await t.given.advisor()];
    await paidCall(t, user, waiting, 60);
    t.clock.reset();
    const named = [
      [waiting, 'Waits for an account'],
      [idle, 'Has earned nothing'],
    ] as const;
    for (const [{ advisorId }, name] of named)
      await t.db.query('update app.advisor set display_name = $2 where id = $1', [advisorId, name]);
    const { body } = await t.as(owner).post('/v1/staff/payouts/run').expect(200);
    const { skipped } = body as { skipped: { name: string; party: string; reason: string }[] };
    expect(skipped.filter(({ reason }) => reason === 'no_account')).toContainEqual({
      party: 'advisor',
      name: 'Waits for an account',
      reason: 'no_account',
    });
    expect(skipped.map(({ name }) => name)).not.toContain('Has earned nothing');
  });

  it('once, when twenty runs claim at the same time', async () => {
    const { advisor, earned, accountId } = await payable();
    weekLater();
    await race(20, () => t.run('billing.run_payouts'));
    await settleStripe(t);
    expect(transfersTo(accountId).map(({ amount }) => BigInt(amount))).toEqual([earned]);
    expect(await balanceOf(advisor)).toBe(0n);
    stripe.advance(120);
    await settleStripe(t);
    await booksAgree();
  });

  it('when the answer of Stripe is lost at any step: asked again, sent once', async () => {
    const { advisor, earned, accountId } = await payable();
    weekLater();
    stripe.webhooks.control({ drop: true });
    for (const pathPattern of ['^/v1/transfers$', '^/v1/payouts$']) {
      stripe.faults.add({ kind: 'timeout_after_success', method: 'POST', pathPattern, delayMs: 30 });
      stripe.faults.add({ kind: 'reset_before', method: 'POST', pathPattern, times: 2 });
    }
    await t.run('billing.run_payouts');
    await t.drain();
    expect((await payouts(advisor))[0]!.status).toMatch(/claimed|transferred/); // indeterminate, never "failed"
    for (let i = 0; i < 4; i++) {
      t.clock.advanceSeconds(120);
      await t.run('billing.resume_payouts');
    }
    expect(await payouts(advisor)).toMatchObject([{ status: 'in_payout' }]);
    stripe.advance(120); // and nobody tells us that it is paid
    t.clock.advanceSeconds(7 * 3600);
    await t.run('billing.resume_payouts');
    expect(await payouts(advisor)).toMatchObject([{ status: 'paid' }]);
    expect(transfersTo(accountId).map(({ amount }) => BigInt(amount))).toEqual([earned]);
    stripe.webhooks.control({ drop: false });
    await booksAgree();
  });

  it('and found out when the bank gives it back days later and no event says so', async () => {
    const { advisor, earned } = await payable();
    weekLater();
    await run();
    stripe.advance(120);
    await settleStripe(t);
    expect(await payouts(advisor)).toMatchObject([{ status: 'paid' }]);
    const [sent] = await t.db.query<{ stripe_payout_id: string }>(
      'select stripe_payout_id from app.payout where party_id = $1',
      [advisor.advisorId],
    );
    stripe.webhooks.control({ drop: true });
    await control(`payouts/${sent!.stripe_payout_id}`, { state: 'failed', failureCode: 'could_not_process' });
    await t.run('billing.recheck_paid_payouts');
    expect(await payouts(advisor)).toMatchObject([{ status: 'paid' }]); // asked after once a day
    t.clock.advanceSeconds(DAY);
    await t.run('billing.recheck_paid_payouts');
    await t.run('stripe.mirror');
    stripe.webhooks.control({ drop: false });
    expect(await payouts(advisor)).toMatchObject([{ status: 'failed', failureCode: 'could_not_process' }]);
    expect(await balanceOf(advisor)).toBe(earned);
    t.clock.reset();
    await booksAgree();
  });

  it('not when the bank refuses: the money comes back, the reason and the next step are shown, and new bank details try again', async () => {
    const { advisor, earned, accountId } = await payable();
    weekLater();
    await run();
    const [sent] = await t.db.query<{ stripe_payout_id: string }>(
      'select stripe_payout_id from app.payout where party_id = $1',
      [advisor.advisorId],
    );
    await control(`payouts/${sent!.stripe_payout_id}`, { state: 'failed', failureCode: 'account_closed' });
    expect(await payouts(advisor)).toMatchObject([
      { status: 'failed', failureCode: 'account_closed', nextStep: 'change_bank_details' },
    ]);
    expect(await balanceOf(advisor)).toBe(earned);
    await booksAgree();
    await run(); // nothing more goes to a bank that refused
    expect(await payouts(advisor)).toHaveLength(1);
    const answer = await fetch(`${t.sandbox!.stripeUrl}/v1/accounts/${accountId}/external_accounts`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_sandbox_specs',
        'content-type': 'application/x-www-form-urlencoded',
        'stripe-version': '2026-10-28.endive',
      },
      body: new URLSearchParams({
        'external_account[object]': 'bank_account',
        'external_account[country]': 'DE',
        'external_account[currency]': 'eur',
        'external_account[account_number]': 'DE89370400440532013000',
        default_for_currency: 'true',
      }),
    });
    expect(answer.status).toBe(200);
    await settleStripe(t);
    await run();
    stripe.advance(120);
    await settleStripe(t);
    expect(await payouts(advisor)).toMatchObject([{ status: 'paid' }, { status: 'failed' }]);
    expect(await balanceOf(advisor)).toBe(0n);
    await booksAgree();
  });

  describe('when somebody takes a transfer back at Stripe', () => {
    const reverse = async (transfer: string, amount: number) => {
      const answer = await fetch(`${t.sandbox!.stripeUrl}/v1/transfers/${transfer}/reversals`, {
        method: 'POST',
        headers: {
          authorization: 'Bearer sk_test_sandbox_specs',
          'content-type': 'application/x-www-form-urlencoded',
          'stripe-version': '2026-10-28.endive',
        },
        body: new URLSearchParams({ amount: amount.toString() }),
      });
      expect(answer.status).toBe(200);
      await t.run('stripe.mirror');
    };
    const paid = async () => {
      const found = await payable();
      weekLater();
      await run();
      stripe.advance(120);
      await settleStripe(t);
      t.clock.reset();
      await t.run('stripe.mirror'); // read up to the time of today again
      await control('balance', { account: found.accountId, type: 'adjustment', amount: Number(found.earned) });
      return { ...found, transfer: transfersTo(found.accountId)[0]!.id };
    };

    it('part by part: each part is theirs again and is paid out later, and all lines agree', async () => {
      const { advisor, earned, accountId, transfer } = await paid();
      await reverse(transfer, 100);
      expect(await balanceOf(advisor)).toBe(100n);
      expect(await payouts(advisor)).toMatchObject([{ status: 'paid', returnedMinor: 100 }]);
      await booksAgree();
      await reverse(transfer, 250);
      await t.run('stripe.mirror'); // seen again, posted once
      expect(await balanceOf(advisor)).toBe(350n);
      await booksAgree();
      weekLater();
      await run();
      expect(await payouts(advisor)).toMatchObject([{ status: 'in_payout', amountMinor: 350 }, { status: 'paid' }]);
      expect(transfersTo(accountId).map(({ amount }) => amount)).toEqual([350, Number(earned)]);
      expect(await balanceOf(advisor)).toBe(0n);
      stripe.advance(120);
      await settleStripe(t);
      t.clock.reset();
      // The rest of a transfer whose part is in another payout already.
      await reverse(transfer, Number(earned) - 350);
      expect(await balanceOf(advisor)).toBe(earned - 350n);
      await booksAgree();
    });

    it('into what they owe first', async () => {
      const { advisor, earned, transfer } = await paid();
      const { body } = await t.as(advisor).get('/v1/advisor/earnings').expect(200);
      const callId = (body as { data: { callId: string }[] }).data[0]!.callId;
      await t.as(owner).post(`/v1/calls/${callId}/refund`, { reason: 'Poor line' }).expect(201);
      const owed = await houseOf('payee_receivable');
      await reverse(transfer, 100);
      expect(await houseOf('payee_receivable')).toBe(owed + 100n);
      expect(await balanceOf(advisor)).toBe(0n);
      await reverse(transfer, Number(earned) - 100);
      expect(await houseOf('payee_receivable')).toBe(owed + earned);
      await booksAgree();
    });

    it('before it is at the bank: what is left comes back too, and the earnings are as they were', async () => {
      const { advisor, earned, accountId } = await payable();
      weekLater();
      stripe.faults.add({ kind: '503', method: 'POST', pathPattern: '^/v1/payouts$', times: 20 });
      await run();
      expect((await payouts(advisor))[0]).toMatchObject({ status: 'transferred' });
      const [transfer] = transfersTo(accountId);
      await reverse(transfer!.id, 100);
      stripe.faults.clear();
      t.clock.advanceSeconds(120);
      await t.run('billing.resume_payouts');
      await settleStripe(t);
      expect((await payouts(advisor))[0]).toMatchObject({ status: 'failed', returnedMinor: Number(earned) });
      expect(await balanceOf(advisor)).toBe(earned);
      await booksAgree();
      await run();
      expect((await payouts(advisor))[0]).toMatchObject({ status: 'in_payout', amountMinor: Number(earned) });
      stripe.advance(120);
      await settleStripe(t);
      await booksAgree();
    });

    it('a line that cannot be posted stops neither the others nor the comparison: it waits, and goes to suspense', async () => {
      const { transfer, advisor } = await paid();
      const broken = t.app.get(PayoutOutcomes);
      const works = broken.cameBack.bind(broken);
      broken.cameBack = () => Promise.reject(new Error('a defect'));
      try {
        await reverse(transfer, 100);
        await control('balance', { type: 'stripe_fee', amount: -250, currency: 'eur' });
        await t.run('stripe.mirror');
        const compared = async () =>
          (await t.app.get(StripeComparisonService).compare()).find(({ currency }) => currency === 'EUR')!;
        const waiting = await compared();
        expect([unexplainedMinor(waiting), waiting.waiting, waiting.suspenseMinor]).toEqual([0n, 1, 0n]);
        t.clock.advanceSeconds(2 * 3600);
        const aside = await compared();
        expect([unexplainedMinor(aside), aside.waiting, aside.suspenseMinor]).toEqual([0n, 0, 100n]);
      } finally {
        broken.cameBack = works;
        t.clock.reset();
      }
      await t.run('stripe.mirror');
      expect(await balanceOf(advisor)).toBe(100n);
      await booksAgree();
    });
  });

  it('less what was refunded after they were paid: a debt, taken from what they earn next', async () => {
    const { advisor, earned } = await payable();
    weekLater();
    await run();
    stripe.advance(120);
    await settleStripe(t);
    t.clock.reset();
    const { body } = await t.as(advisor).get('/v1/advisor/earnings').expect(200);
    const callId = (body as { data: { callId: string }[] }).data[0]!.callId;
    await t.as(owner).post(`/v1/calls/${callId}/refund`, { reason: 'Poor line' }).expect(201);
    expect(await balanceOf(advisor)).toBe(0n); // never below zero
    expect(await houseOf('payee_receivable')).toBe(-earned);
    expect((await t.as(advisor).get('/v1/advisor/earnings/summary').expect(200)).body).toMatchObject({
      owedMinor: Number(earned),
    });
    expect(await t.violations()).toEqual([]);
    await paidCall(t, user, advisor, 900);
    t.clock.reset();
    const next = await balanceOf(advisor);
    weekLater();
    await run();
    expect((await payouts(advisor))[0]).toMatchObject({ amountMinor: Number(next - earned) });
    expect(await houseOf('payee_receivable')).toBe(0n);
    stripe.advance(120);
    await settleStripe(t);
    await booksAgree();
  });

  it('less a reserve that is released after its time', async () => {
    await rules({ reserveBp: 1000, reserveDays: 30 });
    const { advisor, earned } = await payable();
    weekLater();
    await run();
    const reserve = earned / 10n;
    expect(await payouts(advisor)).toMatchObject([{ amountMinor: Number(earned - reserve) }]);
    expect(await balanceOf(advisor, 'advisor_reserve')).toBe(reserve);
    stripe.advance(120);
    await settleStripe(t);
    t.clock.advanceSeconds(31 * DAY);
    // The rule still holds, for what is earned: of what was kept once nothing is kept again.
    await run();
    expect(await balanceOf(advisor, 'advisor_reserve')).toBe(0n);
    expect((await payouts(advisor))[0]).toMatchObject({ amountMinor: Number(reserve) });
    stripe.advance(120);
    await settleStripe(t);
    await booksAgree();
    t.clock.reset();
    await rules({ reserveBp: 0 });
  });

  it('less the reserve of this advisor, which stands in place of the rule for all and keeps its day', async () => {
    const { advisor, earned } = await payable();
    const path = `/v1/staff/advisors/${t.publicId('advisor', advisor.advisorId)}/reserve`;
    const own = { reserveBp: 2000, reserveDays: 20, reason: 'Many refunds' };
    expect((await t.as(owner).get(path).expect(200)).body).toMatchObject({ reserveBp: 0, isOwn: false, reason: null });
    await t
      .as(owner)
      .put(path, { ...own, reserveBp: 5001 })
      .expect(422);
    await t.as(owner).put(path, { reserveBp: 2000, reserveDays: 20 }).expect(422);
    await t
      .as(await t.given.staff('admin'))
      .put(path, own)
      .expect(403);
    await t
      .as(await t.given.staff('owner', 'zenith'))
      .put(path, own)
      .expect(404);
    expect((await t.as(owner).put(path, own).expect(200)).body).toMatchObject({ ...own, isOwn: true, kept: [] });
    const { body: log } = await t.as(owner).get('/v1/staff/audit').expect(200);
    expect((log as { data: object[] }).data[0]).toMatchObject({
      action: 'advisor_reserve.changed',
      before: { reserveBp: 0, isOwn: false },
      after: { reserveBp: 2000, reserveDays: 20, isOwn: true },
      reason: 'Many refunds',
    });
    weekLater();
    await run();
    const reserve = earned / 5n;
    expect(await payouts(advisor)).toMatchObject([{ amountMinor: Number(earned - reserve) }]);
    expect(await balanceOf(advisor, 'advisor_reserve')).toBe(reserve);
    stripe.advance(120);
    await settleStripe(t);
    // Cleared: what is kept keeps its day.
    expect((await t.as(owner).delete(path).expect(200)).body).toMatchObject({ isOwn: false, reserveBp: 0 });
    const { body } = await t.as(advisor).get('/v1/advisor/reserve').expect(200);
    expect(body).toMatchObject({ isOwn: false, kept: [{ amountMinor: Number(reserve), currency: 'EUR' }] });
    expect(body).not.toHaveProperty('reason');
    t.clock.advanceSeconds(19 * DAY);
    await run();
    expect(await balanceOf(advisor, 'advisor_reserve')).toBe(reserve);
    t.clock.advanceSeconds(2 * DAY);
    await run();
    expect(await balanceOf(advisor, 'advisor_reserve')).toBe(0n);
    expect((await payouts(advisor))[0]).toMatchObject({ amountMinor: Number(reserve) });
    stripe.advance(120);
    await settleStripe(t);
    await booksAgree();
    t.clock.reset();
  });

  it.each([
    ['while the bank has the money', 'in_payout'],
    ['before anything went to the bank', 'transferred'],
  ] as const)(
    'by another account after theirs left the platform %s: what was sent to it stays theirs',
    async (_, state) => {
      const { advisor, earned, accountId } = await payable();
      weekLater();
      if (state === 'transferred')
        stripe.faults.add({ kind: '503', pathPattern: '^/v1/payouts$', method: 'POST', times: 99 });
      await run();
      expect(await payouts(advisor)).toMatchObject([{ status: state, amountMinor: Number(earned) }]);
      stripe.faults.clear();
      await control(`accounts/${accountId}`, { state: 'revoked' });
      await settleStripe(t);
      expect((await accountOf(advisor)).status).toBe('closed');
      t.clock.advanceSeconds(DAY);
      await t.run('billing.resume_payouts');
      await settleStripe(t);
      // It is over, and said once; nothing came back.
      expect(await payouts(advisor)).toMatchObject([{ status: 'paid', failureCode: null, returnedMinor: 0 }]);
      expect(await balanceOf(advisor)).toBe(0n);
      t.clock.reset();
      await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(201);
      const [fresh] = await t.db.query<{ account_id: string }>(
        'select account_id from app.connect_account where advisor_id = $1 and closed_at is null',
        [advisor.advisorId],
      );
      await control(`accounts/${fresh!.account_id}`, { state: 'active' });
      await paidCall(t, user, advisor, 300);
      t.clock.reset();
      weekLater();
      await run();
      expect((await payouts(advisor))[0]).toMatchObject({ status: 'in_payout', amountMinor: Number(earned) });
      stripe.advance(120);
      await settleStripe(t);
      await booksAgree();
      t.clock.reset();
    },
  );

  it('also the licensee: its share, and the tax that it owes itself, once by eight runs at the same time', async () => {
    await t.as(owner).post('/v1/payout-account', { country: 'DE', entityType: 'company' }).expect(201);
    const [account] = await t.db.query<{ account_id: string }>(
      `select account_id from app.connect_account where party = 'licensee'`,
    );
    await control(`accounts/${account!.account_id}`, { state: 'active' });
    const [share, tax] = [await houseOf('licensee_payable'), await houseOf('tax')];
    expect(share + tax).toBeGreaterThan(0n);
    // Its share of young calls is held like the earnings of advisors.
    const early = await t.app.get(PayoutRuns).run(t.given.ctx(), 'schedule');
    expect(early.skipped.find(({ payee }) => payee.party === 'licensee')?.reason).toBe('nothing');
    const asked = await t.as(owner).post('/v1/staff/payouts/own').expect(200);
    expect(asked.body).toMatchObject({ started: [], skipped: [{ party: 'licensee', reason: 'nothing' }] });
    weekLater();
    // Nobody locks the account of a house: who claims comes one after the other, so each run hears what the others did, and none fails.
    const runs = await race(8, () => t.app.get(PayoutRuns).run(t.given.ctx(), 'schedule'));
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'fulfilled'));
    await settleStripe(t);
    t.clock.reset();
    const { body } = await t.as(owner).get('/v1/staff/payouts').expect(200);
    const own = (body as { data: (PayoutBody & { taxMinor: number })[] }).data.find(
      ({ party }) => party === 'licensee',
    )!;
    expect(own).toMatchObject({ status: 'in_payout', amountMinor: Number(share + tax), taxMinor: Number(tax) });
    expect([await houseOf('licensee_payable'), await houseOf('tax')]).toEqual([0n, 0n]);
    stripe.advance(120);
    await settleStripe(t);
    await booksAgree();
  });

  it('also the licensee alone, when it asks for its own share: no advisor is paid by that', async () => {
    const { advisor } = await payable();
    const [share, tax] = [await houseOf('licensee_payable'), await houseOf('tax')];
    weekLater();
    const finance = await t.given.staff('finance');
    const key = randomUUID();
    const ask = () => t.as(finance).post('/v1/staff/payouts/own', {}, key).expect(200);
    const { body } = await ask();
    expect(body).toMatchObject({
      started: [{ party: 'licensee', amountMinor: Number(share + tax), status: 'claimed' }],
      skipped: [],
    });
    // Pressed twice, it is one payout.
    expect((await ask()).body).toEqual(body);
    await settleStripe(t);
    t.clock.reset();
    expect([await houseOf('licensee_payable'), await houseOf('tax')]).toEqual([0n, 0n]);
    expect(await payouts(advisor)).toEqual([]);
    await t
      .as(await t.given.staff('admin'))
      .post('/v1/staff/payouts/own')
      .expect(403);
    stripe.advance(120);
    await settleStripe(t);
    await booksAgree();
  });

  it('also the licensee, less what it gave away: no caller paid for promo credit that was spent', async () => {
    // Whatever ran before: its account is open, and what was given away until now came off an earlier payout.
    const { account_id: ownAccount } = await ownAccountOf();
    await control(`accounts/${ownAccount}`, { state: 'active' });
    const payer = await t.given.user();
    // Stripe's clock went on with every payout of this file, and a payment page must end after now there too.
    t.clock.advanceSeconds(Math.round((stripe.state.clock.now() - Date.now()) / 1000));
    await paidTopUp(t, payer, 50_000);
    t.clock.reset();
    stripe.advance(3600);
    const { advisor } = await payable(60);
    // Enough for the fees of Stripe that the licensee bears.
    await paidCall(t, payer, advisor, 1_800);
    weekLater();
    await run();
    stripe.advance(120);
    await settleStripe(t);
    t.clock.reset();
    const before = await houseOf('promo_expense');
    await paidCall(t, payer, advisor, 1_800);
    t.clock.reset();
    await paidCall(t, await t.given.user({ promoMinor: 4_000n }), advisor, 60);
    t.clock.reset();
    const [share, tax, given] = [
      await houseOf('licensee_payable'),
      await houseOf('tax'),
      await houseOf('promo_expense'),
    ];
    expect(given - before).toBe(-600n);
    // The operator keeps as much less for it.
    const [kept] = await t.db.query<{ licensees: string }>(
      `select licensees::text from app.treasury($1) where currency = 'EUR'`,
      [OPERATOR_CONTEXT.name],
    );
    expect(BigInt(kept!.licensees)).toBe(share + given);
    weekLater();
    const { body } = await t
      .as(await t.given.staff('finance'))
      .post('/v1/staff/payouts/own')
      .expect(200);
    expect(body).toMatchObject({
      started: [{ party: 'licensee', amountMinor: Number(share + given + tax), giftsMinor: 600 }],
    });
    await settleStripe(t);
    t.clock.reset();
    expect([await houseOf('licensee_payable'), await houseOf('tax')]).toEqual([-given, 0n]);
    stripe.advance(120);
    await settleStripe(t);
    await booksAgree();
    // The list and the document say how much gifts took of it.
    const { body: listed } = await t.as(owner).get('/v1/staff/payouts').expect(200);
    const paid = (
      listed as { data: (PayoutBody & { giftsMinor: number; documents: { id: string; kind: string }[] })[] }
    ).data.find(({ party }) => party === 'licensee')!;
    expect(paid).toMatchObject({ status: 'paid', giftsMinor: 600, documents: [{ kind: 'payout_statement' }] });
    const path = `/v1/payout-documents/${paid.documents[0]!.id}`;
    expect((await t.as(owner).get(path).expect(200)).body.document).toMatchObject({
      party: 'licensee',
      supplier: { name: 'Aurora Advice' },
      customer: { name: 'Operator' },
      lines: [
        { kind: 'share', amountMinor: Number(share + given) + 600 },
        { kind: 'gifts', amountMinor: -600 },
        { kind: 'tax', amountMinor: Number(tax) },
      ],
      totalMinor: paid.amountMinor,
    });
    expect((await t.as(owner).get(`${path}/pdf`).expect(200)).headers['content-type']).toBe('application/pdf');
    await t.as(advisor).get(path).expect(404);
  });

  it('when they have left, without a minimum and without waiting for the schedule', async () => {
    const { advisor, earned } = await payable(60);
    await rules({ payoutSchedule: 'manual', payoutMinimumMinor: 5_000_000 });
    await t
      .as(owner)
      .post(`/v1/staff/advisors/${t.publicId('advisor', advisor.advisorId)}/suspend`, { reason: 'Left' });
    weekLater();
    await run();
    const rows = await t.db.query<{ amount: string; cause: string }>(
      'select amount::text, cause from app.payout where party_id = $1',
      [advisor.advisorId],
    );
    expect(rows).toEqual([{ amount: earned.toString(), cause: 'final' }]);
    t.clock.reset();
    await rules({ payoutSchedule: 'daily', payoutMinimumMinor: 100 });
  });

  it('before they take a call, where the licensee asks for it', async () => {
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const ring = () =>
      t.as(user).post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' });
    // What the directory says is what becomes of a call.
    const isListed = async () =>
      (
        (await t.as(user).get('/v1/advisors?online=true&limit=100').expect(200)).body as { data: { id: string }[] }
      ).data.some(({ id }) => id === t.publicId('advisor', advisor.advisorId));
    const statusOf = async () =>
      (
        (
          await t
            .as(user)
            .get(`/v1/advisors/${t.publicId('advisor', advisor.advisorId)}`)
            .expect(200)
        ).body as { status: string }
      ).status;
    const callsWait = async () =>
      ((await t.as(advisor).get('/v1/payout-account').expect(200)).body as { callsWait: boolean }).callsWait;
    expect([await callsWait(), await isListed(), await statusOf()]).toEqual([false, true, 'online']);
    // As with a new licensee, which has set nothing.
    await t.db.query('delete from app.money_rules where licensee_id = $1', [t.licensees.aurora.id]);
    expect((await ring().expect(409)).body).toMatchObject({ code: 'advisor-unavailable' });
    expect([await callsWait(), await isListed(), await statusOf()]).toEqual([true, false, 'offline']);
    await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(201);
    await ring().expect(409);
    // Whoever waits is told, and programs too, when the account works: once, however often it is read.
    const watcher = await t.given.user();
    await t
      .as(watcher)
      .put(`/v1/advisors/${t.publicId('advisor', advisor.advisorId)}/watch`)
      .expect(200);
    const told = async () => [
      ((await t.as(watcher).get('/v1/me/notices').expect(200)).body as { data: object[] }).data.length,
      (
        await t.db.query(`select 1 from app.event where type = 'advisor.online' and data::text like $1`, [
          `%${t.publicId('advisor', advisor.advisorId)}%`,
        ])
      ).length,
    ];
    const before = await told();
    const { account_id: accountId } = await accountOf(advisor);
    stripe.webhooks.control({ drop: true });
    await control(`accounts/${accountId}`, { state: 'active' });
    await race(8, () => t.as(advisor).post('/v1/payout-account/refresh').expect(200));
    stripe.webhooks.control({ drop: false });
    await settleStripe(t);
    expect([await callsWait(), await isListed(), await statusOf()]).toEqual([false, true, 'online']);
    expect((await told()).map((now, i) => now - before[i]!)).toEqual([1, 1]);
    const { body } = await ring().expect(201);
    await t
      .as(user)
      .post(`/v1/calls/${(body as { id: string }).id}/cancel`)
      .expect(200);
    const silent = await t.as(owner).patch('/v1/staff/payout-rules', { payoutAccountRequired: false }).expect(422);
    expect(silent.body).toMatchObject({ errors: [{ pointer: '/waiverReason' }] });
    await rules({ payoutAccountRequired: false, waiverReason: 'We pay by bank' });
    const { body: log } = await t.as(owner).get('/v1/staff/audit').expect(200);
    expect((log as { data: object[] }).data[0]).toMatchObject({
      action: 'payout_rules.changed',
      before: { payoutAccountRequired: true },
      after: { payoutAccountRequired: false },
      reason: 'We pay by bank',
    });
    await rules({ newAdvisorHoldDays: 0, payoutMinimumMinor: 100, payoutSchedule: 'daily' });
  });

  it('seen and steered only by those who may', async () => {
    const { advisor } = await payable(60);
    await t.as(advisor).get('/v1/staff/payouts').expect(403);
    await t
      .as(await t.given.staff('support'))
      .post('/v1/staff/payouts/run')
      .expect(403);
    const { body } = await t
      .as(await t.given.staff('owner', 'zenith'))
      .get('/v1/staff/payout-accounts')
      .expect(200);
    expect((body as { data: unknown[] }).data).toEqual([]);
    await t.as(owner).patch('/v1/staff/payout-rules', { reserveBp: 5001 }).expect(422);
    await t.as(owner).patch('/v1/staff/payout-rules', { payoutSchedule: 'hourly' }).expect(422);
  });

  // The last one: Stripe's clock is days ahead from here on.
  it('sent once also when answers were lost and Stripe has forgotten its keys since', async () => {
    const { advisor, earned, accountId } = await payable();
    weekLater();
    await t.run('billing.run_payouts');
    // By the schedule alone: the queue tries again after seconds of the real clock, and would be ahead on a slow machine.
    for (const [pathPattern, status] of [
      ['^/v1/transfers$', 'claimed'],
      ['^/v1/payouts$', 'transferred'],
    ] as const) {
      await unheard(t, pathPattern, () => t.run('billing.resume_payouts'));
      expect(await payouts(advisor)).toMatchObject([{ status }]);
      forgetKeys(t);
    }
    await t.run('billing.resume_payouts');
    expect(await payouts(advisor)).toMatchObject([{ status: 'paid' }]);
    expect(transfersTo(accountId).map(({ amount }) => BigInt(amount))).toEqual([earned]);
    expect(stripe.objects<Stripe.Payout>('payout', accountId)).toHaveLength(1);
  });
});
