import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withGifts, withoutGifts } from './treasury-columns.js';

/** Promo credit and free minutes that a licensee gave come off its share, so the operator has to keep as much less for it. */
export class Gifts1790000000070 implements MigrationInterface {
  name = 'Gifts1790000000070';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(withGifts());
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(withoutGifts());
  }
}
