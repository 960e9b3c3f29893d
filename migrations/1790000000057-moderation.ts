import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Staff may also write some words to a person whose review is removed, or who is suspended [K7]. */
export class Moderation1790000000057 implements MigrationInterface {
  name = 'Moderation1790000000057';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.call_report_closing drop constraint call_report_closing_warned,
        add constraint call_report_closing_told check (
          case decision when 'warned' then notice is not null when 'removed' then true when 'suspended' then true else notice is null end);
      comment on column app.call_report_closing.notice is 'What the person whom the decision concerns reads';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.call_report_closing drop constraint call_report_closing_told,
        add constraint call_report_closing_warned check ((decision = 'warned') = (notice is not null)) not valid;
      comment on column app.call_report_closing.notice is 'What the person who is warned reads';
    `);
  }
}
