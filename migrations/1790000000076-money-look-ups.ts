import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who was asked after longest ago comes first: what cannot be looked at keeps nobody else out. And what of a payment of an invoice went back, in its own currency, for lines at Stripe
 * that are in another one; and how much of a payout gifts took.
 */
export class MoneyLookUps1790000000076 implements MigrationInterface {
  name = 'MoneyLookUps1790000000076';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    for (const { name, row } of LINES)
      await runner.query(
        reworded(name, `order by ${row}.created_at`, `order by coalesce(${row}.sent_at, ${row}.created_at)`),
      );
    await runner.query(`
      select app.allow_lookup('app.licence_return', 'stripe_id, amount, currency');
      create function app.${LOOKUP} returns table (amount bigint, currency char(3))
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select r.amount, r.currency from app.licence_return r where r.stripe_id = p_stripe_id limit 1 $$;
      alter function app.${SIGNATURE} owner to app_lookup;
      revoke execute on function app.${SIGNATURE} from public;
      grant execute on function app.${SIGNATURE} to app_resolver;
      create index licence_return_stripe_id on app.licence_return (stripe_id);

      alter table app.payout add column gift_amount bigint not null default 0;
      comment on column app.payout.gift_amount is 'What the licensee gave away since its last payout, which came off its share before this one; negative = so much of it came back';
      grant select (name) on app.licensee to app_lookup;
      create function app.operator_name() returns text
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select name from app.licensee where kind = 'operator' $$;
      alter function app.operator_name() owner to app_lookup;
      revoke execute on function app.operator_name() from public;
      grant execute on function app.operator_name() to app_resolver`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      drop function app.operator_name();
      revoke select (name) on app.licensee from app_lookup;
      alter table app.payout drop column gift_amount;
      drop index app.licence_return_stripe_id;
      drop function app.${SIGNATURE};
      drop policy lookup on app.licence_return;
      revoke select (stripe_id, amount, currency) on app.licence_return from app_lookup`);
    for (const { name, row } of LINES)
      await runner.query(
        reworded(name, `order by coalesce(${row}.sent_at, ${row}.created_at)`, `order by ${row}.created_at`),
      );
  }
}

const LOOKUP = 'licence_return_of(p_stripe_id text)';
const SIGNATURE = 'licence_return_of(text)';

const LINES = [
  { name: 'unfinished_top_ups(timestamptz, int)', row: 't' },
  { name: 'ended_checkouts(timestamptz, int)', row: 't' },
  { name: 'unsent_wallet_refunds(timestamptz, int)', row: 'p' },
] as const;

/** A function with other words wherever it says them, whatever else it says by now. */
const reworded = (name: string, before: string, after: string): string => `
  do $$
  declare v_before text := pg_get_functiondef('app.${name}'::regprocedure);
  declare v_after text := replace(v_before, '${before}', '${after}');
  begin
    if v_after = v_before then raise exception 'app.${name} does not say what is replaced'; end if;
    execute v_after;
  end $$`;
