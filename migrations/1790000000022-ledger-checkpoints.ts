import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Signed checkpoints of the ledger: each seals a day's transactions into a hash chain. */
export class LedgerCheckpoints1790000000022 implements MigrationInterface {
  name = 'LedgerCheckpoints1790000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.ledger_checkpoint (
        licensee_id uuid not null references app.licensee (id),
        number int not null check (number > 0),
        sealed_from timestamptz,
        sealed_until timestamptz not null,
        transactions int not null check (transactions >= 0),
        body text not null,
        hash bytea not null,
        signature bytea not null,
        key_id text not null,
        created_at timestamptz not null,
        primary key (licensee_id, number),
        check (sealed_from is null or sealed_from < sealed_until)
      );
      comment on table app.ledger_checkpoint is 'Seals the transactions of [sealed_from, sealed_until): their hash chain goes on from the checkpoint before';
      create trigger immutable before update or delete or truncate on app.ledger_checkpoint for each statement execute function app.refuse_change();
      select app.secure_tenant_table('app.ledger_checkpoint', 'select, insert');

      -- Transactions of a time span with their entries, in the order of the chain, as text that any language can hash: amounts as decimal, times in UTC to the
      -- microsecond.
      create function app.chain_transactions(p_from timestamptz, p_until timestamptz, p_after_time timestamptz, p_after_id uuid, p_limit int)
      returns table (id uuid, created_at timestamptz, document jsonb)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select t.id, t.created_at, jsonb_build_object('id', t.id, 'kind', t.kind, 'currency', t.currency, 'key', t.key, 'refId', t.ref_id, 'reversesId', t.reverses_id,
                 'createdAt', to_char(t.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                 'entries', (select jsonb_agg(jsonb_build_object('leg', e.leg, 'accountId', e.account_id, 'account', a.kind, 'amount', e.amount::text,
                                                'seq', e.seq::text, 'balanceAfter', e.balance_after::text) order by e.leg)
                               from app.ledger_entry e left join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
                              where e.licensee_id = t.licensee_id and e.transaction_id = t.id))
          from app.ledger_transaction t
         where t.licensee_id = app.tenant() and (p_from is null or t.created_at >= p_from) and t.created_at < p_until
           and (p_after_id is null or (t.created_at, t.id) > (p_after_time, p_after_id))
         order by t.created_at, t.id limit p_limit $$;
      alter function app.chain_transactions(timestamptz, timestamptz, timestamptz, uuid, int) owner to app_ledger;
      revoke execute on function app.chain_transactions(timestamptz, timestamptz, timestamptz, uuid, int) from public;
      grant execute on function app.chain_transactions(timestamptz, timestamptz, timestamptz, uuid, int) to app_tenant;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function app.chain_transactions(timestamptz, timestamptz, timestamptz, uuid, int);
      drop table app.ledger_checkpoint`);
  }
}
