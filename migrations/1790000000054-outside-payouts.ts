import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a licensee has paid its advisors by its own means, as it is listed. */
export class OutsidePayouts1790000000054 implements MigrationInterface {
  name = 'OutsidePayouts1790000000054';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.outside_payout (
        licensee_id uuid not null,
        id uuid not null,
        advisor_id uuid not null,
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        paid_on date not null,
        reference text check (length(reference) <= 200),
        recorded_by uuid,
        created_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        foreign key (licensee_id, recorded_by) references app.person (licensee_id, id)
      );
      comment on table app.outside_payout is 'Payments to advisors made outside of the platform; id is the ledger transaction';
      comment on column app.outside_payout.reference is 'By which the payment is found again; null = recorded before there was this table, see the audit log';

      -- What was recorded so far. The owner of the tables obeys their policies, and there is no tenant here.
      alter table app.ledger_transaction no force row level security;
      alter table app.ledger_entry no force row level security;
      insert into app.outside_payout (licensee_id, id, advisor_id, amount, currency, paid_on, created_at)
        select t.licensee_id, t.id, t.ref_id, -e.amount, t.currency, t.created_at::date, t.created_at
          from app.ledger_transaction t
          join app.ledger_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.id and e.amount < 0
         where t.kind = 'outside_payout';
      alter table app.ledger_transaction force row level security;
      alter table app.ledger_entry force row level security;
      select app.secure_tenant_table('app.outside_payout', 'select, insert')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query('drop table app.outside_payout');
  }
}
