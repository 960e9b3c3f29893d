import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A line at Stripe is in the mirror of one tenant only: two that read it at the same time, one of whom did not know yet whose it is, wrote it down twice. And what is kept of
 * withdrawals, agreements to start and answers of the register of VAT numbers ends: the database itself says what is old, so the application can forget nothing else.
 */
export class OneMirrorAndRetention1790000000084 implements MigrationInterface {
  name = 'OneMirrorAndRetention1790000000084';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(
      'create unique index stripe_balance_transaction_line on app.stripe_balance_transaction (context, balance_transaction_id)',
    );
    await runner.query(WITHDRAWALS);
    await runner.query(VAT_CHECKS);
    for (const name of FUNCTIONS)
      await runner.query(`
        alter function app.${name}() owner to app_ledger;
        revoke execute on function app.${name}() from public;
        grant execute on function app.${name}() to app_tenant`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    for (const name of FUNCTIONS) await runner.query(`drop function app.${name}()`);
    await runner.query(`
      comment on table app.vat_check is 'What the register answered, kept for good: never changed';
      revoke select, delete on app.vat_check from app_ledger;
      revoke select on app.vat_number from app_ledger;
      drop index app.start_consent_traces, app.withdrawal_traces;
      revoke select, update (ip, user_agent) on app.start_consent from app_ledger;
      revoke select, delete on app.withdrawal_case from app_ledger;
      revoke select, delete, update (words, ip) on app.withdrawal from app_ledger;
      drop index app.stripe_balance_transaction_line`);
  }
}

const FUNCTIONS = ['forget_withdrawals', 'forget_vat_checks'] as const;

const WITHDRAWALS = `
grant select, delete, update (words, ip) on app.withdrawal to app_ledger;
grant select, delete on app.withdrawal_case to app_ledger;
grant select, update (ip, user_agent) on app.start_consent to app_ledger;
create index withdrawal_traces on app.withdrawal (licensee_id, created_at) where ip is not null;
create index start_consent_traces on app.start_consent (licensee_id, at) where ip is not null or user_agent is not null;

-- Of what was decided in a year nothing can be claimed once the third year after it is over. An address of the network is kept like a log, for 90 days.
create function app.forget_withdrawals() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_over timestamptz := date_trunc('year', now(), 'UTC') - interval '3 years';
  v_old uuid[] := array(
    select w.id from app.withdrawal w
     where w.licensee_id = app.tenant() and w.created_at < v_over and (w.source = 'form' or w.words is not null)
       and not exists (select 1 from app.withdrawal_case k
                        where k.licensee_id = w.licensee_id and k.withdrawal_id = w.id and (k.decided_at is null or k.decided_at >= v_over)));
begin
  -- A form moved no money: nothing of the books is about it.
  delete from app.withdrawal_case k using app.withdrawal w
   where k.licensee_id = app.tenant() and k.withdrawal_id = any (v_old) and w.licensee_id = k.licensee_id and w.id = k.withdrawal_id and w.source = 'form';
  delete from app.withdrawal w where w.licensee_id = app.tenant() and w.id = any (v_old) and w.source = 'form';
  update app.withdrawal w set words = null where w.licensee_id = app.tenant() and w.id = any (v_old);
  update app.withdrawal w set ip = null where w.licensee_id = app.tenant() and w.ip is not null and w.created_at < now() - interval '90 days';
  update app.start_consent c set ip = null, user_agent = null
   where c.licensee_id = app.tenant() and (c.ip is not null or c.user_agent is not null) and c.at < v_over;
end $$;`;

const VAT_CHECKS = `
grant select, delete on app.vat_check to app_ledger;
grant select on app.vat_number to app_ledger;
comment on table app.vat_check is 'What the register answered: never changed, and kept for ten years after the year, as the records of the one-stop shop are';

-- Article 369k of Directive 2006/112/EC. The answer that a stated number goes by stays.
create function app.forget_vat_checks() returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  delete from app.vat_check c
   where c.licensee_id = app.tenant() and c.checked_at < date_trunc('year', now(), 'UTC') - interval '10 years'
     and not exists (select 1 from app.vat_number n where n.licensee_id = c.licensee_id and n.check_id = c.id) $$;`;
