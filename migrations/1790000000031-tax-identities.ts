import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dac7Rows } from './dac7-rows.js';

/**
 * Who advisors are for the tax office is kept sealed. Rows of before are sealed by `billing.seal_tax_identities`, which has the keys; until then they are read as they
 * are. The operator's report over all licensees reads ids, sums and sealed identities.
 */
export class TaxIdentities1790000000031 implements MigrationInterface {
  name = 'TaxIdentities1790000000031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.payee_tax
        add column identity_sealed text check (identity_sealed like 'v1.%'),
        drop constraint payee_tax_check,
        add constraint payee_tax_declared check (num_nonnulls(identity, identity_sealed) = num_nonnulls(declared_at));
      comment on column app.payee_tax.identity is 'Only in rows of before identities were sealed, until a job has sealed them';
      comment on column app.payee_tax.identity_sealed is 'The identity, sealed for this row (SecretBox)';
      create index payee_tax_plain on app.payee_tax (licensee_id, advisor_id) where identity is not null`);
    await runner.query(REPORT);
  }

  async down(runner: QueryRunner): Promise<void> {
    // The database has no key: what is sealed could not be read any more.
    await runner.query(`
      do $$ begin
        if exists (select 1 from app.payee_tax where identity_sealed is not null) then
          raise exception 'Sealed tax identities would be lost: unseal them first';
        end if;
      end $$;
      drop function app.operator_dac7(text, boolean);
      drop function app.dac7_rows(uuid, text, text);
      drop policy reported on app.payee_tax;
      drop policy reported on app.money_rules;
      revoke select (licensee_id, advisor_id, identity_sealed) on app.payee_tax from app_lookup;
      revoke select (licensee_id, seller_of_record) on app.money_rules from app_lookup;
      revoke select (reverses_id) on app.ledger_transaction from app_lookup;
      revoke select (name, time_zone) on app.licensee from app_lookup;
      drop index app.payee_tax_plain;
      alter table app.payee_tax
        drop constraint payee_tax_declared,
        drop column identity_sealed,
        add constraint payee_tax_check check ((identity is null) = (declared_at is null));
      comment on column app.payee_tax.identity is null`);
  }
}

const REPORT = `
  ${dac7Rows(false)}
  alter function app.dac7_rows(uuid, text, text) owner to app_owner;
  revoke execute on function app.dac7_rows(uuid, text, text) from public;
  grant execute on function app.dac7_rows(uuid, text, text) to app_tenant, app_lookup;

  grant select (licensee_id, advisor_id, identity_sealed) on app.payee_tax to app_lookup;
  create policy reported on app.payee_tax as permissive for select to app_lookup using (true);
  grant select (licensee_id, seller_of_record) on app.money_rules to app_lookup;
  create policy reported on app.money_rules as permissive for select to app_lookup using (true);
  grant select (reverses_id) on app.ledger_transaction to app_lookup;
  grant select (name, time_zone) on app.licensee to app_lookup;

  -- For the operator as the platform that reports: of licensees whose calls it sells, or of any.
  create function app.operator_dac7(p_year text, p_any_seller boolean)
  returns table (licensee_id uuid, licensee_name text, advisor_id uuid, currency char(3), quarter int, consideration bigint, fees bigint, taxes bigint, activities int,
    identity_sealed text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select l.id, l.name, r.advisor_id, r.currency, r.quarter, r.consideration, r.fees, r.taxes, r.activities, p.identity_sealed
      from app.licensee l
      left join app.money_rules m on m.licensee_id = l.id
      cross join lateral app.dac7_rows(l.id, p_year, l.time_zone) r
      left join app.payee_tax p on p.licensee_id = l.id and p.advisor_id = r.advisor_id
     where l.kind = 'licensee' and (p_any_seller or m.seller_of_record = 'operator')
     order by l.name, l.id, r.advisor_id, r.currency, r.quarter $$;
  alter function app.operator_dac7(text, boolean) owner to app_lookup;
  revoke execute on function app.operator_dac7(text, boolean) from public;
  grant execute on function app.operator_dac7(text, boolean) to app_operator;
`;
