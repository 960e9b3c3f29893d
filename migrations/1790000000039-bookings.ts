import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dac7Rows } from './dac7-rows.js';

/** Bookings: slots that nobody gets twice, their rules, and calls that are made on a price which is held already. */
export class Bookings1790000000039 implements MigrationInterface {
  name = 'Bookings1790000000039';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      -- Equality of uuids beside overlap of times in one exclusion constraint.
      create extension if not exists btree_gist with schema public;

      create table app.booking_rules (
        licensee_id uuid primary key references app.licensee (id),
        accept_hours int not null check (accept_hours between 1 and 168),
        tiers jsonb not null,
        no_show_fee_percent int not null check (no_show_fee_percent between 0 and 100),
        wait_minutes int not null check (wait_minutes between 5 and 30),
        returns_rest boolean not null,
        changed_at timestamptz not null
      );
      comment on table app.booking_rules is 'What a licensee sets; no row = the defaults of the product. Copied into each booking';
      select app.secure_tenant_table('app.booking_rules', 'select, insert, update');

      create table app.booking_settings (
        licensee_id uuid not null,
        advisor_id uuid not null,
        is_on boolean not null,
        lengths int[] not null check (lengths <@ array[15, 30, 45, 60]),
        buffer_minutes int not null check (buffer_minutes between 0 and 60),
        notice_minutes int not null check (notice_minutes between 0 and 10080),
        ahead_days int not null check (ahead_days between 1 and 90),
        auto_accept boolean not null,
        changed_at timestamptz not null,
        primary key (licensee_id, advisor_id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id)
      );
      select app.secure_tenant_table('app.booking_settings', 'select, insert, update');

      create table app.booking (
        licensee_id uuid not null,
        id uuid not null,
        user_id uuid not null,
        advisor_id uuid not null,
        advisor_person_id uuid not null,
        idempotency_key text not null collate "C",
        medium text not null check (medium in ('voice', 'video')),
        minutes int not null check (minutes in (15, 30, 45, 60)),
        topic text check (length(topic) between 1 and 200),
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        free_at timestamptz not null,
        status text not null check (status in ('requested', 'accepted', 'started', 'completed', 'declined', 'lapsed', 'cancelled', 'no_show')),
        terms jsonb not null,
        rules jsonb not null,
        cap_seconds int not null check (cap_seconds >= minutes * 60),
        currency char(3) not null,
        price_minor bigint not null check (price_minor > 0),
        hold_id uuid not null,
        call_id uuid,
        tries int not null default 0,
        accept_by timestamptz,
        due_at timestamptz,
        user_arrived_at timestamptz,
        advisor_arrived_at timestamptz,
        reminded_day_at timestamptz,
        reminded_soon_at timestamptz,
        reason text check (length(reason) between 1 and 300),
        cancelled_by text check (cancelled_by in ('user', 'advisor', 'staff', 'platform')),
        no_show_by text check (no_show_by in ('user', 'advisor', 'both')),
        kept_minor bigint check (kept_minor between 0 and price_minor),
        fee_transaction_id uuid,
        requested_at timestamptz not null,
        ended_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, user_id) references app.person (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        foreign key (licensee_id, advisor_person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, hold_id) references app.hold (licensee_id, id) deferrable initially deferred,
        foreign key (licensee_id, call_id) references app.call (licensee_id, id),
        foreign key (licensee_id, fee_transaction_id) references app.ledger_transaction (licensee_id, id),
        -- No slot twice [H8]: neither for the advisor, whose pause belongs to it, nor for the user.
        constraint booking_once_per_advisor exclude using gist (licensee_id with =, advisor_id with =, tstzrange(starts_at, free_at) with &&)
          where (status in ('requested', 'accepted', 'started')),
        constraint booking_once_per_user exclude using gist (licensee_id with =, user_id with =, tstzrange(starts_at, ends_at) with &&)
          where (status in ('requested', 'accepted', 'started')),
        constraint booking_times check (ends_at = starts_at + minutes * interval '1 minute' and free_at >= ends_at),
        constraint booking_ended check ((status in ('requested', 'accepted', 'started')) = (ended_at is null)),
        constraint booking_cancelled check ((status = 'cancelled') = (cancelled_by is not null)),
        constraint booking_no_show check ((status = 'no_show') = (no_show_by is not null)),
        -- Every end but a call's says what was kept of the price.
        constraint booking_kept check ((status in ('declined', 'lapsed', 'cancelled', 'no_show')) = (kept_minor is not null)),
        constraint booking_fee check ((coalesce(kept_minor, 0) > 0) = (fee_transaction_id is not null)),
        constraint booking_call check (status not in ('started', 'completed') or call_id is not null)
      );
      comment on column app.booking.free_at is 'The end with the advisor''s pause after it';
      comment on column app.booking.due_at is 'When the worker looks next: the end of the advisor''s time to accept, a reminder, the end of waiting';
      comment on column app.booking.user_arrived_at is 'The user was in the room, or rang an advisor who did not answer';
      comment on column app.booking.advisor_arrived_at is 'The media server had the advisor in the room';
      create unique index booking_key on app.booking (licensee_id, user_id, idempotency_key);
      create unique index booking_hold on app.booking (licensee_id, hold_id);
      create index booking_of_user on app.booking (licensee_id, user_id, starts_at desc, id desc);
      create index booking_of_advisor on app.booking (licensee_id, advisor_id, starts_at desc, id desc);
      create index booking_of_licensee on app.booking (licensee_id, starts_at desc, id desc);
      create index booking_due on app.booking (due_at) where due_at is not null; -- for app.due_bookings
      select app.secure_tenant_table('app.booking', 'select, insert, update');
      select app.allow_lookup('app.booking', 'licensee_id, id, due_at, advisor_id');

      -- The call of a booking lives on the booking's hold, and so does the next try after one that nobody answered.
      alter table app.call add column booking_id uuid,
        add constraint call_booking_fk foreign key (licensee_id, booking_id) references app.booking (licensee_id, id);
      drop index app.call_hold;
      create unique index call_hold on app.call (licensee_id, hold_id) where booking_id is null;
      create index call_of_booking on app.call (licensee_id, booking_id) where booking_id is not null;

      create function app.due_bookings(p_now timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select b.licensee_id, b.id from app.booking b where b.due_at <= p_now order by b.due_at limit p_limit $$;
      alter function app.due_bookings(timestamptz, int) owner to app_lookup;
      revoke execute on function app.due_bookings(timestamptz, int) from public;
      grant execute on function app.due_bookings(timestamptz, int) to app_resolver`);
    await runner.query(kinds(`(%s or kind = ''booking_fee'')`, 'v_kinds'));
    await runner.query(dac7Rows(true));
  }

  async down(runner: QueryRunner): Promise<void> {
    // Several tries of one booking may share a hold; money forgets nothing, so the stricter index cannot come back.
    await runner.query(dac7Rows(false));
    await runner.query(`
      drop function app.due_bookings(timestamptz, int);
      drop index app.call_of_booking, app.call_hold;
      create index call_hold on app.call (licensee_id, hold_id);
      alter table app.call drop column booking_id;
      drop table app.booking, app.booking_settings, app.booking_rules;
      drop extension btree_gist`);
    await runner.query(kinds('(%s) not valid', `replace(v_kinds, ' OR (kind = ''booking_fee''::text)', '')`));
  }
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
