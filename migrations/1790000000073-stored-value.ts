import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Caps of stored value per user, what the operator lets licensees set at most, and what was topped up by day [D22; section 7.1 of the directive on payment services]. */
export class StoredValue1790000000073 implements MigrationInterface {
  name = 'StoredValue1790000000073';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(CAPS);
    await runner.query(patch(PAUSED_BY_MONTH, PAUSED));
    await runner.query(VOLUME);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      drop function app.stored_value_volumes(date);
      drop table app.volume_alert, app.top_up_volume`);
    await runner.query(patch(PAUSED, PAUSED_BY_MONTH));
    await runner.query(`
      update app.auto_top_up set reason = 'monthly_cap' where reason in ('single_cap', 'balance_cap', 'day_cap', 'year_cap');
      drop index app.top_up_in_flight, app.top_up_of_person_credited;
      alter table app.licensee_terms
        drop column ceiling_year_minor, drop column ceiling_day_minor, drop column ceiling_balance_minor, drop column ceiling_top_up_minor,
        drop column top_up_year_max_minor, drop column top_up_day_max_minor`);
  }
}

const CAPS = `
alter table app.licensee_terms
  add column top_up_day_max_minor bigint not null default 100000 check (top_up_day_max_minor > 0),
  add column top_up_year_max_minor bigint not null default 1000000 check (top_up_year_max_minor > 0),
  add column ceiling_top_up_minor bigint check (ceiling_top_up_minor > 0),
  add column ceiling_balance_minor bigint check (ceiling_balance_minor > 0),
  add column ceiling_day_minor bigint check (ceiling_day_minor > 0),
  add column ceiling_year_minor bigint check (ceiling_year_minor > 0);
comment on column app.licensee_terms.ceiling_top_up_minor is 'What the operator lets the licensee set at most, as the other ceilings; null = no maximum. The lower of both counts';
-- Whoever let more pass at a time than the new caps have goes on doing so.
update app.licensee_terms set top_up_day_max_minor = greatest(top_up_day_max_minor, top_up_max_minor),
  top_up_year_max_minor = greatest(top_up_year_max_minor, top_up_max_minor, max_balance_minor)
 where top_up_max_minor > top_up_day_max_minor or greatest(top_up_max_minor, max_balance_minor) > top_up_year_max_minor;
create index top_up_in_flight on app.top_up (licensee_id, person_id) include (amount) where status in ('requested', 'open', 'processing');
create index top_up_of_person_credited on app.top_up (licensee_id, person_id, closed_at) include (amount) where status = 'credited'`;

const PAUSED_BY_MONTH = `m.status = 'on' or (`;
const PAUSED = `m.status = 'on' or (m.status = 'paused' and m.reason in ('single_cap', 'balance_cap', 'day_cap', 'year_cap')) or (`;

/** Changes the look-up where it stands; its owner and its rights stay. */
const patch = (before: string, after: string): string => `
do $patch$
declare
  v_before text := pg_get_functiondef('app.due_auto_top_ups(timestamptz, int)'::regprocedure);
  v_after text := replace(v_before, $t$${before}$t$, $t$${after}$t$);
begin
  if v_after = v_before then raise exception 'nothing to change in app.due_auto_top_ups'; end if;
  execute v_after;
end $patch$`;

const VOLUME = `
create table app.top_up_volume (
  licensee_id uuid not null references app.licensee (id),
  day date not null,
  currency char(3) not null,
  amount bigint not null check (amount >= 0),
  euro bigint check (euro >= 0),
  counted_at timestamptz not null,
  primary key (licensee_id, day, currency)
);
comment on table app.top_up_volume is 'Paid top-ups of a day (UTC), counted by a job. euro: the same in euro cents at the rate of that time; null = no rate was known';
select app.secure_tenant_table('app.top_up_volume', 'select, insert, update');
select app.allow_lookup('app.top_up_volume', 'licensee_id, day, currency, amount, euro, counted_at');

create table app.volume_alert (
  licensee_id uuid not null references app.licensee (id),
  percent smallint not null check (percent in (80, 100)),
  told_at timestamptz not null,
  primary key (licensee_id, percent)
);
comment on table app.volume_alert is 'Which part of the yearly volume an issuer was told of, and when last. Rows of the operator are those of the operator as issuer';
select app.secure_tenant_table('app.volume_alert', 'select, insert, update');

-- Paid top-ups of every licensee since a day, with who sells there: sums of the daily table.
create function app.stored_value_volumes(p_since date) returns table (licensee_id uuid, seller text, currency char(3), amount bigint, euro bigint, unrated bigint, counted_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select v.licensee_id, coalesce(m.seller_of_record, 'licensee'), v.currency, sum(v.amount)::bigint, coalesce(sum(v.euro), 0)::bigint,
         coalesce(sum(v.amount) filter (where v.euro is null), 0)::bigint, max(v.counted_at)
    from app.top_up_volume v join app.business_tenant b on b.id = v.licensee_id
    left join app.money_rules m on m.licensee_id = v.licensee_id
   where v.day >= p_since
   group by v.licensee_id, m.seller_of_record, v.currency $$;
alter function app.stored_value_volumes(date) owner to app_lookup;
revoke execute on function app.stored_value_volumes(date) from public;
grant execute on function app.stored_value_volumes(date) to app_resolver`;
