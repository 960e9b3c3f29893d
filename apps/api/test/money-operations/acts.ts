import type { Stripe } from 'stripe';
import { identityOf, roomOf } from '@app/calling';
import { type Actor, talk } from '@app/testing';
import type { Random } from '../../../../scripts/faults/random.ts';
import type { Advisor, OperationsWorld } from './world.ts';

export const DAY = 24 * 3600;
const CARDS = ['4242424242424242', '4000000000005126', '4000000000007726', '5555555555554444'];
/** What finds what a lost answer, a lost event or a dead process has left behind. */
export const SWEEPS = [
  'calling.due',
  'calling.media_sweep',
  'calling.orphan_rooms',
  'stripe.poll_undelivered',
  'stripe.poll_all',
  'stripe.sweep_disputes',
  'stripe.sweep_all_disputes',
  'billing.expire_holds',
  'billing.resume_top_ups',
  'billing.close_checkouts',
  'billing.resume_wallet_refunds',
  'billing.sync_connect_accounts',
  'billing.resume_payouts',
  'billing.recheck_paid_payouts',
  'billing.resume_operator_payouts',
  'licensing.net_invoices',
  'stripe.mirror',
];

/** One operation. It draws everything from `random`, and names its requests by `key`: done again it is the repeat of a client that heard no answer. */
type Act = (world: OperationsWorld, random: Random, key: string) => Promise<unknown>;

async function topUp(world: OperationsWorld, user: Actor, body: object, key: string): Promise<string | undefined> {
  const answer = await world.t.as(user).post('/v1/top-ups', body, `${key}-top-up`);
  return /cs_test_\w+/.exec((answer.body as { checkoutUrl?: string }).checkoutUrl ?? '')?.[0];
}

/** A call as far as it comes: a death on the way leaves it to the timers of the next process. */
async function call(world: OperationsWorld, user: Actor, advisor: Advisor, seconds: number, key: string) {
  const { t } = world;
  const { body } = await t
    .as(user)
    .post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' }, `${key}-call`)
    .expect(201);
  const id = (body as { id: string }).id;
  const uuid = t.parseId('call', id)!;
  await t.as(advisor).post(`/v1/calls/${id}/accept`).expect(200);
  for (const [side, person] of [
    ['caller', user],
    ['advisor', advisor],
  ] as const) {
    await t.as(person).post(`/v1/calls/${id}/join`).expect(200);
    t.rooms.join(roomOf(uuid), identityOf(uuid, side));
  }
  await t.run('calling.media_sweep');
  await talk(t, seconds);
  await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
  await t.as(advisor).post(`/v1/calls/${id}/end`).expect(200);
}

/** Both sides of every call are gone, and its timers run out. */
export async function hangUp({ t }: OperationsWorld): Promise<void> {
  for (const people of t.rooms.rooms.values()) people.clear();
  await t.run('calling.media_sweep');
  await talk(t, 300);
}

async function anyCall({ t }: OperationsWorld, random: Random): Promise<{ id: string; price: number } | undefined> {
  const calls = await t.db.query<{ id: string; price: string }>(
    'select id, price_minor::text as price from app.call where settlement_id is not null and price_minor > 0 order by id',
  );
  if (calls.length === 0) return undefined;
  const { id, price } = random.pick(calls);
  return { id: t.publicId('call', id), price: Number.parseInt(price, 10) };
}

/** Who can pay for a call. */
async function withMoney({ t, people }: OperationsWorld): Promise<Actor[]> {
  const rows = await t.db.query<{ owner_id: string }>(
    `select owner_id from app.ledger_account where kind = 'wallet' and balance - held >= 2000`,
  );
  return people.users.filter((user) => rows.some((row) => row.owner_id === user.id));
}

/** Whose wallet can give the same amount twice, and their newest payment only once; with that amount in minor units. */
async function twiceRefundable({ t, people }: OperationsWorld): Promise<{ user: Actor; amountMinor: number }[]> {
  const rows = await t.db.query<{ owner_id: string; free: number; left: number }>(
    `select distinct on (a.owner_id) a.owner_id, (a.balance - a.held)::int as free,
            (u.amount - coalesce((select sum(p.amount) from app.wallet_refund_part p where p.top_up_id = u.id and p.status <> 'failed'), 0))::int as left
       from app.ledger_account a join app.top_up u on u.person_id = a.owner_id and u.status = 'credited' and u.disputed_at is null
      where a.kind = 'wallet' order by a.owner_id, u.id desc`,
  );
  return people.users.flatMap((user) => {
    const { free, left } = rows.find((row) => row.owner_id === user.id) ?? { free: 0, left: 0 };
    const amountMinor = Math.min(left, Math.floor(free / 2));
    return amountMinor > 0 && 2 * amountMinor > left ? [{ user, amountMinor }] : [];
  });
}

async function payOut({ t }: OperationsWorld): Promise<void> {
  t.clock.advanceSeconds(8 * DAY);
  await t.run('billing.run_payouts');
  await t.drain();
  t.clock.reset();
}

export const ACTS = {
  'a top-up at a page': async (world, random, key) => {
    const user = random.pick(world.people.users);
    const [amountMinor, card, isPaid] = [random.int(20, 100) * 100, random.pick(CARDS), random.chance(0.85)];
    const session = await topUp(world, user, { amountMinor, method: 'checkout' }, key);
    if (session && isPaid) world.stripe.pay(session, { card, threeDSecure: 'complete' });
  },
  'a top-up by a saved card': (world, random, key) =>
    topUp(world, random.pick(world.people.users), { amountMinor: random.int(5, 60) * 100, method: 'saved_card' }, key),
  // The card is charged, every answer is lost, and it is asked for again before any event tells of it.
  'a charge of which nobody hears': async (world, random, key) => {
    const [user, amountMinor] = [random.pick(world.people.users), random.int(5, 60) * 100];
    const lost = { kind: 'timeout_after_success', method: 'POST', pathPattern: 'payment_intents$' } as const;
    world.stripe.faults.clear();
    world.stripe.faults.add({ ...lost, delayMs: 20, times: 3 });
    await topUp(world, user, { amountMinor, method: 'saved_card' }, key).finally(() => world.stripe.faults.clear());
    await world.minutes();
  },
  'wallets that top themselves up': async (world) => {
    const { t } = world;
    await world.fillThemselves();
    t.clock.advanceSeconds(120);
    await t.run('billing.auto_top_ups');
  },
  'a call': async (world, random, key) => {
    const [callers, advisor] = [await withMoney(world), random.pick(world.people.advisors)];
    const seconds = random.int(30, 240);
    if (callers.length === 0) return;
    const user = random.pick(callers);
    try {
      await call(world, user, advisor, seconds, key);
    } finally {
      if (world.process.death === undefined) await hangUp(world);
      world.t.clock.reset();
    }
  },
  'a tip': async (world, random, key) => {
    const one = await anyCall(world, random);
    const user = random.pick(world.people.users);
    if (one) await world.t.as(user).post(`/v1/calls/${one.id}/tip`, { amountMinor: random.int(50, 300) }, `${key}-tip`);
  },
  'a refund of a call': async (world, random, key) => {
    const one = await anyCall(world, random);
    if (!one) return;
    const amountMinor = random.int(1, one.price);
    await world.t
      .as(world.people.owner)
      .post(`/v1/calls/${one.id}/refund`, { amountMinor, reason: 'x' }, `${key}-refund`);
  },
  'a credit of the staff': ({ t, people }, random, key) =>
    t
      .as(people.owner)
      .post(
        `/v1/staff/people/${t.publicId('person', random.pick(people.users).id)}/credits`,
        { amountMinor: random.int(1, 500), reason: 'x' },
        `${key}-credit`,
      ),
  'money back to the card': ({ t, people }, random, key) =>
    t
      .as(random.pick(people.users))
      .post('/v1/wallet/refunds', random.chance(0.5) ? {} : { amountMinor: random.int(1, 3000) }, `${key}-back`),
  // What only a lock keeps apart: the same money asked for from several sides at one moment, or one thing asked for twice.
  'several things at once': async (world, random, key) => {
    const { t, people } = world;
    const user = random.pick(people.users);
    const [amountMinor, isPayout] = [random.int(500, 3000), random.chance(0.3)];
    const one = await anyCall(world, random);
    if (isPayout) {
      t.clock.advanceSeconds(8 * DAY);
      await Promise.allSettled([t.run('billing.run_payouts'), t.run('billing.run_payouts')]);
      await t.drain();
      return;
    }
    return Promise.allSettled([
      t.as(user).post('/v1/wallet/refunds', {}, `${key}-all`),
      t.as(user).post('/v1/wallet/refunds', { amountMinor }, `${key}-some`),
      t.as(user).post('/v1/top-ups', { amountMinor, method: 'saved_card' }, `${key}-paid`),
      t.as(user).post('/v1/top-ups', { amountMinor, method: 'saved_card' }, `${key}-paid`),
      ...(one
        ? [
            t.as(people.owner).post(`/v1/calls/${one.id}/refund`, { reason: 'x' }, `${key}-first`),
            t.as(people.owner).post(`/v1/calls/${one.id}/refund`, { reason: 'x' }, `${key}-second`),
          ]
        : []),
    ]);
  },
  // Both fit into the wallet; only behind its lock is it known that they do not both fit into one payment.
  'two refunds at once': async (world, random, key) => {
    const able = await twiceRefundable(world);
    if (able.length === 0) return;
    const { user, amountMinor } = random.pick(able);
    const back = (name: string) => world.t.as(user).post('/v1/wallet/refunds', { amountMinor }, `${key}-${name}`);
    return Promise.allSettled([back('first'), back('second')]);
  },
  // The invoices of another month, settled from the share as far as it goes. All that time is only of the licence.
  'a month of the licence': async (world) => {
    world.t.clock.advanceSeconds(world.nextMonth() * 32 * DAY);
    await world.t.run('licensing.run_licences');
  },
  'a consent, given or taken back': async ({ t, people }, random) =>
    random.chance(0.75)
      ? t.as(people.owner).put('/v1/staff/licence/netting', { wording: 1 })
      : t.as(people.owner).delete('/v1/staff/licence/netting'),
  // The same share is wanted by an invoice and by its licensee.
  'a share that is netted and paid out at once': async (world) => {
    const { t, people } = world;
    t.clock.advanceSeconds(8 * DAY);
    const before = await world.share();
    await Promise.allSettled([
      t.run('licensing.net_invoices'),
      t.run('billing.run_payouts'),
      t.as(people.owner).put('/v1/staff/licence/netting', { wording: 1 }),
    ]);
    const after = await world.share();
    if (after < 0 && after < before) world.wrongs.push(`of a share of ${before} ${before - after} were taken`);
    await t.drain();
  },
  'a credit of an invoice that was netted': async (world, random, key) => {
    const { t, people } = world;
    const rows = await t.db.query<{ id: string; rest: number }>(
      'select id, (total - credited)::int as rest from app.licence_invoice where netted > 0 and total > credited order by id',
    );
    if (rows.length === 0) return;
    const { id, rest } = random.pick(rows);
    const path = `/v1/operator/licensees/${t.publicId('licensee', t.licensees.aurora.id)}/invoices/${t.publicId('licenceInvoice', id)}`;
    const amountMinor = random.int(1, rest);
    return t.as(people.operator).post(`${path}/credit-notes`, { amountMinor, reason: 'x' }, `${key}-credit-note`);
  },
  'a dispute': async (world, random) => {
    const charged = world.payments().filter(({ status }) => status === 'succeeded');
    if (charged.length === 0) return;
    const amount = random.chance(0.5) ? {} : { amount: random.int(1, 500) };
    await world.control('disputes', { paymentIntent: random.pick(charged).id, ...amount });
  },
  'a decision of a bank': async (world, random) => {
    const open = world.stripe.objects<Stripe.Dispute>('dispute');
    if (open.length === 0) return;
    await world.control(`disputes/${random.pick(open).id}`, { outcome: random.pick(['won', 'lost', 'appeal']) });
  },
  'a run of payouts': (world) => payOut(world),
  'a bank that refuses, or pays': async (world, random) => {
    const rows = await world.t.db.query<{ stripe_payout_id: string }>(
      `select stripe_payout_id from app.payout where stripe_payout_id is not null order by id desc limit 5`,
    );
    if (rows.length === 0) return;
    const answer = random.chance(0.7) ? { state: 'failed', failureCode: 'could_not_process' } : { state: 'paid' };
    await world.control(`payouts/${random.pick(rows).stripe_payout_id}`, answer);
  },
  'an account that Stripe holds, or lets go': async (world, random) => {
    const state = random.chance(0.3) ? 'restricted' : 'active';
    await world.control(`accounts/${await world.accountOf(random.pick(world.people.advisors))}`, { state });
  },
  "the operator's payout": async ({ t, people }, random, key) => {
    const { body } = await t.as(people.operator).get('/v1/operator/treasury');
    const surplus = (body as { data: { surplusMinor: number }[] }).data[0]?.surplusMinor ?? 0;
    if (surplus <= 0) return;
    const amountMinor = random.int(1, surplus);
    await t
      .as(people.operator)
      .post('/v1/operator/payouts', { amountMinor, currency: 'EUR', reason: 'Fees' }, `${key}-payout`);
  },
  // The same time passes for what waits for an answer: after an hour it is given up, long before Stripe forgets its key.
  'time at Stripe': async ({ t, stripe }, random) => {
    const seconds = random.int(600, 7200);
    await t.db.query(
      `update app.top_up set created_at = created_at - make_interval(secs => $1), sent_at = sent_at - make_interval(secs => $1) where status = 'requested'`,
      [seconds],
    );
    stripe.advance(seconds);
  },
  // Some minutes later: what asks again waits a while before it does, and gives up after an hour. Who reads Stripe's own lists keeps a place in them by the time: for them it must not go back.
  'a sweep': ({ t }, random) => {
    const job = random.pick(SWEEPS);
    const seconds = random.int(90, 1800);
    if (job.startsWith('billing.')) t.clock.advanceSeconds(seconds);
    return t.run(job);
  },
  'jobs that are tried again': (world) => world.tryAgain(),
} satisfies Record<string, Act>;

export type ActName = keyof typeof ACTS;

/** How often each is done. */
export const WEIGHTS: Record<ActName, number> = {
  'a top-up at a page': 6,
  'a top-up by a saved card': 2,
  'a charge of which nobody hears': 2,
  'wallets that top themselves up': 2,
  'a call': 8,
  'a tip': 1,
  'a refund of a call': 2,
  'a credit of the staff': 1,
  'money back to the card': 3,
  'several things at once': 2,
  'two refunds at once': 3,
  'a month of the licence': 1,
  'a consent, given or taken back': 1,
  'a share that is netted and paid out at once': 2,
  'a credit of an invoice that was netted': 1,
  'a dispute': 2,
  'a decision of a bank': 2,
  'a run of payouts': 3,
  'a bank that refuses, or pays': 2,
  'an account that Stripe holds, or lets go': 1,
  "the operator's payout": 1,
  'time at Stripe': 5,
  'a sweep': 2,
  'jobs that are tried again': 2,
};
