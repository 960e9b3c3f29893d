import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The reply to a review is reported and removed by itself. */
export class Links1790000000041 implements MigrationInterface {
  name = 'Links1790000000041';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(REPLIES);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Refused where one person reported a rating and its reply.
    await runner.query(`
      drop index app.call_report_once_per_rating;
      create unique index call_report_once_per_rating on app.call_report (licensee_id, rating_id, person_id) where rating_id is not null;
      alter table app.call_report drop column of_reply;
      alter table app.rating drop column reply_removed_at, drop column reply_removed_by, drop column reply_removal_reason`);
  }
}

const REPLIES = `
alter table app.call_report
  add column of_reply boolean not null default false,
  add constraint call_report_of_reply check (not of_reply or rating_id is not null);
comment on column app.call_report.of_reply is 'Of a rating: the advisor''s reply is reported, not what the caller said';
drop index app.call_report_once_per_rating;
create unique index call_report_once_per_rating on app.call_report (licensee_id, rating_id, of_reply, person_id) where rating_id is not null;

alter table app.rating
  add column reply_removed_at timestamptz,
  add column reply_removed_by uuid,
  add column reply_removal_reason text
    check (reply_removal_reason in ('personal_data', 'insult', 'hate', 'advertising', 'off_topic', 'untrue_fact', 'unlawful')),
  add constraint rating_reply_removed check ((reply_removed_at is null) = (reply_removed_by is null)
    and (reply_removed_at is null) = (reply_removal_reason is null) and (reply_removed_at is null or reply is not null)),
  add foreign key (licensee_id, reply_removed_by) references app.person (licensee_id, id)`;
