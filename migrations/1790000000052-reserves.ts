import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withColumn, withoutColumn } from './treasury-columns.js';

/**
 * What Stripe itself holds back of a balance [P20]: an account and a kind of its own, told beside what lies at Stripe. And what of the debts of advisors is written
 * off [P16c].
 */
export class Reserves1790000000052 implements MigrationInterface {
  name = 'Reserves1790000000052';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`alter type app.account_kind add value if not exists 'stripe_reserved'`);
    await runner.query(withColumn('reserved', RESERVED));
    await runner.query(WRITE_OFFS);
    await runner.query(kinds(`(%s or kind = ''stripe_reserve'')`, 'v_kinds'));
  }

  /** Postgres cannot take a value out of an enum; it does no harm. Rows of the newer kind may stay: the ledger forgets nothing. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if exists (select 1 from app.receivable where written_off > 0) then raise exception 'debts that are written off would be asked for again'; end if;
      end $$;
      drop index app.receivable_open;
      alter table app.receivable drop column written_off;
      create index receivable_open on app.receivable (licensee_id, advisor_id, id) where recovered < amount`);
    await runner.query(kinds('(%s) not valid', `replace(v_kinds, ' OR (kind = ''stripe_reserve''::text)', '')`));
    await runner.query(withoutColumn('reserved', RESERVED));
  }
}

const RESERVED = `-coalesce(sum(x.total) filter (where x.kind::text = 'stripe_reserved'), 0)::bigint`;

const WRITE_OFFS = `
  alter table app.receivable add column written_off bigint not null default 0 check (written_off >= 0),
    add constraint receivable_at_most_owed check (recovered + written_off <= amount);
  comment on column app.receivable.written_off is 'Given up by who bears it';
  drop index app.receivable_open;
  create index receivable_open on app.receivable (licensee_id, advisor_id, id) where recovered + written_off < amount`;

/** One more kind of ledger transaction, whichever there are by now, or one less. */
const kinds = (check: string, expression: string): string => `
  do $$
  declare v_kinds text;
  begin
    select pg_get_expr(conbin, conrelid) into strict v_kinds from pg_constraint
     where conrelid = 'app.ledger_transaction'::regclass and conname = 'ledger_transaction_kind_check';
    alter table app.ledger_transaction drop constraint ledger_transaction_kind_check;
    execute format('alter table app.ledger_transaction add constraint ledger_transaction_kind_check check ${check}', ${expression});
  end $$`;
