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
  /** Of a refund: the document that has its call; null = none, or this one. */
  readonly original_id: string | null;
}

const IN = (column: string): string =>
  `${column} >= $2::date::timestamp at time zone $4 and ${column} < $3::date::timestamp at time zone $4`;
const DAY = (column: string): string => `to_char(${column} at time zone $4, 'YYYY-MM-DD')`;
const TAXED = `c.terms #>> '{taxed,country}' as country, (c.terms ->> 'taxRateBp')::int as rate_bp,
              case when (c.terms #>> '{taxed,reverseCharge}')::boolean then c.terms #>> '{taxed,business,vatNumber}' end as vat_number`;
const NEW = (column: string): string =>
  `not exists (select 1 from app.user_invoice_item i where i.licensee_id = $1 and i.subject_id = ${column})`;

/** Who has something of a month that no document has, in the order of ids. Each part says what the index of its times holds. */
export const peopleOf = (
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
       select b.user_id from app.booking b where b.licensee_id = $1 and b.fee_transaction_id is not null and ${IN('b.ended_at')} and ${NEW('b.id')}
       union all
       select c.caller_id from app.refund r join app.call c on c.licensee_id = r.licensee_id and c.id = r.call_id
        where r.licensee_id = $1 and r.wallet_amount > 0 and ${IN('r.created_at')} and ${NEW('r.id')}) x
      where x.id > $5 order by x.id limit $6`,
    [tx.ctx.licenseeId, from, until, timeZone, after, limit],
  );

/**
 * What one person paid for in a month, and what was given back in it, unless a document has it already. Promo credit is a discount: only what was really paid counts,
 * as the receipt of the call has it. Tips are no supply to who gives them.
 */
export const suppliesOf = (tx: Tx, { from, until, timeZone }: Span, personId: string): Promise<Supply[]> =>
  rowsOf(
    tx,
    `select x.* from (
       select c.id as subject_id, 'call' as kind, c.settled_at as at, ${DAY('c.settled_at')} as day, r.body::jsonb #>> '{advisor,name}' as advisor, c.billed_seconds,
              r.number as receipt, ${TAXED}, (r.body::jsonb ->> 'paidMinor')::bigint as gross, (r.body::jsonb #>> '{split,taxMinor}')::bigint as tax, null::uuid as original_id
         from app.call c join app.receipt r on r.licensee_id = c.licensee_id and r.call_id = c.id
        where c.licensee_id = $1 and c.caller_id = $5 and c.settlement_id is not null and ${IN('c.settled_at')} and (r.body::jsonb ->> 'paidMinor')::bigint > 0 and ${NEW('c.id')}
       union all
       select c.id, 'booking_fee', c.ended_at, ${DAY('c.ended_at')}, a.display_name, null, null, ${TAXED}, c.kept_minor - least(h.promo_amount, c.kept_minor),
              coalesce((select sum(e.amount) from app.ledger_entry e join app.ledger_account t on t.licensee_id = e.licensee_id and t.id = e.account_id and t.kind = 'tax'
                         where e.licensee_id = c.licensee_id and e.transaction_id = c.fee_transaction_id), 0)::bigint, null
         from app.booking c join app.hold h on h.licensee_id = c.licensee_id and h.id = c.hold_id join app.advisor a on a.licensee_id = c.licensee_id and a.id = c.advisor_id
        where c.licensee_id = $1 and c.user_id = $5 and c.kept_minor > least(h.promo_amount, c.kept_minor) and ${IN('c.ended_at')} and ${NEW('c.id')}
       union all
       select f.id, 'refund', f.created_at, ${DAY('f.created_at')}, r.body::jsonb #>> '{advisor,name}', null, r.number, ${TAXED}, -f.wallet_amount, -f.tax_amount,
              (select i.invoice_id from app.user_invoice_item i where i.licensee_id = $1 and i.subject_id = c.id)
         from app.refund f join app.call c on c.licensee_id = f.licensee_id and c.id = f.call_id join app.receipt r on r.licensee_id = c.licensee_id and r.call_id = c.id
        where f.licensee_id = $1 and c.caller_id = $5 and f.wallet_amount > 0 and ${IN('f.created_at')} and ${NEW('f.id')}
          -- A call of before, which no document has, is corrected by none.
          and (${IN('c.settled_at')} or exists (select 1 from app.user_invoice_item i where i.licensee_id = $1 and i.subject_id = c.id))) x
      order by x.at, x.subject_id`,
    [tx.ctx.licenseeId, from, until, timeZone, personId],
  );
