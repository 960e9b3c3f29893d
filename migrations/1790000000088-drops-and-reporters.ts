import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a message was given up before its schedule ended: its endpoint was sent nothing any more. And the open reports of a person, of which there is one about each thing. */
export class DropsAndReporters1790000000088 implements MigrationInterface {
  name = 'DropsAndReporters1790000000088';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.webhook_delivery add column dropped_because text;
      -- Nothing of before has a reason, so nothing has to be looked at.
      alter table app.webhook_delivery add constraint webhook_delivery_dropped
        check (dropped_because is null or (status = 'failed' and dropped_because in ('staff', 'gone', 'failing', 'deleted'))) not valid;
      comment on column app.webhook_delivery.dropped_because is 'Its endpoint was disabled or deleted before it was delivered or given up, at finished_at; null = it was not';
      create index call_report_of_reporter on app.call_report (licensee_id, person_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(
      'drop index app.call_report_of_reporter; alter table app.webhook_delivery drop column dropped_because',
    );
  }
}
