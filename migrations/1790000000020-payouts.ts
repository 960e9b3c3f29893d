import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Connected accounts of payees, and payouts: what is claimed for one, what is kept back, what a payee owes. */
export class Payouts1790000000020 implements MigrationInterface {
  name = 'Payouts1790000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.money_rules add column payout_account_required boolean not null default false;
      comment on column app.money_rules.payout_account_required is 'An advisor takes no calls until payouts to them work; false = the licensee waives it';

      create table app.connect_account (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        party text not null check (party in ('advisor', 'licensee')),
        party_id uuid not null,
        advisor_id uuid generated always as (case when party = 'advisor' then party_id end) stored,
        account_id text,
        country char(2) not null,
        entity_type text not null check (entity_type in ('individual', 'company')),
        status text not null check (status in ('requested', 'onboarding', 'restricted', 'active', 'rejected', 'closed')),
        requirements text[] not null default '{}',
        payout_block text,
        created_at timestamptz not null,
        synced_at timestamptz,
        closed_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        check ((status = 'closed') = (closed_at is not null)),
        check (status = 'requested' or account_id is not null),
        check (party = 'advisor' or party_id = licensee_id)
      );
      comment on column app.connect_account.payout_block is 'Why nothing is paid out although the account is active: the bank refused the last payout. Lifted when the bank details change';
      create unique index connect_account_party on app.connect_account (licensee_id, party, party_id) where closed_at is null;
      create unique index connect_account_id on app.connect_account (licensee_id, account_id) where account_id is not null;
      create index connect_account_lookup on app.connect_account (account_id) where account_id is not null; -- for app.stripe_tenant
      select app.secure_tenant_table('app.connect_account', 'select, insert, update');
      select app.allow_lookup('app.connect_account', 'licensee_id, id, account_id, status, created_at, synced_at');

      create table app.payout (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        party text not null check (party in ('advisor', 'licensee')),
        party_id uuid not null,
        connect_account_id uuid not null,
        currency char(3) not null,
        amount bigint not null check (amount > 0),
        tax_amount bigint not null default 0,
        cause text not null check (cause in ('schedule', 'staff', 'final')),
        requested_by uuid,
        status text not null check (status in ('claimed', 'transferred', 'in_payout', 'paid', 'returning', 'failed')),
        transfer_attempt int not null default 1,
        transfer_id text,
        stripe_payout_id text,
        reversal_id text,
        failure_code text,
        note text,
        transaction_id uuid not null,
        returned_transaction_id uuid,
        arrives_on date,
        next_try_at timestamptz not null,
        created_at timestamptz not null,
        closed_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, connect_account_id) references app.connect_account (licensee_id, id),
        foreign key (licensee_id, requested_by) references app.person (licensee_id, id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id),
        foreign key (licensee_id, returned_transaction_id) references app.ledger_transaction (licensee_id, id),
        check ((status in ('paid', 'failed')) = (closed_at is not null)),
        check ((status = 'failed') = (returned_transaction_id is not null))
      );
      create unique index payout_open on app.payout (licensee_id, party, party_id, currency) where status in ('claimed', 'transferred', 'in_payout', 'returning');
      create index payout_party on app.payout (licensee_id, party, party_id, id desc);
      create unique index payout_transfer on app.payout (licensee_id, transfer_id) where transfer_id is not null;
      create unique index payout_stripe on app.payout (licensee_id, stripe_payout_id) where stripe_payout_id is not null;
      create index payout_unfinished on app.payout (next_try_at) where status in ('claimed', 'transferred', 'in_payout', 'returning');
      select app.secure_tenant_table('app.payout', 'select, insert, update');
      select app.allow_lookup('app.payout', 'licensee_id, id, status, next_try_at, transfer_id, stripe_payout_id');

      -- Which entries of a payable a payout takes. An entry is in one payout at a time: two runs can never take it both.
      create table app.payout_entry (
        licensee_id uuid not null,
        payout_id uuid not null,
        account_id uuid not null,
        seq bigint not null,
        transaction_id uuid not null,
        amount bigint not null,
        released_at timestamptz,
        primary key (licensee_id, payout_id, account_id, seq),
        foreign key (licensee_id, payout_id) references app.payout (licensee_id, id),
        foreign key (licensee_id, account_id) references app.ledger_account (licensee_id, id)
      );
      create unique index payout_entry_claim on app.payout_entry (licensee_id, account_id, seq) where released_at is null;
      create index payout_entry_transaction on app.payout_entry (licensee_id, transaction_id);
      select app.secure_tenant_table('app.payout_entry', 'select, insert, update');

      create table app.payout_reserve (
        licensee_id uuid not null,
        id uuid not null,
        payout_id uuid not null,
        advisor_id uuid not null,
        currency char(3) not null,
        amount bigint not null check (amount > 0),
        release_at timestamptz not null,
        transaction_id uuid not null,
        released_transaction_id uuid,
        primary key (licensee_id, id),
        foreign key (licensee_id, payout_id) references app.payout (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id),
        foreign key (licensee_id, released_transaction_id) references app.ledger_transaction (licensee_id, id)
      );
      create index payout_reserve_due on app.payout_reserve (licensee_id, release_at) where released_transaction_id is null;
      select app.secure_tenant_table('app.payout_reserve', 'select, insert, update');

      -- What a payee owes: refunded or disputed after it was paid out. Taken from what they earn next.
      create table app.receivable (
        licensee_id uuid not null,
        id uuid not null,
        advisor_id uuid not null,
        currency char(3) not null,
        amount bigint not null check (amount > 0),
        recovered bigint not null default 0 check (recovered between 0 and amount),
        transaction_id uuid not null,
        created_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id)
      );
      create index receivable_open on app.receivable (licensee_id, advisor_id, id) where recovered < amount;
      create unique index receivable_cause on app.receivable (licensee_id, transaction_id, advisor_id);
      select app.secure_tenant_table('app.receivable', 'select, insert, update');
    `);
    await runner.query(FUNCTIONS);
    for (const signature of LOOKUPS)
      await runner.query(`
        alter function app.${signature} owner to app_lookup;
        revoke execute on function app.${signature} from public;
        grant execute on function app.${signature} to app_resolver`);
    await runner.query(
      TENANT(', (select licensee_id from app.connect_account where account_id = any (p_objects) limit 1)'),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(TENANT(''));
    for (const signature of LOOKUPS) await runner.query(`drop function app.${signature}`);
    await runner.query(`
      drop table app.receivable, app.payout_reserve, app.payout_entry, app.payout, app.connect_account;
      alter table app.money_rules drop column payout_account_required`);
  }
}

const LOOKUPS = ['unfinished_payouts(timestamptz, int)', 'stale_connect_accounts(timestamptz, int)'];

const TENANT = (account: string): string => `
  create or replace function app.stripe_tenant(p_licensee uuid, p_objects text[]) returns uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce((select id from app.licensee where id = p_licensee),
                    (select licensee_id from app.card where payment_method_id = any (p_objects) limit 1),
                    (select licensee_id from app.top_up where payment_intent_id = any (p_objects) limit 1)${account},
                    (select id from app.licensee where kind = 'operator')) $$`;

const FUNCTIONS = `
-- Payouts whose next step is due: a lost answer, money that was not there, a bank that has not said anything.
create function app.unfinished_payouts(p_now timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.licensee_id, p.id from app.payout p where p.status in ('claimed', 'transferred', 'in_payout', 'returning') and p.next_try_at <= p_now
   order by p.next_try_at limit p_limit $$;

-- Accounts that are not usable yet and were not read for a while: an event may have been lost.
create function app.stale_connect_accounts(p_before timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.licensee_id, c.id from app.connect_account c
   where c.status in ('requested', 'onboarding', 'restricted') and coalesce(c.synced_at, c.created_at) < p_before order by c.synced_at nulls first limit p_limit $$;
`;
