import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the operator's staff are told of once, money that should have left a clearing account long ago, accounts of payees that are read again
 * each day, and pages for payment whose end nobody told us of.
 */
export class Incidents1790000000059 implements MigrationInterface {
  name = 'Incidents1790000000059';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.operator_incident (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        check_id text not null,
        state text not null check (state in ('warning', 'failing')),
        text text not null,
        opened_at timestamptz not null,
        closed_at timestamptz,
        primary key (licensee_id, id)
      );
      comment on table app.operator_incident is 'A check that is not well, from the time it was seen until it is well again: its staff are told once';
      create unique index operator_incident_open on app.operator_incident (licensee_id, check_id) where closed_at is null;
      select app.secure_tenant_table('app.operator_incident', 'select, insert, update');

      -- Refunds, transfers and payouts that were taken to a clearing account in this time, and have not left it: how much, for how many of them.
      create function app.stuck_clearing(p_from timestamptz, p_before timestamptz) returns table (currency char(3), kind text, amount bigint, items bigint)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select x.currency, x.kind, sum(x.total)::bigint, count(*) from (
          select a.currency, a.kind::text as kind, sum(e.amount) as total
            from app.ledger_account a
            join app.business_tenant b on b.id = a.licensee_id
            join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id and e.seq is null and e.created_at >= p_from
            join app.ledger_transaction t on t.licensee_id = e.licensee_id and t.id = e.transaction_id
           where a.kind in ('refund_clearing', 'transfer_clearing')
           group by a.licensee_id, a.currency, a.kind, coalesce(t.ref_id, t.id)
          having sum(e.amount) > 0 and min(e.created_at) < p_before) x
         group by x.currency, x.kind $$;
      alter function app.stuck_clearing(timestamptz, timestamptz) owner to app_lookup;
      revoke execute on function app.stuck_clearing(timestamptz, timestamptz) from public;
      grant execute on function app.stuck_clearing(timestamptz, timestamptz) to app_resolver`);
    await runner.query(`
      -- Pages that ended before a time and are open in our books; one that cannot be read is given up after a month. Those of test mode are at no account of Stripe.
      create function app.ended_checkouts(p_before timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select t.licensee_id, t.id from app.top_up t
         where t.status = 'open' and t.created_at < p_before and t.created_at > p_before - interval '30 days'
           and not exists (select 1 from app.licensee l where l.id = t.licensee_id and l.test_of is not null)
         order by t.created_at limit p_limit $$;
      alter function app.ended_checkouts(timestamptz, int) owner to app_lookup;
      revoke execute on function app.ended_checkouts(timestamptz, int) from public;
      grant execute on function app.ended_checkouts(timestamptz, int) to app_resolver;
      create index top_up_open on app.top_up (created_at) where status = 'open'`);
    await runner.query(reworded(STALE, UNUSABLE, `(${UNUSABLE} or ${USABLE})`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(reworded(STALE, `(${UNUSABLE} or ${USABLE})`, UNUSABLE));
    await runner.query(`
      drop index app.top_up_open;
      drop function app.ended_checkouts(timestamptz, int);
      drop function app.stuck_clearing(timestamptz, timestamptz);
      drop table app.operator_incident`);
  }
}

const STALE = 'stale_connect_accounts(timestamptz, int)';
const UNUSABLE = `c.status in ('requested', 'onboarding', 'restricted') and coalesce(c.synced_at, c.created_at) < p_before`;
const USABLE = `c.status in ('active', 'rejected') and c.synced_at < p_before - interval '1 day'`;

/** A function with other words in one place, whatever else it says by now. */
const reworded = (name: string, before: string, after: string): string => `
  do $$
  declare v_before text := pg_get_functiondef('app.${name}'::regprocedure);
  declare v_after text := replace(v_before, ${literal(before)}, ${literal(after)});
  begin
    if v_after = v_before then raise exception 'app.${name} does not say what is replaced'; end if;
    execute v_after;
  end $$`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
