import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dac7Rows } from './dac7-rows.js';
import { withKind, withoutKind } from './ledger-kinds.js';

/** Refunds of calls that go on to the cards that paid [K4]; promo credit that the operator or an advisor pays for [D16, J9]. */
export class RefundsAndSponsors1790000000065 implements MigrationInterface {
  name = 'RefundsAndSponsors1790000000065';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(causes(true));
    await runner.query(REFUNDS);
    await runner.query(withKind('promo_cost'));
    await runner.query(SPONSORS);
    await runner.query(dac7Rows(true, true));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      do $$ begin
        if exists (select 1 from app.promo_lot where sponsor = 'advisor') then raise exception 'credit that advisors pay for would be forgotten'; end if;
      end $$`);
    await runner.query(dac7Rows(true));
    await runner.query(`
      delete from app.coupon where sponsor = 'advisor' or created_by is null;
      alter table app.call drop column promo_cost_minor;
      alter table app.coupon drop column sponsor_id, drop column agreed_at, drop column declined_at, alter column created_by set not null,
        drop constraint coupon_made_by, add constraint coupon_sponsor_check check (sponsor in ('licensee', 'operator'));
      alter table app.promo_lot drop column sponsor_id, add constraint promo_lot_sponsor_check check (sponsor in ('licensee', 'operator'))`);
    await runner.query(withoutKind('promo_cost'));
    await runner.query('alter table app.refund drop column to_card, drop column wallet_refund_id');
    await runner.query(causes(false));
  }
}

const causes = (withCalls: boolean): string => `
alter table app.wallet_refund drop constraint wallet_refund_cause_check,
  add constraint wallet_refund_cause_check
  check (cause in ('person', 'staff', 'account_closed', 'licence_ended', 'fraud_warning'${withCalls ? `, 'call_refund'` : ''})) not valid;
${withCalls ? 'alter table app.wallet_refund validate constraint wallet_refund_cause_check' : ''}`;

const REFUNDS = `
alter table app.refund add column to_card boolean not null default false,
  add column wallet_refund_id uuid,
  add constraint refund_wallet_refund foreign key (licensee_id, wallet_refund_id) references app.wallet_refund (licensee_id, id),
  add constraint refund_to_card check (to_card or wallet_refund_id is null);
create unique index refund_wallet_refund on app.refund (licensee_id, wallet_refund_id) where wallet_refund_id is not null;
comment on column app.refund.to_card is 'Staff sent it on to the cards; wallet_refund_id = what they could take, null = nothing'`;

const SPONSORS = `
alter table app.promo_lot drop constraint promo_lot_sponsor_check,
  add column sponsor_id uuid,
  add constraint promo_lot_sponsor_check check (sponsor in ('licensee', 'operator', 'advisor') and (sponsor = 'advisor') = (sponsor_id is not null)),
  add constraint promo_lot_sponsor foreign key (licensee_id, sponsor_id) references app.advisor (licensee_id, id);
create index promo_lot_sponsored on app.promo_lot (licensee_id, person_id, sponsor_id) where sponsor_id is not null;
comment on column app.promo_lot.sponsor_id is 'The advisor who pays for what of it is spent with them; what is spent with others the licensee pays for';

alter table app.coupon drop constraint coupon_sponsor_check,
  add column sponsor_id uuid,
  add column agreed_at timestamptz,
  add column declined_at timestamptz,
  alter column created_by drop not null,
  add constraint coupon_sponsor_check check (sponsor in ('licensee', 'operator', 'advisor') and (sponsor = 'advisor') = (sponsor_id is not null)),
  add constraint coupon_sponsor foreign key (licensee_id, sponsor_id) references app.advisor (licensee_id, id),
  add constraint coupon_agreed check (sponsor = 'advisor' or num_nonnulls(agreed_at, declined_at) = 0),
  add constraint coupon_made_by check (created_by is not null or sponsor = 'operator');
create index coupon_sponsored on app.coupon (licensee_id, sponsor_id, id desc) where sponsor_id is not null;
comment on column app.coupon.agreed_at is 'When the advisor agreed to pay for it; before that nobody can use it';

alter table app.call add column promo_cost_minor bigint not null default 0 check (promo_cost_minor >= 0);
comment on column app.call.promo_cost_minor is 'What of the advisor''s share went for promo credit that they pay for, less what came back with refunds'`;
