import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, csvOf, recordAudit, rowsOf, toJsonMinor, wholeList } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import type { TaxReport, TaxReportQuery, TaxReportRow } from './tax.dto.js';

interface Row {
  kind: 'supply' | 'correction';
  supply_quarter: string;
  country: string;
  rate_bp: number;
  currency: string;
  count: number;
  gross: bigint;
  tax: bigint;
  contradictions: number;
}

const COLUMNS = [
  'kind',
  'supplyQuarter',
  'country',
  'rateBp',
  'currency',
  'count',
  'grossMinor',
  'netMinor',
  'taxMinor',
  'contradictions',
] as const satisfies readonly (keyof TaxReportRow)[];

/** Tax of a quarter by country and rate, as a return under the one-stop shop asks for it [E24]: what was supplied, and what of any quarter was given back. */
@Injectable()
export class TaxReportService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
  ) {}

  async report(ctx: Context, { quarter, format }: TaxReportQuery): Promise<TaxReport | string> {
    return this.db.transaction(ctx, async (tx) => {
      const data = (await this.rows(tx, quarter)).map(view);
      if (format === 'json') return wholeList(data);
      await recordAudit(tx, {
        action: 'export.made',
        subject: { kind: 'export', id: 'tax' },
        after: { rows: data.length, format, quarter },
      });
      return csvOf(
        COLUMNS,
        data.map((row) => COLUMNS.map((column) => row[column])),
      );
    });
  }

  private async rows(tx: Tx, quarter: string): Promise<Row[]> {
    const { timeZone, country } = await this.licensees.licenseeOf(tx);
    return rowsOf<Row>(tx, REPORT, [tx.ctx.licenseeId, ...monthsOf(quarter), timeZone, country]);
  }
}

/** First day of the quarter, and of the next one. */
function monthsOf(quarter: string): [from: string, until: string] {
  const year = Number.parseInt(quarter.slice(0, 4), 10);
  const first = (Number.parseInt(quarter.slice(6), 10) - 1) * 3;
  const day = (month: number): string => new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
  return [day(first), day(first + 3)];
}

const QUARTER = (column: string): string => `to_char(${column} at time zone $4, 'YYYY-"Q"Q')`;
const FROM = `($2::date::timestamp at time zone $4)`;
const UNTIL = `($3::date::timestamp at time zone $4)`;
/** Calls of before places of supply were kept were taxed at home. */
const PLACE = `coalesce(c.terms #>> '{taxed,country}', $5) as country, (c.terms ->> 'taxRateBp')::int as rate_bp`;

/** $1 licensee, $2 first day, $3 day after the last, $4 time zone, $5 the licensee's country. Promo credit lies in the hold; a price never takes more of it than there is. */
const REPORT = `
  select x.kind, x.supply_quarter, x.country, x.rate_bp, x.currency, count(*)::int as count, sum(x.gross)::bigint as gross, sum(x.tax)::bigint as tax,
         count(*) filter (where x.contradicts)::int as contradictions
    from (
      select 'supply' as kind, ${QUARTER('c.settled_at')} as supply_quarter, ${PLACE}, c.currency,
             c.price_minor - least(h.promo_amount, c.price_minor) + case when c.sponsor = 'operator' then c.sponsored_minor else 0 end as gross, c.tax_minor as tax,
             (select count(distinct e ->> 'country') > 1 from jsonb_array_elements(coalesce(c.terms #> '{taxed,evidence}', '[]')) e) as contradicts
        from app.call c join app.hold h on h.licensee_id = c.licensee_id and h.id = c.hold_id
       where c.licensee_id = $1 and coalesce(c.settlement_id, c.sponsor_transaction_id) is not null and c.settled_at >= ${FROM} and c.settled_at < ${UNTIL}
      union all
      select 'supply', ${QUARTER('c.ended_at')}, ${PLACE}, c.currency, c.kept_minor - least(h.promo_amount, c.kept_minor),
             coalesce((select sum(e.amount) from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id and a.kind = 'tax'
                        where e.licensee_id = c.licensee_id and e.transaction_id = c.fee_transaction_id), 0),
             (select count(distinct e ->> 'country') > 1 from jsonb_array_elements(coalesce(c.terms #> '{taxed,evidence}', '[]')) e)
        from app.booking c join app.hold h on h.licensee_id = c.licensee_id and h.id = c.hold_id
       where c.licensee_id = $1 and c.kept_minor > 0 and c.ended_at >= ${FROM} and c.ended_at < ${UNTIL}
      union all
      select 'correction', ${QUARTER('c.settled_at')}, ${PLACE}, c.currency, -r.wallet_amount, -r.tax_amount, false
        from app.refund r join app.call c on c.licensee_id = r.licensee_id and c.id = r.call_id
       where r.licensee_id = $1 and r.created_at >= ${FROM} and r.created_at < ${UNTIL}) x
   group by x.kind, x.supply_quarter, x.country, x.rate_bp, x.currency
   order by x.kind desc, x.supply_quarter desc, x.country, x.rate_bp, x.currency`;

const view = (row: Row): TaxReportRow => ({
  kind: row.kind,
  supplyQuarter: row.supply_quarter,
  country: row.country,
  rateBp: row.rate_bp,
  currency: row.currency,
  count: row.count,
  grossMinor: toJsonMinor(row.gross),
  netMinor: toJsonMinor(row.gross - row.tax),
  taxMinor: toJsonMinor(row.tax),
  contradictions: row.contradictions,
});
