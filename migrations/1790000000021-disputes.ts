import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Disputed payments: what the bank took back, what is frozen for it, who bears it in the end. */
export class Disputes1790000000021 implements MigrationInterface {
  name = 'Disputes1790000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.dispute (
        licensee_id uuid not null,
        id uuid not null,
        stripe_dispute_id text not null collate "C",
        top_up_id uuid not null,
        person_id uuid not null,
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        reason text not null,
        status text not null,
        outcome text check (outcome in ('won', 'lost')),
        frozen_amount bigint not null default 0 check (frozen_amount between 0 and amount),
        evidence_due_at timestamptz,
        evidence_revision int not null default 0,
        evidence_sent_at timestamptz,
        lost_transaction_id uuid,
        borne_transaction_id uuid,
        created_at timestamptz not null,
        closed_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, top_up_id) references app.top_up (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, lost_transaction_id) references app.ledger_transaction (licensee_id, id),
        foreign key (licensee_id, borne_transaction_id) references app.ledger_transaction (licensee_id, id),
        check ((outcome is null) = (closed_at is null))
      );
      comment on column app.dispute.status is 'Stripe''s word; outcome is ours, and may change from lost to won by an appeal';
      create unique index dispute_stripe on app.dispute (licensee_id, stripe_dispute_id);
      create index dispute_top_up on app.dispute (licensee_id, top_up_id);
      create index dispute_person on app.dispute (licensee_id, person_id);
      create index dispute_open on app.dispute (licensee_id, evidence_due_at) where outcome is null;
      select app.secure_tenant_table('app.dispute', 'select, insert, update');

      -- What happened to a dispute, in order: both sides read the same.
      create table app.dispute_step (
        licensee_id uuid not null,
        id uuid not null,
        dispute_id uuid not null,
        at timestamptz not null,
        step text not null check (step in ('opened', 'frozen', 'status', 'evidence_sent', 'accepted', 'won', 'lost', 'unfrozen', 'borne', 'reopened')),
        detail text,
        amount bigint,
        by_person_id uuid,
        primary key (licensee_id, id),
        foreign key (licensee_id, dispute_id) references app.dispute (licensee_id, id),
        foreign key (licensee_id, by_person_id) references app.person (licensee_id, id)
      );
      create index dispute_step_dispute on app.dispute_step (licensee_id, dispute_id, id);
      select app.secure_tenant_table('app.dispute_step', 'select, insert');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table app.dispute_step, app.dispute');
  }
}
