import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a licensee paid back by a transfer of its own of a withdrawal: it leaves the wallet when staff say so. */
export class PaidWithdrawals1790000000081 implements MigrationInterface {
  name = 'PaidWithdrawals1790000000081';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.withdrawal_case
        add column paid_amount bigint check (paid_amount > 0),
        add column paid_transaction_id uuid,
        add foreign key (licensee_id, paid_transaction_id) references app.ledger_transaction (licensee_id, id),
        add constraint withdrawal_case_paid check (
          (paid_amount is null) = (paid_transaction_id is null) and (paid_amount is null or state = 'refunded' and wallet_refund_id is null));
      comment on column app.withdrawal_case.paid_amount is 'Minor units that the licensee paid by a transfer of its own, and that left the wallet for it';
      create unique index withdrawal_case_paid_once on app.withdrawal_case (licensee_id, paid_transaction_id) where paid_transaction_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      do $$ begin
        if exists (select 1 from app.withdrawal_case where paid_amount is not null) then raise exception 'payments of withdrawals would be forgotten'; end if;
      end $$;
      alter table app.withdrawal_case drop column paid_amount, drop column paid_transaction_id`);
  }
}
