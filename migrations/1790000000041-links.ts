import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links that call an advisor at a price of their own; and the reply to a review is reported and removed by itself. */
export class Links1790000000041 implements MigrationInterface {
  name = 'Links1790000000041';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(REPLIES);
    await runner.query(LINKS);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Refused where one person reported a rating and its reply.
    await runner.query(`
      alter table app.call drop column link_id;
      drop table app.call_link;
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

const LINKS = `
create table app.call_link (
  licensee_id uuid not null,
  id uuid not null,
  advisor_id uuid not null,
  token text not null collate "C" check (token ~ '^[A-Za-z0-9_-]{22}$'),
  label text check (length(label) between 1 and 80),
  medium text not null check (medium in ('voice', 'video')),
  rate_per_minute bigint check (rate_per_minute > 0),
  session_minutes int check (session_minutes between 5 and 240),
  session_price bigint check (session_price > 0),
  currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
  valid_from timestamptz,
  expires_at timestamptz,
  max_calls int check (max_calls between 1 and 10000),
  used_calls int not null default 0 check (used_calls >= 0),
  weekly jsonb not null default '[]',
  created_by uuid not null,
  created_at timestamptz not null,
  revoked_by uuid,
  revoked_at timestamptz,
  primary key (licensee_id, id),
  constraint call_link_token unique (licensee_id, token),
  constraint call_link_price check ((rate_per_minute is null) <> (session_minutes is null) and (session_minutes is null) = (session_price is null)),
  constraint call_link_used check (max_calls is null or used_calls <= max_calls),
  constraint call_link_revoked check ((revoked_at is null) = (revoked_by is null)),
  foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
  foreign key (licensee_id, created_by) references app.person (licensee_id, id),
  foreign key (licensee_id, revoked_by) references app.person (licensee_id, id)
);
comment on table app.call_link is 'Links that call an advisor at a price of their own; only use and end of one change';
comment on column app.call_link.used_calls is 'Calls requested with it, without those that ended before they were connected';
create index call_link_of_advisor on app.call_link (licensee_id, advisor_id, id desc);
select app.secure_tenant_table('app.call_link', 'select, insert');
grant update (used_calls, revoked_at, revoked_by) on app.call_link to app_tenant;

alter table app.call add column link_id uuid,
  add constraint call_link_fk foreign key (licensee_id, link_id) references app.call_link (licensee_id, id);
create index call_of_link on app.call (licensee_id, link_id) where link_id is not null`;
