import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys of a licensee's programs, and what was asked with them. */
export class ApiKeys1790000000032 implements MigrationInterface {
  name = 'ApiKeys1790000000032';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(KEYS);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Not valid: the audit log is append-only, so what keys did stays in it.
    await runner.query(`
      drop function app.api_key_by_hash(bytea);
      drop table app.api_access, app.api_key;
      alter table app.audit_entry drop constraint audit_entry_actor_kind_check,
        add constraint audit_entry_actor_kind_check check (actor_kind in ('person', 'system', 'anonymous')) not valid`);
  }
}

const KEYS = `
create table app.api_key (
  licensee_id uuid not null references app.licensee (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 80),
  mode text not null check (mode in ('live', 'test')),
  hint text not null,
  hash bytea not null check (octet_length(hash) = 32),
  scopes text[] not null check (cardinality(scopes) > 0),
  addresses text[] not null default '{}',
  version text not null,
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (licensee_id, id),
  foreign key (licensee_id, created_by) references app.person (licensee_id, id)
);
comment on column app.api_key.hash is 'SHA-256 of the whole key: 256 random bits need no slow hash';
comment on column app.api_key.hint is 'How the key begins and ends, to tell one from another';
create unique index api_key_hash on app.api_key (licensee_id, hash);
-- For the look-up, which does not know the tenant yet.
create index api_key_by_hash on app.api_key (hash);
create index api_key_name on app.api_key (licensee_id, name) where revoked_at is null;
select app.secure_tenant_table('app.api_key', 'select, insert, update');
select app.allow_lookup('app.api_key', 'licensee_id, id, hash');

create function app.api_key_by_hash(p_hash bytea) returns table (licensee_id uuid, id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.licensee_id, k.id from app.api_key k where k.hash = p_hash $$;
alter function app.api_key_by_hash(bytea) owner to app_lookup;
revoke execute on function app.api_key_by_hash(bytea) from public;
grant execute on function app.api_key_by_hash(bytea) to app_resolver;

create table app.api_access (
  licensee_id uuid not null,
  id uuid not null,
  key_id uuid not null,
  at timestamptz not null,
  method text not null,
  route text not null,
  status int not null check (status between 100 and 599),
  request_id text not null,
  duration_ms int not null check (duration_ms >= 0),
  ip inet,
  primary key (licensee_id, id),
  foreign key (licensee_id, key_id) references app.api_key (licensee_id, id)
);
comment on table app.api_access is 'Kept for 30 days';
create index api_access_key on app.api_access (licensee_id, key_id, id desc);
create index api_access_at on app.api_access (licensee_id, at);
select app.secure_tenant_table('app.api_access', 'select, insert, delete');

alter table app.audit_entry drop constraint audit_entry_actor_kind_check,
  add constraint audit_entry_actor_kind_check check (actor_kind in ('person', 'system', 'anonymous', 'key'));
`;
