/**
 * The postings of calls in a year, by the advisor of the call: what came to the advisor (and what they owe again), what licensee and operator kept, the tax. Every leg
 * of settlements, free time, refunds and tips that is not the caller's own money is in one of the three; later also of what is kept of bookings, and less the promo credit that
 * the advisor pays for.
 */
export function dac7Rows(withBookings: boolean, withPromoCost = false): string {
  const promo = withPromoCost ? `, 'promo_cost'` : '';
  const [party, join, kinds] = withBookings
    ? [
        'coalesce(c.advisor_id, b.advisor_id)',
        `left join app.call c on c.licensee_id = t.licensee_id and c.id = t.ref_id and t.kind <> 'booking_fee'
         left join app.booking b on b.licensee_id = t.licensee_id and b.id = t.ref_id and t.kind = 'booking_fee'`,
        `'settlement', 'free_time', 'booking_fee'`,
      ]
    : [
        'c.advisor_id',
        'join app.call c on c.licensee_id = t.licensee_id and c.id = t.ref_id',
        `'settlement', 'free_time'`,
      ];
  return `
  create or replace function app.dac7_rows(p_licensee uuid, p_year text, p_time_zone text)
  returns table (advisor_id uuid, currency char(3), quarter int, consideration bigint, fees bigint, taxes bigint, activities int)
  language sql stable set search_path = pg_catalog, pg_temp as $$
    select ${party}, t.currency, extract(quarter from t.created_at at time zone p_time_zone)::int,
           coalesce(sum(e.amount) filter (where a.kind in ('advisor_payable', 'payee_receivable')), 0)::bigint,
           coalesce(sum(e.amount) filter (where a.kind in ('licensee_payable', 'platform_fee')), 0)::bigint,
           coalesce(sum(e.amount) filter (where a.kind = 'tax'), 0)::bigint,
           count(distinct t.ref_id) filter (where t.kind in (${kinds}) and t.reverses_id is null)::int
      from app.ledger_transaction t
      ${join}
      join app.ledger_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.id
      join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
     where t.licensee_id = p_licensee and t.kind in (${kinds}, 'call_refund', 'tip'${promo}) and ${party} is not null
       and t.created_at >= ((p_year || '-01-01')::date::timestamp at time zone p_time_zone)
       and t.created_at < ((p_year || '-12-31')::date::timestamp + interval '1 day') at time zone p_time_zone
     group by 1, 2, 3 $$;`;
}
