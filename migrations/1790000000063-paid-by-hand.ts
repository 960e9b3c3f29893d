import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withKind, withoutKind } from './ledger-kinds.js';

/** Money of a wallet that no card takes back at the end of a licence, and that somebody paid otherwise [A22]. */
export class PaidByHand1790000000063 implements MigrationInterface {
  name = 'PaidByHand1790000000063';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(withKind('paid_by_hand'));
    await runner.query(`
      create table app.hand_payment (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        person_id uuid not null,
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        reference text not null check (length(reference) between 3 and 200),
        paid_by text not null check (paid_by in ('licensee', 'operator')),
        recorded_by uuid not null,
        idempotency_key text not null collate "C",
        transaction_id uuid not null,
        created_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id)
      );
      comment on table app.hand_payment is 'What was paid to somebody outside Stripe because no card took it back, by whose word, with the reference of the transfer';
      comment on column app.hand_payment.recorded_by is 'Person; no foreign key, for the operator is of another tenant';
      create unique index hand_payment_key on app.hand_payment (licensee_id, recorded_by, idempotency_key);
      create index hand_payment_person on app.hand_payment (licensee_id, person_id);
      select app.secure_tenant_table('app.hand_payment', 'select, insert')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      do $$ begin
        if exists (select 1 from app.hand_payment) then raise exception 'payments by hand would be forgotten'; end if;
      end $$;
      drop table app.hand_payment`);
    await runner.query(withoutKind('paid_by_hand'));
  }
}
