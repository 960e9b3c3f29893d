import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who books a call keeps what they agreed to, as who starts one at once does (docs/decisions/0049). */
export class BookingConsents1790000000083 implements MigrationInterface {
  name = 'BookingConsents1790000000083';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(kinds(`'top_up', 'call', 'booking'`));
    await runner.query('alter table app.start_consent validate constraint start_consent_kind_check');
  }

  async down(runner: QueryRunner): Promise<void> {
    // Not valid: what was agreed to stays.
    await runner.query(kinds(`'top_up', 'call'`));
  }
}

const kinds = (of: string): string => `
set local lock_timeout = '2s';
alter table app.start_consent drop constraint start_consent_kind_check,
  add constraint start_consent_kind_check check (kind in (${of})) not valid`;
