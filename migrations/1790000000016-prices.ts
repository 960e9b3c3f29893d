import type { MigrationInterface, QueryRunner } from 'typeorm';

/** More ways to set a price: sessions, tiers, hours of the day, free time with a sponsor, and bonuses on top-ups. */
export class Prices1790000000016 implements MigrationInterface {
  name = 'Prices1790000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.licensee_terms
        add column free_user_seconds int not null default 0 check (free_user_seconds between 0 and 3600),
        add column free_pair_seconds int not null default 0 check (free_pair_seconds between 0 and 3600),
        -- Who gives free seconds today pays no advisor for them: that stays as it is. A new licensee pays.
        add column free_sponsor text not null default 'advisor' check (free_sponsor in ('licensee', 'advisor', 'operator')),
        add column rate_hours jsonb not null default '[]' check (jsonb_typeof(rate_hours) = 'array'),
        add column top_up_bonuses jsonb not null default '[]' check (jsonb_typeof(top_up_bonuses) = 'array'),
        add column top_up_bonus_days int check (top_up_bonus_days between 1 and 3650),
        add column top_up_bonus_max_times int check (top_up_bonus_max_times between 1 and 1000),
        add column top_up_bonus_max_per_day int check (top_up_bonus_max_per_day between 1 and 100);
      alter table app.licensee_terms alter column free_sponsor set default 'licensee';
      comment on column app.licensee_terms.free_user_seconds is 'Free at the start of one call per user, ever';
      comment on column app.licensee_terms.free_pair_seconds is 'Free at the start of the first call of a user with an advisor';
      comment on column app.licensee_terms.free_sponsor is 'Who bears the free seconds of the licensee''s rules; an advisor''s own are the advisor''s';
      comment on column app.licensee_terms.top_up_bonus_days is 'Days until a bonus expires; null = never';

      create table app.advisor_prices (
        licensee_id uuid not null,
        advisor_id uuid not null,
        sessions jsonb not null check (jsonb_typeof(sessions) = 'array'),
        tiers jsonb not null check (jsonb_typeof(tiers) = 'array'),
        hours jsonb not null check (jsonb_typeof(hours) = 'array'),
        free_seconds int not null check (free_seconds between 0 and 3600),
        free_per text not null check (free_per in ('call', 'pair')),
        changed_at timestamptz not null,
        primary key (licensee_id, advisor_id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id)
      );
      comment on table app.advisor_prices is 'What an advisor sets besides the rates of a minute; no row = nothing';
      select app.secure_tenant_table('app.advisor_prices', 'select, insert, update');

      alter table app.call
        add column sponsored_seconds int,
        add column sponsored_minor bigint,
        add column sponsor text check (sponsor in ('licensee', 'advisor', 'operator')),
        add column sponsor_transaction_id uuid,
        add constraint call_sponsor_transaction foreign key (licensee_id, sponsor_transaction_id) references app.ledger_transaction (licensee_id, id),
        add constraint call_sponsored check (num_nulls(sponsored_seconds, sponsored_minor, sponsor) in (0, 3)
          and (sponsored_minor is null or (sponsored_minor > 0 and sponsored_seconds > 0)));
      -- A call that was wholly free is one of those that are counted and earned of, where somebody paid for it.
      drop index app.call_settled, app.call_earned;
      create index call_settled on app.call (licensee_id, settled_at) where coalesce(settlement_id, sponsor_transaction_id) is not null;
      create index call_earned on app.call (licensee_id, advisor_id, id desc) where coalesce(settlement_id, sponsor_transaction_id) is not null;
      comment on column app.call.sponsored_minor is 'Price of the free seconds; the shares beside price_minor contain what the sponsor paid for them';

      -- Free time that is given once. Two first calls at a time cannot both have it: the second one's insert finds the first one's row.
      create table app.free_time (
        licensee_id uuid not null,
        call_id uuid not null,
        caller_id uuid not null,
        advisor_id uuid not null,
        per text not null check (per in ('user', 'pair')),
        created_at timestamptz not null,
        released_at timestamptz,
        primary key (licensee_id, call_id),
        foreign key (licensee_id, call_id) references app.call (licensee_id, id),
        foreign key (licensee_id, caller_id) references app.person (licensee_id, id),
        foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id)
      );
      create unique index free_time_per_user on app.free_time (licensee_id, caller_id) where per = 'user' and released_at is null;
      create unique index free_time_per_pair on app.free_time (licensee_id, caller_id, advisor_id) where per = 'pair' and released_at is null;
      comment on column app.free_time.released_at is 'The call gave none of it: it may be had again';
      select app.secure_tenant_table('app.free_time', 'select, insert, update');

      create table app.top_up_bonus (
        licensee_id uuid not null,
        id uuid not null,
        top_up_id uuid not null,
        person_id uuid not null,
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        transaction_id uuid not null,
        created_at timestamptz not null,
        expires_at timestamptz check (expires_at > created_at),
        primary key (licensee_id, id),
        foreign key (licensee_id, top_up_id) references app.top_up (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id)
      );
      create unique index top_up_bonus_once on app.top_up_bonus (licensee_id, top_up_id);
      create index top_up_bonus_of_person on app.top_up_bonus (licensee_id, person_id, created_at);
      create unique index top_up_bonus_transaction on app.top_up_bonus (licensee_id, transaction_id);
      create index top_up_bonus_expiry on app.top_up_bonus (licensee_id, expires_at) where expires_at is not null;
      comment on table app.top_up_bonus is 'Promo credit that came with a top-up; sponsor is the licensee';
      select app.secure_tenant_table('app.top_up_bonus', 'select, insert');
    `);
    // One more kind of ledger transaction, whichever there are by now.
    await runner.query(`
      do $$
      declare v_kinds text;
      begin
        select pg_get_expr(conbin, conrelid) into strict v_kinds from pg_constraint
         where conrelid = 'app.ledger_transaction'::regclass and conname = 'ledger_transaction_kind_check';
        alter table app.ledger_transaction drop constraint ledger_transaction_kind_check;
        execute format('alter table app.ledger_transaction add constraint ledger_transaction_kind_check check (%s or kind = ''free_time'')', v_kinds);
      end $$`);
    await replaceInLeases(runner, PLAIN, PLAIN_ONLY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceInLeases(runner, PLAIN_ONLY, PLAIN);
    // Not valid: rows of the newer kind may stay, the ledger forgets nothing.
    await runner.query(`
      do $$
      declare v_kinds text;
      begin
        select pg_get_expr(conbin, conrelid) into strict v_kinds from pg_constraint
         where conrelid = 'app.ledger_transaction'::regclass and conname = 'ledger_transaction_kind_check';
        alter table app.ledger_transaction drop constraint ledger_transaction_kind_check;
        execute format('alter table app.ledger_transaction add constraint ledger_transaction_kind_check check (%s) not valid',
          replace(v_kinds, ' OR (kind = ''free_time''::text)', ''));
      end $$`);
    await runner.query(`
      drop table app.top_up_bonus, app.free_time, app.advisor_prices;
      alter table app.call drop constraint call_sponsored, drop constraint call_sponsor_transaction, drop column sponsored_seconds, drop column sponsored_minor,
        drop column sponsor, drop column sponsor_transaction_id;
      create index call_settled on app.call (licensee_id, settled_at) where settlement_id is not null;
      create index call_earned on app.call (licensee_id, advisor_id, id desc) where settlement_id is not null;
      alter table app.licensee_terms drop column free_user_seconds, drop column free_pair_seconds, drop column free_sponsor, drop column rate_hours,
        drop column top_up_bonuses, drop column top_up_bonus_days, drop column top_up_bonus_max_times, drop column top_up_bonus_max_per_day`);
  }
}

/** Leases are extended set by set where a minute always costs the same. Tiers and sessions are left to the path that looks at each call. */
const PLAIN = `c.next_check_at <= p_now and c.deadline_at > p_now and h.status`;
const PLAIN_ONLY = `not (c.terms ?| array['tiers', 'session']) and ${PLAIN}`;

async function replaceInLeases(runner: QueryRunner, from: string, to: string): Promise<void> {
  const [row] = (await runner.query(
    `select pg_get_functiondef('app.extend_leases(timestamptz, uuid, int)'::regprocedure) as source`,
  )) as { source: string }[];
  const source = row!.source;
  if (source.split(from).length !== 2) throw new Error('app.extend_leases is not as this migration knows it');
  // A replaced function keeps its owner and its rights.
  await runner.query(source.replace(from, () => to));
}
