import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calls: state, legs, billed segments, media events, refunds, receipts. Every timer is a column. */
export class Calls1790000000005 implements MigrationInterface {
  name = 'Calls1790000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.call (
        licensee_id uuid not null,
        id uuid not null,
        caller_id uuid not null,
        advisor_id uuid not null,
        advisor_person_id uuid not null,
        idempotency_key text not null collate "C",
        medium text not null check (medium in ('voice', 'video')),
        topic text,
        status text not null check (status in ('ringing', 'accepted', 'connecting', 'in_progress', 'reconnecting', 'ending', 'ended')),
        end_reason text,
        decline_reason text check (decline_reason in ('busy', 'not_my_field', 'break', 'other')),
        terms jsonb not null,
        legs jsonb not null,
        currency char(3) not null,
        hold_id uuid not null,
        held_minor bigint not null check (held_minor > 0),
        cap_seconds int not null check (cap_seconds > 0),
        requested_at timestamptz not null,
        ring_expires_at timestamptz not null,
        accepted_at timestamptz,
        accepted_device text,
        connect_deadline timestamptz,
        started_at timestamptz,
        -- Media is expected until then at the latest: money or the caller's own limit runs out.
        deadline_at timestamptz,
        -- When the hold should be extended, or a warning given; the scanner's next look at a running call.
        next_check_at timestamptz,
        warned_seconds int,
        grace_until timestamptz,
        lost_by text check (lost_by in ('caller', 'advisor', 'both', 'media_server')),
        last_confirmed_at timestamptz,
        unknown_since timestamptz,
        room_missing int not null default 0,
        room_open boolean not null default false,
        room_close_attempts int not null default 0,
        room_close_after timestamptz,
        ended_at timestamptz,
        -- Money is settled then at the latest; earlier when both sides proved that they were there until the end.
        settle_after timestamptz,
        billed_seconds int,
        price_minor bigint,
        settled_at timestamptz,
        settlement_id uuid,
        primary key (licensee_id, id),
        foreign key (licensee_id, caller_id) references app.person (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        foreign key (licensee_id, advisor_person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, hold_id) references app.hold (licensee_id, id) deferrable initially deferred,
        foreign key (licensee_id, settlement_id) references app.ledger_transaction (licensee_id, id),
        check ((status in ('ending', 'ended')) = (end_reason is not null)),
        check (status <> 'ending' or settle_after is not null),
        check ((status = 'ended') = (settled_at is not null))
      ) with (fillfactor = 70);
      -- One live call per advisor and per caller: a declared fact, not a check before an act.
      create unique index call_one_live_per_advisor on app.call (licensee_id, advisor_id) where status not in ('ending', 'ended');
      create unique index call_one_live_per_caller on app.call (licensee_id, caller_id) where status not in ('ending', 'ended');
      create unique index call_key on app.call (licensee_id, caller_id, idempotency_key);
      create unique index call_hold on app.call (licensee_id, hold_id);
      create index call_live on app.call (licensee_id, id) where status <> 'ended' or room_open;
      create index call_of_caller on app.call (licensee_id, caller_id, id desc);
      create index call_of_advisor on app.call (licensee_id, advisor_person_id, id desc);
      select app.secure_tenant_table('app.call', 'select, insert, update');
      select app.allow_lookup('app.call', 'licensee_id, id, status, ring_expires_at, connect_deadline, deadline_at, next_check_at, grace_until, settle_after, room_open, room_close_after, advisor_id');

      -- Time in which both legs were ACTIVE at the media server: the only thing that is billed.
      create table app.call_segment (
        licensee_id uuid not null,
        call_id uuid not null,
        n smallint not null,
        started_at timestamptz not null,
        ended_at timestamptz,
        opened_by text not null,
        closed_by text,
        closed_cause text check (closed_cause in ('network_caller', 'network_advisor', 'media_server', 'end')),
        primary key (licensee_id, call_id, n),
        foreign key (licensee_id, call_id) references app.call (licensee_id, id),
        check (ended_at is null or ended_at >= started_at),
        check ((ended_at is null) = (closed_by is null)),
        check ((ended_at is null) = (closed_cause is null))
      );
      create unique index call_segment_one_open on app.call_segment (licensee_id, call_id) where ended_at is null;
      select app.secure_tenant_table('app.call_segment', 'select, insert, update');

      create table app.livekit_event (
        licensee_id uuid not null,
        id uuid not null,
        event_id text not null collate "C",
        call_id uuid not null,
        type text not null,
        sid text,
        identity text,
        created_at timestamptz not null,
        received_at timestamptz not null default clock_timestamp(),
        payload jsonb not null,
        applied_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, call_id) references app.call (licensee_id, id)
      );
      create unique index livekit_event_id on app.livekit_event (licensee_id, event_id);
      create index livekit_event_call on app.livekit_event (licensee_id, call_id, id);
      select app.secure_tenant_table('app.livekit_event', 'select, insert, update');

      create table app.refund (
        licensee_id uuid not null,
        id uuid not null,
        call_id uuid not null,
        idempotency_key text not null collate "C",
        requested_by uuid,
        rule text not null check (rule in ('staff', 'platform_fault')),
        reason text not null,
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        wallet_amount bigint not null,
        promo_amount bigint not null,
        advisor_amount bigint not null,
        licensee_amount bigint not null,
        operator_amount bigint not null,
        tax_amount bigint not null,
        transaction_id uuid not null,
        created_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, call_id) references app.call (licensee_id, id),
        foreign key (licensee_id, requested_by) references app.person (licensee_id, id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id),
        check (wallet_amount + promo_amount = amount),
        check (advisor_amount + licensee_amount + operator_amount + tax_amount = amount)
      );
      create unique index refund_key on app.refund (licensee_id, call_id, idempotency_key);
      select app.secure_tenant_table('app.refund', 'select, insert');

      -- Receipts form one hash chain per payer: the payer's wallet is locked when one is issued, so the chain costs no further lock.
      create table app.receipt (
        licensee_id uuid not null,
        id uuid not null,
        call_id uuid not null,
        payer_id uuid not null,
        number int not null,
        body text not null,
        hash bytea not null,
        previous_hash bytea,
        signature bytea not null,
        key_id text not null,
        issued_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, call_id) references app.call (licensee_id, id),
        foreign key (licensee_id, payer_id) references app.person (licensee_id, id)
      );
      create unique index receipt_call on app.receipt (licensee_id, call_id);
      create unique index receipt_chain on app.receipt (licensee_id, payer_id, number);
      create trigger immutable before update or delete or truncate on app.receipt for each statement execute function app.refuse_change();
      select app.secure_tenant_table('app.receipt', 'select, insert');
    `);
    await runner.query(`
      -- Calls with a timer that is due. The scanner looks every second; each call is then locked and judged again in its own tenant.
      create function app.due_calls(p_now timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select c.licensee_id, c.id from app.call c
         where (c.status <> 'ended' and (
                  (c.status = 'ringing' and c.ring_expires_at <= p_now)
               or (c.status in ('accepted', 'connecting') and c.connect_deadline <= p_now)
               or (c.status in ('in_progress', 'reconnecting') and least(c.deadline_at, c.next_check_at) <= p_now)
               or (c.status = 'reconnecting' and c.grace_until <= p_now)
               or (c.status = 'ending' and c.settle_after <= p_now)))
            or (c.room_open and c.room_close_after <= p_now)
         order by c.id limit p_limit $$;
      -- Calls whose room should hold people: the media sweep asks the media server about each.
      create function app.media_calls(p_limit int, p_after uuid) returns table (licensee_id uuid, id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select c.licensee_id, c.id from app.call c
         where c.status in ('accepted', 'connecting', 'in_progress', 'reconnecting') and (p_after is null or c.id > p_after) order by c.id limit p_limit $$;
      -- Which tenant a room's call belongs to, and whether it may still be open.
      create function app.call_of_room(p_id uuid) returns table (licensee_id uuid, live boolean)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select c.licensee_id, c.status <> 'ended' or c.room_open from app.call c where c.id = p_id $$;
    `);
    for (const signature of ['due_calls(timestamptz, int)', 'media_calls(int, uuid)', 'call_of_room(uuid)']) {
      await runner.query(`
        alter function app.${signature} owner to app_lookup;
        revoke execute on function app.${signature} from public;
        grant execute on function app.${signature} to app_resolver`);
    }
    // The cross-tenant look-ups go by id and by state: indexes without the tenant, which reveal nothing because only app_lookup reads across.
    await runner.query(`
      create index call_by_id on app.call (id);
      create index call_open_state on app.call (status, id) where status <> 'ended' or room_open;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function app.due_calls(timestamptz, int);
      drop function app.media_calls(int, uuid);
      drop function app.call_of_room(uuid);
      drop table app.receipt, app.refund, app.livekit_event, app.call_segment, app.call`);
  }
}
