import type { MigrationInterface, QueryRunner } from 'typeorm';

/** New licensees ask for a payout account that works before a call [I1]; those that there are keep what they have. One advisor may have a reserve of their own [J15]. */
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
    await runner.query(`
      create table app.advisor_reserve (
        licensee_id uuid not null,
        advisor_id uuid not null,
        reserve_bp int not null check (reserve_bp between 0 and 5000),
        reserve_days int not null check (reserve_days between 1 and 365),
        reason text not null,
        set_by uuid not null,
        set_at timestamptz not null,
        primary key (licensee_id, advisor_id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        foreign key (licensee_id, set_by) references app.person (licensee_id, id)
      );
      comment on table app.advisor_reserve is 'What of payouts to this advisor is kept back, and how long, in place of the licensee''s rule; no row = that rule';
      create index payout_reserve_advisor on app.payout_reserve (licensee_id, advisor_id, release_at) where released_transaction_id is null;
      select app.secure_tenant_table('app.advisor_reserve', 'select, insert, update, delete')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query('drop index app.payout_reserve_advisor; drop table app.advisor_reserve');
    await runner.query('alter table app.money_rules alter column payout_account_required set default false');
  }
}
