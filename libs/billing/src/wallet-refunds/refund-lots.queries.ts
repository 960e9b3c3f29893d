import { type Tx, rowsOf } from '@app/kernel';
import type { Lot } from './refund-lots.js';
import type { WalletRefundCause } from './wallet-refunds.dto.js';

/** A payment, with what was paid in minor units and when it arrived. */
export interface PaidLot extends Lot {
  readonly amount: bigint;
  readonly paid_at: Date;
}

/** A settled call of which something goes back. */
export interface PaidBy {
  readonly settlementId: string;
  /** Refunds to cards that the same call had before. */
  readonly earlier: readonly string[];
}

/**
 * Credited payments with what may still go back to each, newest first. A disputed payment gives nothing: the bank has the money. A card that refused the money of a closed
 * account is not asked again for it, but by staff.
 */
export async function lotsOf(
  tx: Tx,
  personId: string,
  currency: string,
  cause: WalletRefundCause = 'person',
): Promise<PaidLot[]> {
  return rowsOf<PaidLot>(
    tx,
    `select t.id, t.amount, t.closed_at as paid_at, t.amount - coalesce((select sum(p.amount) from app.wallet_refund_part p
                                    where p.licensee_id = t.licensee_id and p.top_up_id = t.id and p.status <> 'failed'), 0)::bigint as refundable
         from app.top_up t
        where t.licensee_id = $1 and t.person_id = $2 and t.currency = $3 and t.status = 'credited' and t.disputed_at is null
          and not ($4 = 'account_closed' and exists (select 1 from app.wallet_refund_part x join app.wallet_refund r on r.licensee_id = x.licensee_id and r.id = x.wallet_refund_id
                                                      where x.licensee_id = t.licensee_id and x.top_up_id = t.id and x.status = 'failed' and r.cause = 'account_closed'))
        order by t.id desc`,
    [tx.ctx.licenseeId, personId, currency, cause],
  );
}

/**
 * What each payment paid of a settled call, in minor units: the wallet was its newest payments then, and credit is spent oldest first. Less what of it went back to its card before.
 */
export async function paidFrom(
  tx: Tx,
  wallet: string,
  { settlementId, earlier }: PaidBy,
): Promise<Map<string, bigint>> {
  const rows = await rowsOf<{ id: string; part: bigint }>(
    tx,
    `with call as (select seq, balance_after as rest, balance_after - amount as whole from app.ledger_entry where licensee_id = $1 and transaction_id = $2 and account_id = $3),
            then_left as (
              select t.id, t.amount - coalesce((select sum(p.amount) from app.wallet_refund_part p
                                                  join app.ledger_entry o on o.licensee_id = p.licensee_id and o.transaction_id = p.transaction_id and o.account_id = $3
                                                  left join app.ledger_entry b on b.licensee_id = p.licensee_id and b.transaction_id = p.failed_transaction_id and b.account_id = $3
                                                 where p.licensee_id = t.licensee_id and p.top_up_id = t.id and o.seq < call.seq and (b.seq is null or b.seq > call.seq)), 0) as amount
                from call join app.top_up t on t.licensee_id = $1
                join app.ledger_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.transaction_id and e.account_id = $3 and e.seq < call.seq),
            stacked as (select id, amount, coalesce(sum(amount) over (order by id desc rows between unbounded preceding and 1 preceding), 0) as above from then_left)
       select s.id, (least(s.above + s.amount, call.whole) - greatest(s.above, call.rest)
                       - coalesce((select sum(p.amount) from app.wallet_refund_part p
                                    where p.licensee_id = $1 and p.top_up_id = s.id and p.wallet_refund_id = any ($4) and p.status <> 'failed'), 0))::bigint as part
         from stacked s cross join call`,
    [tx.ctx.licenseeId, settlementId, wallet, earlier],
  );
  return new Map(rows.map(({ id, part }) => [id, part]));
}
