import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Trust between people: who wants no contact with whom; reviews with their replies, their end, an average that the database keeps; one queue of reports. */
export class Trust1790000000040 implements MigrationInterface {
  name = 'Trust1790000000040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(BLOCKS);
    await runner.query(REVIEWS);
    await runner.query(QUEUE);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Refused while there are reports of something else than a call: they are nobody's to lose.
    await runner.query(`
      drop table app.report_assignment;
      alter table app.call_report_closing drop column decision, drop column removal_reason, drop column notice, drop column concerned_id;
      drop index app.call_report_once_per_rating;
      alter table app.call_report drop constraint call_report_subject, drop column rating_id, drop column advisor_id, alter column call_id set not null,
        drop constraint call_report_kind_check, add constraint call_report_kind_check check (kind in ('sound', 'billing', 'conduct', 'other'));
      drop trigger rating_counted on app.rating;
      drop function app.count_rating();
      drop index app.rating_once_a_day;
      alter table app.rating drop constraint rating_id, drop column counts, drop column shown_as, drop column day, drop column reply, drop column replied_at,
        drop column withdrawn_at, drop column refunded_at, drop column removed_at, drop column removed_by, drop column removal_reason;
      drop table app.rating_rules, app.block`);
  }
}

const BLOCKS = `
create table app.block (
  licensee_id uuid not null,
  id uuid not null,
  advisor_id uuid not null,
  person_id uuid not null,
  by_side text not null check (by_side in ('caller', 'advisor')),
  created_at timestamptz not null,
  primary key (licensee_id, id),
  constraint block_once unique (licensee_id, advisor_id, person_id, by_side),
  foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
  foreign key (licensee_id, person_id) references app.person (licensee_id, id)
);
comment on table app.block is 'An end user (person_id) and an advisor who have no contact; each side has its own row, and either is enough';
create index block_of_person on app.block (licensee_id, person_id, id desc);
select app.secure_tenant_table('app.block', 'select, insert, delete')`;

const REVIEWS = `
create table app.rating_rules (
  licensee_id uuid primary key references app.licensee (id),
  min_minutes int not null check (min_minutes between 0 and 60),
  window_days int not null check (window_days between 1 and 60),
  changed_at timestamptz not null
);
comment on table app.rating_rules is 'What a licensee sets; no row = 4 paid minutes, 7 days';
select app.secure_tenant_table('app.rating_rules', 'select, insert, update');

alter table app.rating
  add column shown_as text check (length(shown_as) between 1 and 40),
  add column day date,
  add column reply text check (length(reply) between 1 and 1000),
  add column replied_at timestamptz,
  add column withdrawn_at timestamptz,
  add column refunded_at timestamptz,
  add column removed_at timestamptz,
  add column removed_by uuid,
  add column removal_reason text
    check (removal_reason in ('personal_data', 'insult', 'hate', 'advertising', 'off_topic', 'untrue_fact', 'unlawful')),
  add column counts boolean not null generated always as (withdrawn_at is null and refunded_at is null and removed_at is null) stored,
  add constraint rating_id unique (licensee_id, id),
  add constraint rating_replied check ((reply is null) = (replied_at is null)),
  add constraint rating_removed check ((removed_at is null) = (removed_by is null) and (removed_at is null) = (removal_reason is null)),
  add foreign key (licensee_id, removed_by) references app.person (licensee_id, id);
comment on column app.rating.day is 'Day of the licensee on which it was given; null = before reviews were one a day';
comment on column app.rating.counts is 'Whether it is in the average of the advisor';
comment on column app.rating.shown_as is 'Name that the author chose to be shown under; null = the alias';
create unique index rating_once_a_day on app.rating (licensee_id, advisor_id, caller_id, day) where day is not null;

-- The sums of the advisor follow each row, whoever writes it: what a row counted before goes, what it counts now comes.
create function app.count_rating() returns trigger language plpgsql as $$
declare
  v_before int := 0;
  v_were int := 0;
begin
  if tg_op = 'UPDATE' and old.counts then v_before := old.stars; v_were := 1; end if;
  if v_were <> new.counts::int or v_before <> new.stars * new.counts::int then
    update app.advisor set rating_sum = rating_sum + new.stars * new.counts::int - v_before, rating_count = rating_count + new.counts::int - v_were
     where licensee_id = new.licensee_id and id = new.advisor_id;
  end if;
  return null;
end $$;
create trigger rating_counted after insert or update on app.rating for each row execute function app.count_rating()`;

const QUEUE = `
alter table app.call_report
  alter column call_id drop not null,
  add column rating_id uuid,
  add column advisor_id uuid,
  add foreign key (licensee_id, rating_id) references app.rating (licensee_id, id),
  add foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
  add constraint call_report_subject check (num_nonnulls(call_id, rating_id, advisor_id) = 1),
  drop constraint call_report_kind_check,
  add constraint call_report_kind_check check (kind in ('sound', 'billing', 'conduct', 'other',
    'personal_data', 'insult', 'hate', 'advertising', 'off_topic', 'untrue_fact', 'unlawful'));
comment on table app.call_report is 'What people report: a call of theirs, a rating, or (advisor_id) an advisor; side is that of who reports';
create unique index call_report_once_per_rating on app.call_report (licensee_id, rating_id, person_id) where rating_id is not null;

alter table app.call_report_closing
  add column decision text not null default 'noted' check (decision in ('noted', 'dismissed', 'removed', 'warned', 'suspended')),
  add column removal_reason text,
  add column notice text check (length(notice) between 1 and 1000),
  add column concerned_id uuid,
  add foreign key (licensee_id, concerned_id) references app.person (licensee_id, id),
  add constraint call_report_closing_removed check ((decision = 'removed') = (removal_reason is not null)),
  add constraint call_report_closing_warned check ((decision = 'warned') = (notice is not null)),
  add constraint call_report_closing_concerned check (decision not in ('warned', 'suspended') or concerned_id is not null);
comment on column app.call_report_closing.notice is 'What the person who is warned reads';
create index call_report_closing_warned on app.call_report_closing (licensee_id, concerned_id, report_id) where decision = 'warned';

create table app.report_assignment (
  licensee_id uuid not null,
  report_id uuid not null,
  person_id uuid not null,
  created_at timestamptz not null,
  primary key (licensee_id, report_id),
  foreign key (licensee_id, report_id) references app.call_report (licensee_id, id),
  foreign key (licensee_id, person_id) references app.person (licensee_id, id)
);
comment on table app.report_assignment is 'Who of the staff looks after a report';
select app.secure_tenant_table('app.report_assignment', 'select, insert, update, delete')`;
