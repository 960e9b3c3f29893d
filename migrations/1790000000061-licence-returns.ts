import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payments of licence invoices that go back to their card: refunded at Stripe, or disputed [money.md P6, P8 to P10]. */
export class LicenceReturns1790000000061 implements MigrationInterface {
  name = 'LicenceReturns1790000000061';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.licence_return (
        licensee_id uuid not null,
        id uuid not null,
        invoice_id uuid not null,
        payment_id uuid not null,
        kind text not null check (kind in ('refund', 'dispute')),
        stripe_id text not null,
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        status text not null,
        reason text,
        evidence_due_at timestamptz,
        is_returned boolean not null,
        steps int not null check (steps >= 0),
        created_at timestamptz not null,
        closed_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, invoice_id) references app.licence_invoice (licensee_id, id),
        foreign key (licensee_id, payment_id) references app.licence_payment (licensee_id, id)
      );
      comment on table app.licence_return is 'Money of payments of invoices that goes back to its card: refunds made at Stripe, and disputes';
      comment on column app.licence_return.is_returned is 'The invoice counts it as gone';
      create unique index licence_return_stripe on app.licence_return (licensee_id, stripe_id);
      create index licence_return_invoice on app.licence_return (licensee_id, invoice_id);
      create index licence_return_payment on app.licence_return (licensee_id, payment_id);
      select app.secure_tenant_table('app.licence_return', 'select, insert');
      grant update (status, evidence_due_at, is_returned, steps, closed_at) on app.licence_return to app_tenant;

      alter table app.licence_invoice add column returned bigint not null default 0;
      alter table app.licence_invoice add column disputed bigint not null default 0;
      alter table app.licence_invoice add column dispute_due_at timestamptz;
      alter table app.licence_invoice add constraint licence_invoice_returned_check check (returned >= 0 and disputed >= 0) not valid;
      alter table app.licence_invoice validate constraint licence_invoice_returned_check;
      comment on column app.licence_invoice.returned is 'The part of what is paid that went back to its card: refunded at Stripe, or lost in a dispute';
      comment on column app.licence_invoice.disputed is 'What banks ask back and have not decided about';
      grant update (returned, disputed, dispute_due_at) on app.licence_invoice to app_tenant;
      grant select (returned, disputed, dispute_due_at) on app.licence_invoice to app_lookup`);
    await invoices(
      runner,
      ', i.returned, i.disputed, i.dispute_due_at',
      ', returned bigint, disputed bigint, dispute_due_at timestamptz',
    );
    await runner.query(licences('x.total - x.credited - x.paid + x.paid_back + x.returned - x.written_off'));
  }

  /** What went back to cards would count as paid again. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if exists (select 1 from app.licence_return) then raise exception 'invoices whose money went back would count as paid'; end if;
      end $$`);
    await runner.query(licences('x.total - x.paid - x.credited'));
    await invoices(runner, '', '');
    await runner.query(`
      alter table app.licence_invoice drop column returned, drop column disputed, drop column dispute_due_at;
      drop table app.licence_return`);
  }
}

/** As in the migration of nettings, with or without what went back. */
async function invoices(runner: QueryRunner, selected: string, returned: string): Promise<void> {
  await runner.query(`
    drop function app.operator_invoices(text, uuid, int);
    create function app.operator_invoices(p_status text, p_before uuid, p_limit int) returns table (licensee_id uuid, id uuid, number text, period text, currency char(3),
      total bigint, paid bigint, credited bigint, written_off bigint, paid_back bigint, status text, issued_at timestamptz, due_at timestamptz, failures int,
      next_attempt_at timestamptz, netted bigint${returned})
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select i.licensee_id, i.id, i.number, i.period, i.currency, i.total, i.paid, i.credited, i.written_off, i.paid_back, i.status, i.issued_at, i.due_at, i.failures,
             i.next_attempt_at, i.netted${selected}
        from app.licence_invoice i
       where (p_status is null or i.status = p_status) and (p_before is null or i.id < p_before) order by i.id desc limit p_limit $$;
    alter function app.operator_invoices(text, uuid, int) owner to app_lookup;
    revoke execute on function app.operator_invoices(text, uuid, int) from public;
    grant execute on function app.operator_invoices(text, uuid, int) to app_operator`);
}

/** As in the migration of licences; `rest` = what is due on an open invoice. */
const licences = (rest: string): string => `
  create or replace function app.operator_licences(p_ids uuid[]) returns table (licensee_id uuid, status text, plan_name text, ending text, open_invoices bigint,
    open_minor bigint, max_users int, max_api_per_minute int, max_storage_mb int, opened boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select o.id, l.status, l.plan_name, l.ending, i.n, i.rest, m.max_users, m.max_api_per_minute, m.max_storage_mb, o.opened_at is not null
      from app.licensee o
      left join app.licence l on l.licensee_id = o.id
      left join app.licensee_limits m on m.licensee_id = o.id
     cross join lateral (select count(*) as n, coalesce(sum(${rest}), 0)::bigint as rest from app.licence_invoice x
                          where x.licensee_id = o.id and x.status = 'open') i
     where o.id = any (p_ids) $$`;
