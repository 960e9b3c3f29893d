import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Kill switches of a licensee, notes about people, and the operator's time-boxed access to a tenant. */
export class Access1790000000010 implements MigrationInterface {
  name = 'Access1790000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.licensee_switches (
        licensee_id uuid primary key references app.licensee (id),
        calls boolean not null default true,
        top_ups boolean not null default true,
        sign_ups boolean not null default true,
        sign_ins boolean not null default true,
        changed_at timestamptz not null
      );
      comment on table app.licensee_switches is 'What the operator has switched off at a licensee; no row = everything is on';
      select app.secure_tenant_table('app.licensee_switches', 'select, insert, update');

      create table app.person_note (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        author_id uuid not null,
        text text not null check (length(text) between 1 and 2000),
        at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, author_id) references app.person (licensee_id, id)
      );
      create index person_note_person on app.person_note (licensee_id, person_id, id desc);
      select app.secure_tenant_table('app.person_note', 'select, insert');

      create table app.operator_access (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        operator_id uuid not null,
        operator_name text not null,
        reason text not null check (length(reason) between 10 and 300),
        minutes int not null check (minutes between 5 and 60),
        code_hash bytea not null,
        code_expires_at timestamptz not null,
        requested_at timestamptz not null,
        expires_at timestamptz not null,
        started_at timestamptz,
        ended_at timestamptz,
        primary key (licensee_id, id),
        check (expires_at >= code_expires_at)
      );
      comment on column app.operator_access.operator_id is 'A person of the operator''s own tenant, so no foreign key; the name is kept as it was';
      create unique index operator_access_code on app.operator_access (licensee_id, code_hash);
      select app.secure_tenant_table('app.operator_access', 'select, insert, update');

      alter table app.person add column operator_access_id uuid,
        add constraint person_operator_access foreign key (licensee_id, operator_access_id) references app.operator_access (licensee_id, id);
      comment on column app.person.operator_access_id is 'Set on the stand-in under which the operator works at this tenant: one person per access, never listed, signs in by code only';
      create unique index person_one_per_access on app.person (licensee_id, operator_access_id) where operator_access_id is not null;

      alter table app.audit_entry add column operator_access_id uuid;
      comment on column app.audit_entry.operator_access_id is 'The access of the operator during which this was done';
      create index audit_entry_access on app.audit_entry (licensee_id, operator_access_id, id desc) where operator_access_id is not null;

      alter table app.session drop constraint session_revoked_reason_check, add constraint session_revoked_reason_check
        check (revoked_reason in ('signed_out', 'revoked', 'reuse', 'password_changed', 'frozen', 'removed', 'access_ended'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update app.session set revoked_reason = 'revoked' where revoked_reason in ('removed', 'access_ended');
      alter table app.session drop constraint session_revoked_reason_check, add constraint session_revoked_reason_check
        check (revoked_reason in ('signed_out', 'revoked', 'reuse', 'password_changed', 'frozen'));
      alter table app.audit_entry drop column operator_access_id;
      alter table app.person drop column operator_access_id;
      drop table app.operator_access, app.person_note, app.licensee_switches`);
  }
}
