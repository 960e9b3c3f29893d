import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Staff may also write some words to a person whose review is removed, or who is suspended; an advisor may mute somebody's requests for a call back [K7]. */
export class Moderation1790000000057 implements MigrationInterface {
  name = 'Moderation1790000000057';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.call_report_closing drop constraint call_report_closing_warned,
        add constraint call_report_closing_told check (
          case decision when 'warned' then notice is not null when 'removed' then true when 'suspended' then true else notice is null end);
      comment on column app.call_report_closing.notice is 'What the person whom the decision concerns reads';

      create table app.callback_mute (
        licensee_id uuid not null,
        advisor_id uuid not null,
        person_id uuid not null,
        created_at timestamptz not null,
        primary key (licensee_id, advisor_id, person_id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      );
      comment on table app.callback_mute is 'The advisor is not told of requests of the person; they stand in the list';
      select app.secure_tenant_table('app.callback_mute', 'select, insert, update, delete');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      drop table app.callback_mute;
      alter table app.call_report_closing drop constraint call_report_closing_told,
        add constraint call_report_closing_warned check ((decision = 'warned') = (notice is not null)) not valid;
      comment on column app.call_report_closing.notice is 'What the person who is warned reads';
    `);
  }
}
