const QUARTER = (column: string): string => `to_char(${column} at time zone p_time_zone, 'YYYY-"Q"Q')`;
const WITHIN = (column: string): string =>
  `${column} >= (p_from::timestamp at time zone p_time_zone) and ${column} < (p_until::timestamp at time zone p_time_zone)`;
/** Calls of before places of supply were kept were taxed at home. */
const PLACE = `
  coalesce(c.terms #>> '{taxed,country}', p_home)::text as country, (c.terms ->> 'taxRateBp')::int as rate_bp,
  case when c.terms #> '{taxed,reverseCharge}' = 'true' then c.terms #>> '{taxed,business,vatNumber}' end as vat_number`;
const CONTRADICTS = `(select count(distinct e ->> 'country') > 1 from jsonb_array_elements(coalesce(c.terms #> '{taxed,evidence}', '[]')) e)`;

/**
 * Supplies and corrections of a time. Promo credit lies in the hold; a price never takes more of it than there is. Who owes the tax themselves has a row for each number, and a rate of 0.
 * @param bySeller with one parameter more: only of who sold when the supply was made; null = of both
 */
export function taxRows(bySeller: boolean): string {
  const seller = bySeller ? ', p_seller text' : '';
  const soldAt = (column: string): string =>
    bySeller ? ` and (p_seller is null or p_seller = app.seller_at(p_licensee, ${column}))` : '';
  return `
  create or replace function app.tax_rows(p_licensee uuid, p_from date, p_until date, p_time_zone text, p_home text${seller})
  returns table (kind text, supply_quarter text, country text, rate_bp int, vat_number text, currency char(3), count int, gross bigint, tax bigint, contradictions int)
  language sql stable set search_path = pg_catalog, pg_temp as $$
    select x.kind, x.supply_quarter, x.country, x.rate_bp, x.vat_number, x.currency, count(*)::int, sum(x.gross)::bigint, sum(x.tax)::bigint,
           (count(*) filter (where x.contradicts))::int
      from (
        select 'supply'::text as kind, ${QUARTER('c.settled_at')} as supply_quarter, ${PLACE}, c.currency,
               c.price_minor - least(h.promo_amount, c.price_minor) + case when c.sponsor = 'operator' then c.sponsored_minor else 0 end as gross, c.tax_minor as tax,
               ${CONTRADICTS} as contradicts
          from app.call c join app.hold h on h.licensee_id = c.licensee_id and h.id = c.hold_id
         where c.licensee_id = p_licensee and coalesce(c.settlement_id, c.sponsor_transaction_id) is not null and ${WITHIN('c.settled_at')}${soldAt('c.settled_at')}
        union all
        select 'supply', ${QUARTER('c.ended_at')}, ${PLACE}, c.currency, c.kept_minor - least(h.promo_amount, c.kept_minor),
               coalesce((select sum(e.amount) from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id and a.kind = 'tax'
                          where e.licensee_id = c.licensee_id and e.transaction_id = c.fee_transaction_id), 0),
               ${CONTRADICTS}
          from app.booking c join app.hold h on h.licensee_id = c.licensee_id and h.id = c.hold_id
         where c.licensee_id = p_licensee and c.kept_minor > 0 and ${WITHIN('c.ended_at')}${soldAt('c.ended_at')}
        union all
        select 'correction', ${QUARTER('c.settled_at')}, ${PLACE}, c.currency, -r.wallet_amount, -r.tax_amount, false
          from app.refund r join app.call c on c.licensee_id = r.licensee_id and c.id = r.call_id
         where r.licensee_id = p_licensee and ${WITHIN('r.created_at')}${soldAt('c.settled_at')}) x
     group by 1, 2, 3, 4, 5, 6 $$;`;
}
