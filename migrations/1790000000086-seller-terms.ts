import type { MigrationInterface, QueryRunner } from 'typeorm';
import { taxRows } from './tax-rows.js';

/** Who sold is kept with its time: a return of a quarter is made by who was the seller then, whoever it is today [E24]. */
export class SellerTerms1790000000086 implements MigrationInterface {
  name = 'SellerTerms1790000000086';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(TERMS);
    // The owner of a table obeys its policy, and there is no tenant here.
    for (const table of READ) await runner.query(`alter table app.${table} no force row level security`);
    await runner.query(HISTORY);
    for (const table of READ) await runner.query(`alter table app.${table} force row level security`);
    await runner.query(`
      select app.secure_tenant_table('app.seller_term', 'select, insert');
      select app.allow_lookup('app.seller_term', 'licensee_id, id, since, seller')`);
    await runner.query(ROWS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      ${operatorTax('join app.money_rules m on m.licensee_id = l.id', '', `m.seller_of_record = 'operator'`)}
      ${taxRows(false)}
      drop function app.tax_rows(uuid, date, date, text, text, text);
      drop function app.seller_at(uuid, timestamptz);
      drop table app.seller_term`);
  }
}

const TERMS = `
  create table app.seller_term (
    licensee_id uuid not null references app.licensee (id),
    id uuid not null,
    since timestamptz not null,
    seller text not null check (seller in ('licensee', 'operator')),
    primary key (licensee_id, id)
  );
  comment on table app.seller_term is 'Who sells the calls of a licensee from when on; before the first one the licensee does';
  create index seller_term_since on app.seller_term (licensee_id, since, id)`;

/** What the log of staff says of changes, with the state before the first one and that of today where it does not. */
const READ = ['licensee', 'money_rules', 'audit_entry'] as const;
const HISTORY = `
  with change as (
    select e.licensee_id, e.id, e.at, e.before ->> 'sellerOfRecord' as before, e.after ->> 'sellerOfRecord' as after
      from app.audit_entry e join app.licensee l on l.id = e.licensee_id and l.kind = 'licensee'
     where e.action = 'bearers.changed' and e.before ->> 'sellerOfRecord' <> e.after ->> 'sellerOfRecord'),
  first as (select distinct on (licensee_id) licensee_id, before from change order by licensee_id, at, id),
  last as (select distinct on (licensee_id) licensee_id, after from change order by licensee_id, at desc, id desc)
  insert into app.seller_term (licensee_id, id, since, seller)
    select licensee_id, id, at, after from change
    union all
    select l.id, gen_random_uuid(), l.created_at, coalesce(f.before, m.seller_of_record)
      from app.licensee l left join app.money_rules m on m.licensee_id = l.id left join first f on f.licensee_id = l.id
     where l.kind = 'licensee' and coalesce(f.before, m.seller_of_record) = 'operator'
    union all
    select m.licensee_id, gen_random_uuid(), now(), m.seller_of_record from app.money_rules m join last on last.licensee_id = m.licensee_id and last.after <> m.seller_of_record`;

/** For the operator as the seller of calls: the licensees for which it is. */
const operatorTax = (join: string, seller: string, sells: string): string => `
  create or replace function app.operator_tax(p_from date, p_until date)
  returns table (licensee_id uuid, licensee_name text, kind text, supply_quarter text, country text, rate_bp int, vat_number text, currency char(3), count int, gross bigint,
    tax bigint, contradictions int)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select l.id, l.name, r.*
      from app.licensee l
      ${join}
      cross join lateral app.tax_rows(l.id, p_from, p_until, l.time_zone, l.country${seller}) r
     where l.kind = 'licensee' and l.test_of is null and ${sells}
     order by l.name, l.id $$;`;

const ROWS = `
  create function app.seller_at(p_licensee uuid, p_at timestamptz) returns text
  language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce((select t.seller from app.seller_term t where t.licensee_id = p_licensee and t.since <= p_at order by t.since desc, t.id desc limit 1), 'licensee') $$;
  alter function app.seller_at(uuid, timestamptz) owner to app_owner;
  revoke execute on function app.seller_at(uuid, timestamptz) from public;
  grant execute on function app.seller_at(uuid, timestamptz) to app_tenant, app_lookup;

  ${taxRows(true)}
  alter function app.tax_rows(uuid, date, date, text, text, text) owner to app_owner;
  revoke execute on function app.tax_rows(uuid, date, date, text, text, text) from public;
  grant execute on function app.tax_rows(uuid, date, date, text, text, text) to app_tenant, app_lookup;

  -- Whoever sold.
  create or replace function app.tax_rows(p_licensee uuid, p_from date, p_until date, p_time_zone text, p_home text)
  returns table (kind text, supply_quarter text, country text, rate_bp int, vat_number text, currency char(3), count int, gross bigint, tax bigint, contradictions int)
  language sql stable set search_path = pg_catalog, pg_temp as $$
    select * from app.tax_rows(p_licensee, p_from, p_until, p_time_zone, p_home, null) $$;
  ${operatorTax('', `, 'operator'`, `exists (select 1 from app.seller_term t where t.licensee_id = l.id and t.seller = 'operator')`)}`;
