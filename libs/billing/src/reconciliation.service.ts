import { Injectable } from '@nestjs/common';
import { type Tx, addSeconds, rowsOf } from '@app/kernel';

/** A payment that was told of a moment ago may still be on its way into the ledger. */
const IN_FLIGHT_SECONDS = 300;
const MAX_DIFFERENCES = 100;

/** Why our ledger and what Stripe told us differ at one place. */
export type DifferenceKind =
  | 'posting_without_top_up'
  | 'top_up_without_posting'
  | 'amount_differs'
  | 'other_posting'
  | 'payment_not_credited'
  | 'line_not_posted'
  | 'in_suspense';

export interface Difference {
  readonly kind: DifferenceKind;
  readonly currency: string;
  /** UUID of the posting, where there is one. */
  readonly transactionId: string | null;
  /** Stripe's id, where there is one. */
  readonly stripeId: string | null;
  /** Minor units; positive = our ledger counts more than Stripe told us. */
  readonly amount: bigint;
}

export interface Reconciliation {
  readonly currency: string;
  /** What our ledger says lies at Stripe. */
  readonly ledger: bigint;
  /** What Stripe told us: its balance transactions, and payments that have none yet. */
  readonly stripeKnown: bigint;
  /** Sum of the amounts = ledger - stripeKnown: nothing stays unexplained. At most 100, the largest first. */
  readonly differences: readonly Difference[];
  readonly differenceCount: number;
}

interface FactRow {
  fact: 'ledger' | 'stripe' | 'difference';
  kind: DifferenceKind | null;
  currency: string;
  transaction_id: string | null;
  stripe_id: string | null;
  amount: bigint;
}

/**
 * Compares the ledger of one tenant with the mirror of Stripe's balance, line by line. The totals of the whole platform against Stripe's own balance are those of
 * {@link StripeComparisonService}.
 */
@Injectable()
export class ReconciliationService {
  /** One row per currency of the tenant's books. */
  async compare(tx: Tx): Promise<Reconciliation[]> {
    const rows = await rowsOf<FactRow>(tx, COMPARE, [tx.ctx.licenseeId, addSeconds(tx.now, -IN_FLIGHT_SECONDS)]);
    return [...new Set(rows.map((row) => row.currency))].sort().map((currency) => {
      const of = (fact: FactRow['fact']): FactRow[] =>
        rows.filter((row) => row.fact === fact && row.currency === currency);
      const sum = (found: readonly FactRow[]): bigint => found.reduce((total, row) => total + row.amount, 0n);
      const differences = of('difference').sort((a, b) => (size(b) > size(a) ? 1 : size(b) < size(a) ? -1 : 0));
      return {
        currency,
        ledger: sum(of('ledger')),
        stripeKnown: sum(of('stripe')),
        differences: differences.slice(0, MAX_DIFFERENCES).map((row) => ({
          kind: row.kind!,
          currency,
          transactionId: row.transaction_id,
          stripeId: row.stripe_id,
          amount: row.amount,
        })),
        differenceCount: differences.length,
      };
    });
  }
}

const size = (row: FactRow): bigint => (row.amount < 0n ? -row.amount : row.amount);

/**
 * `stripe_balance` is an asset: what lies at Stripe is its debit side. A posting is Stripe's word when a mirrored line names it; a top-up that was credited on a
 * confirmed payment is, too, until its line comes; one that was settled in another currency lies there no more. A suspense posting agrees with Stripe in sum and is still listed, with 0: nobody knows what it is.
 * What was undone when its cause became known says nothing any more.
 */
const COMPARE = `
  with posting as (
    select t.id, t.kind, t.currency, -sum(e.amount)::bigint as amount
      from app.ledger_account a
      join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id and e.seq is null
      join app.ledger_transaction t on t.licensee_id = e.licensee_id and t.id = e.transaction_id
     where a.licensee_id = $1 and a.kind = 'stripe_balance' group by t.id, t.kind, t.currency
  ), line as (
    select b.balance_transaction_id, b.transaction_id, b.currency, b.amount, b.status from app.stripe_balance_transaction b where b.licensee_id = $1
    union all
    select b.balance_transaction_id, b.fee_transaction_id, b.currency, -b.fee, b.status from app.stripe_balance_transaction b where b.licensee_id = $1 and b.fee <> 0
  ), credited as (
    select u.payment_intent_id, u.transaction_id, u.currency, u.amount from app.top_up u
     where u.licensee_id = $1 and u.status = 'credited'
       and not exists (select 1 from app.stripe_balance_transaction b where b.licensee_id = u.licensee_id and b.transaction_id = u.transaction_id)
  ), exchanged as (
    select f.id as transaction_id, u.payment_intent_id, u.currency, -u.amount as amount from app.top_up u
      join app.ledger_transaction f on f.licensee_id = u.licensee_id and f.ref_id = u.id and f.kind = 'fx' and f.currency = u.currency
     where u.licensee_id = $1
  ), uncredited as (
    select distinct on (v.object_id) v.object_id, upper(v.payload #>> '{data,object,currency}') as currency, (v.payload #>> '{data,object,amount_received}')::bigint as amount
      from app.stripe_event v
     where v.licensee_id = $1 and v.type = 'payment_intent.succeeded' and coalesce(v.kind, 'top_up') = 'top_up' and v.received_at < $2 and v.payload #>> '{data,object,amount_received}' is not null
       and not exists (select 1 from app.top_up u where u.licensee_id = $1 and u.status = 'credited' and u.payment_intent_id = v.object_id)
       and not exists (select 1 from app.stripe_balance_transaction b where b.licensee_id = $1 and b.source_id = v.payload #>> '{data,object,latest_charge}')
     order by v.object_id, v.created_at desc
  ), known as (
    select transaction_id, balance_transaction_id as stripe_id, currency, amount from line where status <> 'waiting' and transaction_id is not null
    union all
    select transaction_id, payment_intent_id, currency, amount from credited
    union all
    select transaction_id, payment_intent_id, currency, amount from exchanged
  )
  select 'ledger' as fact, null as kind, currency, null::uuid as transaction_id, null as stripe_id, sum(amount)::bigint as amount from posting group by currency
  union all
  select 'stripe', null, s.currency, null, null, sum(s.amount)::bigint
    from (select currency, amount from line union all select currency, amount from credited union all select currency, amount from exchanged union all select currency, amount from uncredited) s group by s.currency
  union all
  select 'difference', d.kind, d.currency, d.id, d.stripe_id, d.amount from (
    select case when p.id is null then 'top_up_without_posting' when k.transaction_id is not null then 'amount_differs'
                when p.kind = 'top_up' then 'posting_without_top_up' else 'other_posting' end as kind,
           coalesce(p.currency, k.currency) as currency, p.id, k.stripe_id, coalesce(p.amount, 0) - coalesce(k.amount, 0) as amount
      from posting p full join known k on k.transaction_id = p.id
     where p.id is null or k.amount <> p.amount or (k.transaction_id is null and p.kind not in ('suspense', 'reversal')
       and not exists (select 1 from app.ledger_transaction r where r.licensee_id = $1 and r.reverses_id = p.id))
    union all
    select 'payment_not_credited', u.currency, null, u.object_id, -u.amount from uncredited u
    union all
    select 'line_not_posted', l.currency, null, l.balance_transaction_id, -l.amount from line l where l.status = 'waiting'
    union all
    select 'in_suspense', l.currency, l.transaction_id, l.balance_transaction_id, 0 from line l join posting p on p.id = l.transaction_id and p.kind = 'suspense') d`;
