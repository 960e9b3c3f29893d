import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Licensees with a platform account of their own at Stripe: which topology a licence has, the sealed keys of such an account, and every look-up by the account
 * that something happened at ("context": `default` is the operator's, else the id of the licensee).
 */
export class Topologies1790000000030 implements MigrationInterface {
  name = 'Topologies1790000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.money_rules add column topology text not null default 'operator_platform' check (topology in ('operator_platform', 'licensee_platform'));
      comment on column app.money_rules.topology is 'Whose account at Stripe takes the money of callers: the operator''s, or the licensee''s own. A term of the licence';
      select app.allow_lookup('app.money_rules', 'licensee_id, topology');

      create table app.stripe_platform (
        licensee_id uuid primary key references app.licensee (id),
        account_id text not null,
        account_name text,
        country char(2) not null,
        currency char(3) not null,
        livemode boolean not null,
        secret_key text not null,
        key_last4 text not null,
        revision int not null,
        connected_by uuid not null,
        connected_at timestamptz not null,
        foreign key (licensee_id, connected_by) references app.person (licensee_id, id)
      );
      comment on table app.stripe_platform is 'The account of a licensee at Stripe. secret_key is sealed (kernel, SecretBox); revision goes up with each key, so that no replica keeps an old one';
      -- Not by tenant: two licensees at one account could not be told apart in its balance.
      create unique index stripe_platform_account on app.stripe_platform (account_id);
      select app.secure_tenant_table('app.stripe_platform', 'select, insert, update');
      select app.allow_lookup('app.stripe_platform', 'licensee_id, revision');

      create table app.stripe_webhook (
        licensee_id uuid not null references app.licensee (id),
        endpoint text not null check (endpoint in ('platform', 'connect', 'thin')),
        secret text not null,
        secret_last4 text not null,
        set_by uuid not null,
        set_at timestamptz not null,
        verified_at timestamptz,
        previous_secret text,
        previous_until timestamptz,
        last_event_at timestamptz,
        primary key (licensee_id, endpoint),
        foreign key (licensee_id, set_by) references app.person (licensee_id, id),
        check ((previous_secret is null) = (previous_until is null)),
        check (previous_secret is null or verified_at is null)
      );
      comment on table app.stripe_webhook is 'Signing secrets of a licensee''s endpoints at Stripe, sealed. The one before is good until the new one has verified an event, at most a day';
      select app.secure_tenant_table('app.stripe_webhook', 'select, insert, update');

      -- Which of Stripe's two APIs for accounts a platform has; of no tenant, because the operator's own platform is one of them.
      create table app.stripe_accounts_api (context text primary key, version text not null check (version in ('v1', 'v2')), decided_at timestamptz not null);
      alter table app.stripe_accounts_api owner to app_owner;
      grant select, insert, update on app.stripe_accounts_api to app_resolver;

      alter table app.stripe_customer add column context text not null default 'default';
      alter table app.stripe_customer drop constraint stripe_customer_pkey;
      alter table app.stripe_customer add primary key (licensee_id, person_id, context);
      alter table app.connect_account add column context text not null default 'default';
      drop index app.connect_account_party;
      create unique index connect_account_party on app.connect_account (licensee_id, context, party, party_id) where closed_at is null;
      grant select (context) on app.connect_account to app_lookup;

      drop function app.stripe_tenant(uuid, text[]);
      drop function app.treasury();
      drop function app.aged_wallet_money(timestamptz);
    `);
    await runner.query(CONTEXTS);
    await runner.query(TENANT);
    await runner.query(totals(`app.stripe_context(a.licensee_id) = p_context and `));
    await runner.query(treasury('treasury(p_context text)', `where ${IN_CONTEXT}`));
    await runner.query(aged('aged_wallet_money(p_context text, p_before timestamptz)', `and ${IN_CONTEXT}`));
    await runner.query(stale('and c.context = app.stripe_context(c.licensee_id)'));
    await runner.query(revenue(`and t.kind <> 'licence_invoice'`));
    await own(runner, ADDED);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(revenue(''));
    await runner.query(stale(''));
    for (const signature of ADDED.filter((one) => !one.startsWith('stripe_context(')))
      await runner.query(`drop function app.${signature}`);
    await runner.query(totals(''));
    await runner.query(`
      create function app.stripe_tenant(p_licensee uuid, p_objects text[]) returns uuid
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select coalesce((select id from app.licensee where id = p_licensee),
                        (select licensee_id from app.card where payment_method_id = any (p_objects) limit 1),
                        (select licensee_id from app.top_up where payment_intent_id = any (p_objects) limit 1),
                        (select licensee_id from app.connect_account where account_id = any (p_objects) limit 1),
                        (select id from app.licensee where kind = 'operator')) $$`);
    await runner.query(treasury('treasury()', ''));
    await runner.query(aged('aged_wallet_money(p_before timestamptz)', ''));
    await own(runner, ['stripe_tenant(uuid, text[])', 'treasury()', 'aged_wallet_money(timestamptz)']);
    await runner.query(`
      drop function app.stripe_context(uuid);
      revoke select (context) on app.connect_account from app_lookup;
      drop index app.connect_account_party;
      alter table app.connect_account drop column context;
      create unique index connect_account_party on app.connect_account (licensee_id, party, party_id) where closed_at is null;
      alter table app.stripe_customer drop constraint stripe_customer_pkey;
      alter table app.stripe_customer drop column context;
      alter table app.stripe_customer add primary key (licensee_id, person_id);
      drop table app.stripe_accounts_api, app.stripe_webhook, app.stripe_platform;
      drop policy lookup on app.money_rules;
      revoke select (licensee_id, topology) on app.money_rules from app_lookup;
      alter table app.money_rules drop column topology`);
  }
}

const ADDED = [
  'stripe_context(uuid)',
  'stripe_contexts()',
  'stripe_key_revision(uuid)',
  'stripe_tenant(text, uuid, text[])',
  'treasury(text)',
  'aged_wallet_money(text, timestamptz)',
];

async function own(runner: QueryRunner, signatures: readonly string[]): Promise<void> {
  for (const signature of signatures)
    await runner.query(`
      alter function app.${signature} owner to app_lookup;
      revoke execute on function app.${signature} from public;
      grant execute on function app.${signature} to app_resolver`);
}

/** Of sums over all accounts: one look at the few licensees with a platform of their own, not one for each account. */
const IN_CONTEXT = `((p_context = 'default' and a.licensee_id not in (select r.licensee_id from app.money_rules r where r.topology = 'licensee_platform'))
             or a.licensee_id::text = p_context)`;

const CONTEXTS = `
-- At which account of Stripe the money of a tenant lies.
create function app.stripe_context(p_licensee uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when exists (select 1 from app.money_rules r where r.licensee_id = p_licensee and r.topology = 'licensee_platform') then p_licensee::text else 'default' end $$;

-- Every account that is looked at by itself: the operator's, and those of licensees that gave their key.
create function app.stripe_contexts() returns table (context text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select 'default' union all
  select r.licensee_id::text from app.money_rules r join app.stripe_platform p on p.licensee_id = r.licensee_id where r.topology = 'licensee_platform' $$;

-- Which key of a licensee is the newest; null = none.
create function app.stripe_key_revision(p_licensee uuid) returns int
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.revision from app.stripe_platform p where p.licensee_id = p_licensee $$;
`;

const TENANT = `
-- Which tenant something at an account of Stripe belongs to. At a licensee's own account it is always that licensee, whatever its metadata says: the licensee can
-- write them. At the operator's: the one that its metadata names; else the one that keeps an object it speaks of (cards and disputes carry no metadata of ours);
-- of those whose money is there. Else the operator.
create function app.stripe_tenant(p_context text, p_licensee uuid, p_objects text[]) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when p_context <> 'default' then (select l.id from app.licensee l where l.id::text = p_context) else coalesce(
    (select l.id from app.licensee l where l.id = p_licensee and app.stripe_context(l.id) = 'default'),
    (select c.licensee_id from app.card c where c.payment_method_id = any (p_objects) and app.stripe_context(c.licensee_id) = 'default' limit 1),
    (select t.licensee_id from app.top_up t where t.payment_intent_id = any (p_objects) and app.stripe_context(t.licensee_id) = 'default' limit 1),
    (select a.licensee_id from app.connect_account a where a.account_id = any (p_objects) and a.context = 'default' and app.stripe_context(a.licensee_id) = 'default' limit 1),
    (select l.id from app.licensee l where l.kind = 'operator')) end $$;
`;

/** As in the migration of referrals; `condition` = whose accounts. */
const totals = (condition: string): string => `
create or replace function app.stripe_totals(p_context text, p_now timestamptz)
returns table (currency char(3), ledger_minor bigint, in_flight_minor bigint, posted_minor bigint, mirror_minor bigint, suspense_minor bigint, waiting bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with account as (select a.licensee_id, a.id, a.kind, a.currency from app.ledger_account a where ${condition}a.kind in ('stripe_balance', 'suspense')),
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
       and not exists (select 1 from app.ledger_transaction f where f.licensee_id = t.licensee_id and f.kind = 'fx' and f.ref_id = t.ref_id)
     group by a.currency),
  mirror as (
    select b.currency, sum(b.net) filter (where b.status <> 'waiting') as posted, sum(b.net) as total, count(*) filter (where b.status = 'waiting') as waiting
      from app.stripe_balance_transaction b where b.context = p_context group by b.currency)
  select c.currency, -coalesce(l.total, 0)::bigint, -coalesce(f.total, 0)::bigint, coalesce(m.posted, 0)::bigint, coalesce(m.total, 0)::bigint,
         coalesce(s.total, 0)::bigint, coalesce(m.waiting, 0)
    from (select distinct account.currency from account union select mirror.currency from mirror) c
    left join ledger l on l.currency = c.currency and l.kind = 'stripe_balance'
    left join ledger s on s.currency = c.currency and s.kind = 'suspense'
    left join flight f on f.currency = c.currency left join mirror m on m.currency = c.currency $$;`;

/** As in the migration of referrals; `where` = whose accounts. */
const treasury = (head: string, where: string): string => `
create function app.${head} returns table (currency char(3), at_stripe bigint, wallets bigint, advisors bigint, licensees bigint, tax bigint, under_way bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select x.currency, -coalesce(sum(x.total) filter (where x.kind = 'stripe_balance'), 0)::bigint,
         coalesce(sum(x.total) filter (where x.kind in ('wallet', 'wallet_frozen')), 0)::bigint,
         coalesce(sum(x.total) filter (where x.kind in ('advisor_payable', 'advisor_reserve')), 0)::bigint,
         coalesce(sum(greatest(x.total, 0)) filter (where x.kind = 'licensee_payable'), 0)::bigint,
         coalesce(sum(greatest(x.total, 0)) filter (where x.kind = 'tax'), 0)::bigint,
         coalesce(sum(case when x.kind = 'suspense' then greatest(x.total, 0) else x.total end)
           filter (where x.kind::text in ('refund_clearing', 'transfer_clearing', 'suspense', 'fx_position')), 0)::bigint
    from (select a.licensee_id, a.currency, a.kind, sum(case when a.kind <= 'advisor_payable' then a.balance else coalesce(s.balance, 0) + coalesce((
                   select sum(e.amount) from app.ledger_entry e where e.licensee_id = a.licensee_id and e.account_id = a.id and e.seq is null
                      and e.created_at >= coalesce(s.until, '-infinity')), 0) end) as total
            from app.ledger_account a
            left join lateral (select h.until, h.balance from app.house_snapshot h where h.licensee_id = a.licensee_id and h.account_id = a.id
                                order by h.until desc limit 1) s on a.kind > 'advisor_payable'
           ${where} group by a.licensee_id, a.currency, a.kind) x
   group by x.currency $$;`;

/** As in the migration of the treasury; `condition` = whose wallets. */
const aged = (head: string, condition: string): string => `
create function app.${head} returns table (currency char(3), amount bigint, wallets bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select w.currency, sum(w.balance - w.young)::bigint, count(*) from (
    select a.currency, a.balance, coalesce((select sum(t.amount) from app.top_up t where t.licensee_id = a.licensee_id and t.person_id = a.owner_id
              and t.currency = a.currency and t.status = 'credited' and t.closed_at >= p_before), 0) as young
      from app.ledger_account a where a.kind = 'wallet' and a.balance > 0 ${condition}) w
   where w.balance > w.young group by w.currency $$;`;

/** As in the migration of payouts; an account at the platform of before cannot be read with the key of today. */
const stale = (condition: string): string => `
create or replace function app.stale_connect_accounts(p_before timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.licensee_id, c.id from app.connect_account c
   where c.status in ('requested', 'onboarding', 'restricted') and coalesce(c.synced_at, c.created_at) < p_before ${condition}
   order by c.synced_at nulls first limit p_limit $$;`;

/** As in the migration of books; a claim that moves to an invoice is no fee that is given back. */
const revenue = (condition: string): string => `
create or replace function app.operator_revenue(p_ids uuid[], p_from timestamptz, p_until timestamptz, p_unit text)
returns table (licensee_id uuid, currency char(3), period timestamptz, gross bigint, refunded bigint, operator_fees bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.licensee_id, t.currency, date_trunc(p_unit, t.created_at, 'UTC'),
         coalesce(-sum(e.amount) filter (where t.kind = 'settlement' and a.kind <> 'platform_fee'), 0)::bigint,
         coalesce(sum(e.amount) filter (where t.kind = 'call_refund' and a.kind <> 'platform_fee'), 0)::bigint,
         coalesce(sum(e.amount) filter (where a.kind = 'platform_fee'), 0)::bigint
    from app.ledger_transaction t
    join app.ledger_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.id
    join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id and a.kind in ('wallet', 'promo', 'platform_fee')
   where t.licensee_id = any (p_ids) and t.created_at >= p_from and t.created_at < p_until
     and (a.kind = 'platform_fee' or t.kind in ('settlement', 'call_refund')) ${condition}
   group by 1, 2, 3 $$;`;
