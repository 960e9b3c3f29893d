import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions of an account that was closed, and where closed accounts are. */
export class ClosedAccounts1790000000060 implements MigrationInterface {
  name = 'ClosedAccounts1790000000060';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.session drop constraint session_revoked_reason_check, add constraint session_revoked_reason_check
        check (revoked_reason in ('signed_out', 'revoked', 'reuse', 'password_changed', 'frozen', 'closed', 'removed', 'access_ended'));
      create index person_closed on app.person (licensee_id, id) where status = 'closed'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Refused where an account was closed.
    await runner.query(`
      drop index app.person_closed;
      alter table app.session drop constraint session_revoked_reason_check, add constraint session_revoked_reason_check
        check (revoked_reason in ('signed_out', 'revoked', 'reuse', 'password_changed', 'frozen', 'removed', 'access_ended'))`);
  }
}
