import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the licensee's own systems call a booking, and say of it. */
export class BookingNames1790000000055 implements MigrationInterface {
  name = 'BookingNames1790000000055';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.booking add column external_id text check (length(external_id) between 1 and 200),
        add column metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object');
      create unique index booking_external_id on app.booking (licensee_id, external_id) where external_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table app.booking drop column external_id, drop column metadata');
  }
}
