import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Work on many calls at once: leases (the held money and the deadline that it buys) are extended set by set, because one call at a time costs 30 times more
 * and 100,000 open calls would need a worker of their own (docs/benchmarks.md).
 */
export class Batches1790000000006 implements MigrationInterface {
  name = 'Batches1790000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      grant select on app.call to app_ledger;
      grant update (held_minor, deadline_at, next_check_at, warned_seconds) on app.call to app_ledger;

      -- Extends up to p_limit due calls of the tenant after p_after in id order, each by its terms' holdMinutes, when the wallet pays that in full and the cap
      -- allows it. The same figures as one call at a time (call-machine.ts): beyond free and minimum seconds a price grows by rate * minutes for whole minutes,
      -- because the increment divides a minute and adding a whole number before rounding adds it after. Whatever is different (partial money, frozen wallet,
      -- cap, still in the free seconds, too late) stays due for the path that looks at each call. Locks: calls and holds, whoever holds one already keeps it;
      -- then the accounts in (kind, id) order.
      create function app.extend_leases(p_now timestamptz, p_after uuid, p_limit int, out looked int, out extended int, out last_id uuid)
      language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
      declare
        v_tenant uuid := app.tenant(); v_looked uuid[]; v_calls uuid[]; v_holds uuid[]; v_wallets uuid[]; v_promos uuid[]; v_slices bigint[]; v_minutes int[]; v_credits uuid[];
      begin
        -- What the held money reaches is solved for seconds instead of searched: the longest charged time c, a multiple of the increment, whose rounded price
        -- stays within the budget. Each rounding rule adds its own bias to the numerator before the division cuts off.
        select count(*), array_agg(s.id),
               array_agg(s.id) filter (where s.fits), array_agg(s.hold_id) filter (where s.fits), array_agg(s.wallet_account_id) filter (where s.fits),
               array_agg(s.promo_account_id) filter (where s.fits), array_agg(s.slice) filter (where s.fits), array_agg(s.minutes) filter (where s.fits)
          into looked, v_looked, v_calls, v_holds, v_wallets, v_promos, v_slices, v_minutes
          from (
            select r.*, p.slice,
                   r.charged > 0 and r.charged >= r.minimum and r.charged + r.free >= r.free_below and 60 % r.increment = 0
                   and r.charged + r.free + r.minutes * 60 <= r.cap_seconds and p.slice > 0
                   and r.deadline_at + make_interval(mins => r.minutes) > p_now + interval '131 s' as fits
              from (
                select b.*, b.budget_seconds / b.increment * b.increment as charged
                  from (
                    select t.*, case when t.rate > 0 and t.held_minor >= t.fee
                             then ((t.held_minor - t.fee) * 60 + case t.rounding when 'up' then 0 when 'down' then 59 else 29 end) / t.rate else 0 end as budget_seconds
                      from (
                        select c.id, c.hold_id, c.held_minor, c.cap_seconds, c.deadline_at, h.wallet_account_id, h.promo_account_id,
                               (c.terms ->> 'ratePerMinuteMinor')::bigint as rate, (c.terms ->> 'connectionFeeMinor')::bigint as fee, c.terms ->> 'rounding' as rounding,
                               (c.terms ->> 'incrementSeconds')::int as increment, (c.terms ->> 'minimumSeconds')::int as minimum, (c.terms ->> 'freeSeconds')::int as free,
                               (c.terms ->> 'freeBelowSeconds')::int as free_below, (c.terms ->> 'holdMinutes')::int as minutes
                          from app.call c join app.hold h on h.licensee_id = c.licensee_id and h.id = c.hold_id
                         where c.licensee_id = v_tenant and c.status = 'in_progress' and c.id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
                           and c.next_check_at <= p_now and c.deadline_at > p_now and h.status = 'pending'
                         order by c.id limit p_limit for no key update of c, h skip locked) t) b) r
             cross join lateral (select r.fee + (r.rate * r.charged + case r.rounding when 'up' then 59 when 'down' then 0 else 30 end) / 60 + r.rate * r.minutes - r.held_minor as slice) p) s;
        extended := 0;
        last_id := v_looked[looked]; -- they came in id order
        if v_calls is null then return; end if;

        -- Promo accounts without free credit are left alone: a credit that arrives now is as good as one that arrives a moment later.
        select array_agg(a.id) filter (where a.kind = 'promo') into v_credits from (
          select a.id, a.kind from app.ledger_account a
           where a.licensee_id = v_tenant and a.id = any (v_wallets || v_promos) and (a.kind = 'wallet' or a.balance > a.held)
           order by a.kind, a.id for no key update) a;

        -- A caller has one live call, so no account is met twice; were it so, the floor of the account would refuse the whole batch.
        with l as materialized (
          select u.*, least(coalesce(p.balance - p.held, 0), u.slice) as promo
            from unnest(v_calls, v_holds, v_wallets, v_promos, v_slices, v_minutes) u(id, hold_id, wallet_id, promo_id, slice, minutes)
            left join (select a.id, a.balance, a.held from app.ledger_account a where a.licensee_id = v_tenant and a.id = any (v_credits)) p on p.id = u.promo_id
        ), g as (
          update app.ledger_account a set held = a.held + l.slice - l.promo
            from l where a.licensee_id = v_tenant and a.id = l.wallet_id
             and (l.promo = l.slice or (a.frozen_reason is null and a.balance - a.held >= l.slice - l.promo))
          returning l.id, l.hold_id, l.promo_id, l.slice, l.promo, l.minutes
        ), up as (
          update app.ledger_account a set held = a.held + g.promo from g where a.licensee_id = v_tenant and a.id = g.promo_id and g.promo > 0
        ), uh as (
          update app.hold h set paid_amount = h.paid_amount + g.slice - g.promo, promo_amount = h.promo_amount + g.promo, expires_at = greatest(h.expires_at, p_now)
            from g where h.licensee_id = v_tenant and h.id = g.hold_id
        ), uc as (
          update app.call c set held_minor = c.held_minor + g.slice, deadline_at = c.deadline_at + make_interval(mins => g.minutes),
                 next_check_at = c.deadline_at + make_interval(mins => g.minutes, secs => -130), warned_seconds = null
            from g where c.licensee_id = v_tenant and c.id = g.id returning 1
        ) select count(*) into extended from uc;
      end $$;
      alter function app.extend_leases(timestamptz, uuid, int) owner to app_ledger;
      revoke execute on function app.extend_leases(timestamptz, uuid, int) from public;
      grant execute on function app.extend_leases(timestamptz, uuid, int) to app_tenant;

      -- Licensees with a running call whose hold should be extended now.
      create function app.licensees_with_due_leases(p_now timestamptz) returns setof uuid
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select distinct c.licensee_id from app.call c where c.status = 'in_progress' and c.next_check_at <= p_now and c.deadline_at > p_now $$;
      alter function app.licensees_with_due_leases(timestamptz) owner to app_lookup;
      revoke execute on function app.licensees_with_due_leases(timestamptz) from public;
      grant execute on function app.licensees_with_due_leases(timestamptz) to app_resolver`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function app.licensees_with_due_leases(timestamptz);
      drop function app.extend_leases(timestamptz, uuid, int);
      revoke select on app.call from app_ledger;
      revoke update (held_minor, deadline_at, next_check_at, warned_seconds) on app.call from app_ledger`);
  }
}
