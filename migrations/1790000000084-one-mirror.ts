import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A line at Stripe is in the mirror of one tenant only: two that read it at the same time, one of whom did not know yet whose it is, wrote it down twice. */
export class OneMirror1790000000084 implements MigrationInterface {
  name = 'OneMirror1790000000084';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(
      'create unique index stripe_balance_transaction_line on app.stripe_balance_transaction (context, balance_transaction_id)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query('drop index app.stripe_balance_transaction_line');
  }
}
