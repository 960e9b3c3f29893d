import type { Stripe } from 'stripe';
import { expect } from '@jest/globals';
import { StripeComparisonService, unexplainedMinor } from '@app/billing';
import type { OperationsWorld } from './world.ts';

type Ours = { readonly id: string; readonly amount: number };
type Theirs = { readonly id: string; readonly metadata: Record<string, string>; readonly status?: string };

const inOrder = (list: readonly Ours[]): string[] => list.map(({ id, amount }) => `${id} ${amount}`).sort();
/** What an object at Stripe stands for here; objects of others stand for nothing. */
const theirs = <T extends Theirs>(objects: readonly T[], amountOf: (one: T) => number): string[] =>
  inOrder(
    objects.flatMap((one) => {
      const id = one.metadata['local_id'];
      return id === undefined ? [] : [{ id, amount: amountOf(one) }];
    }),
  );

/** Everything that must hold once the trouble is over and everything that waited was found. Each is asked of Stripe's books or of plain rows, not of the code that wrote them. */
export async function proveBooks(world: OperationsWorld): Promise<void> {
  const { t, stripe } = world;
  const rows = async (sql: string): Promise<string[]> => inOrder(await t.db.query<Ours>(sql));

  // To the cent, with nothing in suspense and no line that waits.
  const compared = await t.app.get(StripeComparisonService).compare();
  expect(
    compared.map((one) => ({
      currency: one.currency,
      unexplained: unexplainedMinor(one),
      suspense: one.suspenseMinor,
      waiting: one.waiting,
    })),
  ).toEqual([{ currency: 'EUR', unexplained: 0n, suspense: 0n, waiting: 0 }]);
  // No sum that is not zero, no balance below zero, now or ever before, none that is not the sum of its entries.
  expect(await t.violations()).toEqual([]);
  // Each hold is closed, and each call with it.
  expect(await t.db.query(`select id, person_id from app.hold where status = 'pending'`)).toEqual([]);
  expect(await t.db.query(`select id, status from app.call where status <> 'ended'`)).toEqual([]);
  // No payment is left half-way: a lost answer was asked for again, a page nobody told of was read.
  expect(
    await t.db.query(`select id, method, status from app.top_up where status in ('requested', 'open', 'processing')`),
  ).toEqual([]);

  // What was charged was credited, once and whole.
  const charged = theirs(
    world.payments().filter(({ status }) => status === 'succeeded'),
    (one) => one.amount_received,
  );
  expect(await rows(`select id, amount::int from app.top_up where status = 'credited'`)).toEqual(charged);
  expect(
    await rows(
      `select x.ref_id as id, e.amount::int from app.ledger_transaction x join app.ledger_entry e on e.licensee_id = x.licensee_id and e.transaction_id = x.id
         join app.ledger_account a on a.id = e.account_id where x.kind = 'top_up' and a.kind = 'wallet' and x.ref_id is not null`,
    ),
  ).toEqual(charged);
  // What went back to a card left the wallet, and what the card refused did not.
  expect(
    await rows(`select id, amount::int from app.wallet_refund_part where status in ('sent', 'succeeded')`),
  ).toEqual(
    theirs(
      stripe
        .objects<Stripe.Refund>('refund')
        .map((one) => ({ ...one, metadata: one.metadata ?? {} }) as Theirs & Stripe.Refund)
        .filter(({ status }) => status === 'succeeded' || status === 'pending'),
      (one) => one.amount,
    ),
  );
  // What was sent to payees is what was claimed for them, less what came back; what reached a bank is paid.
  expect(
    await rows(
      `select id, (case when status = 'failed' then 0 else amount - returned_amount end)::int as amount from app.payout where transfer_id is not null`,
    ),
  ).toEqual(theirs(stripe.objects<Stripe.Transfer>('transfer'), (one) => one.amount - one.amount_reversed));
  const accounts = await world.accounts();
  expect(
    await rows(`select id, (amount - returned_amount)::int as amount from app.payout where status = 'paid'`),
  ).toEqual(
    theirs(
      accounts
        .flatMap((account) => stripe.objects<Stripe.Payout>('payout', account))
        .map((one) => ({ ...one, metadata: one.metadata ?? {} }))
        .filter(({ status }) => status === 'paid'),
      (one) => one.amount,
    ),
  );

  // What was taken from the share for invoices left the books of the licensee, entered those of the operator, and settles as much of the invoices.
  expect(
    await t.db.query(
      `select n.id from app.licence_netting n
        where n.amount is distinct from (select sum(e.amount) from app.ledger_entry e join app.ledger_account a on a.id = e.account_id where e.transaction_id = n.transaction_id and a.kind = 'stripe_balance')
           or n.amount is distinct from (select -sum(e.amount) from app.ledger_entry e join app.ledger_account a on a.id = e.account_id where e.transaction_id = n.operator_transaction_id and a.kind = 'stripe_balance')
       union all
       select i.id from app.licence_invoice i left join app.licence_netting n on n.licensee_id = i.licensee_id and n.invoice_id = i.id
        group by i.licensee_id, i.id, i.netted, i.total, i.credited having coalesce(sum(n.amount), 0) <> i.netted or i.netted > i.total - i.credited
       union all
       select x.id from app.ledger_transaction x where x.kind in ('licence_netting', 'licence_netting_return')
          and not exists (select 1 from app.licence_netting n where x.id in (n.transaction_id, n.operator_transaction_id))`,
    ),
  ).toEqual([]);
  expect(world.wrongs).toEqual([]);

  // What is still asked for, because Stripe has no money or no answer for it yet, is exactly what lies in clearing.
  expect(
    await t.db.query(
      `select a.kind::text as kind, sum(e.amount)::text as sum from app.ledger_entry e join app.ledger_account a on a.id = e.account_id
        where a.kind in ('refund_clearing', 'transfer_clearing', 'user_debt') group by a.kind having sum(e.amount) <> 0 order by 1`,
    ),
  ).toEqual(
    await t.db.query(
      `select kind, sum(amount)::text as sum from (
         select 'refund_clearing' as kind, amount from app.wallet_refund_part where status = 'requested'
         union all select 'transfer_clearing', amount from app.payout where status = 'claimed'
         union all select 'transfer_clearing', amount from app.operator_payout where status = 'requested') x group by kind order by 1`,
    ),
  );
  // Each order of ours is one object at Stripe, or refused ones and one.
  const orders = new Map<string, number>();
  for (const type of ['payment_intent', 'refund', 'transfer', 'payout'] as const)
    for (const one of ['', ...accounts].flatMap((account) => stripe.objects<Theirs>(type, account)))
      if (one.metadata['local_id'] !== undefined && one.status !== 'failed' && one.status !== 'canceled') {
        const order = `${type} ${one.metadata['kind'] ?? ''} ${one.metadata['local_id']}`;
        orders.set(order, (orders.get(order) ?? 0) + 1);
      }
  expect([...orders].filter(([, count]) => count > 1)).toEqual([]);
  expect(orders.size).toBeGreaterThan(0);
  // No payment was ever asked to give back more than it had left, not even for as long as Stripe took to refuse it.
  expect(
    await t.db.query(
      `with part as (select p.id, p.top_up_id, p.amount, u.amount as paid, o.seq as out_at, b.seq as back_at
                       from app.wallet_refund_part p join app.top_up u on u.id = p.top_up_id
                       join app.ledger_entry o on o.transaction_id = p.transaction_id and o.seq is not null
                       left join app.ledger_entry b on b.transaction_id = p.failed_transaction_id and b.seq is not null)
       select one.id from part one join part other on other.top_up_id = one.top_up_id and other.out_at <= one.out_at and (other.back_at is null or other.back_at > one.out_at)
        group by one.id, one.paid having sum(other.amount) > one.paid`,
    ),
  ).toEqual([]);
  // No call is settled or paid back beyond its price, no payment beyond its amount.
  expect(
    await t.db.query(
      `select c.id from app.call c join app.ledger_transaction x on x.licensee_id = c.licensee_id and x.ref_id = c.id and x.kind = 'settlement' group by c.id having count(*) > 1
       union all
       select c.id from app.call c join app.ledger_transaction x on x.licensee_id = c.licensee_id and x.ref_id = c.id and x.kind = 'call_refund'
         join app.ledger_entry e on e.licensee_id = x.licensee_id and e.transaction_id = x.id join app.ledger_account a on a.id = e.account_id and a.kind in ('wallet', 'promo')
        group by c.id, c.price_minor having sum(e.amount) > c.price_minor
       union all
       select p.top_up_id from app.wallet_refund_part p join app.top_up u on u.id = p.top_up_id where p.status <> 'failed' group by p.top_up_id, u.amount having sum(p.amount) > u.amount`,
    ),
  ).toEqual([]);
}
