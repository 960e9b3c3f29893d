import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Roles, schema, the row-level-security pattern, and what has no tenant noun: idempotency keys, rate limits, job queue door.
 * Roles (DESIGN section 6): app_owner owns tables; app_tenant is the API and worker; app_ledger and app_lookup own the SECURITY DEFINER functions
 * of the ledger and of look-ups; app_resolver may only call look-ups; app_operator reads what an operator may see; app_jobs owns the queue.
 */
export class Foundation1790000000001 implements MigrationInterface {
  name = 'Foundation1790000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      do $$
      declare r text;
      begin
        -- Roles belong to the cluster: two databases may be migrated at the same time.
        perform pg_advisory_xact_lock(hashtext('licensing-platform roles'));
        foreach r in array array['app_owner','app_ledger','app_lookup'] loop
          if not exists (select 1 from pg_roles where rolname = r) then execute format('create role %I nologin', r); end if;
        end loop;
        foreach r in array array['app_tenant','app_resolver','app_operator','app_jobs','app_backup'] loop
          if not exists (select 1 from pg_roles where rolname = r) then execute format('create role %I login nosuperuser nocreatedb nocreaterole', r); end if;
        end loop;
        foreach r in array array['app_owner','app_ledger','app_lookup','app_jobs'] loop
          if not pg_has_role(current_user, r, 'member') then execute format('grant %I to %I', r, current_user); end if;
        end loop;
        -- A dump must not be filtered by row-level security. Only a superuser may give this; elsewhere the operator's own backup role is used.
        if (select rolsuper from pg_roles where rolname = current_user) then execute 'alter role app_backup bypassrls'; end if;
      end $$`);
    await runner.query(`
      create schema app authorization app_owner;
      create schema if not exists graphile_worker authorization app_jobs;
      grant usage on schema app to app_tenant, app_resolver, app_operator, app_ledger, app_lookup, app_jobs, app_backup;
      grant usage on schema graphile_worker to app_backup;
      grant create on schema app to app_ledger, app_lookup, app_jobs;
      do $$
      declare r text;
      begin
        foreach r in array array['app_tenant','app_resolver','app_operator'] loop
          execute format('alter role %I set search_path = app', r);
          execute format('alter role %I set statement_timeout = ''30s''', r);
          execute format('alter role %I set idle_in_transaction_session_timeout = ''30s''', r);
        end loop;
      end $$;
      alter default privileges for role app_owner in schema app grant select on tables to app_backup;
      grant select on public.schema_migration to app_resolver;
    `);
    // One way to make a tenant table. RESTRICTIVE: a later careless permissive policy cannot widen access. current_setting without missing_ok fails
    // loudly where no tenant is set.
    await runner.query(`
      create function app.secure_tenant_table(p_table regclass, p_grants text, p_column text default 'licensee_id') returns void
      language plpgsql as $$
      declare v_tenant text := format('%I = (select current_setting(''app.licensee_id'')::uuid)', p_column);
      begin
        execute format('alter table %s owner to app_owner', p_table);
        execute format('alter table %s enable row level security', p_table);
        execute format('alter table %s force row level security', p_table);
        execute format('create policy allow on %s as permissive to app_tenant, app_ledger using (true) with check (true)', p_table);
        execute format('create policy tenant on %s as restrictive to app_tenant, app_ledger, app_owner using (%s) with check (%s)', p_table, v_tenant, v_tenant);
        if p_grants <> '' then execute format('grant %s on %s to app_tenant', p_grants, p_table); end if;
        execute format('grant select on %s to app_backup', p_table);
      end $$;
      -- Columns that a look-up across tenants may read.
      create function app.allow_lookup(p_table regclass, p_columns text) returns void language plpgsql as $$
      begin
        execute format('create policy lookup on %s as permissive for select to app_lookup using (true)', p_table);
        execute format('grant select (%s) on %s to app_lookup', p_columns, p_table);
      end $$;
      create function app.tenant() returns uuid language sql stable as $$ select current_setting('app.licensee_id')::uuid $$;
    `);
    await runner.query(`
      create table app.licensee (
        id uuid primary key,
        kind text not null check (kind in ('licensee', 'operator')),
        slug text not null unique check (slug ~ '^[a-z0-9-]{2,40}$'),
        name text not null,
        short_name text not null check (length(short_name) between 2 and 16),
        status text not null default 'active' check (status in ('active', 'suspended', 'terminated')),
        country char(2) not null,
        currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
        locale text not null default 'en',
        time_zone text not null default 'UTC',
        created_at timestamptz not null default clock_timestamp()
      );
      create unique index licensee_one_operator on app.licensee (kind) where kind = 'operator';
      select app.secure_tenant_table('app.licensee', 'select, insert, update', 'id');
      select app.allow_lookup('app.licensee', 'id, kind, slug, status');
      grant select on app.licensee to app_operator;
      create policy operator on app.licensee as permissive for select to app_operator using (true);

      create table app.licensee_domain (
        licensee_id uuid not null references app.licensee (id),
        host text not null check (host = lower(host) and host !~ '[:/ ]'),
        is_primary boolean not null default false,
        verified_at timestamptz,
        primary key (licensee_id, host)
      );
      -- The one index that must not start with the tenant: a host belongs to one licensee of the whole platform.
      create unique index licensee_domain_host on app.licensee_domain (host);
      create unique index licensee_domain_primary on app.licensee_domain (licensee_id) where is_primary;
      select app.secure_tenant_table('app.licensee_domain', 'select, insert, update, delete');
      select app.allow_lookup('app.licensee_domain', 'licensee_id, host, is_primary, verified_at');

      -- Commercial rules of a licensee. Copied into each call when it is requested, so that an edit never touches a running call.
      create table app.licensee_terms (
        licensee_id uuid primary key references app.licensee (id),
        operator_share_bp int not null check (operator_share_bp between 0 and 10000),
        advisor_share_bp int not null check (advisor_share_bp between 0 and 10000),
        tax_rate_bp int not null check (tax_rate_bp between 0 and 5000),
        increment_seconds int not null default 1 check (increment_seconds in (1, 6, 30, 60)),
        minimum_seconds int not null default 0 check (minimum_seconds between 0 and 3600),
        connection_fee_minor bigint not null default 0 check (connection_fee_minor >= 0),
        free_seconds int not null default 0 check (free_seconds between 0 and 3600),
        free_below_seconds int not null default 20 check (free_below_seconds between 0 and 300),
        rounding text not null default 'half_up' check (rounding in ('up', 'down', 'half_up')),
        hold_minutes int not null default 5 check (hold_minutes between 1 and 60),
        ring_seconds int not null default 45 check (ring_seconds between 10 and 120),
        connect_seconds int not null default 30 check (connect_seconds between 10 and 120),
        grace_seconds int not null default 60 check (grace_seconds between 5 and 300),
        max_call_minutes int not null default 240 check (max_call_minutes between 1 and 1440),
        advisor_hangup_free_seconds int not null default 30 check (advisor_hangup_free_seconds between 0 and 300),
        platform_fault_refund_minutes int check (platform_fault_refund_minutes between 0 and 1440),
        top_up_min_minor bigint not null default 500 check (top_up_min_minor > 0),
        top_up_max_minor bigint not null default 50000,
        max_balance_minor bigint not null default 200000,
        top_up_presets_minor bigint[] not null default '{1000,2500,5000}',
        check (operator_share_bp + advisor_share_bp <= 10000),
        check (top_up_max_minor >= top_up_min_minor)
      );
      comment on column app.licensee_terms.platform_fault_refund_minutes is 'Minutes refunded when the platform ended the call; null = all of it';
      select app.secure_tenant_table('app.licensee_terms', 'select, insert, update');
    `);
    await runner.query(`
      create table app.idempotency_key (
        licensee_id uuid not null references app.licensee (id),
        person_id uuid not null,
        key text not null collate "C" check (length(key) <= 255),
        fingerprint bytea not null,
        status int,
        body json,
        locked_until timestamptz,
        created_at timestamptz not null default clock_timestamp(),
        primary key (licensee_id, person_id, key)
      );
      select app.secure_tenant_table('app.idempotency_key', 'select, insert, update, delete');
      create function app.claim_idempotency_key(p_person uuid, p_key text, p_fingerprint bytea, out outcome text, out status int, out body json)
      language plpgsql as $$
      declare r app.idempotency_key;
      begin
        insert into app.idempotency_key (licensee_id, person_id, key, fingerprint, locked_until)
        values (app.tenant(), p_person, p_key, p_fingerprint, clock_timestamp() + interval '10 s') on conflict do nothing;
        if found then outcome := 'run'; return; end if;
        select * into r from app.idempotency_key k where k.licensee_id = app.tenant() and k.person_id = p_person and k.key = p_key for no key update;
        if r.fingerprint <> p_fingerprint then outcome := 'other'; return; end if;
        if r.status is not null then outcome := 'replay'; status := r.status; body := r.body; return; end if;
        if r.locked_until > clock_timestamp() then outcome := 'in_flight'; return; end if;
        update app.idempotency_key k set locked_until = clock_timestamp() + interval '10 s'
         where k.licensee_id = app.tenant() and k.person_id = p_person and k.key = p_key;
        outcome := 'run';
      end $$;

      create unlogged table app.rate_limit (key varchar(255) primary key, points integer not null default 0, expire bigint);
      alter table app.rate_limit owner to app_owner;
      grant select, insert, update, delete on app.rate_limit to app_resolver;

      -- The only door to the job queue: a job belongs to the tenant of the transaction that adds it.
      create function app.enqueue_job(p_task text, p_body json, p_queue text, p_key text, p_run_at timestamptz, p_max_attempts int) returns void
      language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
      begin
        if (p_body ->> 'licenseeId')::uuid is distinct from current_setting('app.licensee_id')::uuid then
          raise exception 'a job for another tenant' using errcode = 'LG004';
        end if;
        -- A fresh key in the mode that keeps an existing job is a plain insert: the same job at a quarter of the cost of the general way.
        perform graphile_worker.add_job(p_task, p_body, queue_name => p_queue, run_at => p_run_at, max_attempts => p_max_attempts,
          job_key => coalesce(p_key, gen_random_uuid()::text), job_key_mode => case when p_key is null then 'unsafe_dedupe' else 'replace' end);
      end $$;
      alter function app.enqueue_job owner to app_jobs;
      revoke execute on function app.enqueue_job from public;
      grant execute on function app.enqueue_job to app_tenant;

      -- How long the oldest due job has waited, in seconds: the worker's pulse.
      create function app.queue_age() returns double precision
      language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
      begin
        return (select coalesce(extract(epoch from clock_timestamp() - min(run_at)), 0) from graphile_worker._private_jobs
                 where locked_at is null and attempts = 0 and run_at <= clock_timestamp());
      end $$;
      alter function app.queue_age() owner to app_jobs;
      revoke execute on function app.queue_age() from public;
      grant execute on function app.queue_age() to app_resolver;

      -- Host -> licensee: all that the world outside may learn.
      create function app.licensee_by_host(p_host text) returns table (licensee_id uuid, kind text, status text)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select l.id, l.kind, l.status from app.licensee_domain d join app.licensee l on l.id = d.licensee_id
         where d.host = p_host and d.verified_at is not null and l.status <> 'terminated' $$;
      create function app.licensee_ids() returns setof uuid
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select id from app.licensee order by id $$;
      create function app.operator_licensee() returns uuid
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select id from app.licensee where kind = 'operator' $$;
    `);
    for (const signature of ['licensee_by_host(text)', 'licensee_ids()', 'operator_licensee()']) {
      await runner.query(`
        alter function app.${signature} owner to app_lookup;
        revoke execute on function app.${signature} from public;
        grant execute on function app.${signature} to app_resolver`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    // Roles stay: they belong to the cluster and other databases may use them.
    await runner.query(`
      revoke select on public.schema_migration from app_resolver;
      drop schema app cascade;
      drop schema graphile_worker cascade`);
  }
}
