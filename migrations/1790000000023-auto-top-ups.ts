import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Top-ups by themselves: the mandate of the payer, its limits, and at most one in flight per wallet. */
export class AutoTopUps1790000000023 implements MigrationInterface {
  name = 'AutoTopUps1790000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.top_up add column auto boolean not null default false;
      create unique index top_up_auto_in_flight on app.top_up (licensee_id, person_id) where auto and status in ('requested', 'processing');

      create table app.auto_top_up (
        licensee_id uuid not null,
        person_id uuid not null,
        card_id uuid not null,
        threshold bigint not null check (threshold > 0),
        amount bigint not null check (amount > 0),
        monthly_cap bigint not null,
        status text not null check (status in ('on', 'paused', 'off')),
        reason text,
        failures int not null default 0,
        judged_top_up_id uuid,
        next_try_at timestamptz not null,
        mandate text not null,
        mandate_locale text not null,
        mandate_ip text,
        mandated_at timestamptz not null,
        changed_at timestamptz not null,
        primary key (licensee_id, person_id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, card_id) references app.card (licensee_id, id),
        check (monthly_cap >= amount),
        check ((status = 'on') = (reason is null))
      );
      comment on table app.auto_top_up is 'mandate = version of the words that were agreed to; kept with place and time as proof of a merchant-initiated charge';
      create index auto_top_up_due on app.auto_top_up (next_try_at) where status <> 'off';
      select app.secure_tenant_table('app.auto_top_up', 'select, insert, update');
      select app.allow_lookup('app.auto_top_up', 'licensee_id, person_id, threshold, status, reason, next_try_at, changed_at');
      grant select (owner_id, held) on app.ledger_account to app_lookup;
      grant select (person_id, auto) on app.top_up to app_lookup;

      -- Wallets below their threshold without a top-up under way.
      create function app.due_auto_top_ups(p_now timestamptz, p_limit int) returns table (licensee_id uuid, person_id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select m.licensee_id, m.person_id from app.auto_top_up m
         where (m.status = 'on' or (m.status = 'paused' and m.reason = 'monthly_cap' and m.changed_at < date_trunc('month', p_now, 'UTC'))) and m.next_try_at <= p_now
           and m.threshold > coalesce((select sum(a.balance - a.held) from app.ledger_account a
                                        where a.licensee_id = m.licensee_id and a.owner_id = m.person_id and a.kind in ('wallet', 'promo')), 0)
           and not exists (select 1 from app.top_up t where t.licensee_id = m.licensee_id and t.person_id = m.person_id and t.auto and t.status in ('requested', 'processing'))
         order by m.next_try_at limit p_limit $$;
      alter function app.due_auto_top_ups(timestamptz, int) owner to app_lookup;
      revoke execute on function app.due_auto_top_ups(timestamptz, int) from public;
      grant execute on function app.due_auto_top_ups(timestamptz, int) to app_resolver;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function app.due_auto_top_ups(timestamptz, int);
      drop table app.auto_top_up;
      revoke select (owner_id, held) on app.ledger_account from app_lookup;
      drop index app.top_up_auto_in_flight;
      alter table app.top_up drop column auto`);
  }
}
