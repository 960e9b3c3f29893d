import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Advisors who follow their schedule, or are away for a while. Both timers are one column. */
export class Schedules1790000000038 implements MigrationInterface {
  name = 'Schedules1790000000038';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.advisor
        add column follows_schedule boolean not null default false,
        add column away_until timestamptz,
        add column switch_at timestamptz,
        drop constraint advisor_offline_reason_check,
        add constraint advisor_offline_reason_check
          check (offline_reason in ('self', 'missed_rings', 'suspended', 'unreachable', 'away', 'schedule')),
        add constraint advisor_away check ((away_until is not null) = (offline_reason is not distinct from 'away')),
        add constraint advisor_switch check (away_until is null or switch_at is not null);
      comment on column app.advisor.follows_schedule is 'The worker switches them on and off at the bounds of their hours';
      comment on column app.advisor.switch_at is 'When the worker looks next: the end of being away, or a bound of the hours; null = never';
      create index advisor_switch_due on app.advisor (switch_at) where switch_at is not null; -- for app.due_switches
      grant select (switch_at) on app.advisor to app_lookup;

      create function app.due_switches(p_now timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select a.licensee_id, a.id from app.advisor a where a.switch_at <= p_now order by a.switch_at limit p_limit $$;
      alter function app.due_switches(timestamptz, int) owner to app_lookup;
      revoke execute on function app.due_switches(timestamptz, int) from public;
      grant execute on function app.due_switches(timestamptz, int) to app_resolver`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Not valid: rows of the newer rule may stay, and row-level security lets no migration change them.
    await runner.query(`
      drop function app.due_switches(timestamptz, int);
      alter table app.advisor
        drop column follows_schedule, drop column away_until, drop column switch_at,
        drop constraint advisor_offline_reason_check,
        add constraint advisor_offline_reason_check check (offline_reason in ('self', 'missed_rings', 'suspended', 'unreachable')) not valid`);
  }
}
