import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a licensee sets up: proof of its domains, legal pages, planned prices; and what its people agreed to. */
export class Tenant1790000000009 implements MigrationInterface {
  name = 'Tenant1790000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.licensee_domain
        add column verification_token text not null default replace(gen_random_uuid()::text, '-', ''),
        add column vouched boolean not null default true,
        add column wrong_value boolean not null default false,
        add column broken_since timestamptz,
        add column failures int not null default 0,
        add column checks int not null default 0,
        add column checked_at timestamptz,
        add column records jsonb,
        add column findings jsonb,
        add column created_at timestamptz not null default clock_timestamp(),
        add constraint licensee_domain_broken check (broken_since is null or verified_at is not null);
      -- The hosts of before were given by the operator; those that come are not.
      alter table app.licensee_domain alter column vouched set default false;
      comment on column app.licensee_domain.vouched is 'Given by the operator: needs no proof in DNS';
      comment on column app.licensee_domain.checks is 'Counts written checks: of two at a time, the second writes nothing';

      create table app.legal_draft (
        licensee_id uuid not null references app.licensee (id),
        kind text not null check (kind in ('terms', 'privacy', 'imprint', 'withdrawal', 'accessibility')),
        locale text not null check (locale in ('en', 'de', 'ar')),
        title text not null check (length(title) between 1 and 200),
        markdown text not null check (length(markdown) between 1 and 60000),
        changed_at timestamptz not null,
        primary key (licensee_id, kind, locale)
      );
      select app.secure_tenant_table('app.legal_draft', 'select, insert, update, delete');

      -- What was public stays as it was: no UPDATE, no DELETE.
      create table app.legal_version (
        licensee_id uuid not null references app.licensee (id),
        kind text not null check (kind in ('terms', 'privacy', 'imprint', 'withdrawal', 'accessibility')),
        locale text not null check (locale in ('en', 'de', 'ar')),
        version int not null check (version > 0),
        title text not null,
        markdown text not null,
        published_at timestamptz not null,
        primary key (licensee_id, kind, locale, version)
      );
      select app.secure_tenant_table('app.legal_version', 'select, insert');

      alter table app.licensee_terms
        add column rate_min_minor bigint check (rate_min_minor between 1 and 100000),
        add column rate_max_minor bigint check (rate_max_minor between 1 and 100000),
        add column reviewed_at timestamptz,
        add column revision int not null default 0,
        add constraint licensee_terms_rates check (rate_max_minor >= rate_min_minor);
      comment on column app.licensee_terms.rate_min_minor is 'Least price per minute an advisor may ask; null = no limit';
      comment on column app.licensee_terms.reviewed_at is 'When somebody of the licensee last saved these rules';

      create table app.terms_change (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        changes jsonb not null,
        effective_at timestamptz not null,
        status text not null default 'pending' check (status in ('pending', 'applied', 'cancelled', 'refused')),
        created_by uuid not null,
        created_at timestamptz not null,
        ended_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, created_by) references app.person (licensee_id, id),
        check ((status = 'pending') = (ended_at is null))
      );
      create unique index terms_change_pending on app.terms_change (licensee_id) where status = 'pending';
      create index terms_change_due on app.terms_change (effective_at) where status = 'pending';
      select app.secure_tenant_table('app.terms_change', 'select, insert, update');
      select app.allow_lookup('app.terms_change', 'licensee_id, id, status, effective_at');
      create function app.due_terms_changes(p_now timestamptz, p_limit int) returns table (licensee_id uuid, id uuid)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select c.licensee_id, c.id from app.terms_change c where c.status = 'pending' and c.effective_at <= p_now order by c.effective_at limit p_limit $$;
      alter function app.due_terms_changes(timestamptz, int) owner to app_lookup;
      revoke execute on function app.due_terms_changes(timestamptz, int) from public;
      grant execute on function app.due_terms_changes(timestamptz, int) to app_resolver;

      -- Append-only: to withdraw is a row of its own.
      create table app.consent (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        kind text not null check (kind in ('terms', 'privacy', 'withdrawal', 'age', 'marketing', 'price')),
        version int,
        locale text not null,
        granted boolean not null,
        at timestamptz not null,
        ip inet,
        user_agent text,
        -- Order of writing: ids of one millisecond have none, and here the last word counts.
        seq bigint not null generated always as identity,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      );
      create index consent_person on app.consent (licensee_id, person_id, kind, seq desc);
      select app.secure_tenant_table('app.consent', 'select, insert');

      create index audit_entry_actor on app.audit_entry (licensee_id, actor_id, id desc) where actor_id is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index app.audit_entry_actor;
      drop table app.consent;
      drop function app.due_terms_changes(timestamptz, int);
      drop table app.terms_change;
      alter table app.licensee_terms drop constraint licensee_terms_rates, drop column rate_min_minor, drop column rate_max_minor,
        drop column reviewed_at, drop column revision;
      drop table app.legal_version, app.legal_draft;
      alter table app.licensee_domain drop constraint licensee_domain_broken, drop column verification_token, drop column vouched,
        drop column wrong_value, drop column broken_since, drop column failures, drop column checks, drop column checked_at,
        drop column records, drop column findings, drop column created_at;
    `);
  }
}
