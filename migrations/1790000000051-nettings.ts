import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invoices of licences are settled from the licensee's share, with its consent [money.md P15d]. */
export class Nettings1790000000051 implements MigrationInterface {
  name = 'Nettings1790000000051';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.netting_consent (
        licensee_id uuid not null references app.licence (licensee_id),
        id uuid not null,
        wording int not null check (wording > 0),
        given_by uuid not null,
        given_at timestamptz not null,
        withdrawn_by uuid,
        withdrawn_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, given_by) references app.person (licensee_id, id),
        foreign key (licensee_id, withdrawn_by) references app.person (licensee_id, id),
        check ((withdrawn_by is null) = (withdrawn_at is null))
      );
      comment on column app.netting_consent.wording is 'Revision of the words that were agreed to';
      create unique index netting_consent_standing on app.netting_consent (licensee_id) where withdrawn_at is null;
      select app.secure_tenant_table('app.netting_consent', 'select, insert');
      grant update (withdrawn_by, withdrawn_at) on app.netting_consent to app_tenant;
      select app.allow_lookup('app.netting_consent', 'licensee_id, withdrawn_at');

      create table app.licence_netting (
        licensee_id uuid not null,
        id uuid not null,
        invoice_id uuid not null,
        step int not null check (step > 0),
        consent_id uuid,
        amount bigint not null check (amount <> 0),
        currency char(3) not null,
        due_after bigint not null check (due_after >= 0),
        transaction_id uuid not null,
        operator_transaction_id uuid not null,
        created_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, invoice_id) references app.licence_invoice (licensee_id, id),
        foreign key (licensee_id, consent_id) references app.netting_consent (licensee_id, id),
        check ((amount > 0) = (consent_id is not null))
      );
      comment on table app.licence_netting is 'What an invoice took from the share of its licensee, and what went back; a consent covers only what is taken';
      comment on column app.licence_netting.amount is 'Minor units; positive = taken from the share, negative = given back to it';
      comment on column app.licence_netting.due_after is 'What was still due on the invoice afterwards';
      create unique index licence_netting_step on app.licence_netting (licensee_id, invoice_id, step);
      select app.secure_tenant_table('app.licence_netting', 'select, insert');

      alter table app.licence_invoice add column netted bigint not null default 0;
      alter table app.licence_invoice add constraint licence_invoice_netted_check check (netted between 0 and paid) not valid;
      alter table app.licence_invoice validate constraint licence_invoice_netted_check;
      comment on column app.licence_invoice.netted is 'The part of what is paid that came from the share of the licensee and did not go back';
      grant update (netted) on app.licence_invoice to app_tenant;
      grant select (netted) on app.licence_invoice to app_lookup;

      -- Open invoices of licensees whose consent stands.
      create function app.nettings_due(p_after uuid, p_limit int) returns table (licensee_id uuid, invoice_id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select i.licensee_id, i.id from app.licence_invoice i
          join app.netting_consent c on c.licensee_id = i.licensee_id and c.withdrawn_at is null
         where i.status = 'open' and (p_after is null or i.id > p_after) order by i.id limit p_limit $$;
      alter function app.nettings_due(uuid, int) owner to app_lookup;
      revoke execute on function app.nettings_due(uuid, int) from public;
      grant execute on function app.nettings_due(uuid, int) to app_resolver;
    `);
    await invoices(runner, ', i.netted', ', netted bigint');
    for (const kind of KINDS) await runner.query(kinds(`(%s or kind = ''${kind}'')`, 'v_kinds'));
  }

  /** Rows of the newer kinds may stay in the ledger, which forgets nothing; what was netted would be lost, and nobody could give it back. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if exists (select 1 from app.licence_netting) then raise exception 'money that was netted could not be given back any more'; end if;
      end $$`);
    for (const kind of KINDS)
      await runner.query(kinds('(%s) not valid', `replace(v_kinds, ' OR (kind = ''${kind}''::text)', '')`));
    await invoices(runner, '', '');
    await runner.query(`
      drop function app.nettings_due(uuid, int);
      alter table app.licence_invoice drop column netted;
      drop table app.licence_netting, app.netting_consent`);
  }
}

const KINDS = ['licence_netting', 'licence_netting_return'];

/** As in the migration of licences, with or without what is netted. */
async function invoices(runner: QueryRunner, selected: string, returned: string): Promise<void> {
  await runner.query(`
    drop function app.operator_invoices(text, uuid, int);
    create function app.operator_invoices(p_status text, p_before uuid, p_limit int) returns table (licensee_id uuid, id uuid, number text, period text, currency char(3),
      total bigint, paid bigint, credited bigint, written_off bigint, paid_back bigint, status text, issued_at timestamptz, due_at timestamptz, failures int,
      next_attempt_at timestamptz${returned})
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select i.licensee_id, i.id, i.number, i.period, i.currency, i.total, i.paid, i.credited, i.written_off, i.paid_back, i.status, i.issued_at, i.due_at, i.failures,
             i.next_attempt_at${selected}
        from app.licence_invoice i
       where (p_status is null or i.status = p_status) and (p_before is null or i.id < p_before) order by i.id desc limit p_limit $$;
    alter function app.operator_invoices(text, uuid, int) owner to app_lookup;
    revoke execute on function app.operator_invoices(text, uuid, int) from public;
    grant execute on function app.operator_invoices(text, uuid, int) to app_operator`);
}

/** One more kind of ledger transaction, whichever there are by now, or one less. */
const kinds = (check: string, expression: string): string => `
  do $$
  declare v_kinds text;
  begin
    select pg_get_expr(conbin, conrelid) into strict v_kinds from pg_constraint
     where conrelid = 'app.ledger_transaction'::regclass and conname = 'ledger_transaction_kind_check';
    alter table app.ledger_transaction drop constraint ledger_transaction_kind_check;
    execute format('alter table app.ledger_transaction add constraint ledger_transaction_kind_check check ${check}', ${expression});
  end $$`;
