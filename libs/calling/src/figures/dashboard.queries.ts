import { type Tx, rowsOf } from '@app/kernel';

/** Bounds of the period and of the one before, as moments. Each ends before its `to`. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
  readonly previousFrom: Date;
  readonly previousTo: Date;
}

export interface DayFigures {
  current: boolean;
  date: string;
  calls: number;
  connected: number;
  billed: bigint;
  gross: bigint;
  licensee: bigint;
  operator: bigint;
  advisor: bigint;
  tax: bigint;
  refunds: bigint;
  top_ups: bigint;
  users: number;
}

/** Days in a time zone are not 24 hours long twice a year, so the database counts them. */
export async function periodOf(tx: Tx, today: string, days: number, timeZone: string): Promise<Period> {
  const [row] = await rowsOf<Period>(
    tx,
    `select ($1::date - $2::int + 1)::timestamp at time zone $3 as "from", ($1::date + 1)::timestamp at time zone $3 as "to",
            ($1::date - 2 * $2::int + 1)::timestamp at time zone $3 as "previousFrom",
            (($4::timestamptz at time zone $3) - make_interval(days => $2::int)) at time zone $3 as "previousTo"`,
    [today, days, timeZone, tx.now],
  );
  return row!;
}

/** Everything that is a sum, by day, for both periods: one pass over each table's own index. */
export const figuresByDay = (tx: Tx, period: Period, timeZone: string): Promise<DayFigures[]> =>
  rowsOf<DayFigures>(
    tx,
    `select f.at >= $4 as current, (f.at at time zone $6)::date::text as date, sum(f.calls)::int as calls, sum(f.connected)::int as connected,
            sum(f.billed)::bigint as billed, sum(f.gross)::bigint as gross, sum(f.licensee)::bigint as licensee, sum(f.operator)::bigint as operator,
            sum(f.advisor)::bigint as advisor, sum(f.tax)::bigint as tax, sum(f.refunds)::bigint as refunds, sum(f.top_ups)::bigint as top_ups, sum(f.users)::int as users
       from (
         select requested_at as at, 1 as calls, (started_at is not null)::int as connected, 0 as billed, 0::bigint as gross, 0::bigint as licensee,
                0::bigint as operator, 0::bigint as advisor, 0::bigint as tax, 0::bigint as refunds, 0::bigint as top_ups, 0 as users
           from app.call where licensee_id = $1 and requested_at >= $2 and requested_at < $5
         union all
         select settled_at, 0, 0, billed_seconds, price_minor, licensee_minor, operator_minor, advisor_minor, tax_minor, 0, 0, 0
           from app.call where licensee_id = $1 and coalesce(settlement_id, sponsor_transaction_id) is not null and settled_at >= $2 and settled_at < $5
         union all
         select created_at, 0, 0, 0, 0, -licensee_amount, -operator_amount, -advisor_amount, -tax_amount, amount, 0, 0
           from app.refund where licensee_id = $1 and created_at >= $2 and created_at < $5
         union all
         select b.ended_at, 0, 0, 0, b.kept_minor, s.licensee, s.operator, s.advisor, s.tax, 0, 0, 0
           from app.booking b
          cross join lateral (
            select coalesce(sum(e.amount) filter (where a.kind = 'licensee_payable'), 0) as licensee, coalesce(sum(e.amount) filter (where a.kind = 'platform_fee'), 0) as operator,
                   coalesce(sum(e.amount) filter (where a.kind = 'advisor_payable'), 0) as advisor, coalesce(sum(e.amount) filter (where a.kind = 'tax'), 0) as tax
              from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
             where e.licensee_id = b.licensee_id and e.transaction_id = b.fee_transaction_id) s
          where b.licensee_id = $1 and b.fee_transaction_id is not null and b.ended_at >= $2 and b.ended_at < $5
         union all
         select closed_at, 0, 0, 0, 0, 0, 0, 0, 0, 0, amount, 0
           from app.top_up where licensee_id = $1 and status = 'credited' and closed_at >= $2 and closed_at < $5
         union all
         select created_at, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
           from app.person where licensee_id = $1 and role = 'end_user' and created_at >= $2 and created_at < $5) f
      where f.at < $3 or f.at >= $4
      group by 1, 2`,
    [tx.ctx.licenseeId, period.previousFrom, period.previousTo, period.from, period.to, timeZone],
  );

/** People are counted once however often they call, so they are no sum of days. */
export async function activeUsers(tx: Tx, period: Period): Promise<{ current: number; previous: number }> {
  const [row] = await rowsOf<{ current: number; previous: number }>(
    tx,
    `select (count(distinct caller_id) filter (where requested_at >= $4))::int as current, (count(distinct caller_id) filter (where requested_at < $3))::int as previous
       from app.call where licensee_id = $1 and requested_at >= $2 and requested_at < $5`,
    [tx.ctx.licenseeId, period.previousFrom, period.previousTo, period.from, period.to],
  );
  return row!;
}

export async function now(tx: Tx): Promise<{ online: number; live: number; reports: number }> {
  const [row] = await rowsOf<{ online: number; live: number; reports: number }>(
    tx,
    `select (select count(*)::int from app.advisor a join app.person p on p.licensee_id = a.licensee_id and p.id = a.person_id
              where a.licensee_id = $1 and a.status = 'active' and a.available and p.status = 'active') as online,
            (select count(*)::int from app.call where licensee_id = $1 and status not in ('ending', 'ended')) as live,
            (select count(*)::int from app.call_report r where r.licensee_id = $1 and not exists (
               select 1 from app.call_report_closing x where x.licensee_id = r.licensee_id and x.report_id = r.id)) as reports`,
    [tx.ctx.licenseeId],
  );
  return row!;
}

export const topAdvisors = (
  tx: Tx,
  { from, to }: Period,
): Promise<{ id: string; name: string; calls: number; gross: bigint }[]> =>
  rowsOf(
    tx,
    `select a.id, a.display_name as name, t.calls, t.gross
       from (select advisor_id, count(*)::int as calls, sum(price_minor)::bigint as gross from app.call
              where licensee_id = $1 and coalesce(settlement_id, sponsor_transaction_id) is not null and settled_at >= $2 and settled_at < $3 group by 1 order by 3 desc, 2 desc, 1 limit 10) t
       join app.advisor a on a.licensee_id = $1 and a.id = t.advisor_id
      order by t.gross desc, t.calls desc, a.id`,
    [tx.ctx.licenseeId, from, to],
  );

export const endReasons = (tx: Tx, { from, to }: Period): Promise<{ reason: string; calls: number }[]> =>
  rowsOf(
    tx,
    `select end_reason as reason, count(*)::int as calls from app.call
      where licensee_id = $1 and requested_at >= $2 and requested_at < $3 and end_reason is not null group by 1 order by 2 desc, 1`,
    [tx.ctx.licenseeId, from, to],
  );
