import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The ledger (reference/ledger.md): guarded accounts with a running balance and a floor, house accounts as sums over entries with snapshots (no hot row),
 * an append-only journal, and the only functions that may write it. Amounts are minor units; positive = credit. Lock order: hold -> account (kind, id).
 * SQLSTATEs: LG001 insufficient funds, LG002 malformed, LG003 immutable, LG004 other tenant, LG005 key reused, LG006 unknown account, LG008 frozen,
 * LG009 hold is closed.
 */
export class Ledger1790000000003 implements MigrationInterface {
  name = 'Ledger1790000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      -- The order is the lock order. Guarded kinds come first; the rest are house accounts.
      create type app.account_kind as enum ('wallet', 'promo', 'advisor_payable',
        'licensee_payable', 'platform_fee', 'tax', 'stripe_balance', 'promo_issued', 'promo_expense', 'refund_clearing', 'suspense');

      create table app.ledger_account (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        kind app.account_kind not null,
        owner_id uuid not null,
        currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
        balance bigint not null default 0,
        held bigint not null default 0,
        seq bigint not null default 0,
        frozen_reason text,
        person_id uuid generated always as (case when kind in ('wallet', 'promo') then owner_id end) stored,
        advisor_id uuid generated always as (case when kind = 'advisor_payable' then owner_id end) stored,
        created_at timestamptz not null default clock_timestamp(),
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
        constraint ledger_account_floor check (held >= 0 and balance >= held),
        constraint ledger_account_house check (kind <= 'advisor_payable' or (balance = 0 and held = 0 and seq = 0 and owner_id = licensee_id))
      ) with (fillfactor = 70);
      create unique index ledger_account_owner on app.ledger_account (licensee_id, kind, owner_id, currency);
      comment on column app.ledger_account.seq is 'Number of entries of this account; gapless, so a lost entry shows';
      select app.secure_tenant_table('app.ledger_account', 'select');

      create table app.ledger_transaction (
        licensee_id uuid not null,
        id uuid not null,
        kind text not null check (kind in ('top_up', 'settlement', 'call_refund', 'promo_grant', 'promo_expiry', 'adjustment', 'reversal')),
        currency char(3) not null,
        key text not null collate "C",
        fingerprint bigint not null,
        ref_id uuid,
        reverses_id uuid,
        created_at timestamptz not null default clock_timestamp(),
        primary key (licensee_id, id)
      );
      create unique index ledger_transaction_key on app.ledger_transaction (licensee_id, key);
      create index ledger_transaction_ref on app.ledger_transaction (licensee_id, ref_id) where ref_id is not null;
      select app.secure_tenant_table('app.ledger_transaction', 'select');

      -- No foreign keys here: they would lock the house accounts' rows for every call of a tenant. The writing functions check what the keys would, under
      -- row-level security, and app.ledger_violations() proves it afterwards.
      create table app.ledger_entry (
        licensee_id uuid not null,
        transaction_id uuid not null,
        leg smallint not null,
        account_id uuid not null,
        amount bigint not null check (amount <> 0),
        seq bigint,
        balance_after bigint,
        created_at timestamptz not null default clock_timestamp(),
        primary key (licensee_id, transaction_id, leg),
        check ((seq is null) = (balance_after is null))
      );
      create unique index ledger_entry_statement on app.ledger_entry (licensee_id, account_id, seq) where seq is not null;
      create index ledger_entry_house on app.ledger_entry (licensee_id, account_id, created_at) where seq is null;
      select app.secure_tenant_table('app.ledger_entry', 'select');

      create table app.house_snapshot (
        licensee_id uuid not null,
        account_id uuid not null,
        until timestamptz not null,
        balance numeric not null,
        primary key (licensee_id, account_id, until),
        foreign key (licensee_id, account_id) references app.ledger_account (licensee_id, id)
      );
      select app.secure_tenant_table('app.house_snapshot', 'select');

      create table app.hold (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        currency char(3) not null,
        wallet_account_id uuid not null,
        promo_account_id uuid not null,
        paid_amount bigint not null check (paid_amount >= 0),
        promo_amount bigint not null check (promo_amount >= 0),
        status text not null default 'pending' check (status in ('pending', 'posted', 'released', 'expired')),
        settled_amount bigint,
        expires_at timestamptz not null,
        created_at timestamptz not null default clock_timestamp(),
        closed_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, wallet_account_id) references app.ledger_account (licensee_id, id),
        foreign key (licensee_id, promo_account_id) references app.ledger_account (licensee_id, id),
        check ((status = 'pending') = (closed_at is null)),
        check ((status = 'posted') = (settled_amount is not null))
      ) with (fillfactor = 70);
      create index hold_pending on app.hold (licensee_id, expires_at) where status = 'pending';
      select app.secure_tenant_table('app.hold', 'select');
      select app.allow_lookup('app.hold', 'licensee_id, id, status, expires_at');

      create function app.refuse_change() returns trigger language plpgsql as $$
      begin raise exception '% on %: ledger rows are immutable', tg_op, tg_table_name using errcode = 'LG003'; end $$;
      create trigger immutable before update or delete or truncate on app.ledger_transaction for each statement execute function app.refuse_change();
      create trigger immutable before update or delete or truncate on app.ledger_entry for each statement execute function app.refuse_change();

      grant select, insert on app.ledger_transaction, app.ledger_entry, app.house_snapshot to app_ledger;
      grant select, insert, update on app.ledger_account, app.hold to app_ledger;
      grant select on app.licensee to app_ledger;
      grant execute on function app.tenant() to app_ledger;
    `);
    await runner.query(FUNCTIONS);
    for (const signature of LEDGER_FUNCTIONS) {
      await runner.query(`
        alter function app.${signature} owner to app_ledger;
        revoke execute on function app.${signature} from public;
        grant execute on function app.${signature} to app_tenant`);
    }
    await runner.query(`
      create function app.expired_holds(p_now timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select h.licensee_id, h.id from app.hold h where h.status = 'pending' and h.expires_at <= p_now order by h.expires_at limit p_limit $$;
      alter function app.expired_holds(timestamptz, int) owner to app_lookup;
      revoke execute on function app.expired_holds(timestamptz, int) from public;
      grant execute on function app.expired_holds(timestamptz, int) to app_resolver`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function app.expired_holds(timestamptz, int)');
    for (const signature of [...LEDGER_FUNCTIONS].reverse()) await runner.query(`drop function app.${signature}`);
    await runner.query(`
      drop table app.hold, app.house_snapshot, app.ledger_entry, app.ledger_transaction, app.ledger_account;
      drop function app.refuse_change();
      drop type app.account_kind`);
  }
}

const LEDGER_FUNCTIONS = [
  'open_account(app.account_kind, uuid, char)',
  'claim_posting(uuid, text, char, text, bigint, uuid, uuid)',
  'post_ledger(uuid, text, char, text, uuid[], bigint[], uuid, uuid)',
  'place_hold(uuid, uuid, char, bigint, timestamptz)',
  'extend_hold(uuid, bigint, timestamptz)',
  'release_hold(uuid, text)',
  'settle_hold(uuid, text, uuid, bigint, uuid, bigint, uuid, bigint, uuid, bigint, uuid, bigint, uuid, uuid, uuid)',
  'house_balance(uuid)',
  'snapshot_house(timestamptz)',
  'freeze_wallet(uuid, text)',
  'ledger_violations()',
];

const FUNCTIONS = `
-- Opens an account, or finds it. House accounts belong to the licensee itself.
create function app.open_account(p_kind app.account_kind, p_owner uuid, p_currency char(3)) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_id uuid;
begin
  select id into v_id from app.ledger_account where licensee_id = app.tenant() and kind = p_kind and owner_id = p_owner and currency = p_currency;
  if v_id is not null then return v_id; end if;
  insert into app.ledger_account (licensee_id, id, kind, owner_id, currency) values (app.tenant(), gen_random_uuid(), p_kind, p_owner, p_currency)
  on conflict (licensee_id, kind, owner_id, currency) do nothing returning id into v_id;
  if v_id is null then
    select id into v_id from app.ledger_account where licensee_id = app.tenant() and kind = p_kind and owner_id = p_owner and currency = p_currency;
  end if;
  return v_id;
end $$;

-- Claims an idempotency key. Returns null when the key is new (the transaction row now exists), else the first transaction's id.
create function app.claim_posting(p_id uuid, p_kind text, p_currency char(3), p_key text, p_fingerprint bigint, p_ref uuid, p_reverses uuid) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_id uuid; v_fingerprint bigint;
begin
  insert into app.ledger_transaction (licensee_id, id, kind, currency, key, fingerprint, ref_id, reverses_id)
  values (app.tenant(), p_id, p_kind, p_currency, p_key, p_fingerprint, p_ref, p_reverses) on conflict (licensee_id, key) do nothing;
  if found then return null; end if;
  select id, fingerprint into v_id, v_fingerprint from app.ledger_transaction where licensee_id = app.tenant() and key = p_key;
  if v_fingerprint <> p_fingerprint then raise exception 'idempotency key reused with other content' using errcode = 'LG005'; end if;
  return v_id;
end $$;

-- The general write: N legs of one tenant and currency that sum to zero, no account twice. Returns the transaction id; a replay returns the first one.
create function app.post_ledger(p_id uuid, p_kind text, p_currency char(3), p_key text, p_accounts uuid[], p_amounts bigint[], p_ref uuid, p_reverses uuid)
returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_tenant uuid := app.tenant(); v_first uuid; v_sum numeric; v_legs int; v_distinct int; v_entries int; v_updated int; v_guarded int;
  v_fingerprint bigint := hashtextextended(p_kind || p_currency || p_accounts::text || p_amounts::text || coalesce(p_ref::text, ''), 0);
begin
  select sum(m), count(*), count(distinct a) into v_sum, v_legs, v_distinct from unnest(p_accounts, p_amounts) l(a, m);
  if v_sum is distinct from 0 or v_legs < 2 or v_distinct <> v_legs then raise exception 'unbalanced or malformed transaction' using errcode = 'LG002'; end if;
  perform 1 from app.ledger_account where licensee_id = v_tenant and id = any (p_accounts) and kind <= 'advisor_payable' order by kind, id for no key update;
  v_first := app.claim_posting(p_id, p_kind, p_currency, p_key, v_fingerprint, p_ref, p_reverses);
  if v_first is not null then return v_first; end if;
  with l as materialized (
    select x.leg::smallint as leg, a.id, a.kind, x.amount from unnest(p_accounts, p_amounts) with ordinality x(account, amount, leg)
      join app.ledger_account a on a.licensee_id = v_tenant and a.id = x.account and a.currency = p_currency
  ), u as (
    update app.ledger_account a set balance = a.balance + l.amount, seq = a.seq + 1
      from l where a.licensee_id = v_tenant and a.id = l.id and l.kind <= 'advisor_payable' and a.balance + l.amount >= a.held
    returning l.leg, a.seq, a.balance
  ), e as (
    insert into app.ledger_entry (licensee_id, transaction_id, leg, account_id, amount, seq, balance_after)
    select v_tenant, p_id, l.leg, l.id, l.amount, u.seq, u.balance from l left join u on u.leg = l.leg returning 1
  ) select (select count(*) from e), (select count(*) from u), (select count(*) from l where kind <= 'advisor_payable') into v_entries, v_updated, v_guarded;
  if v_entries <> v_legs then raise exception 'unknown account or other currency' using errcode = 'LG006'; end if;
  if v_updated <> v_guarded then raise exception 'insufficient funds' using errcode = 'LG001'; end if;
  return p_id;
end $$;

-- Reserves money of one wallet, promo credit first. The same id again returns the first hold.
create function app.place_hold(p_id uuid, p_person uuid, p_currency char(3), p_amount bigint, p_expires_at timestamptz, out paid_amount bigint, out promo_amount bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_tenant uuid := app.tenant(); v_wallet uuid; v_promo uuid; w app.ledger_account; p app.ledger_account; h app.hold;
begin
  if p_amount <= 0 then raise exception 'a hold must be positive' using errcode = 'LG002'; end if;
  v_wallet := app.open_account('wallet', p_person, p_currency);
  v_promo := app.open_account('promo', p_person, p_currency);
  select * into w from app.ledger_account a where a.licensee_id = v_tenant and a.id = v_wallet for no key update;
  select * into p from app.ledger_account a where a.licensee_id = v_tenant and a.id = v_promo for no key update;
  select * into h from app.hold x where x.licensee_id = v_tenant and x.id = p_id;
  if found then
    if h.person_id <> p_person or h.currency <> p_currency then raise exception 'hold id reused with other content' using errcode = 'LG005'; end if;
    paid_amount := h.paid_amount; promo_amount := h.promo_amount; return;
  end if;
  if w.frozen_reason is not null then raise exception 'wallet is frozen' using errcode = 'LG008', detail = w.frozen_reason; end if;
  promo_amount := least(p.balance - p.held, p_amount);
  paid_amount := p_amount - promo_amount;
  if w.balance - w.held < paid_amount then
    raise exception 'insufficient funds' using errcode = 'LG001', detail = (w.balance - w.held + p.balance - p.held)::text;
  end if;
  if paid_amount > 0 then update app.ledger_account a set held = a.held + place_hold.paid_amount where a.licensee_id = v_tenant and a.id = v_wallet; end if;
  if promo_amount > 0 then update app.ledger_account a set held = a.held + place_hold.promo_amount where a.licensee_id = v_tenant and a.id = v_promo; end if;
  insert into app.hold (licensee_id, id, person_id, currency, wallet_account_id, promo_account_id, paid_amount, promo_amount, expires_at)
  values (v_tenant, p_id, p_person, p_currency, v_wallet, v_promo, paid_amount, promo_amount, p_expires_at);
end $$;

-- Adds up to p_amount to a pending hold: what the wallet can give now, which may be nothing. Returns what was added.
create function app.extend_hold(p_id uuid, p_amount bigint, p_expires_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_tenant uuid := app.tenant(); h app.hold; w app.ledger_account; p app.ledger_account; v_promo bigint; v_paid bigint;
begin
  if p_amount < 0 then raise exception 'a hold cannot shrink' using errcode = 'LG002'; end if;
  select * into h from app.hold x where x.licensee_id = v_tenant and x.id = p_id for no key update;
  if not found then raise exception 'no such hold' using errcode = 'LG006'; end if;
  if h.status <> 'pending' then raise exception 'the hold is closed' using errcode = 'LG009'; end if;
  select * into w from app.ledger_account a where a.licensee_id = v_tenant and a.id = h.wallet_account_id for no key update;
  select * into p from app.ledger_account a where a.licensee_id = v_tenant and a.id = h.promo_account_id for no key update;
  v_promo := least(p.balance - p.held, p_amount);
  v_paid := case when w.frozen_reason is null then least(w.balance - w.held, p_amount - v_promo) else 0 end;
  if v_paid > 0 then update app.ledger_account a set held = a.held + v_paid where a.licensee_id = v_tenant and a.id = w.id; end if;
  if v_promo > 0 then update app.ledger_account a set held = a.held + v_promo where a.licensee_id = v_tenant and a.id = p.id; end if;
  update app.hold x set paid_amount = x.paid_amount + v_paid, promo_amount = x.promo_amount + v_promo, expires_at = greatest(x.expires_at, p_expires_at)
   where x.licensee_id = v_tenant and x.id = p_id;
  return v_paid + v_promo;
end $$;

-- Gives a pending hold back. Returns false when it was closed before.
create function app.release_hold(p_id uuid, p_status text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_tenant uuid := app.tenant(); h app.hold;
begin
  if p_status not in ('released', 'expired') then raise exception 'not an end of a hold: %', p_status using errcode = 'LG002'; end if;
  select * into h from app.hold x where x.licensee_id = v_tenant and x.id = p_id for no key update;
  if not found then raise exception 'no such hold' using errcode = 'LG006'; end if;
  if h.status <> 'pending' then return false; end if;
  perform 1 from app.ledger_account a where a.licensee_id = v_tenant and a.id in (h.wallet_account_id, h.promo_account_id) order by a.kind, a.id for no key update;
  update app.ledger_account a set held = a.held - case when a.id = h.wallet_account_id then h.paid_amount else h.promo_amount end
   where a.licensee_id = v_tenant and a.id in (h.wallet_account_id, h.promo_account_id);
  update app.hold x set status = p_status, closed_at = clock_timestamp() where x.licensee_id = v_tenant and x.id = p_id;
  return true;
end $$;

-- The hot path: posts a call's price from its hold to the four parties and gives the rest back, in one statement. Promo credit is spent first; its cost goes to
-- the sponsor (p_expense debit, p_issued credit). Parts of zero get no entry. Returns the transaction id; a replay returns the first one.
create function app.settle_hold(p_id uuid, p_key text, p_hold uuid, p_price bigint, p_advisor uuid, p_advisor_amount bigint, p_licensee uuid, p_licensee_amount bigint,
  p_operator uuid, p_operator_amount bigint, p_tax uuid, p_tax_amount bigint, p_issued uuid, p_expense uuid, p_ref uuid) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_tenant uuid := app.tenant(); h app.hold; v_first uuid; v_promo bigint; v_paid bigint; n int;
  b_wallet bigint; s_wallet bigint; b_promo bigint; s_promo bigint; b_advisor bigint; s_advisor bigint;
  v_fingerprint bigint := hashtextextended(p_hold || ',' || p_price || ',' || p_advisor || ',' || p_advisor_amount || ',' || p_licensee_amount || ',' || p_operator_amount || ',' || p_tax_amount, 0);
begin
  if p_price <= 0 or least(p_advisor_amount, p_licensee_amount, p_operator_amount, p_tax_amount) < 0
     or p_advisor_amount + p_licensee_amount + p_operator_amount + p_tax_amount <> p_price then
    raise exception 'unbalanced or malformed settlement' using errcode = 'LG002';
  end if;
  select * into h from app.hold x where x.licensee_id = v_tenant and x.id = p_hold for no key update;
  if not found then raise exception 'no such hold' using errcode = 'LG006'; end if;
  v_first := app.claim_posting(p_id, 'settlement', h.currency, p_key, v_fingerprint, p_ref, null);
  if v_first is not null then return v_first; end if;
  if h.status <> 'pending' then raise exception 'the hold is closed' using errcode = 'LG009'; end if;
  if p_price > h.paid_amount + h.promo_amount then raise exception 'the price is above the hold' using errcode = 'LG001'; end if;
  v_promo := least(h.promo_amount, p_price);
  v_paid := p_price - v_promo;
  perform 1 from app.ledger_account a where a.licensee_id = v_tenant and a.id in (h.wallet_account_id, h.promo_account_id, p_advisor) order by a.kind, a.id for no key update;
  update app.ledger_account a set balance = a.balance - v_paid, held = a.held - h.paid_amount, seq = a.seq + (v_paid > 0)::int
   where a.licensee_id = v_tenant and a.id = h.wallet_account_id returning balance, seq into b_wallet, s_wallet;
  if h.promo_amount > 0 then
    update app.ledger_account a set balance = a.balance - v_promo, held = a.held - h.promo_amount, seq = a.seq + (v_promo > 0)::int
     where a.licensee_id = v_tenant and a.id = h.promo_account_id returning balance, seq into b_promo, s_promo;
  end if;
  if p_advisor_amount > 0 then
    update app.ledger_account a set balance = a.balance + p_advisor_amount, seq = a.seq + 1
     where a.licensee_id = v_tenant and a.id = p_advisor and a.kind = 'advisor_payable' and a.currency = h.currency returning balance, seq into b_advisor, s_advisor;
    if not found then raise exception 'unknown advisor account' using errcode = 'LG006'; end if;
  end if;
  insert into app.ledger_entry (licensee_id, transaction_id, leg, account_id, amount, seq, balance_after)
  select v_tenant, p_id, l.leg, l.account, l.amount, l.seq, l.balance from (values
    (1::smallint, h.wallet_account_id, -v_paid, s_wallet, b_wallet), (2::smallint, h.promo_account_id, -v_promo, s_promo, b_promo),
    (3::smallint, p_advisor, p_advisor_amount, s_advisor, b_advisor), (4::smallint, p_licensee, p_licensee_amount, null, null),
    (5::smallint, p_operator, p_operator_amount, null, null), (6::smallint, p_tax, p_tax_amount, null, null),
    (7::smallint, p_issued, v_promo, null, null), (8::smallint, p_expense, -v_promo, null, null)) l(leg, account, amount, seq, balance) where l.amount <> 0;
  get diagnostics n = row_count;
  if n < 2 then raise exception 'unbalanced or malformed settlement' using errcode = 'LG002'; end if;
  update app.hold x set status = 'posted', settled_amount = p_price, closed_at = clock_timestamp() where x.licensee_id = v_tenant and x.id = p_hold;
  return p_id;
end $$;

-- Balance of a house account: last snapshot and the entries since.
create function app.house_balance(p_account uuid) returns numeric
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with s as (select until, balance from app.house_snapshot where licensee_id = app.tenant() and account_id = p_account order by until desc limit 1)
  select coalesce((select balance from s), 0) + coalesce((select sum(amount) from app.ledger_entry
    where licensee_id = app.tenant() and account_id = p_account and seq is null and created_at >= coalesce((select until from s), '-infinity')), 0) $$;

-- Snapshots every house account of the tenant up to an hour ago: no transaction of ours lives that long, so no earlier entry can still arrive.
create function app.snapshot_house(p_now timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_until timestamptz := date_trunc('hour', least(p_now, clock_timestamp()) - interval '1 hour'); n int;
begin
  insert into app.house_snapshot (licensee_id, account_id, until, balance)
  select a.licensee_id, a.id, v_until, coalesce(s.balance, 0) + coalesce((select sum(e.amount) from app.ledger_entry e where e.licensee_id = a.licensee_id and e.account_id = a.id
           and e.seq is null and e.created_at >= coalesce(s.until, '-infinity') and e.created_at < v_until), 0)
    from app.ledger_account a
    left join lateral (select x.until, x.balance from app.house_snapshot x where x.licensee_id = a.licensee_id and x.account_id = a.id order by x.until desc limit 1) s on true
   where a.licensee_id = app.tenant() and a.kind > 'advisor_payable' and (s.until is null or s.until < v_until)
  on conflict do nothing;
  get diagnostics n = row_count;
  return n;
end $$;

-- Freezes (reason) or thaws (null) the wallets of a person without touching a balance.
create function app.freeze_wallet(p_person uuid, p_reason text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update app.ledger_account set frozen_reason = p_reason where licensee_id = app.tenant() and kind = 'wallet' and owner_id = p_person $$;

-- Every broken invariant of the tenant's books; no row means that all hold.
create function app.ledger_violations() returns table (rule text, subject text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select 'sum_not_zero', e.transaction_id::text from app.ledger_entry e where e.licensee_id = app.tenant() group by e.transaction_id having sum(e.amount) <> 0
  union all
  select 'transaction_without_entries', t.id::text from app.ledger_transaction t where t.licensee_id = app.tenant()
     and not exists (select 1 from app.ledger_entry e where e.licensee_id = t.licensee_id and e.transaction_id = t.id)
  union all
  select 'entry_without_transaction', e.transaction_id::text from app.ledger_entry e where e.licensee_id = app.tenant()
     and not exists (select 1 from app.ledger_transaction t where t.licensee_id = e.licensee_id and t.id = e.transaction_id)
  union all
  select 'entry_account_unknown_or_other_currency', e.transaction_id::text from app.ledger_entry e
    join app.ledger_transaction t on t.licensee_id = e.licensee_id and t.id = e.transaction_id
    left join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
   where e.licensee_id = app.tenant() and (a.id is null or a.currency <> t.currency)
  union all
  select 'balance_drifted', a.id::text from app.ledger_account a
    left join (select account_id, sum(amount) s, count(*) n from app.ledger_entry where licensee_id = app.tenant() and seq is not null group by account_id) e on e.account_id = a.id
   where a.licensee_id = app.tenant() and a.kind <= 'advisor_payable' and (a.balance <> coalesce(e.s, 0) or a.seq <> coalesce(e.n, 0))
  union all
  select 'negative', a.id::text from app.ledger_account a where a.licensee_id = app.tenant() and (a.balance < 0 or a.held < 0 or a.balance < a.held)
  union all
  select 'negative_in_history', e.account_id::text from app.ledger_entry e where e.licensee_id = app.tenant() and e.balance_after < 0
  union all
  select 'broken_balance_chain', x.account_id::text from (select account_id, amount, seq, balance_after,
      lag(balance_after, 1, 0::bigint) over w as before, lag(seq, 1, 0::bigint) over w as before_seq
      from app.ledger_entry where licensee_id = app.tenant() and seq is not null window w as (partition by account_id order by seq)) x
   where x.before + x.amount <> x.balance_after or x.seq <> x.before_seq + 1
  union all
  select 'held_differs_from_holds', a.id::text from app.ledger_account a
    left join (select wallet_account_id as id, sum(paid_amount) s from app.hold where licensee_id = app.tenant() and status = 'pending' group by 1
         union all select promo_account_id, sum(promo_amount) from app.hold where licensee_id = app.tenant() and status = 'pending' group by 1) h on h.id = a.id
   where a.licensee_id = app.tenant() and a.held <> coalesce(h.s, 0)
  union all
  select 'house_snapshot_differs', s.account_id::text from app.house_snapshot s where s.licensee_id = app.tenant()
     and s.balance <> coalesce((select sum(e.amount) from app.ledger_entry e where e.licensee_id = s.licensee_id and e.account_id = s.account_id and e.seq is null and e.created_at < s.until), 0)
$$;
`;
