import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lines at Stripe that have no posting of their own yet, with where they are written down. One that nobody knew is with the operator; when its payment becomes known it leaves
 * for the licensee whose it is.
 */
export class ParkedLines1790000000079 implements MigrationInterface {
  name = 'ParkedLines1790000000079';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      grant delete on app.stripe_balance_transaction to app_tenant;
      grant select (source_id) on app.stripe_balance_transaction to app_lookup;
      create index stripe_balance_transaction_parked on app.stripe_balance_transaction (context, balance_transaction_id) where status <> 'posted';
      create function app.${LOOKUP} returns table (licensee_id uuid, by_operator boolean, balance_transaction_id text, source_id text)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select b.licensee_id, l.kind = 'operator', b.balance_transaction_id, b.source_id
          from app.stripe_balance_transaction b join app.licensee l on l.id = b.licensee_id
         where b.context = p_context and b.status <> 'posted' and (p_ids is null or b.balance_transaction_id = any (p_ids))
         order by b.balance_transaction_id $$;
      alter function app.${SIGNATURE} owner to app_lookup;
      revoke execute on function app.${SIGNATURE} from public;
      grant execute on function app.${SIGNATURE} to app_resolver`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      drop function app.${SIGNATURE};
      drop index app.stripe_balance_transaction_parked;
      revoke select (source_id) on app.stripe_balance_transaction from app_lookup;
      revoke delete on app.stripe_balance_transaction from app_tenant`);
  }
}

/** `p_ids` = those of these lines; null = all. */
const LOOKUP = 'parked_lines(p_context text, p_ids text[])';
const SIGNATURE = 'parked_lines(text, text[])';
