import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was tried to make an advisor hear a ring, and which device said that it rings [O4]. Browsers that are rung by their own push service [F3]. */
export class RingAttempts1790000000046 implements MigrationInterface {
  name = 'RingAttempts1790000000046';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.ring_attempt (
        licensee_id uuid not null,
        id uuid not null,
        call_id uuid not null,
        step text not null check (step in ('push', 'alert', 'mail')),
        channel text not null check (channel in ('live', 'fcm', 'web_push', 'apns_voip', 'mail')),
        device_id uuid,
        token text check (length(token) between 16 and 64),
        created_at timestamptz not null,
        sent_at timestamptz,
        outcome text check (outcome in ('delivered', 'dead', 'retry', 'rejected')),
        heard_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, call_id) references app.call (licensee_id, id),
        foreign key (licensee_id, device_id) references app.device (licensee_id, id),
        constraint ring_attempt_once unique nulls not distinct (licensee_id, call_id, step, channel, device_id),
        constraint ring_attempt_device check ((device_id is not null) = (channel in ('fcm', 'web_push', 'apns_voip'))),
        constraint ring_attempt_token check ((token is not null) = (device_id is not null)),
        constraint ring_attempt_sent check ((sent_at is not null) = (outcome is not null))
      );
      comment on table app.ring_attempt is 'live: an open screen of the advisor says that it rings';
      comment on column app.ring_attempt.token is 'Only the push carries it: who sends it back has got the push';
      create unique index ring_attempt_token_of on app.ring_attempt (licensee_id, token) where token is not null;
      create index ring_attempt_old on app.ring_attempt (licensee_id, created_at);
      select app.secure_tenant_table('app.ring_attempt', 'select, insert, update, delete');


      alter table app.device
        drop constraint device_push_kind_check,
        add constraint device_push_kind_check check (push_kind in ('fcm_token', 'fcm_fid', 'apns_voip', 'webpush', 'web_subscription'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Not valid: rows of the newer rule may stay, and row-level security lets no migration change them.
    await runner.query(`
      alter table app.device
        drop constraint device_push_kind_check,
        add constraint device_push_kind_check check (push_kind in ('fcm_token', 'fcm_fid', 'apns_voip', 'webpush')) not valid;
      drop table app.ring_attempt`);
  }
}
