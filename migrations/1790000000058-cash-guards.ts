import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What keeps cash where our books say it is: what Stripe says about its own payouts from the operator's account, payouts that it made by itself all the same, and
 * transfers that came back in part.
 */
export class CashGuards1790000000058 implements MigrationInterface {
  name = 'CashGuards1790000000058';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      -- Of no tenant: it speaks of an account at Stripe.
      create table app.stripe_payout_schedule (
        context text primary key,
        schedule text,
        floors jsonb not null,
        said_at timestamptz not null
      );
      comment on table app.stripe_payout_schedule is 'Whether Stripe pays out by itself, in its words, and below which balance it would not; minor units by currency';
      alter table app.stripe_payout_schedule owner to app_owner;
      grant select, insert, update on app.stripe_payout_schedule to app_resolver;

      alter table app.operator_payout alter column requested_by drop not null;
      comment on column app.operator_payout.requested_by is 'Null: nobody of ours asked for it, Stripe swept the balance by itself';

      alter table app.payout add column returned_amount bigint not null default 0 check (returned_amount between 0 and amount);
      comment on column app.payout.returned_amount is 'What of the transfer came back in parts; each is an entry that can be claimed. 0 when the payout as a whole gave its entries back';
      create index payout_transfer_lookup on app.payout (transfer_id) where transfer_id is not null; -- for app.stripe_tenant
    `);
    // A reversal that somebody makes in the dashboard carries no words of ours: its transfer says whose it is.
    await runner.query(reworded('stripe_tenant(text, uuid, text[])', OPERATOR, `${OF_TRANSFER}${OPERATOR}`));
  }

  /** Fails while there are payouts that nobody asked for: they are money that moved. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(reworded('stripe_tenant(text, uuid, text[])', OF_TRANSFER, ''));
    await runner.query(`
      drop index app.payout_transfer_lookup;
      alter table app.payout drop column returned_amount;
      alter table app.operator_payout alter column requested_by set not null;
      drop table app.stripe_payout_schedule`);
  }
}

const OPERATOR = `(select l.id from app.licensee l where l.kind = 'operator')) end`;
const OF_TRANSFER = `(select p.licensee_id from app.payout p where p.transfer_id = any (p_objects) and app.stripe_context(p.licensee_id) = 'default' limit 1),
    `;

/** A function with other words in one place, whatever else it says by now. */
const reworded = (name: string, before: string, after: string): string => `
  do $$
  declare v_before text := pg_get_functiondef('app.${name}'::regprocedure);
  declare v_after text := replace(v_before, ${literal(before)}, ${literal(after)});
  begin
    if v_after = v_before then raise exception 'app.${name} does not say what is replaced'; end if;
    execute v_after;
  end $$`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
