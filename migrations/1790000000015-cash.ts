import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Cash: every balance transaction of Stripe once and with its posting, refunds of wallet money to the cards it came from, who bears which cost, and the nightly
 * comparison of our books with Stripe's.
 */
export class Cash1790000000015 implements MigrationInterface {
  name = 'Cash1790000000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(OWNERS);
    await runner.query(`
      alter table app.stripe_event add column kind text, add column account_id text;
      alter table app.top_up add column disputed_at timestamptz;
      comment on column app.top_up.disputed_at is 'The bank took this payment back, or asks for it: nothing of it is refunded';
      create index top_up_payment_lookup on app.top_up (payment_intent_id) where payment_intent_id is not null; -- for app.stripe_tenant
      grant select (payment_intent_id) on app.top_up to app_lookup;

      create table app.money_rules (
        licensee_id uuid primary key references app.licensee (id),
        stripe_fee_bearer text not null default 'licensee' check (stripe_fee_bearer in ('licensee', 'operator')),
        dispute_bearer text not null default 'licensee' check (dispute_bearer in ('licensee', 'operator', 'advisor')),
        dispute_fee_bearer text not null default 'licensee' check (dispute_fee_bearer in ('licensee', 'operator', 'advisor')),
        seller_of_record text not null default 'licensee' check (seller_of_record in ('licensee', 'operator')),
        payout_schedule text not null default 'weekly' check (payout_schedule in ('daily', 'weekly', 'monthly', 'manual')),
        payout_minimum_minor bigint not null default 2500 check (payout_minimum_minor between 1 and 10000000),
        new_advisor_hold_days int not null default 14 check (new_advisor_hold_days between 0 and 90),
        reserve_bp int not null default 0 check (reserve_bp between 0 and 5000),
        reserve_days int not null default 90 check (reserve_days between 1 and 365),
        changed_at timestamptz not null
      );
      comment on table app.money_rules is 'No row = the defaults. Bearers and seller are terms of the licence (operator); the rest is the licensee''s';
      select app.secure_tenant_table('app.money_rules', 'select, insert, update');

      create table app.stripe_balance_transaction (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        context text not null,
        balance_transaction_id text not null collate "C",
        type text not null,
        source_id text,
        currency char(3) not null,
        amount bigint not null,
        fee bigint not null,
        net bigint not null check (net = amount - fee),
        status text not null check (status in ('waiting', 'posted', 'suspense')),
        note text,
        transaction_id uuid,
        fee_transaction_id uuid,
        created_at timestamptz not null,
        available_at timestamptz not null,
        seen_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id),
        foreign key (licensee_id, fee_transaction_id) references app.ledger_transaction (licensee_id, id),
        check ((status = 'waiting') = (transaction_id is null))
      );
      comment on table app.stripe_balance_transaction is 'Mirror of the balance of our own account at Stripe: what moved cash there, and which posting of ours says so';
      create unique index stripe_balance_transaction_id on app.stripe_balance_transaction (licensee_id, context, balance_transaction_id);
      create index stripe_balance_transaction_waiting on app.stripe_balance_transaction (licensee_id, seen_at) where status = 'waiting';
      create index stripe_balance_transaction_source on app.stripe_balance_transaction (licensee_id, source_id);
      create index stripe_balance_transaction_posting on app.stripe_balance_transaction (licensee_id, transaction_id) where transaction_id is not null;
      create index stripe_balance_transaction_time on app.stripe_balance_transaction (licensee_id, created_at desc, id desc);
      select app.secure_tenant_table('app.stripe_balance_transaction', 'select, insert, update');
      select app.allow_lookup('app.stripe_balance_transaction', 'licensee_id, context, balance_transaction_id, transaction_id, status, currency, net, type, created_at');

      create table app.wallet_refund (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        idempotency_key text not null collate "C",
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        cause text not null check (cause in ('person', 'staff', 'account_closed', 'licence_ended')),
        reason text not null,
        requested_by uuid,
        created_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, requested_by) references app.person (licensee_id, id)
      );
      create unique index wallet_refund_key on app.wallet_refund (licensee_id, person_id, idempotency_key);
      create index wallet_refund_person on app.wallet_refund (licensee_id, person_id, id desc);
      select app.secure_tenant_table('app.wallet_refund', 'select, insert');

      -- One payment each: Stripe gives back only to the card that paid.
      create table app.wallet_refund_part (
        licensee_id uuid not null,
        id uuid not null,
        wallet_refund_id uuid not null,
        top_up_id uuid not null,
        amount bigint not null check (amount > 0),
        status text not null check (status in ('requested', 'sent', 'succeeded', 'failed')),
        attempt int not null default 1,
        stripe_refund_id text,
        failure_code text,
        transaction_id uuid not null,
        failed_transaction_id uuid,
        sent_at timestamptz,
        closed_at timestamptz,
        created_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, wallet_refund_id) references app.wallet_refund (licensee_id, id),
        foreign key (licensee_id, top_up_id) references app.top_up (licensee_id, id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id),
        foreign key (licensee_id, failed_transaction_id) references app.ledger_transaction (licensee_id, id),
        check ((status = 'failed') = (failed_transaction_id is not null))
      );
      create index wallet_refund_part_refund on app.wallet_refund_part (licensee_id, wallet_refund_id);
      create index wallet_refund_part_top_up on app.wallet_refund_part (licensee_id, top_up_id);
      create unique index wallet_refund_part_stripe on app.wallet_refund_part (licensee_id, stripe_refund_id) where stripe_refund_id is not null;
      create index wallet_refund_part_unsent on app.wallet_refund_part (created_at) where status = 'requested';
      select app.secure_tenant_table('app.wallet_refund_part', 'select, insert, update');
      select app.allow_lookup('app.wallet_refund_part', 'licensee_id, id, status, created_at, sent_at');

      create table app.stripe_comparison (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        context text not null,
        currency char(3) not null,
        compared_at timestamptz not null,
        ledger_minor bigint not null,
        in_flight_minor bigint not null,
        posted_minor bigint not null,
        mirror_minor bigint not null,
        stripe_minor bigint not null,
        suspense_minor bigint not null,
        waiting int not null,
        primary key (licensee_id, id)
      );
      comment on table app.stripe_comparison is 'Control totals of one moment, kept by the operator. They agree when ledger = in flight + posted and mirror = Stripe';
      create index stripe_comparison_time on app.stripe_comparison (licensee_id, context, currency, id desc);
      select app.secure_tenant_table('app.stripe_comparison', 'select, insert');
    `);
    await runner.query(FUNCTIONS);
    for (const signature of LOOKUPS)
      await runner.query(`
        alter function app.${signature} owner to app_lookup;
        revoke execute on function app.${signature} from public;
        grant execute on function app.${signature} to app_resolver`);
    await runner.query(`
      alter function app.lock_accounts(uuid[]) owner to app_ledger;
      revoke execute on function app.lock_accounts(uuid[]) from public;
      grant execute on function app.lock_accounts(uuid[]) to app_tenant;
      drop function app.event_tenant(uuid, text)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function app.event_tenant(p_licensee uuid, p_object text) returns uuid
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select coalesce((select id from app.licensee where id = p_licensee), (select licensee_id from app.card where payment_method_id = p_object limit 1),
                        (select id from app.licensee where kind = 'operator')) $$;
      alter function app.event_tenant(uuid, text) owner to app_lookup;
      revoke execute on function app.event_tenant(uuid, text) from public;
      grant execute on function app.event_tenant(uuid, text) to app_resolver;
      drop function app.lock_accounts(uuid[])`);
    for (const signature of LOOKUPS) await runner.query(`drop function app.${signature}`);
    await runner.query(`
      drop table app.stripe_comparison, app.wallet_refund_part, app.wallet_refund, app.stripe_balance_transaction, app.money_rules;
      revoke select (payment_intent_id) on app.top_up from app_lookup;
      drop index app.top_up_payment_lookup;
      alter table app.top_up drop column disputed_at;
      alter table app.stripe_event drop column kind, drop column account_id`);
    await runner.query(
      OWNERS.replace("('wallet', 'promo', 'wallet_frozen')", "('wallet', 'promo')").replace(
        "in ('advisor_payable', 'advisor_reserve')",
        "= 'advisor_payable'",
      ),
    );
  }
}

/** Owners of the new guarded accounts are held by keys as well. */
const OWNERS = `
  alter table app.ledger_account drop column person_id, drop column advisor_id;
  alter table app.ledger_account
    add column person_id uuid generated always as (case when kind in ('wallet', 'promo', 'wallet_frozen') then owner_id end) stored,
    add column advisor_id uuid generated always as (case when kind in ('advisor_payable', 'advisor_reserve') then owner_id end) stored,
    add foreign key (licensee_id, person_id) references app.person (licensee_id, id),
    add foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id)`;

const LOOKUPS = [
  'stripe_tenant(uuid, text[])',
  'unsent_wallet_refunds(timestamptz, int)',
  'known_balance_transactions(text, text[])',
  'stripe_totals(text, timestamptz)',
];

const FUNCTIONS = `
-- Which tenant something at Stripe belongs to: the one that its signed metadata names, when it exists; else the one that keeps an object it speaks of (cards and
-- disputes carry no metadata of ours); else the operator.
create function app.stripe_tenant(p_licensee uuid, p_objects text[]) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select id from app.licensee where id = p_licensee),
                  (select licensee_id from app.card where payment_method_id = any (p_objects) limit 1),
                  (select licensee_id from app.top_up where payment_intent_id = any (p_objects) limit 1),
                  (select id from app.licensee where kind = 'operator')) $$;

-- Refunds whose request to Stripe may have been lost half-way.
create function app.unsent_wallet_refunds(p_before timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.licensee_id, p.id from app.wallet_refund_part p where p.status = 'requested' and coalesce(p.sent_at, p.created_at) < p_before order by p.created_at limit p_limit $$;

-- Those of these that are mirrored and posted. One in suspense is looked at again: its cause may have come since.
create function app.known_balance_transactions(p_context text, p_ids text[]) returns table (balance_transaction_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select b.balance_transaction_id from app.stripe_balance_transaction b where b.context = p_context and b.balance_transaction_id = any (p_ids) and b.status = 'posted' $$;

-- Control totals per currency over all tenants: what our ledger says lies at Stripe, what of that was credited on Stripe's word in the last week and is not in the
-- mirror yet, what the mirror has posted and holds, what lies in suspense. The books agree when ledger = in flight + posted, and mirror = the balance at Stripe.
create function app.stripe_totals(p_context text, p_now timestamptz)
returns table (currency char(3), ledger_minor bigint, in_flight_minor bigint, posted_minor bigint, mirror_minor bigint, suspense_minor bigint, waiting bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with account as (select a.licensee_id, a.id, a.kind, a.currency from app.ledger_account a where a.kind in ('stripe_balance', 'suspense')),
  ledger as (
    select a.kind, a.currency, sum(coalesce(s.balance, 0) + coalesce((select sum(e.amount) from app.ledger_entry e where e.licensee_id = a.licensee_id
             and e.account_id = a.id and e.seq is null and e.created_at >= coalesce(s.until, '-infinity')), 0)) as total
      from account a
      left join lateral (select x.until, x.balance from app.house_snapshot x where x.licensee_id = a.licensee_id and x.account_id = a.id order by x.until desc limit 1) s on true
     group by a.kind, a.currency),
  flight as (
    select a.currency, sum(e.amount) as total from account a
      join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id and e.seq is null and e.created_at > p_now - interval '7 days'
      join app.ledger_transaction t on t.licensee_id = e.licensee_id and t.id = e.transaction_id and t.kind in ('top_up', 'licence_payment')
     where a.kind = 'stripe_balance'
       and not exists (select 1 from app.stripe_balance_transaction b where b.licensee_id = t.licensee_id and b.transaction_id = t.id)
     group by a.currency),
  mirror as (
    select b.currency, sum(b.net) filter (where b.status <> 'waiting') as posted, sum(b.net) as total, count(*) filter (where b.status = 'waiting') as waiting
      from app.stripe_balance_transaction b where b.context = p_context group by b.currency)
  select c.currency, -coalesce(l.total, 0)::bigint, -coalesce(f.total, 0)::bigint, coalesce(m.posted, 0)::bigint, coalesce(m.total, 0)::bigint,
         coalesce(s.total, 0)::bigint, coalesce(m.waiting, 0)
    from (select distinct account.currency from account union select mirror.currency from mirror) c
    left join ledger l on l.currency = c.currency and l.kind = 'stripe_balance'
    left join ledger s on s.currency = c.currency and s.kind = 'suspense'
    left join flight f on f.currency = c.currency left join mirror m on m.currency = c.currency $$;

-- Locks guarded accounts in the one order and tells what is free on each; for postings whose legs depend on a balance.
create function app.lock_accounts(p_accounts uuid[]) returns table (id uuid, free bigint)
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select a.id, a.balance - a.held from app.ledger_account a where a.licensee_id = app.tenant() and a.id = any (p_accounts) and a.kind <= 'advisor_payable'
   order by a.kind, a.id for no key update $$;
`;
