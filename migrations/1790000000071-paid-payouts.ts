import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payouts that were paid are asked after for two weeks: a bank may give the money back, and the event of it may be lost. */
export class PaidPayouts1790000000071 implements MigrationInterface {
  name = 'PaidPayouts1790000000071';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create index payout_paid on app.payout (closed_at) where status = 'paid' and stripe_payout_id is not null;
      grant select (closed_at) on app.payout to app_lookup;
      create function app.${LOOKUP} returns table (licensee_id uuid, id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select p.licensee_id, p.id from app.payout p
         where p.status = 'paid' and p.stripe_payout_id is not null and p.closed_at > p_since and p.next_try_at <= p_now
         order by p.next_try_at limit p_limit $$;
      alter function app.${SIGNATURE} owner to app_lookup;
      revoke execute on function app.${SIGNATURE} from public;
      grant execute on function app.${SIGNATURE} to app_resolver`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(
      `drop function app.${SIGNATURE}; revoke select (closed_at) on app.payout from app_lookup; drop index app.payout_paid`,
    );
  }
}

const LOOKUP = 'paid_payouts(p_now timestamptz, p_since timestamptz, p_limit int)';
const SIGNATURE = 'paid_payouts(timestamptz, timestamptz, int)';
