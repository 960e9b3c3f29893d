import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Withdrawal from contracts: what people said and when, what staff have to look at, and who asked to start at once before the right had ended. */
export class Withdrawals1790000000072 implements MigrationInterface {
  name = 'Withdrawals1790000000072';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(causes(true));
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query('drop table app.withdrawal_case, app.withdrawal, app.start_consent');
    // Not valid: refunds of the newer cause may stay, money forgets nothing.
    await runner.query(causes(false));
  }
}

const causes = (withWithdrawals: boolean): string => `
alter table app.wallet_refund drop constraint wallet_refund_cause_check,
  add constraint wallet_refund_cause_check
  check (cause in ('person', 'staff', 'account_closed', 'licence_ended', 'fraud_warning', 'call_refund'${withWithdrawals ? `, 'withdrawal'` : ''})) not valid;
${withWithdrawals ? 'alter table app.wallet_refund validate constraint wallet_refund_cause_check' : ''}`;

const TABLES = `
create table app.start_consent (
  licensee_id uuid not null,
  kind text not null check (kind in ('top_up', 'call')),
  ref_id uuid not null,
  person_id uuid not null,
  version text not null,
  locale text not null,
  at timestamptz not null,
  ip inet,
  user_agent text,
  primary key (licensee_id, kind, ref_id),
  foreign key (licensee_id, person_id) references app.person (licensee_id, id)
);
comment on table app.start_consent is 'Who asked to start at once and knew that the right to withdraw ends with what is performed; version = of the words that were shown';
create index start_consent_person on app.start_consent (licensee_id, person_id, at desc);
select app.secure_tenant_table('app.start_consent', 'select, insert');

create table app.withdrawal (
  licensee_id uuid not null,
  id uuid not null,
  source text not null check (source in ('account', 'form')),
  person_id uuid,
  idempotency_key text collate "C",
  name text check (length(name) between 1 and 80),
  email text check (length(email) between 3 and 254),
  words text check (length(words) between 1 and 2000),
  locale text not null,
  ip inet,
  currency char(3),
  amount bigint not null check (amount >= 0),
  lots jsonb not null,
  wallet_refund_id uuid,
  created_at timestamptz not null,
  primary key (licensee_id, id),
  unique (licensee_id, person_id, idempotency_key),
  foreign key (licensee_id, person_id) references app.person (licensee_id, id),
  foreign key (licensee_id, wallet_refund_id) references app.wallet_refund (licensee_id, id),
  constraint withdrawal_source check (
    case source when 'account' then person_id is not null and idempotency_key is not null and currency is not null and name is null and email is null
                else person_id is null and idempotency_key is null and name is not null and email is not null and words is not null and amount = 0 end),
  constraint withdrawal_refund check ((amount > 0) = (wallet_refund_id is not null))
);
comment on table app.withdrawal is 'What somebody said, as it was acknowledged; never changed. lots = the payments that it was about, with what was left of each';
create index withdrawal_of_person on app.withdrawal (licensee_id, person_id, id desc) where person_id is not null;
create unique index withdrawal_wallet_refund on app.withdrawal (licensee_id, wallet_refund_id) where wallet_refund_id is not null;
select app.secure_tenant_table('app.withdrawal', 'select, insert');

create table app.withdrawal_case (
  licensee_id uuid not null,
  id uuid not null,
  withdrawal_id uuid not null,
  why text not null check (why in ('held', 'refused', 'other', 'form')),
  ref_id uuid not null,
  amount bigint check (amount > 0),
  failure_code text,
  state text not null check (state in ('open', 'refunded', 'declined')),
  reason text check (length(reason) between 1 and 500),
  wallet_refund_id uuid,
  decided_by uuid,
  created_at timestamptz not null,
  decided_at timestamptz,
  primary key (licensee_id, id),
  constraint withdrawal_case_once unique (licensee_id, withdrawal_id, why, ref_id),
  foreign key (licensee_id, withdrawal_id) references app.withdrawal (licensee_id, id),
  foreign key (licensee_id, wallet_refund_id) references app.wallet_refund (licensee_id, id),
  foreign key (licensee_id, decided_by) references app.person (licensee_id, id),
  constraint withdrawal_case_decided check ((state = 'open') = (decided_at is null) and (state = 'open') = (reason is null) and (state = 'open') = (decided_by is null)),
  constraint withdrawal_case_amount check ((why in ('held', 'refused')) = (amount is not null))
);
comment on table app.withdrawal_case is 'What of a withdrawal staff decide. ref_id = the part of a refund that a card refused, else the withdrawal itself';
create index withdrawal_case_queue on app.withdrawal_case (licensee_id, id) where state = 'open';
create index withdrawal_case_done on app.withdrawal_case (licensee_id, decided_at desc, id desc) where state <> 'open';
create index withdrawal_case_of on app.withdrawal_case (licensee_id, withdrawal_id);
create unique index withdrawal_case_wallet_refund on app.withdrawal_case (licensee_id, wallet_refund_id) where wallet_refund_id is not null;
select app.secure_tenant_table('app.withdrawal_case', 'select, insert, update');
`;
