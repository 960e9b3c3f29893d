import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Complaints about paid calls with their steps and rules, refunds by advisors, and earnings that wait for a decision. */
export class Complaints1790000000027 implements MigrationInterface {
  name = 'Complaints1790000000027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.complaint (
        licensee_id uuid not null,
        id uuid not null,
        call_id uuid not null,
        caller_id uuid not null,
        advisor_id uuid not null,
        kind text not null check (kind in ('sound', 'billing', 'advice', 'conduct', 'other')),
        text text not null check (length(text) between 1 and 2000),
        state text not null check (state in ('open', 'in_review', 'resolved')),
        outcome text check (outcome in ('refunded', 'partly_refunded', 'rejected', 'withdrawn')),
        due_at timestamptz,
        overdue_at timestamptz,
        created_at timestamptz not null,
        resolved_at timestamptz,
        primary key (licensee_id, id),
        constraint complaint_once_per_call unique (licensee_id, call_id),
        foreign key (licensee_id, call_id) references app.call (licensee_id, id),
        foreign key (licensee_id, caller_id) references app.person (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        constraint complaint_resolved check ((state = 'resolved') = (outcome is not null) and (state = 'resolved') = (resolved_at is not null)
          and (state = 'resolved') = (due_at is null)),
        constraint complaint_overdue check (overdue_at is null or state <> 'open')
      );
      comment on column app.complaint.due_at is 'Until when the advisor (open) or staff (in_review) are to act';
      comment on column app.complaint.overdue_at is 'When the staff''s time had passed and everybody was told; nothing is decided by itself';
      create index complaint_of_caller on app.complaint (licensee_id, caller_id, id desc);
      create index complaint_of_advisor on app.complaint (licensee_id, advisor_id, id desc);
      create index complaint_queue on app.complaint (licensee_id, due_at, id) where state <> 'resolved';
      create index complaint_done on app.complaint (licensee_id, resolved_at desc, id desc) where state = 'resolved';
      create index complaint_due on app.complaint (due_at) where state <> 'resolved' and overdue_at is null; -- for app.due_complaints
      select app.secure_tenant_table('app.complaint', 'select, insert, update');
      select app.allow_lookup('app.complaint', 'licensee_id, id, state, due_at, overdue_at');

      -- The story that both sides and staff read; never changed.
      create table app.complaint_step (
        licensee_id uuid not null,
        complaint_id uuid not null,
        n int not null check (n > 0),
        kind text not null check (kind in ('opened', 'answered', 'lapsed', 'overdue', 'refunded', 'rejected', 'withdrawn')),
        side text not null check (side in ('caller', 'advisor', 'staff', 'platform')),
        person_id uuid,
        text text check (length(text) between 1 and 2000),
        note text check (length(note) between 1 and 2000),
        amount bigint check (amount > 0),
        created_at timestamptz not null,
        primary key (licensee_id, complaint_id, n),
        foreign key (licensee_id, complaint_id) references app.complaint (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        check ((side = 'platform') = (person_id is null)),
        check ((kind = 'refunded') = (amount is not null)),
        check (note is null or side = 'staff')
      );
      comment on column app.complaint_step.note is 'Of staff for staff; neither side sees it';
      select app.secure_tenant_table('app.complaint_step', 'select, insert');

      create table app.complaint_rules (
        licensee_id uuid primary key references app.licensee (id),
        window_hours int not null check (window_hours between 24 and 336),
        advisor_refunds boolean not null,
        advisor_refund_days int not null check (advisor_refund_days between 1 and 365),
        changed_at timestamptz not null
      );
      comment on table app.complaint_rules is 'What a licensee sets; no row = 72 hours, advisors may refund for 30 days';
      select app.secure_tenant_table('app.complaint_rules', 'select, insert, update');

      create table app.earning_hold (
        licensee_id uuid not null,
        transaction_id uuid not null,
        placed_at timestamptz not null,
        released_at timestamptz check (released_at >= placed_at),
        primary key (licensee_id, transaction_id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id)
      );
      comment on table app.earning_hold is 'Settlements whose earnings no payout takes until they are released';
      create index earning_held on app.earning_hold (licensee_id, transaction_id) where released_at is null;
      select app.secure_tenant_table('app.earning_hold', 'select, insert, update');

      alter table app.refund drop constraint refund_rule_check;
      alter table app.refund add constraint refund_rule_check check (rule in ('staff', 'platform_fault', 'advisor', 'complaint'));

      -- Complaints whose time has passed: the advisor's, or the staff's that nobody was told of yet.
      create function app.due_complaints(p_now timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select c.licensee_id, c.id from app.complaint c where c.state <> 'resolved' and c.overdue_at is null and c.due_at <= p_now
         order by c.due_at limit p_limit $$;
      alter function app.due_complaints(timestamptz, int) owner to app_lookup;
      revoke execute on function app.due_complaints(timestamptz, int) from public;
      grant execute on function app.due_complaints(timestamptz, int) to app_resolver;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Not valid: refunds of the newer rules may stay, money forgets nothing.
    await runner.query(`
      drop function app.due_complaints(timestamptz, int);
      alter table app.refund drop constraint refund_rule_check;
      alter table app.refund add constraint refund_rule_check check (rule in ('staff', 'platform_fault')) not valid;
      drop table app.earning_hold, app.complaint_rules, app.complaint_step, app.complaint`);
  }
}
