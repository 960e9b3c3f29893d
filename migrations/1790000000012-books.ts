import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Limits of a licensee, the indexes of the ledger explorer, and what the operator's console reads across tenants: SECURITY DEFINER functions that give
 * counts, sums and ids, never a name or an address of a person. app_operator may run these and read app.licensee, nothing else.
 */
export class Books1790000000012 implements MigrationInterface {
  name = 'Books1790000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.licensee_limits (
        licensee_id uuid primary key references app.licensee (id),
        max_advisors int check (max_advisors >= 0),
        max_concurrent_calls int check (max_concurrent_calls >= 0),
        changed_at timestamptz not null
      );
      comment on table app.licensee_limits is 'What the operator allows a licensee; null, or no row = no limit. The row is locked while something is counted against it';
      select app.secure_tenant_table('app.licensee_limits', 'select, insert, update');

      create index ledger_transaction_time on app.ledger_transaction (licensee_id, created_at desc, id desc);
      create index refund_transaction on app.refund (licensee_id, transaction_id);
      -- For health, which asks across tenants: few rows, so without the tenant.
      create index livekit_event_waiting on app.livekit_event (received_at) where applied_at is null and type in ('participant_joined', 'participant_left');
      create index top_up_failed on app.top_up (closed_at) where status = 'failed';
    `);
    for (const [table, columns] of Object.entries(COUNTED)) {
      await runner.query(`
        grant select (${columns}) on app.${table} to app_lookup;
        create policy counted on app.${table} as permissive for select to app_lookup using (true)`);
    }
    await runner.query(FUNCTIONS);
    for (const signature of COUNTS) await runner.query(giveTo('app_lookup', signature));
    for (const signature of QUEUE) await runner.query(giveTo('app_jobs', signature));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of [...COUNTS, ...QUEUE]) await runner.query(`drop function app.${signature}`);
    await runner.query('drop table app.licensee_limits');
    for (const [table, columns] of Object.entries(COUNTED).filter(([name]) => name !== 'licensee_limits')) {
      await runner.query(`
        drop policy counted on app.${table};
        revoke select (${columns}) on app.${table} from app_lookup`);
    }
    // Columns that earlier look-ups read as well.
    await runner.query(`
      grant select (licensee_id, status) on app.call to app_lookup;
      grant select (licensee_id, status) on app.top_up to app_lookup;
      drop index app.top_up_failed, app.livekit_event_waiting, app.refund_transaction, app.ledger_transaction_time`);
  }
}

/** Columns that the counting functions read. */
const COUNTED: Readonly<Record<string, string>> = {
  licensee_limits: 'licensee_id, max_advisors, max_concurrent_calls',
  person: 'licensee_id, role, status',
  advisor: 'licensee_id, status, available',
  call: 'licensee_id, status, requested_at, settled_at, billed_seconds',
  ledger_account: 'licensee_id, id, kind, currency, balance',
  ledger_transaction: 'licensee_id, id, kind, currency, created_at',
  ledger_entry: 'licensee_id, transaction_id, account_id, amount, seq, created_at',
  house_snapshot: 'licensee_id, account_id, until, balance',
  top_up: 'licensee_id, status, closed_at',
  stripe_event: 'licensee_id, status, received_at',
  livekit_event: 'licensee_id, type, applied_at, received_at',
};

const COUNTS = [
  'operator_hosts(uuid[])',
  'operator_usage(uuid[], timestamptz)',
  'operator_activity(uuid, timestamptz)',
  'operator_revenue(uuid[], timestamptz, timestamptz, text)',
  'operator_backlog(timestamptz)',
  'operator_trial_balance()',
];
const QUEUE = ['dead_jobs(bigint, int)', 'retry_dead_job(bigint)'];

const giveTo = (owner: string, signature: string): string => `
  alter function app.${signature} owner to ${owner};
  revoke execute on function app.${signature} from public;
  grant execute on function app.${signature} to app_operator`;

const FUNCTIONS = `
create function app.operator_hosts(p_ids uuid[]) returns table (licensee_id uuid, host text, is_primary boolean, verified boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.licensee_id, d.host, d.is_primary, d.verified_at is not null from app.licensee_domain d where d.licensee_id = any (p_ids)
   order by d.is_primary desc, d.host $$;

-- Counters of licensees, from the rows themselves. Days and months are UTC. A call is at most a day long, so what was settled this month was requested at most
-- two days before it.
create function app.operator_usage(p_ids uuid[], p_now timestamptz) returns table (licensee_id uuid, live_calls bigint, calls_today bigint, calls_month bigint,
  billed_seconds_month bigint, users bigint, advisors bigint, advisors_online bigint, max_advisors int, max_concurrent_calls int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.id, live.n, c.today, c.month, c.seconds, u.n, a.n, a.online, m.max_advisors, m.max_concurrent_calls
    from unnest(p_ids) l(id)
    cross join (select date_trunc('day', p_now, 'UTC') as day, date_trunc('month', p_now, 'UTC') as month) since
    cross join lateral (select count(*) as n from app.call x where x.licensee_id = l.id and x.status <> 'ended' and x.status <> 'ending') live
    cross join lateral (
      select count(*) filter (where x.requested_at >= since.day) as today, count(*) filter (where x.requested_at >= since.month) as month,
             coalesce(sum(x.billed_seconds) filter (where x.settled_at >= since.month), 0)::bigint as seconds
        from app.call x where x.licensee_id = l.id and x.requested_at >= since.month - interval '2 days') c
    cross join lateral (select count(*) as n from app.person x where x.licensee_id = l.id and x.role = 'end_user' and x.status <> 'closed') u
    cross join lateral (
      select count(*) filter (where x.status <> 'suspended') as n, count(*) filter (where x.status = 'active' and x.available) as online
        from app.advisor x where x.licensee_id = l.id) a
    left join app.licensee_limits m on m.licensee_id = l.id $$;

-- Calls requested and seconds billed per day (UTC) of one licensee.
create function app.operator_activity(p_licensee uuid, p_from timestamptz) returns table (day timestamptz, calls bigint, billed_seconds bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select x.day, sum(x.calls)::bigint, sum(x.seconds)::bigint from (
    select date_trunc('day', c.requested_at, 'UTC') as day, 1 as calls, 0 as seconds from app.call c where c.licensee_id = p_licensee and c.requested_at >= p_from
    union all
    select date_trunc('day', c.settled_at, 'UTC'), 0, c.billed_seconds from app.call c
     where c.licensee_id = p_licensee and c.requested_at >= p_from - interval '2 days' and c.settled_at >= p_from) x
   group by x.day $$;

-- What the ledger says was charged for calls, given back for calls, and earned by the operator, per licensee, currency and period (UTC).
create function app.operator_revenue(p_ids uuid[], p_from timestamptz, p_until timestamptz, p_unit text)
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
     and (a.kind = 'platform_fee' or t.kind in ('settlement', 'call_refund'))
   group by 1, 2, 3 $$;

-- What waits, over all licensees.
create function app.operator_backlog(p_now timestamptz, out payment_events bigint, out payment_oldest_seconds double precision, out media_events bigint,
  out media_oldest_seconds double precision, out live_calls bigint, out failed_top_ups bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.n, p.age, m.n, m.age, (select count(*) from app.call c where c.status <> 'ended' and c.status <> 'ending'),
         (select count(*) from app.top_up t where t.status = 'failed' and t.closed_at > p_now - interval '1 hour')
    from (select count(*) as n, coalesce(extract(epoch from p_now - min(received_at)), 0)::float8 as age from app.stripe_event where status = 'received') p,
         (select count(*) as n, coalesce(extract(epoch from p_now - min(received_at)), 0)::float8 as age from app.livekit_event
           where applied_at is null and type in ('participant_joined', 'participant_left')) m $$;

-- What all accounts hold per currency: zero, or the books are broken. From balances and snapshots, so that it stays cheap; the nightly check reads every entry.
create function app.operator_trial_balance() returns table (currency char(3), total numeric)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.currency, sum(case when a.kind <= 'advisor_payable' then a.balance else coalesce(s.balance, 0) + coalesce((
           select sum(e.amount) from app.ledger_entry e where e.licensee_id = a.licensee_id and e.account_id = a.id and e.seq is null
              and e.created_at >= coalesce(s.until, '-infinity')), 0) end)
    from app.ledger_account a
    left join lateral (select x.until, x.balance from app.house_snapshot x where x.licensee_id = a.licensee_id and x.account_id = a.id
                        order by x.until desc limit 1) s on a.kind > 'advisor_payable'
   group by a.currency $$;

-- Jobs that were given up, newest first. The error is cut to its first line and bare of e-mail addresses.
create function app.dead_jobs(p_before bigint, p_limit int) returns table (id bigint, task text, licensee_id uuid, attempts int, last_error text, created_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select j.id, t.identifier, case when j.payload ->> 'licenseeId' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (j.payload ->> 'licenseeId')::uuid end,
           j.attempts::int, left(regexp_replace(split_part(j.last_error, E'\\n', 1), '[^[:space:]@]+@[^[:space:]@]+', '...', 'g'), 200), j.created_at
      from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where j.attempts >= j.max_attempts and j.locked_at is null and (p_before is null or j.id < p_before)
     order by j.id desc limit p_limit;
end $$;

-- Gives a job that was given up all its attempts again. False when it is not one.
create function app.retry_dead_job(p_id bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform 1 from graphile_worker._private_jobs j where j.id = p_id and j.attempts >= j.max_attempts and j.locked_at is null for update;
  if not found then return false; end if;
  perform graphile_worker.reschedule_jobs(array[p_id], run_at => clock_timestamp(), attempts => 0);
  return true;
end $$;
`;
