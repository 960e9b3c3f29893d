import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The record of what licensees' programs are told. */
export class Events1790000000034 implements MigrationInterface {
  name = 'Events1790000000034';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.event (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        seq bigint not null generated always as identity,
        position bigint check (position > 0),
        type text not null,
        subject text not null collate "C",
        -- json and not jsonb: the members stay in the order in which they are documented.
        data json not null,
        occurred_at timestamptz not null,
        primary key (licensee_id, id)
      );
      comment on column app.event.seq is 'Order of the inserts; facts of one subject are inserted one after the other, behind the lock of their subject';
      comment on column app.event.position is 'Place in the list of the licensee, given after the commit, so that a reader never passes by one that commits late';
      create unique index event_position on app.event (licensee_id, position) where position is not null;
      create index event_unplaced on app.event (licensee_id, seq) where position is null;
      create index event_of_subject on app.event (licensee_id, subject, position);
      create index event_of_type on app.event (licensee_id, type, position);
      create index event_age on app.event (licensee_id, occurred_at);
      select app.secure_tenant_table('app.event', 'select, insert, update, delete');
      select app.allow_lookup('app.event', 'licensee_id, position');

      create table app.event_order (
        licensee_id uuid primary key references app.licensee (id),
        last_position bigint not null check (last_position >= 0)
      );
      comment on table app.event_order is 'Its row is locked while events of the licensee get their places';
      select app.secure_tenant_table('app.event_order', 'select, insert, update');

      create function app.licensees_with_unplaced_events() returns setof uuid
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select distinct e.licensee_id from app.event e where e.position is null $$;
      alter function app.licensees_with_unplaced_events() owner to app_lookup;
      revoke execute on function app.licensees_with_unplaced_events() from public;
      grant execute on function app.licensees_with_unplaced_events() to app_resolver;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function app.licensees_with_unplaced_events();
      drop table app.event_order, app.event`);
  }
}
