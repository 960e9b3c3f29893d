import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an account of a licensee did at Stripe before it was connected is told from what is ours; and a key that Stripe does not know any more is written down, so that
 * its owner hears of it.
 */
export class OwnStripe1790000000045 implements MigrationInterface {
  name = 'OwnStripe1790000000045';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      -- Of accounts of before this migration everything is read by now: no line of theirs is from before.
      alter table app.stripe_platform
        add column opened_at timestamptz not null default '-infinity',
        add column refused_at timestamptz;
      alter table app.stripe_platform alter column opened_at drop default;
      comment on column app.stripe_platform.opened_at is 'When this account was connected first: what it did before is the licensee''s own. A new key of the same account changes nothing';
      comment on column app.stripe_platform.refused_at is 'Since when Stripe does not know the key; null = it does';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query('alter table app.stripe_platform drop column opened_at, drop column refused_at');
  }
}
