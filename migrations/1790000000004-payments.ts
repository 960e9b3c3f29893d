import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stripe: customers, cards, top-ups, the webhook inbox and the poller's cursor. */
export class Payments1790000000004 implements MigrationInterface {
  name = 'Payments1790000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.stripe_customer (
        licensee_id uuid not null,
        person_id uuid not null,
        customer_id text not null,
        created_at timestamptz not null default clock_timestamp(),
        primary key (licensee_id, person_id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      );
      create unique index stripe_customer_id on app.stripe_customer (licensee_id, customer_id);
      select app.secure_tenant_table('app.stripe_customer', 'select, insert');

      create table app.card (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        payment_method_id text not null,
        brand text not null,
        last4 char(4) not null,
        exp_month int not null,
        exp_year int not null,
        created_at timestamptz not null,
        removed_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      );
      create unique index card_payment_method on app.card (licensee_id, payment_method_id);
      create index card_person on app.card (licensee_id, person_id) where removed_at is null;
      create index card_lookup on app.card (payment_method_id); -- for app.event_tenant, which does not know the tenant yet
      select app.secure_tenant_table('app.card', 'select, insert, update');
      select app.allow_lookup('app.card', 'licensee_id, payment_method_id');

      create table app.top_up (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        idempotency_key text not null collate "C",
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        method text not null check (method in ('checkout', 'saved_card')),
        save_card boolean not null default false,
        card_id uuid,
        status text not null check (status in ('requested', 'open', 'processing', 'credited', 'failed', 'expired')),
        failure_code text,
        checkout_session_id text,
        checkout_url text,
        payment_intent_id text,
        transaction_id uuid,
        created_at timestamptz not null,
        sent_at timestamptz,
        closed_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, card_id) references app.card (licensee_id, id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id),
        check ((status = 'credited') = (transaction_id is not null))
      );
      create unique index top_up_key on app.top_up (licensee_id, person_id, idempotency_key);
      create unique index top_up_payment_intent on app.top_up (licensee_id, payment_intent_id) where payment_intent_id is not null;
      create index top_up_person on app.top_up (licensee_id, person_id, id desc);
      create index top_up_unfinished on app.top_up (licensee_id, created_at) where status in ('requested', 'processing');
      select app.secure_tenant_table('app.top_up', 'select, insert, update');
      select app.allow_lookup('app.top_up', 'licensee_id, id, status, created_at, sent_at');

      create table app.credit (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        granted_by uuid not null,
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        reason text not null,
        transaction_id uuid not null,
        created_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, granted_by) references app.person (licensee_id, id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id)
      );
      create unique index credit_transaction on app.credit (licensee_id, transaction_id);
      select app.secure_tenant_table('app.credit', 'select, insert');

      create table app.stripe_event (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        context text not null,
        event_id text not null collate "C",
        type text not null,
        object_id text not null,
        api_version text,
        created_at timestamptz not null,
        received_at timestamptz not null default clock_timestamp(),
        payload jsonb not null,
        status text not null default 'received' check (status in ('received', 'done', 'ignored')),
        note text,
        attempts int not null default 0,
        completed_at timestamptz,
        primary key (licensee_id, id)
      );
      create unique index stripe_event_id on app.stripe_event (licensee_id, context, event_id);
      create index stripe_event_waiting on app.stripe_event (licensee_id, received_at) where status = 'received';
      select app.secure_tenant_table('app.stripe_event', 'select, insert, update');

      -- Up to which event the poller has seen the platform's events. One row per Stripe context, of no tenant.
      create table app.stripe_cursor (context text primary key, created_at timestamptz not null);
      alter table app.stripe_cursor owner to app_owner;
      grant select, insert, update on app.stripe_cursor to app_resolver;

      -- Which tenant an event belongs to: the one its signed metadata names, when it exists; else the one that keeps the card (a card carries no metadata of
      -- ours); else the operator.
      create function app.event_tenant(p_licensee uuid, p_object text) returns uuid
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select coalesce((select id from app.licensee where id = p_licensee), (select licensee_id from app.card where payment_method_id = p_object limit 1),
                        (select id from app.licensee where kind = 'operator')) $$;
      -- Top-ups whose request to Stripe may have been lost half-way.
      create function app.unfinished_top_ups(p_before timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select t.licensee_id, t.id from app.top_up t where t.status in ('requested', 'processing') and coalesce(t.sent_at, t.created_at) < p_before
         order by t.created_at limit p_limit $$;
    `);
    for (const signature of ['event_tenant(uuid, text)', 'unfinished_top_ups(timestamptz, int)']) {
      await runner.query(`
        alter function app.${signature} owner to app_lookup;
        revoke execute on function app.${signature} from public;
        grant execute on function app.${signature} to app_resolver`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function app.event_tenant(uuid, text);
      drop function app.unfinished_top_ups(timestamptz, int);
      drop table app.stripe_cursor, app.stripe_event, app.credit, app.top_up, app.card, app.stripe_customer`);
  }
}
