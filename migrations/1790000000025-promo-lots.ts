import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Promo credit by grant, with a sponsor and an end, and codes that give it. */
export class PromoLots1790000000025 implements MigrationInterface {
  name = 'PromoLots1790000000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.promo_lot (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        currency char(3) not null,
        source text not null check (source in ('credit', 'bonus', 'coupon', 'returned', 'earlier')),
        sponsor text not null check (sponsor in ('licensee', 'operator')),
        amount bigint not null check (amount > 0),
        used bigint not null default 0 check (used >= 0),
        ended bigint not null default 0 check (ended >= 0),
        transaction_id uuid,
        expires_at timestamptz,
        told_at timestamptz,
        created_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id),
        check (used + ended <= amount),
        check ((transaction_id is null) = (source in ('returned', 'earlier')))
      );
      create unique index promo_lot_transaction on app.promo_lot (licensee_id, transaction_id);
      create index promo_lot_of_person on app.promo_lot (licensee_id, person_id);
      create index promo_lot_open on app.promo_lot (licensee_id, expires_at) where used + ended < amount;
      comment on table app.promo_lot is 'used follows the promo account when the lots are brought level with it; credit of before this table gets its lot then';
      select app.secure_tenant_table('app.promo_lot', 'select, insert, update');

      alter table app.credit add column expires_at timestamptz check (expires_at > created_at);

      create table app.coupon (
        licensee_id uuid not null,
        id uuid not null,
        code text not null check (code ~ '^[A-Z0-9-]{4,32}$'),
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        sponsor text not null check (sponsor in ('licensee', 'operator')),
        ends_at timestamptz,
        credit_days int check (credit_days between 1 and 3650),
        per_user int not null check (per_user > 0),
        total int check (total > 0),
        first_top_up_only boolean not null,
        redeemed int not null default 0,
        created_by uuid not null,
        created_at timestamptz not null,
        stopped_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, created_by) references app.person (licensee_id, id),
        constraint coupon_total check (redeemed <= total)
      );
      create unique index coupon_code on app.coupon (licensee_id, code);
      select app.secure_tenant_table('app.coupon', 'select, insert, update');

      create table app.coupon_redemption (
        licensee_id uuid not null,
        id uuid not null,
        coupon_id uuid not null,
        person_id uuid not null,
        n int not null,
        transaction_id uuid not null,
        created_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, coupon_id) references app.coupon (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, transaction_id) references app.ledger_transaction (licensee_id, id)
      );
      create unique index coupon_redemption_once on app.coupon_redemption (licensee_id, coupon_id, person_id, n);
      comment on column app.coupon_redemption.n is 'The person''s first, second ... use of the code';
      select app.secure_tenant_table('app.coupon_redemption', 'select, insert');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table app.coupon_redemption, app.coupon, app.promo_lot;
      alter table app.credit drop column expires_at`);
  }
}
