import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people do after a call and what is counted of it: ratings, reports, notes, the events of a call's money, the four shares of each price. */
export class Experience1790000000011 implements MigrationInterface {
  name = 'Experience1790000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.licensee_terms
        add column payout_hold_days int not null default 7 check (payout_hold_days between 0 and 90),
        add column alias_key bytea not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
      comment on column app.licensee_terms.payout_hold_days is 'Days between the settlement of a call and the day from which its earning may be paid out';
      comment on column app.licensee_terms.alias_key is 'Random key of the callers'' aliases; never shown, never changed, or every alias would change';
      -- The name under which an advisor knows a caller: keyed, so that nobody without the key can try out callers.
      create function app.alias_of(p_key bytea, p_advisor uuid, p_caller uuid) returns text language sql immutable as $$
        select 'Guest ' || string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(h.digest, i) & 31) + 1, 1), '' order by i)
          from (select sha256(p_key || sha256(p_key || uuid_send(p_advisor) || uuid_send(p_caller))) as digest) h, generate_series(0, 5) i $$;

      alter table app.advisor
        add column rating_sum bigint not null default 0,
        add column rating_count int not null default 0,
        add column rating_tenths int generated always as (case when rating_count > 0 then ((rating_sum * 20 + rating_count) / (rating_count * 2))::int end) stored,
        add constraint advisor_rating check (rating_count >= 0 and rating_sum between rating_count and rating_count::bigint * 5);
      comment on column app.advisor.rating_tenths is 'Average of the stars in tenths, rounded half up; null without a rating';

      create table app.rating (
        licensee_id uuid not null,
        call_id uuid not null,
        -- Random, not time-ordered: it stands in public cursors, where a time would tell more than the month.
        id uuid not null default gen_random_uuid(),
        advisor_id uuid not null,
        caller_id uuid not null,
        stars smallint not null check (stars between 1 and 5),
        text text check (length(text) <= 1000),
        created_at timestamptz not null,
        updated_at timestamptz not null,
        month date not null generated always as (date_trunc('month', created_at at time zone 'UTC')::date) stored,
        primary key (licensee_id, call_id),
        foreign key (licensee_id, call_id) references app.call (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        foreign key (licensee_id, caller_id) references app.person (licensee_id, id)
      );
      create index rating_of_advisor on app.rating (licensee_id, advisor_id, month desc, id desc);
      create index rating_created on app.rating (licensee_id, created_at);
      select app.secure_tenant_table('app.rating', 'select, insert, update');

      create table app.call_report (
        licensee_id uuid not null,
        id uuid not null,
        call_id uuid not null,
        person_id uuid not null,
        side text not null check (side in ('caller', 'advisor')),
        kind text not null check (kind in ('sound', 'billing', 'conduct', 'other')),
        text text not null check (length(text) between 1 and 2000),
        created_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, call_id) references app.call (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      );
      create index call_report_call on app.call_report (licensee_id, call_id);
      select app.secure_tenant_table('app.call_report', 'select, insert');
      -- A row of its own, so that a report is never changed: its existence is the state "closed".
      create table app.call_report_closing (
        licensee_id uuid not null,
        report_id uuid not null,
        closed_by uuid not null,
        resolution text not null check (length(resolution) between 1 and 2000),
        created_at timestamptz not null,
        constraint call_report_closed_once primary key (licensee_id, report_id),
        foreign key (licensee_id, report_id) references app.call_report (licensee_id, id),
        foreign key (licensee_id, closed_by) references app.person (licensee_id, id)
      );
      select app.secure_tenant_table('app.call_report_closing', 'select, insert');

      create table app.call_note (
        licensee_id uuid not null,
        call_id uuid not null,
        text text not null check (length(text) <= 2000),
        updated_at timestamptz not null,
        primary key (licensee_id, call_id),
        foreign key (licensee_id, call_id) references app.call (licensee_id, id)
      );
      select app.secure_tenant_table('app.call_note', 'select, insert, update');

      -- What the call's row only shows the last of: every extension of its money, every warning. A trigger, because the batch of extensions is one statement
      -- of the database; it fires for changed rows only.
      create table app.call_event (
        licensee_id uuid not null,
        id uuid not null,
        call_id uuid not null,
        at timestamptz not null,
        kind text not null check (kind in ('extended', 'warned')),
        data jsonb not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, call_id) references app.call (licensee_id, id)
      );
      create index call_event_call on app.call_event (licensee_id, call_id, at);
      select app.secure_tenant_table('app.call_event', 'select, insert');
      grant insert on app.call_event to app_ledger;
      create function app.record_call_event() returns trigger language plpgsql as $$
      begin
        if new.held_minor > old.held_minor then
          insert into app.call_event (licensee_id, id, call_id, at, kind, data) values (new.licensee_id, gen_random_uuid(), new.id, clock_timestamp(), 'extended',
            jsonb_build_object('addedMinor', new.held_minor - old.held_minor, 'heldMinor', new.held_minor, 'deadlineAt', to_char(new.deadline_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')));
        end if;
        if new.warned_seconds is distinct from old.warned_seconds and new.warned_seconds is not null then
          insert into app.call_event (licensee_id, id, call_id, at, kind, data) values (new.licensee_id, gen_random_uuid(), new.id, clock_timestamp(), 'warned',
            jsonb_build_object('secondsLeft', new.warned_seconds));
        end if;
        return null;
      end $$;
      create trigger call_event after update of held_minor, warned_seconds on app.call for each row
        when (new.held_minor > old.held_minor or (new.warned_seconds is distinct from old.warned_seconds and new.warned_seconds is not null))
        execute function app.record_call_event();

      -- The settlement's shares, beside the price they sum to: figures of many calls need not read the ledger's entries. Spec: they equal the ledger.
      alter table app.call
        add column advisor_minor bigint,
        add column licensee_minor bigint,
        add column operator_minor bigint,
        add column tax_minor bigint,
        add constraint call_shares check (num_nulls(advisor_minor, licensee_minor, operator_minor, tax_minor) in (0, 4)
          and (advisor_minor is null or advisor_minor + licensee_minor + operator_minor + tax_minor = price_minor));
      create index call_requested on app.call (licensee_id, requested_at);
      create index call_settled on app.call (licensee_id, settled_at) where settlement_id is not null;
      create index call_earned on app.call (licensee_id, advisor_id, id desc) where settlement_id is not null;
      create index refund_created on app.refund (licensee_id, created_at);
      create index top_up_credited on app.top_up (licensee_id, closed_at) where status = 'credited';
      create index person_created on app.person (licensee_id, created_at);
    `);
    // Calls of before: their shares are in the ledger. The deploying role is the tables' owner, which forced row-level security would hold to one tenant.
    await runner.query(`
      alter table app.call no force row level security;
      alter table app.ledger_entry no force row level security;
      alter table app.ledger_account no force row level security;
      update app.call c set advisor_minor = s.advisor, licensee_minor = s.licensee, operator_minor = s.operator, tax_minor = s.tax
        from (select e.licensee_id, e.transaction_id, coalesce(sum(e.amount) filter (where a.kind = 'advisor_payable'), 0) as advisor,
                     coalesce(sum(e.amount) filter (where a.kind = 'licensee_payable'), 0) as licensee,
                     coalesce(sum(e.amount) filter (where a.kind = 'platform_fee'), 0) as operator, coalesce(sum(e.amount) filter (where a.kind = 'tax'), 0) as tax
                from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id group by 1, 2) s
       where c.settlement_id is not null and s.licensee_id = c.licensee_id and s.transaction_id = c.settlement_id;
      alter table app.call force row level security;
      alter table app.ledger_entry force row level security;
      alter table app.ledger_account force row level security;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index app.person_created;
      drop index app.top_up_credited;
      drop index app.refund_created;
      drop index app.call_requested, app.call_settled, app.call_earned;
      alter table app.call drop constraint call_shares, drop column advisor_minor, drop column licensee_minor, drop column operator_minor, drop column tax_minor;
      drop trigger call_event on app.call;
      drop function app.record_call_event();
      drop table app.call_event, app.call_note, app.call_report_closing, app.call_report, app.rating;
      alter table app.advisor drop constraint advisor_rating, drop column rating_tenths, drop column rating_count, drop column rating_sum;
      drop function app.alias_of(bytea, uuid, uuid);
      alter table app.licensee_terms drop column alias_key, drop column payout_hold_days`);
  }
}
