import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withKind, withoutKind } from './ledger-kinds.js';
import { withColumn, withoutColumn } from './treasury-columns.js';

/** Money of callers at a safeguarding account beside Stripe [P14s]: which account, what was moved, and what of it covers callers. */
export class Safeguarding1790000000062 implements MigrationInterface {
  name = 'Safeguarding1790000000062';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`alter type app.account_kind add value if not exists 'bank_safeguarded'`);
    await runner.query(withKind('safeguarding'));
    await runner.query(TABLES);
    await runner.query(withColumn('safeguarded', SAFEGUARDED));
  }

  /** Postgres cannot take a value out of an enum; it does no harm. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      do $$ begin
        if exists (select 1 from app.safeguard_move where status <> 'failed') then raise exception 'money at the safeguarding account would be forgotten'; end if;
      end $$;
      drop table app.safeguard_move, app.safeguard_account`);
    await runner.query(withoutColumn('safeguarded', SAFEGUARDED));
    await runner.query(withoutKind('safeguarding'));
  }
}

const SAFEGUARDED = `-coalesce(sum(x.total) filter (where x.kind::text = 'bank_safeguarded'), 0)::bigint`;

const TABLES = `
create table app.safeguard_account (
  licensee_id uuid not null references app.licensee (id),
  currency char(3) not null,
  name text not null,
  destination text not null,
  set_by uuid not null,
  set_at timestamptz not null,
  primary key (licensee_id, currency),
  foreign key (licensee_id, set_by) references app.person (licensee_id, id)
);
comment on table app.safeguard_account is 'Bank accounts beside Stripe for money of callers; destination = external account of ours at Stripe';
select app.secure_tenant_table('app.safeguard_account', 'select, insert, update');

create table app.safeguard_move (
  licensee_id uuid not null references app.licensee (id),
  id uuid not null,
  idempotency_key text not null collate "C",
  direction text not null check (direction in ('out', 'back')),
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  account_name text not null,
  destination text not null,
  status text not null check (status in ('requested', 'under_way', 'done', 'failed')),
  stripe_id text,
  failure_code text,
  requested_by uuid not null,
  next_try_at timestamptz not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  primary key (licensee_id, id),
  foreign key (licensee_id, requested_by) references app.person (licensee_id, id),
  check ((status in ('done', 'failed')) = (closed_at is not null))
);
comment on table app.safeguard_move is 'What was asked to go to the safeguarding account or to come back. done = arrived; a bank may still send it back';
create unique index safeguard_move_key on app.safeguard_move (licensee_id, requested_by, idempotency_key);
create unique index safeguard_move_stripe on app.safeguard_move (licensee_id, stripe_id) where stripe_id is not null;
create index safeguard_move_unfinished on app.safeguard_move (licensee_id, next_try_at) where status in ('requested', 'under_way');
select app.secure_tenant_table('app.safeguard_move', 'select, insert, update')`;
