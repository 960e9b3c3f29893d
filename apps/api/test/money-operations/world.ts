import type { Stripe } from 'stripe';
import { type Actor, mortal, paidTopUp, settleStripe, signedInAgain, testApp } from '@app/testing';
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
  const accountOf = async ({ advisorId }: Advisor): Promise<string> => {
    const [row] = await t.db.query<{ account_id: string }>(
      'select account_id from app.connect_account where party_id = $1',
      [advisorId],
    );
    return row!.account_id;
  };

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
    `update app.money_rules set dispute_bearer = 'advisor', dispute_fee_bearer = 'operator' where licensee_id = $1`,
    [t.licensees.aurora.id],
  );
  for (const voiceRateMinor of [600n, 350n]) {
    const advisor = await t.given.advisor({ voiceRateMinor });
    people.advisors.push(advisor);
    await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(201);
    await control(`accounts/${await accountOf(advisor)}`, { state: 'active' });
  }
  // Each has a card that may be charged; the first two wallets fill themselves by it.
  for (const [index, card] of SAVED_CARDS.entries()) {
    const user = await t.given.user();
    people.users.push(user);
    await paidTopUp(t, user, 5_000, card, true);
    const { body } = await t.as(user).get('/v1/cards').expect(200);
    if (index < 2)
      await t
        .as(user)
        .put('/v1/wallet/auto-top-up', {
          cardId: (body as { data: { id: string }[] }).data[0]!.id,
          thresholdMinor: 6_000,
          amountMinor: 2_000,
          monthlyCapMinor: 40_000,
          agreed: true,
          locale: 'en',
        })
        .expect(200);
  }
  stripe.advance(2 * 3600);
  await settleStripe(t);
  stripe.webhooks.control({ paused: true });

  /** Events that nobody will ever deliver. */
  const lost = new Set<string>();
  return {
    t,
    stripe,
    people,
    process: mortal(t),
    control,
    accountOf,
    /** Some of the events that wait, in any order: some twice at once, some later, some never. The rest is worked off. */
    deliver: async (random: Random): Promise<void> => {
      const waiting = stripe.webhooks.waiting().filter((id) => !lost.has(id));
      for (const [, id] of waiting.map((one) => [random.next(), one] as const).sort(([a], [b]) => a - b)) {
        const fate = random.weighted({ once: 10, twice: 4, late: 3, never: 2 });
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

export type OperationsWorld = Awaited<ReturnType<typeof operationsWorld>>;
