import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payouts of test mode [N13]: what is due there goes by its clock, as everything else that is due. */
export class TestPayouts1790000000068 implements MigrationInterface {
  name = 'TestPayouts1790000000068';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(unfinished(AND_AHEAD));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(unfinished(''));
  }
}

const DUE = `p.status in ('claimed', 'transferred', 'in_payout', 'returning')`;

/** As in the migration of payouts. Each clock has a limit of its own, so that the tests of one licensee hold up nobody's payout. */
const unfinished = (ahead: string): string => `
create or replace function app.unfinished_payouts(p_now timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  (select p.licensee_id, p.id from app.payout p where ${DUE} and p.next_try_at <= p_now order by p.next_try_at limit p_limit)${ahead} $$`;

const AND_AHEAD = `
  union all
  (select p.licensee_id, p.id from app.test_clock k join app.payout p on p.licensee_id = k.id
    where ${DUE} and p.next_try_at <= p_now + k.clock_offset and p.next_try_at > p_now order by p.next_try_at limit p_limit)`;
