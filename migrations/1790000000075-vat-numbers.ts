import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * VAT numbers of callers who are companies, of licensees and of advisors, what the EU's register says of each, and the rows of a quarter's tax for the returns that ask for
 * them by number.
 */
export class VatNumbers1790000000075 implements MigrationInterface {
  name = 'VatNumbers1790000000075';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(NUMBERS);
    await runner.query(ROWS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      do $$ begin
        if exists (select 1 from app.vat_check) then raise exception 'what was answered would be lost'; end if;
      end $$;
      drop function app.operator_tax(date, date);
      drop function app.tax_rows(uuid, date, date, text, text);
      revoke select (settled_at, terms, currency, price_minor, hold_id, sponsor, sponsored_minor, tax_minor, settlement_id, sponsor_transaction_id) on app.call from app_lookup;
      revoke select (promo_amount) on app.hold from app_lookup;
      revoke select (ended_at, terms, currency, kept_minor, hold_id, fee_transaction_id) on app.booking from app_lookup;
      drop policy reported on app.refund;
      revoke select (licensee_id, call_id, wallet_amount, tax_amount, created_at) on app.refund from app_lookup;
      revoke select (country) on app.licensee from app_lookup;
      drop function app.due_vat_numbers(timestamptz, int);
      drop table app.vat_number, app.vat_check;
      alter table app.payee_tax drop column vat_stated;
      alter table app.person drop column business`);
  }
}

const NUMBERS = `
  alter table app.person add column business jsonb check (jsonb_typeof(business) = 'object');
  comment on column app.person.business is 'The company for which they call: name, address, VAT number. null = they call for themselves';

  create table app.vat_check (
    licensee_id uuid not null references app.licensee (id),
    id uuid not null,
    subject text not null check (subject in ('user', 'licensee', 'advisor')),
    subject_id uuid not null,
    country char(2) not null check (country ~ '^[A-Z]{2}$'),
    number text,
    result text not null check (result in ('valid', 'invalid')),
    consultation text,
    requester text,
    name text,
    address text,
    checked_at timestamptz not null,
    primary key (licensee_id, id),
    check (subject <> 'advisor' or num_nonnulls(number, name, address) = 0)
  );
  comment on table app.vat_check is 'What the register answered, kept for good: never changed';
  comment on column app.vat_check.number is 'null of an advisor, whose tax identity is kept sealed; so are name and address';
  comment on column app.vat_check.consultation is 'The register''s number of the question, given to who asks with a number of their own (requester): the proof of having asked';
  create index vat_check_of on app.vat_check (licensee_id, subject, subject_id, checked_at);
  select app.secure_tenant_table('app.vat_check', 'select, insert');

  create table app.vat_number (
    licensee_id uuid not null references app.licensee (id),
    subject text not null check (subject in ('user', 'licensee', 'advisor')),
    subject_id uuid not null,
    country char(2) not null check (country ~ '^[A-Z]{2}$'),
    number_sealed text not null check (number_sealed like 'v1.%'),
    stated_at timestamptz not null,
    check_id uuid,
    due_at timestamptz not null,
    failures int not null default 0 check (failures >= 0),
    primary key (licensee_id, subject, subject_id),
    foreign key (licensee_id, check_id) references app.vat_check (licensee_id, id)
  );
  comment on table app.vat_number is 'Numbers of the EU that are stated now: of a user (person), of a licensee (itself), of an advisor';
  comment on column app.vat_number.check_id is 'The newest answer to this number; null = none yet';
  comment on column app.vat_number.failures is 'How often in a row the register gave no answer';
  create index vat_number_due on app.vat_number (due_at);
  select app.secure_tenant_table('app.vat_number', 'select, insert, update, delete');
  select app.allow_lookup('app.vat_number', 'licensee_id, subject, subject_id, due_at');

  alter table app.payee_tax add column vat_stated boolean not null default false;
  comment on column app.payee_tax.vat_stated is 'Whether the VAT number of the declaration, if it has one, stands in vat_number; false in declarations of before there was that table, until a job has looked';

  create function app.due_vat_numbers(p_now timestamptz, p_limit int) returns table (licensee_id uuid, subject text, subject_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select n.licensee_id, n.subject, n.subject_id from app.vat_number n where n.due_at <= p_now order by n.due_at limit p_limit $$;
  alter function app.due_vat_numbers(timestamptz, int) owner to app_lookup;
  revoke execute on function app.due_vat_numbers(timestamptz, int) from public;
  grant execute on function app.due_vat_numbers(timestamptz, int) to app_resolver;
`;

const QUARTER = (column: string): string => `to_char(${column} at time zone p_time_zone, 'YYYY-"Q"Q')`;
const WITHIN = (column: string): string =>
  `${column} >= (p_from::timestamp at time zone p_time_zone) and ${column} < (p_until::timestamp at time zone p_time_zone)`;
/** Calls of before places of supply were kept were taxed at home. */
const PLACE = `
  coalesce(c.terms #>> '{taxed,country}', p_home)::text as country, (c.terms ->> 'taxRateBp')::int as rate_bp,
  case when c.terms #> '{taxed,reverseCharge}' = 'true' then c.terms #>> '{taxed,business,vatNumber}' end as vat_number`;
const CONTRADICTS = `(select count(distinct e ->> 'country') > 1 from jsonb_array_elements(coalesce(c.terms #> '{taxed,evidence}', '[]')) e)`;

/**
 * Promo credit lies in the hold; a price never takes more of it than there is. Who owes the tax themselves has a row for each number, and a rate of 0.
 */
const ROWS = `
  create function app.tax_rows(p_licensee uuid, p_from date, p_until date, p_time_zone text, p_home text)
  returns table (kind text, supply_quarter text, country text, rate_bp int, vat_number text, currency char(3), count int, gross bigint, tax bigint, contradictions int)
  language sql stable set search_path = pg_catalog, pg_temp as $$
    select x.kind, x.supply_quarter, x.country, x.rate_bp, x.vat_number, x.currency, count(*)::int, sum(x.gross)::bigint, sum(x.tax)::bigint,
           (count(*) filter (where x.contradicts))::int
      from (
        select 'supply'::text as kind, ${QUARTER('c.settled_at')} as supply_quarter, ${PLACE}, c.currency,
               c.price_minor - least(h.promo_amount, c.price_minor) + case when c.sponsor = 'operator' then c.sponsored_minor else 0 end as gross, c.tax_minor as tax,
               ${CONTRADICTS} as contradicts
          from app.call c join app.hold h on h.licensee_id = c.licensee_id and h.id = c.hold_id
         where c.licensee_id = p_licensee and coalesce(c.settlement_id, c.sponsor_transaction_id) is not null and ${WITHIN('c.settled_at')}
        union all
        select 'supply', ${QUARTER('c.ended_at')}, ${PLACE}, c.currency, c.kept_minor - least(h.promo_amount, c.kept_minor),
               coalesce((select sum(e.amount) from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id and a.kind = 'tax'
                          where e.licensee_id = c.licensee_id and e.transaction_id = c.fee_transaction_id), 0),
               ${CONTRADICTS}
          from app.booking c join app.hold h on h.licensee_id = c.licensee_id and h.id = c.hold_id
         where c.licensee_id = p_licensee and c.kept_minor > 0 and ${WITHIN('c.ended_at')}
        union all
        select 'correction', ${QUARTER('c.settled_at')}, ${PLACE}, c.currency, -r.wallet_amount, -r.tax_amount, false
          from app.refund r join app.call c on c.licensee_id = r.licensee_id and c.id = r.call_id
         where r.licensee_id = p_licensee and ${WITHIN('r.created_at')}) x
     group by 1, 2, 3, 4, 5, 6 $$;
  alter function app.tax_rows(uuid, date, date, text, text) owner to app_owner;
  revoke execute on function app.tax_rows(uuid, date, date, text, text) from public;
  grant execute on function app.tax_rows(uuid, date, date, text, text) to app_tenant, app_lookup;

  grant select (settled_at, terms, currency, price_minor, hold_id, sponsor, sponsored_minor, tax_minor, settlement_id, sponsor_transaction_id) on app.call to app_lookup;
  grant select (promo_amount) on app.hold to app_lookup;
  grant select (ended_at, terms, currency, kept_minor, hold_id, fee_transaction_id) on app.booking to app_lookup;
  grant select (licensee_id, call_id, wallet_amount, tax_amount, created_at) on app.refund to app_lookup;
  create policy reported on app.refund as permissive for select to app_lookup using (true);
  grant select (country) on app.licensee to app_lookup;

  -- For the operator as the seller of calls: the licensees for which it is.
  create function app.operator_tax(p_from date, p_until date)
  returns table (licensee_id uuid, licensee_name text, kind text, supply_quarter text, country text, rate_bp int, vat_number text, currency char(3), count int, gross bigint,
    tax bigint, contradictions int)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select l.id, l.name, r.*
      from app.licensee l
      join app.money_rules m on m.licensee_id = l.id
      cross join lateral app.tax_rows(l.id, p_from, p_until, l.time_zone, l.country) r
     where l.kind = 'licensee' and l.test_of is null and m.seller_of_record = 'operator'
     order by l.name, l.id $$;
  alter function app.operator_tax(date, date) owner to app_lookup;
  revoke execute on function app.operator_tax(date, date) from public;
  grant execute on function app.operator_tax(date, date) to app_operator;
`;
