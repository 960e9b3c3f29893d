import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Licensees that keep the money of their users themselves: a third topology, with no account at Stripe. `licensee_till` is what lies with the licensee; sums over the
 * operator's account leave such tenants out.
 */
export class SelfManaged1790000000050 implements MigrationInterface {
  name = 'SelfManaged1790000000050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`alter type app.account_kind add value if not exists 'licensee_till'`);
    await runner.query(topologies(`'operator_platform', 'licensee_platform', 'self_managed'`, ''));
    await runner.query(reworded('stripe_context(uuid)', CASE, CASE_NONE));
    for (const name of SUMS) await runner.query(reworded(name, NOT_OWN, OPERATORS));
    for (const kind of KINDS) await runner.query(kinds(`(%s or kind = ''${kind}'')`, 'v_kinds'));
  }

  /** Postgres cannot take a value out of an enum; it does no harm. Rows of the newer kinds may stay: the ledger forgets nothing. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if exists (select 1 from app.money_rules where topology = 'self_managed') then raise exception 'budgets would become money at the account of the operator'; end if;
      end $$`);
    for (const kind of KINDS)
      await runner.query(kinds('(%s) not valid', `replace(v_kinds, ' OR (kind = ''${kind}''::text)', '')`));
    for (const name of SUMS) await runner.query(reworded(name, OPERATORS, NOT_OWN));
    await runner.query(reworded('stripe_context(uuid)', CASE_NONE, CASE));
    await runner.query(topologies(`'operator_platform', 'licensee_platform'`, 'not valid'));
  }
}

const CASE = 'select case when';
const CASE_NONE = `select case when exists (select 1 from app.money_rules r where r.licensee_id = p_licensee and r.topology = 'self_managed') then 'none' when`;
const KINDS = ['budget', 'budget_return', 'outside_payout'];
const SUMS = ['treasury(text)', 'aged_wallet_money(text, timestamptz)'];
const NOT_OWN = `r.topology = 'licensee_platform'`;
const OPERATORS = `r.topology <> 'operator_platform'`;

const topologies = (values: string, valid: string): string => `
  alter table app.money_rules drop constraint money_rules_topology_check,
    add constraint money_rules_topology_check check (topology in (${values})) ${valid}`;

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
