import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A block ends the bookings of its pair, at the cost of who blocks; what is kept of bookings is among the figures. */
export class BookingBlocks1790000000042 implements MigrationInterface {
  name = 'BookingBlocks1790000000042';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.booking add column blocked_by text check (blocked_by in ('user', 'advisor'));
      comment on column app.booking.blocked_by is 'The side that wants no contact with the other any more: it ends at its cost';
      create index booking_fees on app.booking (licensee_id, ended_at) where fee_transaction_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index app.booking_fees; alter table app.booking drop column blocked_by');
  }
}
