import { type Tx, rowsOf } from '@app/kernel';
import type { InvoiceLine } from './user-invoice.js';

/** A month in a tenant's time zone: its first day, and the first of the next. */
export interface Span {
  readonly from: string;
  readonly until: string;
  readonly timeZone: string;
}

export interface Supply {
  readonly subject_id: string;
  readonly kind: InvoiceLine['kind'];
  readonly day: string;
  readonly advisor: string;
  readonly billed_seconds: number | null;
  readonly receipt: number | null;
  readonly country: string | null;
  readonly rate_bp: number;
  /** Of the company that owes the tax itself. */
  readonly vat_number: string | null;
  readonly gross: bigint;
  readonly tax: bigint;
}

/** What was given back of a call that a document has already. */
export interface Correction extends Supply {
  readonly original_id: string;
  /** First day of the month in which it was given back. */
  readonly month: string;
}

const IN = (column: string): string =>
  `${column} >= $2::date::timestamp at time zone $4 and ${column} < $3::date::timestamp at time zone $4`;
const DAY = (column: string): string => `to_char(${column} at time zone $4, 'YYYY-MM-DD')`;
const TAXED = `c.terms #>> '{taxed,country}' as country, (c.terms ->> 'taxRateBp')::int as rate_bp,
              case when (c.terms #>> '{taxed,reverseCharge}')::boolean then c.terms #>> '{taxed,business,vatNumber}' end as vat_number`;
const HAS_DOCUMENT = (column: string): string =>
  `exists (select 1 from app.user_invoice_item i where i.licensee_id = $1 and i.subject_id = ${column})`;
const NEW = (column: string): string => `not ${HAS_DOCUMENT(column)}`;
/** Refunds of a person that no document has. */
const refundsOf = (person: string, columns = '', join = ''): string => `
       select f.id as subject_id, 'refund' as kind, f.created_at as at, ${DAY('f.created_at')} as day, r.body::jsonb #>> '{advisor,name}' as advisor,
              null::int as billed_seconds, r.number as receipt, ${TAXED}, -f.wallet_amount as gross, -f.tax_amount as tax${columns}
         from app.refund f join app.call c on c.licensee_id = f.licensee_id and c.id = f.call_id join app.receipt r on r.licensee_id = c.licensee_id and r.call_id = c.id${join}
        where f.licensee_id = $1 and c.caller_id = ${person} and f.wallet_amount > 0 and ${NEW('f.id')}`;

/** Who paid in a month for something that no document has, in the order of ids. Each part says what the index of its times holds. */
export const payersOf = (
  tx: Tx,
  { from, until, timeZone }: Span,
  after: string,
  limit: number,
): Promise<{ id: string }[]> =>
  rowsOf(
    tx,
    `select distinct x.id from (
       select c.caller_id as id from app.call c where c.licensee_id = $1 and c.settlement_id is not null
          and coalesce(c.settlement_id, c.sponsor_transaction_id) is not null and ${IN('c.settled_at')} and ${NEW('c.id')}
       union all
       select b.user_id from app.booking b where b.licensee_id = $1 and b.fee_transaction_id is not null and ${IN('b.ended_at')} and ${NEW('b.id')}) x
      where x.id > $5 order by x.id limit $6`,
    [tx.ctx.licenseeId, from, until, timeZone, after, limit],
  );

/**
 * What one person paid for in a month, and what of it was given back in the same month, unless a document has it already. Promo credit is a discount: only what was really
 * paid counts, as the receipt of the call has it. Tips are no supply to who gives them.
 */
export const suppliesOf = (tx: Tx, { from, until, timeZone }: Span, personId: string): Promise<Supply[]> =>
  rowsOf(
    tx,
    `select x.* from (
       select c.id as subject_id, 'call' as kind, c.settled_at as at, ${DAY('c.settled_at')} as day, r.body::jsonb #>> '{advisor,name}' as advisor, c.billed_seconds,
              r.number as receipt, ${TAXED}, (r.body::jsonb ->> 'paidMinor')::bigint as gross, (r.body::jsonb #>> '{split,taxMinor}')::bigint as tax
         from app.call c join app.receipt r on r.licensee_id = c.licensee_id and r.call_id = c.id
        where c.licensee_id = $1 and c.caller_id = $5 and c.settlement_id is not null and ${IN('c.settled_at')} and (r.body::jsonb ->> 'paidMinor')::bigint > 0 and ${NEW('c.id')}
       union all
       select c.id, 'booking_fee', c.ended_at, ${DAY('c.ended_at')}, a.display_name, null, null, ${TAXED}, c.kept_minor - least(h.promo_amount, c.kept_minor),
              coalesce((select sum(e.amount) from app.ledger_entry e join app.ledger_account t on t.licensee_id = e.licensee_id and t.id = e.account_id and t.kind = 'tax'
                         where e.licensee_id = c.licensee_id and e.transaction_id = c.fee_transaction_id), 0)::bigint
         from app.booking c join app.hold h on h.licensee_id = c.licensee_id and h.id = c.hold_id join app.advisor a on a.licensee_id = c.licensee_id and a.id = c.advisor_id
        where c.licensee_id = $1 and c.user_id = $5 and c.kept_minor > least(h.promo_amount, c.kept_minor) and ${IN('c.ended_at')} and ${NEW('c.id')}
       union all${refundsOf('$5')} and ${IN('f.created_at')} and ${IN('c.settled_at')} and ${NEW('c.id')}) x
      order by x.at, x.subject_id`,
    [tx.ctx.licenseeId, from, until, timeZone, personId],
  );

/** To whom something of a call that a document has was given back before this month, and no document says so: however long ago. In the order of ids. */
export const creditedOf = (
  tx: Tx,
  { until, timeZone }: Span,
  after: string,
  limit: number,
): Promise<{ id: string }[]> =>
  rowsOf(
    tx,
    `select distinct c.caller_id as id from app.refund f join app.call c on c.licensee_id = f.licensee_id and c.id = f.call_id
      where f.licensee_id = $1 and f.wallet_amount > 0 and f.created_at < $2::date::timestamp at time zone $3 and ${NEW('f.id')} and ${HAS_DOCUMENT('c.id')}
        and c.caller_id > $4 order by 1 limit $5`,
    [tx.ctx.licenseeId, until, timeZone, after, limit],
  );

/** The same of one person, the oldest first. A call of before, which no document has, is corrected by none. */
export const correctionsOf = (tx: Tx, { until, timeZone }: Span, personId: string): Promise<Correction[]> =>
  rowsOf(
    tx,
    `${refundsOf(
      '$3',
      `, i.invoice_id as original_id, to_char(f.created_at at time zone $4, 'YYYY-MM-01') as month`,
      ' join app.user_invoice_item i on i.licensee_id = c.licensee_id and i.subject_id = c.id',
    )} and f.created_at < $2::date::timestamp at time zone $4 order by f.created_at, f.id`,
    [tx.ctx.licenseeId, until, personId, timeZone],
  );
