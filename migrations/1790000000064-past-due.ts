import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A licence that is past due takes no new money of end users and no new advisors [M4]; where it has ended, visitors are told so [A21]. */
export class PastDue1790000000064 implements MigrationInterface {
  name = 'PastDue1790000000064';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      set local lock_timeout = '2s';
      alter table app.licensee
        add column licence_past_due boolean not null default false,
        add column licence_ended boolean not null default false;
      comment on column app.licensee.licence_past_due is 'An invoice of the licence is behind: no new top-ups, advisors and staff. Calls go on; licence_hold stops them too';
      comment on column app.licensee.licence_ended is 'For the words of the site; licence_hold is what stops';
      update app.licensee l set licence_past_due = true from app.licence x where x.licensee_id = l.id and x.status = 'past_due';
      update app.licensee l set licence_ended = true from app.licence x where x.licensee_id = l.id and x.status = 'terminated'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      set local lock_timeout = '2s';
      alter table app.licensee drop column licence_past_due, drop column licence_ended`);
  }
}
