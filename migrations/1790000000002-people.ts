import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Persons, sessions, login history, advisors, devices. */
export class People1790000000002 implements MigrationInterface {
  name = 'People1790000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.person (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        role text not null check (role in ('end_user','advisor','owner','admin','finance','support','analyst','operator')),
        email text not null check (email = lower(email) and length(email) <= 254),
        password_hash text not null,
        display_name text not null,
        locale text not null default 'en',
        status text not null default 'active' check (status in ('active', 'frozen', 'closed')),
        adult_attested_at timestamptz,
        created_at timestamptz not null default clock_timestamp(),
        primary key (licensee_id, id)
      );
      create unique index person_email on app.person (licensee_id, email);
      select app.secure_tenant_table('app.person', 'select, insert, update');

      create table app.session (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        refresh_counter int not null default 0,
        refresh_hash bytea not null,
        rotated_at timestamptz not null,
        ip inet,
        user_agent text,
        created_at timestamptz not null,
        last_used_at timestamptz not null,
        expires_at timestamptz not null,
        revoked_at timestamptz,
        revoked_reason text check (revoked_reason in ('signed_out', 'revoked', 'reuse', 'password_changed', 'frozen')),
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        check ((revoked_at is null) = (revoked_reason is null))
      ) with (fillfactor = 80);
      create index session_person on app.session (licensee_id, person_id) where revoked_at is null;
      select app.secure_tenant_table('app.session', 'select, insert, update');

      create table app.sign_in (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        outcome text not null check (outcome in ('signed_up', 'signed_in', 'wrong_password', 'refused', 'reuse_detected')),
        ip inet,
        user_agent text,
        at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      );
      create index sign_in_person on app.sign_in (licensee_id, person_id, id desc);
      select app.secure_tenant_table('app.sign_in', 'select, insert');

      create table app.advisor (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        status text not null default 'active' check (status in ('pending', 'active', 'suspended')),
        display_name text not null,
        headline text not null default '',
        bio text not null default '',
        languages text[] not null default '{en}',
        voice_rate_minor bigint check (voice_rate_minor between 1 and 100000),
        video_rate_minor bigint check (video_rate_minor between 1 and 100000),
        share_bp int check (share_bp between 0 and 10000),
        available boolean not null default false,
        available_changed_at timestamptz not null default clock_timestamp(),
        offline_reason text check (offline_reason in ('self', 'missed_rings', 'suspended')),
        missed_rings int not null default 0,
        created_at timestamptz not null default clock_timestamp(),
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      ) with (fillfactor = 80);
      create unique index advisor_person on app.advisor (licensee_id, person_id);
      create index advisor_directory on app.advisor (licensee_id, available desc, id) where status = 'active';
      comment on column app.advisor.voice_rate_minor is 'Price per minute of a voice call, tax included; null = not offered';
      comment on column app.advisor.share_bp is 'Own commission; null = the licensee''s default';
      select app.secure_tenant_table('app.advisor', 'select, insert, update');

      create table app.device (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        platform text not null check (platform in ('android', 'ios', 'web')),
        push_kind text not null check (push_kind in ('fcm_token', 'fcm_fid', 'apns_voip', 'webpush')),
        push_value text not null check (length(push_value) between 1 and 4096),
        model text,
        os_version text,
        app_version text,
        created_at timestamptz not null,
        last_seen_at timestamptz not null,
        revoked_at timestamptz,
        revoked_reason text check (revoked_reason in ('person', 'signed_out', 'dead_token', 'replaced')),
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      );
      create unique index device_push on app.device (licensee_id, push_kind, md5(push_value)) where revoked_at is null;
      create index device_person on app.device (licensee_id, person_id) where revoked_at is null;
      select app.secure_tenant_table('app.device', 'select, insert, update');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table app.device, app.advisor, app.sign_in, app.session, app.person');
  }
}
