import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rewards for who brings somebody, warnings of card networks that come before a dispute, and lines that Stripe settles in another currency. */
export class Referrals1790000000029 implements MigrationInterface {
  name = 'Referrals1790000000029';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(REFERRALS);
    await runner.query(WARNINGS);
    await runner.query(`alter type app.account_kind add value if not exists 'fx_position'`);
    await runner.query(kinds(`(%s or kind = ''fx'')`, 'v_kinds'));
    await runner.query('grant select (ref_id) on app.ledger_transaction to app_lookup');
    await runner.query(totals(UNLESS_EXCHANGED));
    await runner.query(treasury(`'refund_clearing', 'transfer_clearing', 'suspense', 'fx_position'`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(treasury(`'refund_clearing', 'transfer_clearing', 'suspense'`));
    await runner.query(totals(''));
    await runner.query('revoke select (ref_id) on app.ledger_transaction from app_lookup');
    // Not valid: rows of the newer kind may stay, the ledger forgets nothing. Postgres cannot take a value out of an enum; it does no harm.
    await runner.query(kinds('(%s) not valid', `replace(v_kinds, ' OR (kind = ''fx''::text)', '')`));
    await runner.query(`
      drop table app.fraud_warning, app.referral, app.referral_code, app.referral_programme;
      alter table app.money_rules drop column fraud_refund_below;
      alter table app.top_up drop column card_fingerprint;
      alter table app.wallet_refund drop constraint wallet_refund_cause_check,
        add constraint wallet_refund_cause_check check (cause in ('person', 'staff', 'account_closed', 'licence_ended')) not valid;
      alter table app.promo_lot drop constraint promo_lot_source_check,
        add constraint promo_lot_source_check check (source in ('credit', 'bonus', 'coupon', 'returned', 'earlier')) not valid`);
  }
}

const REFERRALS = `
create table app.referral_programme (
  licensee_id uuid primary key references app.licensee (id),
  is_on boolean not null,
  inviter_reward bigint not null check (inviter_reward >= 0),
  inviter_days int check (inviter_days between 1 and 3650),
  invited_reward bigint not null check (invited_reward >= 0),
  invited_days int check (invited_days between 1 and 3650),
  sponsor text not null check (sponsor in ('licensee', 'operator')),
  min_top_up bigint not null check (min_top_up > 0),
  most_per_inviter int check (most_per_inviter > 0),
  wait_days int not null check (wait_days between 0 and 365),
  changed_at timestamptz not null,
  check (inviter_reward + invited_reward > 0)
);
select app.secure_tenant_table('app.referral_programme', 'select, insert, update');

create table app.referral_code (
  licensee_id uuid not null,
  person_id uuid not null,
  code text not null collate "C" check (code ~ '^[0-9A-Z]{10}$'),
  created_at timestamptz not null,
  primary key (licensee_id, person_id),
  foreign key (licensee_id, person_id) references app.person (licensee_id, id)
);
create unique index referral_code_code on app.referral_code (licensee_id, code);
comment on table app.referral_code is 'Its row is locked while the rewards of an inviter are counted';
select app.secure_tenant_table('app.referral_code', 'select, insert, update');

create table app.referral (
  licensee_id uuid not null,
  id uuid not null,
  inviter_id uuid not null,
  invited_id uuid not null,
  status text not null check (status in ('joined', 'waiting', 'rewarded', 'refused', 'reversed')),
  currency char(3) not null,
  inviter_reward bigint not null check (inviter_reward >= 0),
  inviter_days int,
  invited_reward bigint not null check (invited_reward >= 0),
  invited_days int,
  sponsor text not null check (sponsor in ('licensee', 'operator')),
  min_top_up bigint not null check (min_top_up > 0),
  most_per_inviter int,
  wait_days int not null,
  is_capped boolean not null default false,
  refusal text check (refusal in ('same_card')),
  top_up_id uuid,
  due_at timestamptz,
  inviter_transaction_id uuid,
  invited_transaction_id uuid,
  rewarded_at timestamptz,
  reversal text check (reversal in ('refunded', 'dispute_lost')),
  reversed_at timestamptz,
  inviter_taken bigint not null default 0 check (inviter_taken between 0 and inviter_reward),
  invited_taken bigint not null default 0 check (invited_taken between 0 and invited_reward),
  inviter_spent bigint not null default 0 check (inviter_spent >= 0),
  invited_spent bigint not null default 0 check (invited_spent >= 0),
  settled_at timestamptz,
  created_at timestamptz not null,
  primary key (licensee_id, id),
  foreign key (licensee_id, inviter_id) references app.person (licensee_id, id),
  foreign key (licensee_id, invited_id) references app.person (licensee_id, id),
  foreign key (licensee_id, top_up_id) references app.top_up (licensee_id, id),
  foreign key (licensee_id, inviter_transaction_id) references app.ledger_transaction (licensee_id, id),
  foreign key (licensee_id, invited_transaction_id) references app.ledger_transaction (licensee_id, id),
  check (inviter_id <> invited_id),
  check ((status = 'joined') = (top_up_id is null)),
  check ((status = 'refused') = (refusal is not null)),
  check ((status = 'reversed') = (reversal is not null)),
  check ((reversal is null) = (reversed_at is null)),
  check (status <> 'rewarded' or rewarded_at is not null),
  check (rewarded_at is not null or (inviter_transaction_id is null and invited_transaction_id is null))
);
create unique index referral_invited on app.referral (licensee_id, invited_id);
create unique index referral_top_up on app.referral (licensee_id, top_up_id) where top_up_id is not null;
create unique index referral_inviter_reward on app.referral (licensee_id, inviter_transaction_id) where inviter_transaction_id is not null;
create unique index referral_invited_reward on app.referral (licensee_id, invited_transaction_id) where invited_transaction_id is not null;
create index referral_of_inviter on app.referral (licensee_id, inviter_id, id);
create index referral_due on app.referral (licensee_id, due_at) where status = 'waiting';
create index referral_unsettled on app.referral (licensee_id, id) where status = 'reversed' and settled_at is null;
comment on table app.referral is 'The terms are those of the day of the sign-up; spent = used before it could be taken back, which nobody owes';
select app.secure_tenant_table('app.referral', 'select, insert, update');

alter table app.top_up add column card_fingerprint text;
comment on column app.top_up.card_fingerprint is 'Stripe''s word for the number of the card: the same for everybody who pays with it';

alter table app.promo_lot drop constraint promo_lot_source_check,
  add constraint promo_lot_source_check check (source in ('credit', 'bonus', 'coupon', 'referral', 'returned', 'earlier'));
`;

const WARNINGS = `
create table app.fraud_warning (
  licensee_id uuid not null,
  id uuid not null,
  stripe_warning_id text not null collate "C",
  top_up_id uuid not null,
  person_id uuid not null,
  fraud_type text not null,
  is_actionable boolean not null,
  status text not null check (status in ('frozen', 'refunded', 'noted', 'disputed', 'lifted')),
  frozen_amount bigint not null default 0 check (frozen_amount >= 0),
  refunded_amount bigint not null default 0 check (refunded_amount >= 0),
  currency char(3) not null,
  wallet_refund_id uuid,
  created_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by uuid,
  lift_reason text,
  primary key (licensee_id, id),
  foreign key (licensee_id, top_up_id) references app.top_up (licensee_id, id),
  foreign key (licensee_id, person_id) references app.person (licensee_id, id),
  foreign key (licensee_id, wallet_refund_id) references app.wallet_refund (licensee_id, id),
  foreign key (licensee_id, lifted_by) references app.person (licensee_id, id),
  check ((status = 'frozen') = (frozen_amount > 0)),
  check (status <> 'refunded' or refunded_amount > 0),
  check ((status = 'lifted') = (lifted_at is not null)),
  check ((lifted_at is null) = (lift_reason is null))
);
comment on column app.fraud_warning.frozen_amount is 'What is frozen for the warning now; a dispute that follows takes it over';
create unique index fraud_warning_stripe on app.fraud_warning (licensee_id, stripe_warning_id);
create index fraud_warning_top_up on app.fraud_warning (licensee_id, top_up_id);
create index fraud_warning_person on app.fraud_warning (licensee_id, person_id) where lifted_at is null;
create unique index fraud_warning_refund on app.fraud_warning (licensee_id, wallet_refund_id) where wallet_refund_id is not null;
select app.secure_tenant_table('app.fraud_warning', 'select, insert, update');

alter table app.money_rules add column fraud_refund_below bigint check (fraud_refund_below >= 0);
comment on column app.money_rules.fraud_refund_below is 'Payments below it are paid back when a warning comes; null = 50 units of the currency, 0 = none';

alter table app.wallet_refund drop constraint wallet_refund_cause_check,
  add constraint wallet_refund_cause_check check (cause in ('person', 'staff', 'account_closed', 'licence_ended', 'fraud_warning'));
`;

/** One more kind of ledger transaction, whichever there are by now, or one less. */
const kinds = (check: string, expression: string): string => `
  do $$
  declare v_kinds text;
  begin
    select pg_get_expr(conbin, conrelid) into strict v_kinds from pg_constraint
     where conrelid = 'app.ledger_transaction'::regclass and conname = 'ledger_transaction_kind_check';
    alter table app.ledger_transaction drop constraint ledger_transaction_kind_check;
    execute format('alter table app.ledger_transaction add constraint ledger_transaction_kind_check check ${check}', ${expression});
  end $$`;

/** The line of a credit that was settled in another currency moves the balance there. */
const UNLESS_EXCHANGED = `
       and not exists (select 1 from app.ledger_transaction f where f.licensee_id = t.licensee_id and f.kind = 'fx' and f.ref_id = t.ref_id)`;

/** As in the migration of cash; `condition` = which credits are on their way. */
const totals = (condition: string): string => `
create or replace function app.stripe_totals(p_context text, p_now timestamptz)
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
       and not exists (select 1 from app.stripe_balance_transaction b where b.licensee_id = t.licensee_id and b.transaction_id = t.id)${condition}
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

/** As in the migration of the treasury; `kinds` = accounts of money under way, which is nobody's surplus. */
const treasury = (kinds: string): string => `
create or replace function app.treasury() returns table (currency char(3), at_stripe bigint, wallets bigint, advisors bigint, licensees bigint, tax bigint, under_way bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select x.currency, -coalesce(sum(x.total) filter (where x.kind = 'stripe_balance'), 0)::bigint,
         coalesce(sum(x.total) filter (where x.kind in ('wallet', 'wallet_frozen')), 0)::bigint,
         coalesce(sum(x.total) filter (where x.kind in ('advisor_payable', 'advisor_reserve')), 0)::bigint,
         coalesce(sum(greatest(x.total, 0)) filter (where x.kind = 'licensee_payable'), 0)::bigint,
         coalesce(sum(greatest(x.total, 0)) filter (where x.kind = 'tax'), 0)::bigint,
         coalesce(sum(case when x.kind = 'suspense' then greatest(x.total, 0) else x.total end)
           filter (where x.kind::text in (${kinds})), 0)::bigint
    from (select a.licensee_id, a.currency, a.kind, sum(case when a.kind <= 'advisor_payable' then a.balance else coalesce(s.balance, 0) + coalesce((
                   select sum(e.amount) from app.ledger_entry e where e.licensee_id = a.licensee_id and e.account_id = a.id and e.seq is null
                      and e.created_at >= coalesce(s.until, '-infinity')), 0) end) as total
            from app.ledger_account a
            left join lateral (select h.until, h.balance from app.house_snapshot h where h.licensee_id = a.licensee_id and h.account_id = a.id
                                order by h.until desc limit 1) s on a.kind > 'advisor_payable'
           group by a.licensee_id, a.currency, a.kind) x
   group by x.currency $$;`;
