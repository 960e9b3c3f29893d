import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails that are worth nothing after a time: the link in them has ended, or the advisor was online an hour ago. */
export class MailWorth1790000000043 implements MigrationInterface {
  name = 'MailWorth1790000000043';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.mail_message add column expires_at timestamptz;
      comment on column app.mail_message.expires_at is 'Past it the mail is not sent any more; null = it is always worth sending'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table app.mail_message drop column expires_at');
  }
}
