import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withKind, withoutKind } from './ledger-kinds.js';

/** What a position between two currencies was worth at the end of a month [P17]. */
export class Valuations1790000000053 implements MigrationInterface {
  name = 'Valuations1790000000053';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`alter type app.account_kind add value if not exists 'fx_result'`);
    await runner.query(withKind('fx_revaluation'));
    await runner.query(VALUATIONS);
  }

  /** Postgres cannot take a value out of an enum; it does no harm. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if exists (select 1 from app.fx_valuation where result <> 0) then raise exception 'what was valued would be valued again'; end if;
      end $$;
      drop function app.fx_positions(timestamptz);
      revoke select (key) on app.ledger_transaction from app_lookup;
      drop table app.fx_valuation`);
    await runner.query(withoutKind('fx_revaluation'));
  }
}

const VALUATIONS = `
create table app.fx_valuation (
  licensee_id uuid not null references app.licensee (id),
  id uuid not null,
  month date not null check (month = date_trunc('month', month)::date),
  context text not null,
  currency char(3) not null,
  settled_in char(3) not null check (settled_in <> currency),
  position bigint not null,
  counter bigint not null,
  rate_own bigint not null check (rate_own > 0),
  rate_settled bigint not null check (rate_settled > 0),
  result bigint not null,
  transaction_id uuid,
  created_at timestamptz not null,
  primary key (licensee_id, id),
  foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id),
  check ((result = 0) = (transaction_id is null))
);
comment on table app.fx_valuation is 'Open positions between two currencies at the end of a month, and what of the difference was posted. Never changed';
create unique index fx_valuation_once on app.fx_valuation (licensee_id, currency, settled_in, month);
select app.secure_tenant_table('app.fx_valuation', 'select, insert');
select app.allow_lookup('app.fx_valuation', 'licensee_id, month, currency, settled_in, result');
grant select (key) on app.ledger_transaction to app_lookup;

-- What every tenant is short of in the one currency (position) and long of in the other (counter) until a time, line of Stripe by line, and the newest line of its account
-- that shows the rate of the pair. Lines below ten units show no rate: a cent of rounding would be too much of it.
create function app.fx_positions(p_until timestamptz) returns table (licensee_id uuid, context text, currency char(3), settled_in char(3), "position" bigint, counter bigint,
  valued bigint, valued_through date, rate_own bigint, rate_settled bigint, rated_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with line as (
    select a.licensee_id, app.stripe_context(a.licensee_id) as context, a.currency, s.currency as settled_in, e.amount as own, se.amount as settled, e.created_at, o.id
      from app.business_tenant b
      join app.ledger_account a on a.licensee_id = b.id and a.kind = 'fx_position'
      join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id and e.seq is null and e.created_at < p_until
      join app.ledger_transaction o on o.licensee_id = e.licensee_id and o.id = e.transaction_id and o.kind = 'fx' and o.key like 'bt:%:fx'
      join app.ledger_transaction s on s.licensee_id = o.licensee_id and s.key = left(o.key, -3)
      join app.ledger_entry se on se.licensee_id = s.licensee_id and se.transaction_id = s.id
      join app.ledger_account sa on sa.licensee_id = se.licensee_id and sa.id = se.account_id and sa.kind = 'fx_position'),
  rate as (
    select distinct on (l.context, l.currency, l.settled_in) l.context, l.currency, l.settled_in, abs(l.own) as own, abs(l.settled) as settled, l.created_at
      from line l where abs(l.own) >= 1000 and abs(l.settled) > 0
     order by l.context, l.currency, l.settled_in, l.created_at desc, l.id desc)
  select l.licensee_id, l.context, l.currency, l.settled_in, sum(l.own)::bigint, sum(l.settled)::bigint,
         coalesce((select sum(v.result) from app.fx_valuation v where v.licensee_id = l.licensee_id and v.currency = l.currency and v.settled_in = l.settled_in
                      and v.month < (p_until at time zone 'UTC')::date), 0)::bigint,
         (select max(v.month) from app.fx_valuation v where v.licensee_id = l.licensee_id and v.currency = l.currency and v.settled_in = l.settled_in),
         r.own, r.settled, r.created_at
    from line l left join rate r on r.context = l.context and r.currency = l.currency and r.settled_in = l.settled_in
   group by l.licensee_id, l.context, l.currency, l.settled_in, r.own, r.settled, r.created_at
   order by l.context desc, l.currency, l.settled_in, l.licensee_id $$;
alter function app.fx_positions(timestamptz) owner to app_lookup;
revoke execute on function app.fx_positions(timestamptz) from public;
grant execute on function app.fx_positions(timestamptz) to app_resolver`;
