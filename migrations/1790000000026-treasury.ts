import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The operator's own money: what may leave Stripe without touching what is owed to others, and how old the money of callers is. */
export class Treasury1790000000026 implements MigrationInterface {
  name = 'Treasury1790000000026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.operator_payout (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        idempotency_key text not null collate "C",
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        status text not null check (status in ('requested', 'in_payout', 'paid', 'failed')),
        stripe_payout_id text,
        failure_code text,
        requested_by uuid not null,
        next_try_at timestamptz not null,
        created_at timestamptz not null,
        closed_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, requested_by) references app.person (licensee_id, id),
        check ((status in ('paid', 'failed')) = (closed_at is not null))
      );
      create unique index operator_payout_key on app.operator_payout (licensee_id, requested_by, idempotency_key);
      create unique index operator_payout_stripe on app.operator_payout (licensee_id, stripe_payout_id) where stripe_payout_id is not null;
      create index operator_payout_unfinished on app.operator_payout (licensee_id, next_try_at) where status in ('requested', 'in_payout');
      select app.secure_tenant_table('app.operator_payout', 'select, insert, update');
      grant select (person_id, amount, currency, closed_at, status) on app.top_up to app_lookup;

      -- What lies at Stripe and what of it is owed to others, per currency over all tenants. Disputed money is left out on both sides: it is not at Stripe.
      create function app.treasury() returns table (currency char(3), at_stripe bigint, wallets bigint, advisors bigint, licensees bigint, tax bigint, under_way bigint)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select x.currency, -coalesce(sum(x.total) filter (where x.kind = 'stripe_balance'), 0)::bigint,
               coalesce(sum(x.total) filter (where x.kind in ('wallet', 'wallet_frozen')), 0)::bigint,
               coalesce(sum(x.total) filter (where x.kind in ('advisor_payable', 'advisor_reserve')), 0)::bigint,
               coalesce(sum(greatest(x.total, 0)) filter (where x.kind = 'licensee_payable'), 0)::bigint,
               coalesce(sum(greatest(x.total, 0)) filter (where x.kind = 'tax'), 0)::bigint,
               coalesce(sum(case when x.kind = 'suspense' then greatest(x.total, 0) else x.total end)
                 filter (where x.kind in ('refund_clearing', 'transfer_clearing', 'suspense')), 0)::bigint
          from (select a.licensee_id, a.currency, a.kind, sum(case when a.kind <= 'advisor_payable' then a.balance else coalesce(s.balance, 0) + coalesce((
                         select sum(e.amount) from app.ledger_entry e where e.licensee_id = a.licensee_id and e.account_id = a.id and e.seq is null
                            and e.created_at >= coalesce(s.until, '-infinity')), 0) end) as total
                  from app.ledger_account a
                  left join lateral (select h.until, h.balance from app.house_snapshot h where h.licensee_id = a.licensee_id and h.account_id = a.id
                                      order by h.until desc limit 1) s on a.kind > 'advisor_payable'
                 group by a.licensee_id, a.currency, a.kind) x
         group by x.currency $$;

      -- Money of callers that was paid in before a time and is not spent: credit is spent oldest first, so what is left belongs to the newest payments.
      create function app.aged_wallet_money(p_before timestamptz) returns table (currency char(3), amount bigint, wallets bigint)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select w.currency, sum(w.balance - w.young)::bigint, count(*) from (
          select a.currency, a.balance, coalesce((select sum(t.amount) from app.top_up t where t.licensee_id = a.licensee_id and t.person_id = a.owner_id
                    and t.currency = a.currency and t.status = 'credited' and t.closed_at >= p_before), 0) as young
            from app.ledger_account a where a.kind = 'wallet' and a.balance > 0) w
         where w.balance > w.young group by w.currency $$;
    `);
    for (const signature of FUNCTIONS)
      await runner.query(`
        alter function app.${signature} owner to app_lookup;
        revoke execute on function app.${signature} from public;
        grant execute on function app.${signature} to app_resolver`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of FUNCTIONS) await runner.query(`drop function app.${signature}`);
    await runner.query('drop table app.operator_payout');
  }
}

const FUNCTIONS = ['treasury()', 'aged_wallet_money(timestamptz)'];
