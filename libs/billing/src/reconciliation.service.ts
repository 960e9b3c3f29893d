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
  | 'refund_not_posted';

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
  /** What our ledger says lies at Stripe, before Stripe's fees. */
  readonly ledger: bigint;
  /** What the payments and refunds add up to that Stripe told us of. */
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
 * Compares our ledger with what Stripe told us and we stored: credited top-ups, succeeded payments and refunds of the webhook inbox. It does not ask Stripe; the
 * comparison with Stripe's balance transactions, fees and payouts included, is another one.
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

/** `stripe_balance` is an asset: what lies at Stripe is its debit side. */
const COMPARE = `
  with posting as (
    select t.id, t.kind, t.currency, -sum(e.amount)::bigint as amount
      from app.ledger_account a
      join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id and e.seq is null
      join app.ledger_transaction t on t.licensee_id = e.licensee_id and t.id = e.transaction_id
     where a.licensee_id = $1 and a.kind = 'stripe_balance' group by t.id, t.kind, t.currency
  ), credited as (
    select u.payment_intent_id, u.transaction_id, u.currency, u.amount from app.top_up u where u.licensee_id = $1 and u.status = 'credited'
  ), uncredited as (
    select distinct on (v.object_id) v.object_id, upper(v.payload #>> '{data,object,currency}') as currency, (v.payload #>> '{data,object,amount_received}')::bigint as amount
      from app.stripe_event v
     where v.licensee_id = $1 and v.type = 'payment_intent.succeeded' and v.received_at < $2 and v.payload #>> '{data,object,amount_received}' is not null
       and not exists (select 1 from credited c where c.payment_intent_id = v.object_id)
     order by v.object_id, v.created_at desc
  ), refunded as (
    select distinct on (v.object_id) v.object_id, upper(v.payload #>> '{data,object,currency}') as currency, (v.payload #>> '{data,object,amount_refunded}')::bigint as amount
      from app.stripe_event v
     where v.licensee_id = $1 and v.type = 'charge.refunded' and v.payload #>> '{data,object,amount_refunded}' is not null
       and v.payload #>> '{data,object,payment_intent}' in (select payment_intent_id from credited union all select object_id from uncredited)
     order by v.object_id, (v.payload #>> '{data,object,amount_refunded}')::bigint desc
  )
  select 'ledger' as fact, null as kind, currency, null::uuid as transaction_id, null as stripe_id, sum(amount)::bigint as amount from posting group by currency
  union all
  select 'stripe', null, s.currency, null, null, sum(s.amount)::bigint
    from (select currency, amount from credited union all select currency, amount from uncredited union all select currency, -amount from refunded) s group by s.currency
  union all
  select 'difference', d.kind, d.currency, d.id, d.stripe_id, d.amount from (
    select case when p.id is null then 'top_up_without_posting' when p.kind <> 'top_up' then 'other_posting'
                when c.transaction_id is null then 'posting_without_top_up' else 'amount_differs' end as kind,
           coalesce(p.currency, c.currency) as currency, p.id, c.payment_intent_id as stripe_id, coalesce(p.amount, 0) - coalesce(c.amount, 0) as amount
      from posting p full join credited c on c.transaction_id = p.id where p.id is null or c.transaction_id is null or c.amount <> p.amount
    union all
    select 'payment_not_credited', u.currency, null, u.object_id, -u.amount from uncredited u
    union all
    select 'refund_not_posted', r.currency, null, r.object_id, r.amount from refunded r) d`;
