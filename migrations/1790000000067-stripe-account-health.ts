import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How each account at Stripe was when it was looked at last [M11]; and a payout that its bank gives back late goes the way back while the next one is open. */
export class StripeAccountHealth1790000000067 implements MigrationInterface {
  name = 'StripeAccountHealth1790000000067';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      -- Of no tenant: it speaks of an account at Stripe.
      create table app.stripe_account_health (
        context text primary key,
        looked_at timestamptz not null,
        charges_enabled boolean,
        payouts_enabled boolean,
        disabled_reason text,
        requirements text[] not null,
        webhooks jsonb not null,
        faults text[] not null,
        unwell_since timestamptz,
        last_event_at timestamptz,
        told text[] not null default '{}',
        check ((unwell_since is null) = (cardinality(faults) = 0))
      );
      comment on table app.stripe_account_health is 'What Stripe said of an account and of the endpoints of our webhooks there; told = the faults that its owner was told of and that have not gone since';
      alter table app.stripe_account_health owner to app_owner;
      grant select, insert, update on app.stripe_account_health to app_resolver`);
    await runner.query(`
      -- A payout that was paid and comes back is no second payout: no new one is claimed meanwhile, but the one that was claimed before goes on.
      drop index app.payout_open;
      create unique index payout_open on app.payout (licensee_id, party, party_id, currency) where status in ('claimed', 'transferred', 'in_payout')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query('drop table app.stripe_account_health');
    await runner.query(`
      drop index app.payout_open;
      create unique index payout_open on app.payout (licensee_id, party, party_id, currency) where status in ('claimed', 'transferred', 'in_payout', 'returning')`);
  }
}
