import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tips, which a caller gives an advisor on top of a call, and limits that callers set for themselves. */
export class Promos1790000000024 implements MigrationInterface {
  name = 'Promos1790000000024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.tip (
        licensee_id uuid not null,
        id uuid not null,
        call_id uuid not null,
        caller_id uuid not null,
        advisor_id uuid not null,
        idempotency_key text not null,
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        transaction_id uuid not null,
        created_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, call_id) references app.call (licensee_id, id),
        foreign key (licensee_id, caller_id) references app.person (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id)
      );
      create unique index tip_key on app.tip (licensee_id, call_id, idempotency_key);
      create unique index tip_transaction on app.tip (licensee_id, transaction_id);
      create index tip_of_advisor on app.tip (licensee_id, advisor_id, created_at);
      create index tip_of_caller on app.tip (licensee_id, caller_id, created_at);
      comment on table app.tip is 'From the paid balance, whole to the advisor; never part of a refund of the call';
      select app.secure_tenant_table('app.tip', 'select, insert');

      create table app.spending_limit (
        licensee_id uuid not null,
        person_id uuid not null,
        daily bigint check (daily > 0),
        daily_next bigint check (daily_next > 0),
        daily_next_at timestamptz,
        monthly bigint check (monthly > 0),
        monthly_next bigint check (monthly_next > 0),
        monthly_next_at timestamptz,
        cool_off_until timestamptz,
        changed_at timestamptz not null,
        primary key (licensee_id, person_id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        check (daily_next is null or daily_next_at is not null),
        check (monthly_next is null or monthly_next_at is not null)
      );
      comment on table app.spending_limit is 'next = the looser limit that holds from next_at on; null with a time = no limit from then on';
      select app.secure_tenant_table('app.spending_limit', 'select, insert, update');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table app.spending_limit, app.tip');
  }
}
