import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a licensee's programs leave behind is forgotten, and endpoints that fail do not hide those that answer. */
export class Programs1790000000044 implements MigrationInterface {
  name = 'Programs1790000000044';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create index idempotency_key_age on app.idempotency_key (licensee_id, created_at); -- for kernel.forget_answers
      create index join_link_end on app.join_link (licensee_id, expires_at); -- for calling.forget_join_links
      grant delete on app.join_link to app_tenant`);
    await runner.query(DUE_OF_EACH_KIND);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DUE_OF_ALL);
    await runner.query(`
      revoke delete on app.join_link from app_tenant;
      drop index app.join_link_end;
      drop index app.idempotency_key_age`);
  }
}

/** As before, but `p_limit` for endpoints that fail and as many for those that do not: the many that fail cannot keep one that answers off the list. */
const DUE_OF_EACH_KIND = `
  create or replace function app.due_webhook_endpoints(p_now timestamptz, p_limit int) returns table (licensee_id uuid, id uuid, is_failing boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select y.licensee_id, y.id, y.is_failing
      from (select x.*, row_number() over (partition by x.is_failing order by x.turn, x.wake_at) as place
              from (select e.licensee_id, e.id, e.consecutive_failures > 0 as is_failing, e.wake_at,
                           row_number() over (partition by e.licensee_id, e.consecutive_failures > 0 order by e.wake_at) as turn
                      from app.webhook_endpoint e where e.wake_at <= p_now) x) y
     where y.place <= p_limit
     order by y.turn, y.wake_at $$`;

const DUE_OF_ALL = `
  create or replace function app.due_webhook_endpoints(p_now timestamptz, p_limit int) returns table (licensee_id uuid, id uuid, is_failing boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select x.licensee_id, x.id, x.consecutive_failures > 0
      from (select e.licensee_id, e.id, e.consecutive_failures, e.wake_at, row_number() over (partition by e.licensee_id order by e.wake_at) as turn
              from app.webhook_endpoint e where e.wake_at <= p_now) x
     order by x.turn, x.wake_at limit p_limit $$`;
