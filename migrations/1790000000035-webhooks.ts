import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Addresses of licensees that events are sent to, what is sent to each, and every try. */
export class Webhooks1790000000035 implements MigrationInterface {
  name = 'Webhooks1790000000035';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.webhook_endpoint (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        url text not null check (length(url) between 1 and 2048),
        description text not null check (length(description) <= 200),
        event_types text[] not null check (cardinality(event_types) between 1 and 100),
        status text not null check (status in ('enabled', 'disabled', 'deleted')),
        disabled_because text check (disabled_because in ('staff', 'gone', 'failing')),
        disabled_at timestamptz,
        sealed_secret text not null,
        sealed_previous_secret text,
        previous_secret_until timestamptz,
        last_sequence bigint not null default 0 check (last_sequence >= 0),
        consecutive_failures int not null default 0 check (consecutive_failures >= 0),
        failing_since timestamptz,
        last_success_at timestamptz,
        paused_until timestamptz,
        wake_at timestamptz,
        created_at timestamptz not null,
        primary key (licensee_id, id),
        check ((status = 'enabled') = (disabled_because is null)),
        check ((disabled_because is null) = (disabled_at is null)),
        check ((sealed_previous_secret is null) = (previous_secret_until is null)),
        check ((consecutive_failures = 0) = (failing_since is null)),
        check (status = 'enabled' or wake_at is null)
      );
      comment on column app.webhook_endpoint.paused_until is 'It failed again and again, or asked for quiet: nothing is sent before';
      comment on column app.webhook_endpoint.wake_at is 'When to look for something to send; null = nothing waits. Always written with what it is derived from';
      create index webhook_endpoint_wake on app.webhook_endpoint (wake_at) where wake_at is not null; -- for app.due_webhook_endpoints
      select app.secure_tenant_table('app.webhook_endpoint', 'select, insert, update');
      select app.allow_lookup('app.webhook_endpoint', 'licensee_id, id, consecutive_failures, wake_at');

      create table app.webhook_delivery (
        licensee_id uuid not null,
        id uuid not null,
        endpoint_id uuid not null,
        event_id uuid,
        sequence bigint check (sequence > 0),
        type text not null,
        subject text not null collate "C",
        status text not null check (status in ('waiting', 'sending', 'delivered', 'failed')),
        due_at timestamptz,
        tries int not null default 0 check (tries >= 0),
        failures int not null default 0 check (failures between 0 and tries),
        created_at timestamptz not null,
        finished_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, endpoint_id) references app.webhook_endpoint (licensee_id, id),
        foreign key (licensee_id, event_id) references app.event (licensee_id, id),
        check ((event_id is null) = (sequence is null)),
        check ((status in ('waiting', 'sending')) = (due_at is not null)),
        check ((status in ('waiting', 'sending')) = (finished_at is null))
      );
      comment on table app.webhook_delivery is 'One message to one endpoint. Without an event it is an example, which has no place in the sequence';
      comment on column app.webhook_delivery.due_at is 'waiting: the next try; sending: when the worker that sends is taken for dead';
      comment on column app.webhook_delivery.failures is 'Failed tries since it was last begun: what the schedule counts';
      create unique index webhook_delivery_once on app.webhook_delivery (licensee_id, endpoint_id, event_id) where event_id is not null;
      create unique index webhook_delivery_sequence on app.webhook_delivery (licensee_id, endpoint_id, sequence) where sequence is not null;
      create index webhook_delivery_due on app.webhook_delivery (licensee_id, endpoint_id, due_at, sequence) where due_at is not null;
      create index webhook_delivery_subject on app.webhook_delivery (licensee_id, endpoint_id, subject, sequence) where due_at is not null;
      create index webhook_delivery_of_endpoint on app.webhook_delivery (licensee_id, endpoint_id, id);
      create index webhook_delivery_of_event on app.webhook_delivery (licensee_id, event_id) where event_id is not null;
      select app.secure_tenant_table('app.webhook_delivery', 'select, insert, update, delete');

      create table app.webhook_attempt (
        licensee_id uuid not null,
        delivery_id uuid not null,
        n int not null check (n > 0),
        started_at timestamptz not null,
        finished_at timestamptz,
        duration_ms int check (duration_ms >= 0),
        status_code int,
        failure text check (failure in ('status', 'redirect', 'timeout', 'connection', 'tls', 'no_address', 'blocked', 'interrupted')),
        answer text,
        primary key (licensee_id, delivery_id, n),
        foreign key (licensee_id, delivery_id) references app.webhook_delivery (licensee_id, id)
      );
      comment on column app.webhook_attempt.answer is 'The first kilobytes of the body, without what looks like a secret';
      select app.secure_tenant_table('app.webhook_attempt', 'select, insert, update, delete');

      -- Endpoints that something waits for: of each licensee the one that waits for longest comes first, then of each the second, so that none has to wait behind
      -- the many endpoints of another.
      create function app.due_webhook_endpoints(p_now timestamptz, p_limit int) returns table (licensee_id uuid, id uuid, is_failing boolean)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select x.licensee_id, x.id, x.consecutive_failures > 0
          from (select e.licensee_id, e.id, e.consecutive_failures, e.wake_at, row_number() over (partition by e.licensee_id order by e.wake_at) as turn
                  from app.webhook_endpoint e where e.wake_at <= p_now) x
         order by x.turn, x.wake_at limit p_limit $$;
      alter function app.due_webhook_endpoints(timestamptz, int) owner to app_lookup;
      revoke execute on function app.due_webhook_endpoints(timestamptz, int) from public;
      grant execute on function app.due_webhook_endpoints(timestamptz, int) to app_resolver;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function app.due_webhook_endpoints(timestamptz, int);
      drop table app.webhook_attempt, app.webhook_delivery, app.webhook_endpoint`);
  }
}
