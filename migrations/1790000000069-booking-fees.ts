import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Fees of bookings are lines among the earnings of an advisor [I4]: newest first, page by page. */
export class BookingFees1790000000069 implements MigrationInterface {
  name = 'BookingFees1790000000069';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      set local lock_timeout = '2s';
      create index booking_fee_of_advisor on app.booking (licensee_id, advisor_id, fee_transaction_id desc) where fee_transaction_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'; drop index app.booking_fee_of_advisor`);
  }
}
