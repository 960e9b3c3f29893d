import type { Stripe } from 'stripe';
import { type Actor, type TestApp, mortal, paidTopUp, settleStripe, signedInAgain, testApp, PARTY } from '@app/testing';
import type { Random } from '../../../../scripts/faults/random.ts';

export type Advisor = Actor & { advisorId: string };

const HOUR_MS = 3_600_000;
/** Of each kind that a refund can end with, and one whose bank complains later. */
const SAVED_CARDS = ['4242424242424242', '4000000000005126', '4000000000007726', '4242424242424242'];

/** A licensee with callers and advisors, a stand-in of Stripe that does nothing unless its clock is moved, and a process that can die. */
export async function operationsWorld() {
  const t = await testApp({
    sandbox: true,
    stripeTimings: {
      balanceTransactionDelayMs: HOUR_MS / 4,
      fundsAvailableAfterMs: HOUR_MS,
      refundSettlesAfterMs: HOUR_MS / 2,
      payoutArrivesAfterMs: 2 * HOUR_MS,
    },
  });
  const { stripe } = t.sandbox!;
  const people = {
    owner: await t.given.staff(),
    operator: await t.given.operator(),
    users: [] as Actor[],
    advisors: [] as Advisor[],
  };
  const control = async (path: string, body: object): Promise<void> => {
    await fetch(`${t.sandbox!.stripeUrl}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  };
  const accountOfParty = async (partyId: string): Promise<string> => {
    const [row] = await t.db.query<{ account_id: string }>(
      'select account_id from app.connect_account where party_id = $1',
      [partyId],
    );
    return row!.account_id;
  };
  const accountOf = ({ advisorId }: Advisor): Promise<string> => accountOfParty(advisorId);

  await t
    .as(people.owner)
    .patch('/v1/staff/payout-rules', {
      payoutSchedule: 'daily',
      payoutMinimumMinor: 100,
      newAdvisorHoldDays: 0,
      reserveBp: 500,
      reserveDays: 1,
    })
    .expect(200);
  await t.db.query(
    `update app.money_rules set dispute_bearer = 'advisor', dispute_fee_bearer = 'operator', stripe_fee_bearer = 'operator' where licensee_id = $1`,
    [t.licensees.aurora.id],
  );
  for (const voiceRateMinor of [600n, 350n]) {
    const advisor = await t.given.advisor({ voiceRateMinor });
    people.advisors.push(advisor);
    await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(201);
    await control(`accounts/${await accountOf(advisor)}`, { state: 'active' });
  }
  await licensed(t, people.owner, people.operator);
  await control(`accounts/${await accountOfParty(t.licensees.aurora.id)}`, { state: 'active' });
  // Each has a card that may be charged.
  for (const card of SAVED_CARDS) {
    const user = await t.given.user();
    people.users.push(user);
    await paidTopUp(t, user, 5_000, card, true);
  }
  /** Two wallets fill themselves, until money goes back to their card. */
  const fillThemselves = async (): Promise<void> => {
    for (const user of people.users.slice(0, 2)) {
      const { body } = await t.as(user).get('/v1/cards');
      await t.as(user).put('/v1/wallet/auto-top-up', {
        cardId: (body as { data: { id: string }[] }).data[0]!.id,
        thresholdMinor: 6_000,
        amountMinor: 2_000,
        monthlyCapMinor: 40_000,
        agreed: true,
        locale: 'en',
      });
    }
  };
  stripe.advance(2 * 3600);
  await settleStripe(t);
  stripe.webhooks.control({ paused: true });

  /** Events that nobody will ever deliver. */
  const lost = new Set<string>();
  let months = 0;
  return {
    t,
    stripe,
    people,
    process: mortal(t),
    control,
    fillThemselves,
    accountOf,
    /** At Stripe, of everybody who is paid out. */
    accounts: async (): Promise<string[]> =>
      (await t.db.query<{ account_id: string }>('select account_id from app.connect_account order by id')).map(
        (row) => row.account_id,
      ),
    /** What an act saw go wrong at a moment that the books do not keep. */
    wrongs: [] as string[],
    /** Which month of the licence is the next to be over, counted from 1. */
    nextMonth: (): number => (months += 1),
    /** What the licensee could have of its calls, less what it has given away, in minor units. */
    share: async (): Promise<number> => {
      const [row] = await t.db.query<{ sum: number }>(
        `select coalesce(sum(e.amount), 0)::int as sum from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
          where e.licensee_id = $1 and a.kind in ('licensee_payable', 'promo_expense') and a.currency = 'EUR'`,
        [t.licensees.aurora.id],
      );
      return row!.sum;
    },
    /** What the worker does every minute, some minutes later: it asks again for what it heard no answer to. */
    minutes: async (): Promise<void> => {
      t.clock.advanceSeconds(180);
      for (const job of ['billing.resume_top_ups', 'billing.resume_wallet_refunds', 'billing.resume_payouts'])
        await t.run(job).catch(() => undefined);
      t.clock.reset();
    },
    /** Some of the events that wait, in any order: some twice at once, some later, some never. The rest is worked off. */
    deliver: async (random: Random): Promise<void> => {
      const waiting = stripe.webhooks.waiting().filter((id) => !lost.has(id));
      for (const [, id, own] of waiting
        .map((one, index) => [random.fork(`order ${index}`).next(), one, random.fork(`fate ${index}`)] as const)
        .sort(([a], [b]) => a - b)) {
        const fate = own.weighted({ once: 10, twice: 4, late: 3, never: 2 });
        if (fate === 'never') lost.add(id);
        if (fate === 'once') await stripe.webhooks.deliverNow(id);
        if (fate === 'twice') await Promise.all([stripe.webhooks.deliverNow(id), stripe.webhooks.deliverNow(id)]);
      }
      // Jobs that fail come again while the others run: what is not done by now is done later.
      await t.drain().catch(() => undefined);
    },
    /** What is late arrives; what is lost shows only where somebody looks for it. */
    deliverLate: async (): Promise<void> => {
      for (const id of stripe.webhooks.waiting()) if (!lost.has(id)) await stripe.webhooks.deliverNow(id);
      await t.drain();
    },
    lostEvents: () => lost.size,
    /** Sessions do not last as long as the proof does. */
    signInAgain: async (): Promise<void> => {
      people.owner = await signedInAgain(t, people.owner);
      people.operator = await signedInAgain(t, people.operator);
      people.users = await Promise.all(people.users.map((one) => signedInAgain(t, one)));
      people.advisors = await Promise.all(people.advisors.map((one) => signedInAgain(t, one)));
    },
    /** Jobs that failed, or died, are tried again now. */
    tryAgain: async (): Promise<void> => {
      await t.db.query(
        'update graphile_worker._private_jobs set run_at = clock_timestamp() where locked_at is null and run_at > clock_timestamp()',
      );
      await t.drain();
    },
    payments: () => stripe.objects<Stripe.PaymentIntent>('payment_intent'),
  };
}

const TERMS = {
  setupFeeMinor: 500,
  monthlyFeeMinor: 900,
  minimumMonthlyMinor: null,
  operatorShareBp: null,
  operatorRatePerMinuteMinor: null,
  trialDays: 0,
  maxAdvisors: null,
  maxUsers: null,
  maxConcurrentCalls: null,
  maxApiPerMinute: null,
  maxStorageMb: null,
};

/** The licensee has a licence of the operator, an account that its share goes to, and agrees that invoices are settled from it. */
async function licensed(t: TestApp, owner: Actor, operator: Actor): Promise<void> {
  await t
    .as(operator)
    .put('/v1/operator/invoice-issuer', { ...PARTY, series: 'OP', taxRateBp: 1900, paymentDays: 90 })
    .expect(200);
  await t.as(owner).put('/v1/staff/licence/billing-profile', PARTY).expect(200);
  const { body } = await t
    .as(operator)
    .post('/v1/operator/plans', { ...TERMS, name: 'Studio', currency: 'EUR', isPublic: true })
    .expect(201);
  await t
    .as(operator)
    .post(`/v1/operator/licensees/${t.publicId('licensee', owner.licenseeId)}/licence`, {
      planId: (body as { id: string }).id,
      reason: 'Signed',
    })
    .expect(201);
  await t.as(owner).post('/v1/payout-account', { country: 'DE', entityType: 'company' }).expect(201);
  await t.as(owner).put('/v1/staff/licence/netting', { wording: 1 }).expect(200);
}

export type OperationsWorld = Awaited<ReturnType<typeof operationsWorld>>;
