import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calendars of advisors at Google and Microsoft, the times that are busy there, and secret addresses of calendar feeds [H4]. */
export class Calendars1790000000049 implements MigrationInterface {
  name = 'Calendars1790000000049';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.calendar_feed (
        licensee_id uuid not null,
        person_id uuid not null,
        hash bytea not null check (octet_length(hash) = 32),
        created_at timestamptz not null,
        primary key (licensee_id, person_id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      );
      create unique index calendar_feed_hash on app.calendar_feed (licensee_id, hash);
      comment on column app.calendar_feed.hash is 'SHA-256 of the token in the address; the address itself is shown once';
      select app.secure_tenant_table('app.calendar_feed', 'select, insert, update, delete');

      create table app.calendar_consent (
        licensee_id uuid not null,
        state_hash bytea not null check (octet_length(state_hash) = 32),
        person_id uuid not null,
        advisor_id uuid not null,
        provider text not null check (provider in ('google', 'microsoft')),
        verifier text not null,
        expires_at timestamptz not null,
        primary key (licensee_id, state_hash),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id)
      );
      comment on table app.calendar_consent is 'An advisor is at the provider and will come back; deleted when it is used';
      comment on column app.calendar_consent.verifier is 'Of PKCE; sealed';
      select app.secure_tenant_table('app.calendar_consent', 'select, insert, update, delete');
      select app.allow_lookup('app.calendar_consent', 'licensee_id, state_hash, expires_at');

      create table app.calendar_link (
        licensee_id uuid not null,
        id uuid not null,
        advisor_id uuid not null,
        person_id uuid not null,
        provider text not null check (provider in ('google', 'microsoft')),
        status text not null check (status in ('connected', 'reconnect')),
        revision int not null,
        access_token text,
        refresh_token text,
        access_until timestamptz,
        refreshing_until timestamptz,
        cursor text,
        window_until timestamptz,
        next_sync_at timestamptz,
        failures int not null default 0,
        connected_at timestamptz not null,
        synced_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        constraint calendar_link_tokens check (status = 'reconnect' or (access_token is not null and refresh_token is not null and access_until is not null)),
        constraint calendar_link_due check ((status = 'connected') = (next_sync_at is not null))
      );
      create unique index calendar_link_of on app.calendar_link (licensee_id, advisor_id, provider);
      create index calendar_link_due_at on app.calendar_link (next_sync_at) where next_sync_at is not null; -- for app.due_calendar_links
      comment on column app.calendar_link.revision is 'Counts consents: what an older one began is dropped';
      comment on column app.calendar_link.access_token is 'Sealed, like the refresh token';
      comment on column app.calendar_link.refreshing_until is 'Somebody fetches a new token; the others wait. Runs out when that process dies';
      comment on column app.calendar_link.cursor is 'Sync token or delta link: what has changed since. null: all is read anew';
      select app.secure_tenant_table('app.calendar_link', 'select, insert, update, delete');
      select app.allow_lookup('app.calendar_link', 'licensee_id, id, next_sync_at');

      create table app.calendar_busy (
        licensee_id uuid not null,
        link_id uuid not null,
        event_key bytea not null check (octet_length(event_key) = 32),
        advisor_id uuid not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null check (ends_at > starts_at),
        primary key (licensee_id, link_id, event_key),
        foreign key (licensee_id, link_id) references app.calendar_link (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id)
      );
      create index calendar_busy_of on app.calendar_busy (licensee_id, advisor_id, ends_at);
      comment on table app.calendar_busy is 'When an advisor is busy elsewhere. Of an event only its times are kept, and a hash of its id';
      select app.secure_tenant_table('app.calendar_busy', 'select, insert, update, delete');

      create table app.calendar_entry (
        licensee_id uuid not null,
        link_id uuid not null,
        booking_id uuid not null,
        status text not null check (status in ('wanted', 'written', 'removed')),
        remote_id text check (length(remote_id) <= 1024),
        changed_at timestamptz not null,
        primary key (licensee_id, link_id, booking_id),
        foreign key (licensee_id, link_id) references app.calendar_link (licensee_id, id),
        foreign key (licensee_id, booking_id) references app.booking (licensee_id, id),
        check (status <> 'written' or remote_id is not null)
      );
      comment on table app.calendar_entry is 'A booking in the calendar of its advisor. The row is there before the event, so that the event never counts as busy';
      select app.secure_tenant_table('app.calendar_entry', 'select, insert, update, delete');

      create function app.due_calendar_links(p_now timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select l.licensee_id, l.id from app.calendar_link l where l.next_sync_at <= p_now order by l.next_sync_at limit p_limit $$;
      alter function app.due_calendar_links(timestamptz, int) owner to app_lookup;
      revoke execute on function app.due_calendar_links(timestamptz, int) from public;
      grant execute on function app.due_calendar_links(timestamptz, int) to app_resolver;

      create function app.licensee_of_calendar_consent(p_hash bytea) returns table (licensee_id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select c.licensee_id from app.calendar_consent c where c.state_hash = p_hash $$;
      alter function app.licensee_of_calendar_consent(bytea) owner to app_lookup;
      revoke execute on function app.licensee_of_calendar_consent(bytea) from public;
      grant execute on function app.licensee_of_calendar_consent(bytea) to app_resolver`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function app.licensee_of_calendar_consent(bytea);
      drop function app.due_calendar_links(timestamptz, int);
      drop table app.calendar_entry, app.calendar_busy, app.calendar_link, app.calendar_consent, app.calendar_feed`);
  }
}
