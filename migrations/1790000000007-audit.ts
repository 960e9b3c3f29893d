import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who changed what in a licensee: append-only, like the ledger. */
export class Audit1790000000007 implements MigrationInterface {
  name = 'Audit1790000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.audit_entry (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        at timestamptz not null,
        actor_kind text not null check (actor_kind in ('person', 'system', 'anonymous')),
        actor_id uuid,
        actor_role text,
        actor_task text,
        action text not null check (action ~ '^[a-z_]+[.][a-z_]+$'),
        subject_kind text,
        subject_id text,
        before jsonb,
        after jsonb,
        reason text,
        ip inet,
        request_id text not null,
        primary key (licensee_id, id)
      );
      comment on column app.audit_entry.actor_task is 'Job or tool of the system; the name of a person is read from person, where it can be erased';
      create index audit_entry_action on app.audit_entry (licensee_id, action, id desc);
      create index audit_entry_subject on app.audit_entry (licensee_id, subject_kind, subject_id, id desc);
      select app.secure_tenant_table('app.audit_entry', 'select, insert');
      create function app.refuse_audit_change() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit log is append-only' using errcode = 'LG005';
      end $$;
      create trigger audit_entry_immutable before update or delete on app.audit_entry for each row execute function app.refuse_audit_change();
      create trigger audit_entry_no_truncate before truncate on app.audit_entry for each statement execute function app.refuse_audit_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table app.audit_entry; drop function app.refuse_audit_change()`);
  }
}
