import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who wait for an advisor: told once when the advisor is online, or called back [F9]. */
export class Callbacks1790000000037 implements MigrationInterface {
  name = 'Callbacks1790000000037';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.advisor_watch (
        licensee_id uuid not null,
        person_id uuid not null,
        advisor_id uuid not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        primary key (licensee_id, person_id, advisor_id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id)
      );
      create index advisor_watch_of on app.advisor_watch (licensee_id, advisor_id);
      comment on table app.advisor_watch is 'Deleted when the person was told';
      select app.secure_tenant_table('app.advisor_watch', 'select, insert, update, delete');

      create table app.callback (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        advisor_id uuid not null,
        note text check (length(note) between 1 and 300),
        status text not null check (status in ('open', 'ready', 'declined', 'withdrawn', 'done')),
        created_at timestamptz not null,
        expires_at timestamptz not null,
        answered_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        check (status = 'open' or answered_at is not null)
      );
      create unique index callback_running on app.callback (licensee_id, person_id, advisor_id) where status in ('open', 'ready');
      create index callback_of on app.callback (licensee_id, advisor_id, id);
      comment on column app.callback.status is 'ready: the advisor waits for the call of the person, who pays and so is the one to begin it';
      select app.secure_tenant_table('app.callback', 'select, insert, update, delete')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table app.callback, app.advisor_watch');
  }
}
