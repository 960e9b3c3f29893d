import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What users paid for in a month, as one numbered document, and the credit notes to it [money.md 7.3]. */
export class UserInvoices1790000000074 implements MigrationInterface {
  name = 'UserInvoices1790000000074';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(INVOICES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      do $$ begin
        if exists (select 1 from app.user_invoice) then raise exception 'invoices that were issued would be lost'; end if;
      end $$;
      drop table app.user_invoice_item, app.user_invoice;
      alter table app.money_rules drop column monthly_invoices;
      alter table app.invoice_series drop constraint invoice_series_kind_check,
        add constraint invoice_series_kind_check check (kind in (${KINDS}))`);
  }
}

const KINDS = `'invoice', 'credit_note', 'self_billing', 'payout_statement', 'payout_credit'`;

const INVOICES = `
alter table app.invoice_series drop constraint invoice_series_kind_check,
  add constraint invoice_series_kind_check check (kind in (${KINDS}, 'user_invoice', 'user_credit_note'));
alter table app.money_rules add column monthly_invoices boolean not null default true;
comment on column app.money_rules.monthly_invoices is 'Users get an invoice of what they paid for in a month, in the first days of the next';

create table app.user_invoice (
  licensee_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  kind text not null check (kind in ('user_invoice', 'user_credit_note')),
  month date not null check (month = date_trunc('month', month)::date),
  number text not null,
  original_id uuid,
  currency char(3) not null,
  total bigint not null,
  payload text not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  issued_at timestamptz not null,
  primary key (licensee_id, id),
  foreign key (licensee_id, person_id) references app.person (licensee_id, id),
  foreign key (licensee_id, original_id) references app.user_invoice (licensee_id, id),
  check ((kind = 'user_credit_note') = (original_id is not null))
);
comment on column app.user_invoice.payload is 'The document, as it was issued';
create unique index user_invoice_number on app.user_invoice (licensee_id, number);
create unique index user_invoice_month on app.user_invoice (licensee_id, person_id, month) where original_id is null;
create unique index user_invoice_credit on app.user_invoice (licensee_id, original_id, month) where original_id is not null;
create index user_invoice_of_person on app.user_invoice (licensee_id, person_id, id desc);
select app.secure_tenant_table('app.user_invoice', 'select, insert');

create table app.user_invoice_item (
  licensee_id uuid not null,
  subject_id uuid not null,
  invoice_id uuid not null,
  primary key (licensee_id, subject_id),
  foreign key (licensee_id, invoice_id) references app.user_invoice (licensee_id, id)
);
comment on table app.user_invoice_item is 'Which document has which call, fee of a booking, or refund: each is in one, once';
create index user_invoice_item_invoice on app.user_invoice_item (licensee_id, invoice_id);
select app.secure_tenant_table('app.user_invoice_item', 'select, insert')`;
