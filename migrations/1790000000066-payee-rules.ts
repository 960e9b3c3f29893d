import type { MigrationInterface, QueryRunner } from 'typeorm';

/** New licensees ask for a payout account that works before a call [I1]; those that there are keep what they have. */
export class PayeeRules1790000000066 implements MigrationInterface {
  name = 'PayeeRules1790000000066';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    // The owner of the table obeys its policy, and there is no tenant here.
    await runner.query(`
      alter table app.money_rules no force row level security;
      insert into app.money_rules (licensee_id, payout_account_required, changed_at)
        select id, false, now() from app.licensee where kind = 'licensee' on conflict (licensee_id) do nothing;
      alter table app.money_rules force row level security;
      alter table app.money_rules alter column payout_account_required set default true`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query('alter table app.money_rules alter column payout_account_required set default false');
  }
}
