import { type Tx, rowsOf } from '@app/kernel';

export interface Dac7Row {
  advisor_id: string;
  advisor_name: string;
  currency: string;
  quarter: number;
  consideration: bigint;
  fees: bigint;
  taxes: bigint;
  activities: number;
}

/**
 * The postings of calls in a year, by the advisor of the call: what came to the advisor (and what they owe again), what licensee and operator kept, the tax. Every leg
 * of settlements, free time, refunds and tips that is not the caller's own money is in one of the three.
 */
export const dac7Rows = (tx: Tx, year: string, timeZone: string): Promise<Dac7Row[]> =>
  rowsOf<Dac7Row>(
    tx,
    `select c.advisor_id, d.display_name as advisor_name, t.currency, extract(quarter from t.created_at at time zone $3)::int as quarter,
            coalesce(sum(e.amount) filter (where a.kind in ('advisor_payable', 'payee_receivable')), 0)::bigint as consideration,
            coalesce(sum(e.amount) filter (where a.kind in ('licensee_payable', 'platform_fee')), 0)::bigint as fees,
            coalesce(sum(e.amount) filter (where a.kind = 'tax'), 0)::bigint as taxes,
            count(distinct t.ref_id) filter (where t.kind in ('settlement', 'free_time') and t.reverses_id is null)::int as activities
       from app.ledger_transaction t
       join app.call c on c.licensee_id = t.licensee_id and c.id = t.ref_id
       join app.advisor d on d.licensee_id = c.licensee_id and d.id = c.advisor_id
       join app.ledger_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.id
       join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
      where t.licensee_id = $1 and t.kind in ('settlement', 'free_time', 'call_refund', 'tip', 'booking_fee')
        and t.created_at >= (($2 || '-01-01')::date::timestamp at time zone $3) and t.created_at < (($2 || '-12-31')::date::timestamp + interval '1 day') at time zone $3
      group by 1, 2, 3, 4 order by 2, 1, 3, 4`,
    [tx.ctx.licenseeId, year, timeZone],
  );
