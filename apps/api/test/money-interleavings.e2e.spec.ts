import type { Stripe } from 'stripe';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { StripeComparisonService, unexplainedMinor } from '@app/billing';
import { log } from '@app/kernel';
import { type Actor, type TestApp, paidCall, testApp } from '@app/testing';
import { OPERATIONS, SEED } from '../../../scripts/faults/money-options.ts';
import { Random } from '../../../scripts/faults/random.ts';

const DAY = 24 * 3600;
const CARDS = ['4242424242424242', '4000000000005126', '4000000000007726', '5555555555554444'];

jest.setTimeout(60_000 + OPERATIONS * 4_000);

/**
 * Whatever happens to money, in whatever order, and however badly Stripe answers: afterwards our books are Stripe's to the cent, nothing is below zero and
 * nothing happened twice. Answers are lost before and after their effect, webhooks are dropped, doubled and turned round, and jobs fail half-way.
 */
let t: TestApp;
let stripe: NonNullable<TestApp['sandbox']>['stripe'];
let owner: Actor;
let operator: Actor;
let users: Actor[];
let advisors: (Actor & { advisorId: string })[];
const random = new Random(String(SEED));
const pick = <T>(list: readonly T[]): T => random.pick(list);

beforeAll(async () => {
  t = await testApp({ sandbox: true });
  stripe = t.sandbox!.stripe;
  owner = await t.given.staff();
  operator = await t.given.operator();
  users = [await t.given.user(), await t.given.user(), await t.given.user()];
  advisors = [await t.given.advisor({ voiceRateMinor: 600n }), await t.given.advisor({ voiceRateMinor: 350n })];
  await t
    .as(owner)
    .patch('/v1/staff/payout-rules', {
      payoutSchedule: 'daily',
      payoutMinimumMinor: 100,
      newAdvisorHoldDays: 0,
      reserveBp: 500,
      reserveDays: 1,
    })
    .expect(200);
  for (const advisor of advisors) {
    await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(201);
    const [row] = await t.db.query<{ account_id: string }>(
      'select account_id from app.connect_account where party_id = $1',
      [advisor.advisorId],
    );
    await control(`accounts/${row!.account_id}`, { state: 'active' });
  }
  await t.db.query(
    `update app.money_rules set dispute_bearer = 'advisor', dispute_fee_bearer = 'operator' where licensee_id = $1`,
    [t.licensees.aurora.id],
  );
});
afterAll(() => t.close());

async function control(path: string, body: object): Promise<void> {
  await fetch(`${t.sandbox!.stripeUrl}/_control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Everything that can be worked off now; a job that fails waits for its next try. */
async function work(): Promise<void> {
  await stripe.webhooks.idle();
  await t.drain();
}

const anyTopUp = async (): Promise<string | undefined> => {
  const rows = await t.db.query<{ payment_intent_id: string }>(
    `select payment_intent_id from app.top_up where status = 'credited' and payment_intent_id is not null order by id`,
  );
  return rows.length === 0 ? undefined : pick(rows).payment_intent_id;
};

const ACTS: Record<string, () => Promise<unknown>> = {
  'a top-up': async () => {
    const answer = await t
      .as(pick(users))
      .post('/v1/top-ups', { amountMinor: random.int(5, 60) * 100, method: 'checkout' });
    const session = /cs_test_\w+/.exec((answer.body as { checkoutUrl?: string }).checkoutUrl ?? '')?.[0];
    if (session) stripe.pay(session, { card: pick(CARDS), threeDSecure: 'complete' });
  },
  'a call': async () => {
    const user = pick(users);
    if ((await t.wallet(user)).paid < 4000n) return;
    await paidCall(t, user, pick(advisors), random.int(30, 240));
    t.clock.reset();
  },
  'a refund of a call': async () => {
    const calls = await t.db.query<{ id: string; price: string }>(
      'select id, price_minor::text as price from app.call where settlement_id is not null',
    );
    if (calls.length === 0) return;
    const { id, price } = pick(calls);
    await t
      .as(owner)
      .post(`/v1/calls/${t.publicId('call', id)}/refund`, { amountMinor: random.int(1, Number(price)), reason: 'x' });
  },
  'money back to the card': () =>
    t.as(pick(users)).post('/v1/wallet/refunds', random.int(0, 1) === 0 ? {} : { amountMinor: random.int(1, 3000) }),
  'a dispute': async () => {
    const paymentIntent = await anyTopUp();
    if (paymentIntent)
      await control('disputes', { paymentIntent, ...(random.int(0, 1) === 0 ? {} : { amount: random.int(1, 500) }) });
  },
  'a decision of a bank': async () => {
    const open = stripe.objects<Stripe.Dispute>('dispute');
    if (open.length > 0) await control(`disputes/${pick(open).id}`, { outcome: pick(['won', 'lost', 'appeal']) });
  },
  'a run of payouts': async () => {
    t.clock.advanceSeconds(8 * DAY);
    await t.run('billing.run_payouts');
    await work();
    t.clock.reset();
  },
  'a bank that refuses': async () => {
    const rows = await t.db.query<{ stripe_payout_id: string }>(
      `select stripe_payout_id from app.payout where status = 'in_payout' and stripe_payout_id is not null`,
    );
    if (rows.length > 0)
      await control(`payouts/${pick(rows).stripe_payout_id}`, { state: 'failed', failureCode: 'could_not_process' });
  },
  "the operator's payout": async () => {
    const { body } = await t.as(operator).get('/v1/operator/treasury');
    const surplus = (body as { data: { surplusMinor: number }[] }).data[0]?.surplusMinor ?? 0;
    if (surplus > 0)
      await t
        .as(operator)
        .post('/v1/operator/payouts', { amountMinor: random.int(1, surplus), currency: 'EUR', reason: 'Fees' });
  },
  'time at Stripe': () => Promise.resolve(stripe.advance(random.int(1, 600))),
  'jobs that are tried again': async () => {
    await t.db.query('update graphile_worker._private_jobs set run_at = clock_timestamp() where locked_at is null');
    await work();
  },
};

/** What goes wrong next. */
function trouble(): void {
  stripe.webhooks.control({
    paused: false,
    duplicate: random.int(0, 2),
    shuffle: random.int(0, 1) === 0,
    delayMs: 0,
    drop: random.int(0, 4) === 0 ? 3 : false,
  });
  stripe.faults.clear();
  for (let n = random.int(0, 2); n > 0; n--)
    stripe.faults.add(
      pick([
        { kind: 'timeout_after_success', method: 'POST', delayMs: 20 } as const,
        { kind: 'reset_before', times: random.int(1, 4) } as const,
        { kind: 'stored_500', method: 'POST', executed: random.int(0, 1) === 0 } as const,
        { kind: '409', method: 'POST', times: random.int(1, 4) } as const,
        { kind: '429', times: random.int(1, 4) } as const,
        { kind: '503', times: random.int(1, 4) } as const,
      ]),
    );
}

it(`keeps our books those of Stripe over ${OPERATIONS} operations in any order (MONEY_SEED=${SEED})`, async () => {
  const quiet = (['error', 'warn'] as const).map((level) => jest.spyOn(log, level).mockImplementation(() => undefined));
  const done: string[] = [];
  for (let n = 0; n < OPERATIONS; n++) {
    trouble();
    const name = pick(Object.keys(ACTS));
    done.push(name);
    // Refusals are answers too: what counts is what the books say afterwards.
    await ACTS[name]!().catch((error: unknown) => done.push(String(error)));
    t.clock.reset();
    if (random.int(0, 1) === 0) await work();
  }
  // Then the trouble ends, and everything that waits is found by the sweeps.
  stripe.faults.clear();
  stripe.webhooks.control({ paused: false, duplicate: 0, shuffle: false, delayMs: 0, drop: false });
  // Stripe forgets its keys after a day: what was never answered is then asked anew.
  for (const seconds of [600, 25 * 3600, 600, 600]) {
    stripe.advance(seconds);
    t.clock.advanceSeconds(8 * 3600);
    for (const job of [
      'stripe.poll_all',
      'billing.resume_top_ups',
      'billing.resume_wallet_refunds',
      'billing.resume_payouts',
      'billing.resume_operator_payouts',
      'stripe.mirror',
    ])
      await t.run(job);
    await ACTS['jobs that are tried again']!();
  }
  for (const spy of quiet) spy.mockRestore();
  const found = (await t.app.get(StripeComparisonService).compare()).map((one) => ({
    currency: one.currency,
    unexplained: unexplainedMinor(one),
    suspense: one.suspenseMinor,
    waiting: one.waiting,
  }));
  expect({ found, done }).toEqual({ found: [{ currency: 'EUR', unexplained: 0n, suspense: 0n, waiting: 0 }], done });
  expect(await t.violations()).toEqual([]);
  // What is still asked for, because Stripe has no money or no answer for it yet, is exactly what lies in clearing.
  const clearing = await t.db.query<{ kind: string; sum: string }>(
    `select a.kind::text as kind, coalesce(sum(e.amount), 0)::text as sum from app.ledger_entry e join app.ledger_account a on a.id = e.account_id
      where a.kind in ('refund_clearing', 'transfer_clearing', 'user_debt') group by a.kind having sum(e.amount) <> 0 order by 1`,
  );
  const asked = await t.db.query<{ kind: string; sum: string }>(
    `select kind, sum(amount)::text as sum from (
       select 'refund_clearing' as kind, amount from app.wallet_refund_part where status = 'requested'
       union all select 'transfer_clearing', amount from app.payout where status = 'claimed'
       union all select 'transfer_clearing', amount from app.operator_payout where status = 'requested') x group by kind order by 1`,
  );
  expect({ clearing, done }).toEqual({ clearing: asked, done });
  // Nothing was asked for under a new key while the old one was open: each order of ours is one object there, or refused ones and one.
  const orders = new Map<string, number>();
  for (const type of ['payment_intent', 'refund', 'transfer', 'payout'] as const)
    for (const { metadata, status } of stripe.objects<{
      id: string;
      metadata: Record<string, string>;
      status?: string;
    }>(type))
      if (metadata['local_id'] !== undefined && status !== 'failed' && status !== 'canceled') {
        const order = `${type} ${metadata['local_id']}`;
        orders.set(order, (orders.get(order) ?? 0) + 1);
      }
  expect([...orders].filter(([, count]) => count > 1)).toEqual([]);
  expect(orders.size).toBeGreaterThan(0);
  const twice = await t.db.query(
    'select top_up_id from app.wallet_refund_part p join app.top_up u on u.id = p.top_up_id where p.status <> $1 group by top_up_id, u.amount having sum(p.amount) > u.amount',
    ['failed'],
  );
  expect(twice).toEqual([]);
});
