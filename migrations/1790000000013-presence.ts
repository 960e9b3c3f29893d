import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Advisors' topics, photos, schedules, and the proof that they can be reached. */
export class Presence1790000000013 implements MigrationInterface {
  name = 'Presence1790000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.advisor_photo (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        -- 512 x 512 WebP without metadata: what we encoded, never what was sent.
        picture bytea not null check (length(picture) between 1 and 1048576),
        created_at timestamptz not null,
        primary key (licensee_id, id)
      );
      alter table app.advisor_photo alter column picture set storage external;
      select app.secure_tenant_table('app.advisor_photo', 'select, insert, delete');

      alter table app.advisor
        add column topics text[] not null default '{}' constraint advisor_topics check (cardinality(topics) <= 10),
        add column photo_id uuid,
        add constraint advisor_photo_fk foreign key (licensee_id, photo_id) references app.advisor_photo (licensee_id, id),
        drop constraint advisor_offline_reason_check,
        add constraint advisor_offline_reason_check check (offline_reason in ('self', 'missed_rings', 'suspended', 'unreachable'));
      create index advisor_available on app.advisor (licensee_id, id) where available;
      select app.allow_lookup('app.advisor', 'licensee_id, id, person_id, available, available_changed_at');

      create table app.advisor_schedule (
        licensee_id uuid not null,
        advisor_id uuid not null,
        time_zone text not null,
        weekly jsonb not null,
        exceptions jsonb not null,
        changed_at timestamptz not null,
        primary key (licensee_id, advisor_id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id)
      );
      comment on column app.advisor_schedule.time_zone is 'IANA name; weekly and exceptions are local times there';
      select app.secure_tenant_table('app.advisor_schedule', 'select, insert, update');

      -- One row per advisor, written every 15 s: no index on the time and room on the page, so that each write is a HOT update.
      create table app.advisor_presence (
        licensee_id uuid not null,
        advisor_id uuid not null,
        last_seen_at timestamptz not null,
        primary key (licensee_id, advisor_id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id)
      ) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
      select app.secure_tenant_table('app.advisor_presence', 'select, insert, update');
      select app.allow_lookup('app.advisor_presence', 'licensee_id, advisor_id, last_seen_at');

      alter table app.device
        add column test_nonce text,
        add column test_sent_at timestamptz,
        add column proved_at timestamptz,
        add constraint device_test check ((test_nonce is null) = (test_sent_at is null));
      comment on column app.device.proved_at is 'A test push came back from the device';
      create index device_of_person on app.device (licensee_id, person_id);
      select app.allow_lookup('app.device', 'licensee_id, person_id, created_at, revoked_at, proved_at');
    `);
    await runner.query(`
      -- What calling and notifications know and advisors must show; advisors may not import them, so each publishes a view.
      create view app.advisor_in_call with (security_invoker = true) as
        select licensee_id, advisor_id from app.call where status not in ('ending', 'ended');
      comment on view app.advisor_in_call is 'Advisors with a live call: the rows of call_one_live_per_advisor';
      create view app.live_device with (security_invoker = true) as
        select licensee_id, person_id, id, proved_at from app.device where revoked_at is null;
      comment on view app.live_device is 'Devices that can be pushed to';
      alter view app.advisor_in_call owner to app_owner;
      alter view app.live_device owner to app_owner;
      grant select on app.advisor_in_call, app.live_device to app_tenant;

      -- True when nothing shows that the advisor would notice a ring: the console was not heard of for 60 s and no device proved itself within 7 days. Judged are
      -- only advisors who ever opened a console or had a device for more than the 5 minutes that a new one has to prove itself.
      create function app.advisor_unreachable(p_licensee uuid, p_advisor uuid, p_person uuid, p_now timestamptz) returns boolean language sql stable as $$
        select not exists (select 1 from app.advisor_presence p where p.licensee_id = p_licensee and p.advisor_id = p_advisor and p.last_seen_at > p_now - interval '60 s')
           and not exists (select 1 from app.device d where d.licensee_id = p_licensee and d.person_id = p_person and d.revoked_at is null and d.proved_at > p_now - interval '7 days')
           and (exists (select 1 from app.advisor_presence p where p.licensee_id = p_licensee and p.advisor_id = p_advisor)
             or exists (select 1 from app.device d where d.licensee_id = p_licensee and d.person_id = p_person
                           and (d.proved_at is not null or d.created_at <= p_now - interval '5 minutes'))) $$;
      alter function app.advisor_unreachable(uuid, uuid, uuid, timestamptz) owner to app_owner;

      -- Licensees with an available advisor who cannot be reached. Who has just gone online has a minute until the console is heard of.
      create function app.licensees_with_unreachable_advisors(p_now timestamptz) returns setof uuid
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select distinct a.licensee_id from app.advisor a
         where a.available and a.available_changed_at <= p_now - interval '60 s' and app.advisor_unreachable(a.licensee_id, a.id, a.person_id, p_now) $$;
      alter function app.licensees_with_unreachable_advisors(timestamptz) owner to app_lookup;
      revoke execute on function app.licensees_with_unreachable_advisors(timestamptz) from public;
      grant execute on function app.licensees_with_unreachable_advisors(timestamptz) to app_resolver`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function app.licensees_with_unreachable_advisors(timestamptz);
      drop function app.advisor_unreachable(uuid, uuid, uuid, timestamptz);
      drop view app.live_device, app.advisor_in_call;
      drop index app.device_of_person;
      drop policy lookup on app.device;
      revoke select (licensee_id, person_id, created_at, revoked_at, proved_at) on app.device from app_lookup;
      alter table app.device drop column test_nonce, drop column test_sent_at, drop column proved_at;
      drop table app.advisor_presence, app.advisor_schedule;
      drop policy lookup on app.advisor;
      revoke select (licensee_id, id, person_id, available, available_changed_at) on app.advisor from app_lookup;
      drop index app.advisor_available;
      -- Not valid: rows of the newer rule may stay, and row-level security lets no migration change them.
      alter table app.advisor
        drop column topics, drop column photo_id,
        drop constraint advisor_offline_reason_check,
        add constraint advisor_offline_reason_check check (offline_reason in ('self', 'missed_rings', 'suspended')) not valid;
      drop table app.advisor_photo`);
  }
}
