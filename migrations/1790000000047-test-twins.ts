import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Test mode [N13]: a licensee may have a twin, a tenant of its own with a clock that only moves forward. Everything that counts people or money of the real
 * business asks `app.business_tenant`; everything that is due looks at the clock of its tenant.
 */
export class TestTwins1790000000047 implements MigrationInterface {
  name = 'TestTwins1790000000047';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(TWINS);
    await runner.query(LOOKUPS);
    for (const one of DUE) await runner.query(due(one, true));
    await runner.query(dueEndpoints(AND_AHEAD));
    for (const [signature, before, after] of COUNTS) await runner.query(patch(signature, before, after));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if exists (select 1 from app.licensee where test_of is not null) then raise exception 'test twins would become real licensees'; end if;
      end $$`);
    for (const [signature, before, after] of COUNTS) await runner.query(patch(signature, after, before));
    await runner.query(dueEndpoints(''));
    for (const one of DUE) await runner.query(due(one, false));
    await runner.query(`
      -- Not valid: what was kept stays so.
      alter table app.mail_message drop constraint mail_message_status_check,
        add constraint mail_message_status_check check (status in ('requested', 'sent', 'failed', 'dropped')) not valid;
      drop function app.test_twin(uuid), app.clock_of(uuid), app.business_licensee_ids(), app.begin_transaction(uuid, text);
      drop function app.api_key_by_hash(bytea);
      create function app.api_key_by_hash(p_hash bytea) returns table (licensee_id uuid, id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select k.licensee_id, k.id from app.api_key k where k.hash = p_hash $$;
      alter function app.api_key_by_hash(bytea) owner to app_lookup;
      revoke execute on function app.api_key_by_hash(bytea) from public;
      grant execute on function app.api_key_by_hash(bytea) to app_resolver;
      alter policy operator on app.licensee using (true);
      drop view app.business_tenant, app.test_clock;
      drop trigger licensee_twin on app.licensee;
      drop function app.refuse_twin_change();
      alter table app.licensee drop column clock_offset, drop column test_of`);
  }
}

const TWINS = `
-- No foreign key: a key between tenants would look from one into the other. What a twin is of never changes, and licensees are not deleted.
alter table app.licensee add column test_of uuid,
  add column clock_offset interval not null default '0' check (clock_offset >= '0'),
  add constraint licensee_only_twins_travel check (test_of is not null or clock_offset = '0'),
  add constraint licensee_twin_kind check (test_of is null or (kind = 'licensee' and test_of <> id));
comment on column app.licensee.test_of is 'The licensee whose test mode this tenant is; null = the real business';
comment on column app.licensee.clock_offset is 'How far the clock of a test twin is ahead';
create unique index licensee_one_twin on app.licensee (test_of) where test_of is not null;
create index licensee_ahead on app.licensee (id) where clock_offset > '0';
grant select (test_of, clock_offset) on app.licensee to app_lookup;

create function app.refuse_twin_change() returns trigger language plpgsql as $$
begin
  if new.test_of is distinct from old.test_of then raise exception 'what a twin is of never changes' using errcode = 'LG003'; end if;
  if new.clock_offset < old.clock_offset then raise exception 'a test clock only moves forward' using errcode = 'LG003'; end if;
  return new;
end $$;
create trigger licensee_twin before update of test_of, clock_offset on app.licensee for each row execute function app.refuse_twin_change();

-- Who is the real business: the one predicate of everything that counts people or money.
create view app.business_tenant with (security_invoker = true) as select id from app.licensee where test_of is null;
-- Tenants whose clock is ahead.
create view app.test_clock with (security_invoker = true) as select id, clock_offset from app.licensee where clock_offset > '0';
alter view app.business_tenant owner to app_owner;
alter view app.test_clock owner to app_owner;
grant select on app.business_tenant, app.test_clock to app_lookup;

-- A mail of test mode is written and stays here.
alter table app.mail_message drop constraint mail_message_status_check,
  add constraint mail_message_status_check check (status in ('requested', 'sent', 'failed', 'dropped', 'kept'));

-- The operator's role sees no twin.
alter policy operator on app.licensee using (test_of is null);

-- Begins the transaction of a tenant and says what time it is there. In this order: the clock is read as the tenant.
create function app.begin_transaction(p_licensee uuid, p_read_only text) returns timestamptz language plpgsql as $$
declare v_offset interval;
begin
  perform set_config('app.licensee_id', p_licensee::text, true), set_config('lock_timeout', '3s', true), set_config('transaction_read_only', p_read_only, true);
  select l.clock_offset into v_offset from app.licensee l where l.id = p_licensee;
  return clock_timestamp() + coalesce(v_offset, '0');
end $$;
`;

const LOOKUPS = `
drop function app.api_key_by_hash(bytea);
create function app.api_key_by_hash(p_hash bytea) returns table (licensee_id uuid, id uuid, test_of uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.licensee_id, k.id, l.test_of from app.api_key k join app.licensee l on l.id = k.licensee_id where k.hash = p_hash $$;

-- The twin of a licensee, and what a tenant is the twin of: two sides of one row.
create function app.test_twin(p_licensee uuid) returns table (twin_id uuid, test_of uuid, is_known boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (select t.id from app.licensee t where t.test_of = p_licensee), (select l.test_of from app.licensee l where l.id = p_licensee),
         exists (select 1 from app.licensee l where l.id = p_licensee) $$;

create function app.clock_of(p_licensee uuid) returns timestamptz
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select clock_timestamp() + coalesce((select l.clock_offset from app.licensee l where l.id = p_licensee), '0') $$;

create function app.business_licensee_ids() returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select id from app.business_tenant order by id $$;

do $$
declare f text;
begin
  foreach f in array array['api_key_by_hash(bytea)', 'test_twin(uuid)', 'clock_of(uuid)', 'business_licensee_ids()'] loop
    execute format('alter function app.%s owner to app_lookup', f);
    execute format('revoke execute on function app.%s from public', f);
    execute format('grant execute on function app.%s to app_resolver', f);
  end loop;
end $$;
`;

interface Due {
  /** Name and parameters; the first one is the time. */
  readonly head: string;
  readonly now: string;
  readonly returns: string;
  readonly select: string;
  readonly from: string;
  readonly alias: string;
  /** What is due at a time. */
  readonly when: (now: string) => string;
  readonly order: string;
  readonly limit: boolean;
}

const rows = { returns: 'table (licensee_id uuid, id uuid)', limit: true, now: 'p_now' };
const at = (name: string): string => `${name}(p_now timestamptz, p_limit int)`;

/** Look-ups of what is due, each as in its own migration. */
const DUE: readonly Due[] = [
  {
    ...rows,
    head: at('expired_holds'),
    select: 'h.licensee_id, h.id',
    from: 'app.hold h',
    alias: 'h',
    when: (now) => `h.status = 'pending' and h.expires_at <= ${now}`,
    order: 'h.expires_at',
  },
  {
    ...rows,
    head: 'unfinished_top_ups(p_before timestamptz, p_limit int)',
    now: 'p_before',
    select: 't.licensee_id, t.id',
    from: 'app.top_up t',
    alias: 't',
    when: (now) => `t.status in ('requested', 'processing') and coalesce(t.sent_at, t.created_at) < ${now}`,
    order: 't.created_at',
  },
  {
    ...rows,
    head: 'unsent_wallet_refunds(p_before timestamptz, p_limit int)',
    now: 'p_before',
    select: 'p.licensee_id, p.id',
    from: 'app.wallet_refund_part p',
    alias: 'p',
    when: (now) => `p.status = 'requested' and coalesce(p.sent_at, p.created_at) < ${now}`,
    order: 'p.created_at',
  },
  {
    ...rows,
    head: at('due_calls'),
    select: 'c.licensee_id, c.id',
    from: 'app.call c',
    alias: 'c',
    when: (now) => `((c.status <> 'ended' and (
                  (c.status = 'ringing' and c.ring_expires_at <= ${now})
               or (c.status in ('accepted', 'connecting') and c.connect_deadline <= ${now})
               or (c.status in ('in_progress', 'reconnecting') and least(c.deadline_at, c.next_check_at) <= ${now})
               or (c.status = 'reconnecting' and c.grace_until <= ${now})
               or (c.status = 'ending' and c.settle_after <= ${now})))
            or (c.room_open and c.room_close_after <= ${now}))`,
    order: 'c.id',
  },
  {
    ...rows,
    head: at('due_terms_changes'),
    select: 'c.licensee_id, c.id',
    from: 'app.terms_change c',
    alias: 'c',
    when: (now) => `c.status = 'pending' and c.effective_at <= ${now}`,
    order: 'c.effective_at',
  },
  {
    ...rows,
    head: at('due_auto_top_ups'),
    returns: 'table (licensee_id uuid, person_id uuid)',
    select: 'm.licensee_id, m.person_id',
    from: 'app.auto_top_up m',
    alias: 'm',
    when: (
      now,
    ) => `(m.status = 'on' or (m.status = 'paused' and m.reason = 'monthly_cap' and m.changed_at < date_trunc('month', ${now}, 'UTC'))) and m.next_try_at <= ${now}
           and m.threshold > coalesce((select sum(a.balance - a.held) from app.ledger_account a
                                        where a.licensee_id = m.licensee_id and a.owner_id = m.person_id and a.kind in ('wallet', 'promo')), 0)
           and not exists (select 1 from app.top_up t where t.licensee_id = m.licensee_id and t.person_id = m.person_id and t.auto and t.status in ('requested', 'processing'))`,
    order: 'm.next_try_at',
  },
  {
    ...rows,
    head: at('due_complaints'),
    select: 'c.licensee_id, c.id',
    from: 'app.complaint c',
    alias: 'c',
    when: (now) => `c.state <> 'resolved' and c.overdue_at is null and c.due_at <= ${now}`,
    order: 'c.due_at',
  },
  {
    ...rows,
    head: at('due_switches'),
    select: 'a.licensee_id, a.id',
    from: 'app.advisor a',
    alias: 'a',
    when: (now) => `a.switch_at <= ${now}`,
    order: 'a.switch_at',
  },
  {
    ...rows,
    head: at('due_bookings'),
    select: 'b.licensee_id, b.id',
    from: 'app.booking b',
    alias: 'b',
    when: (now) => `b.due_at <= ${now}`,
    order: 'b.due_at',
  },
  {
    head: 'licensees_with_due_leases(p_now timestamptz)',
    now: 'p_now',
    returns: 'setof uuid',
    select: 'distinct c.licensee_id',
    from: 'app.call c',
    alias: 'c',
    when: (now) => `c.status = 'in_progress' and c.next_check_at <= ${now} and c.deadline_at > ${now}`,
    order: '1',
    limit: false,
  },
];

/**
 * What is due: by the common clock, and for tenants that are ahead by theirs. The clock of a twin never goes back, so what is due by the common clock is due
 * everywhere; each half has a limit of its own, so that the tests of one licensee hold up nobody's calls.
 */
function due({ head, now, returns, select, from, alias, when, order, limit }: Due, withTwins: boolean): string {
  const rest = `order by ${order}${limit ? ' limit p_limit' : ''}`;
  const ahead = `${now} + k.clock_offset`;
  return `
create or replace function app.${head} returns ${returns}
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  (select ${select} from ${from} where ${when(now)} ${rest})${
    withTwins
      ? `
  union all
  (select ${select} from app.test_clock k join ${from} on ${alias}.licensee_id = k.id where ${when(`(${ahead})`)} and (${when(now)}) is not true ${rest})`
      : ''
  } $$`;
}

/** As in the migration of programs: endpoints that fail and those that answer have a limit each. Both clocks share it. */
const dueEndpoints = (ahead: string): string => `
create or replace function app.due_webhook_endpoints(p_now timestamptz, p_limit int) returns table (licensee_id uuid, id uuid, is_failing boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select y.licensee_id, y.id, y.is_failing
    from (select x.*, row_number() over (partition by x.is_failing order by x.turn, x.wake_at) as place
            from (select d.*, row_number() over (partition by d.licensee_id, d.is_failing order by d.wake_at) as turn
                    from (select e.licensee_id, e.id, e.consecutive_failures > 0 as is_failing, e.wake_at from app.webhook_endpoint e where e.wake_at <= p_now
                          ${ahead}) d) x) y
   where y.place <= p_limit
   order by y.turn, y.wake_at $$`;
const AND_AHEAD = `union all
                          select e.licensee_id, e.id, e.consecutive_failures > 0, e.wake_at - k.clock_offset
                            from app.test_clock k join app.webhook_endpoint e on e.licensee_id = k.id
                           where e.wake_at <= p_now + k.clock_offset and e.wake_at > p_now`;

const TWIN_FREE = 'join app.business_tenant b on b.id =';
/** Look-ups that count people or money of the real business, or ask the media server: signature, what stands there, what comes in its place. */
const COUNTS: readonly (readonly [string, string, string])[] = [
  [
    'stripe_context(uuid)',
    `select case when`,
    // The money of a twin lies at no account of Stripe.
    `select case when exists (select 1 from app.licensee l where l.id = p_licensee and l.test_of is not null) then 'test:' || p_licensee::text when`,
  ],
  ['treasury(text)', 'from app.ledger_account a', `from app.ledger_account a ${TWIN_FREE} a.licensee_id`],
  [
    'aged_wallet_money(text, timestamptz)',
    'from app.ledger_account a where',
    `from app.ledger_account a ${TWIN_FREE} a.licensee_id where`,
  ],
  ['operator_trial_balance()', 'from app.ledger_account a', `from app.ledger_account a ${TWIN_FREE} a.licensee_id`],
  ['operator_backlog(timestamptz)', 'from app.call c where', `from app.call c ${TWIN_FREE} c.licensee_id where`],
  ['operator_backlog(timestamptz)', 'from app.top_up t where', `from app.top_up t ${TWIN_FREE} t.licensee_id where`],
  [
    'operator_backlog(timestamptz)',
    'where applied_at is null and',
    'where licensee_id in (select b.id from app.business_tenant b) and applied_at is null and',
  ],
  [
    'operator_dac7(text, boolean)',
    `where l.kind = 'licensee' and`,
    `where l.test_of is null and l.kind = 'licensee' and`,
  ],
  ['media_calls(int, uuid)', 'from app.call c', `from app.call c ${TWIN_FREE} c.licensee_id`],
  [
    // Nobody opens a screen in test mode, and no telephone is there to be reached.
    'licensees_with_unreachable_advisors(timestamptz)',
    'from app.advisor a',
    `from app.advisor a ${TWIN_FREE} a.licensee_id`,
  ],
];

/** Changes a function where it stands, whichever migration wrote it last; its owner and its rights stay. */
const patch = (signature: string, before: string, after: string): string => `
do $patch$
declare
  v_before text := pg_get_functiondef('app.${signature}'::regprocedure);
  v_after text := replace(v_before, $t$${before}$t$, $t$${after}$t$);
begin
  if v_after = v_before then raise exception 'nothing to change in app.${signature}'; end if;
  execute v_after;
end $patch$`;
