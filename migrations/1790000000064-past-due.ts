import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A licence that is past due takes no new money of end users and no new advisors [M4]. */
export class PastDue1790000000064 implements MigrationInterface {
  name = 'PastDue1790000000064';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      set local lock_timeout = '2s';
      alter table app.licensee add column licence_past_due boolean not null default false;
      comment on column app.licensee.licence_past_due is 'An invoice of the licence is behind: no new top-ups, advisors and staff. Calls go on; licence_hold stops them too';
      update app.licensee l set licence_past_due = true from app.licence x where x.licensee_id = l.id and x.status = 'past_due'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      set local lock_timeout = '2s';
      alter table app.licensee drop column licence_past_due`);
  }
}
