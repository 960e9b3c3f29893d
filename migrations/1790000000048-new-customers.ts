import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By what a person with several accounts is known again. */
export class NewCustomers1790000000048 implements MigrationInterface {
  name = 'NewCustomers1790000000048';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.customer_mark (
        licensee_id uuid not null,
        kind text not null check (kind in ('card', 'device', 'phone')),
        digest bytea not null check (length(digest) = 32),
        person_id uuid not null,
        created_at timestamptz not null,
        seen_at timestamptz not null,
        primary key (licensee_id, kind, digest),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      );
      comment on table app.customer_mark is 'Whose a card, a device or a phone number is: the first account that came with it; a keyed hash, kept until two years after it was last seen';
      create index customer_mark_seen on app.customer_mark (licensee_id, seen_at);
      select app.secure_tenant_table('app.customer_mark', 'select, insert, delete');
      grant update (seen_at) on app.customer_mark to app_tenant;

      create table app.known_customer (
        licensee_id uuid not null,
        person_id uuid not null,
        kind text not null check (kind in ('card', 'device', 'phone')),
        created_at timestamptz not null,
        primary key (licensee_id, person_id, kind),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      );
      comment on table app.known_customer is 'Accounts that came with a card, a device or a phone number of another account: offers for new customers are not for them';
      select app.secure_tenant_table('app.known_customer', 'select, insert');

      -- Who paid with a card before there were marks is looked up with each payment.
      create index top_up_card on app.top_up (licensee_id, card_fingerprint, id) where card_fingerprint is not null;

      alter table app.referral drop constraint referral_refusal_check,
        add constraint referral_refusal_check check (refusal in ('same_card', 'same_device', 'same_phone'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Refused where a referral was refused for a device or a phone number.
    await runner.query(`
      alter table app.referral drop constraint referral_refusal_check,
        add constraint referral_refusal_check check (refusal in ('same_card'));
      drop index app.top_up_card;
      drop table app.known_customer, app.customer_mark`);
  }
}
