import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts and transactions of cards, Connect, disputes and the licence. A new value of an enum may be used only after its own transaction. */
export class MoneyKinds1790000000014 implements MigrationInterface {
  name = 'MoneyKinds1790000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    for (const kind of GUARDED)
      await runner.query(`alter type app.account_kind add value if not exists '${kind}' before 'advisor_payable'`);
    for (const kind of HOUSE) await runner.query(`alter type app.account_kind add value if not exists '${kind}'`);
    await runner.query(kindsOf([...BEFORE, ...TRANSACTIONS]));
  }

  /** Postgres cannot take a value out of an enum; they do no harm. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(kindsOf(BEFORE));
  }
}

const GUARDED = ['wallet_frozen', 'advisor_reserve'];
const HOUSE = [
  'transfer_clearing',
  'stripe_fee',
  'dispute_held',
  'dispute_fee',
  'dispute_loss',
  'user_debt',
  'payee_receivable',
  'bad_debt',
  'bank_in_transit',
  'bank',
  'licence_receivable',
  'licence_revenue',
];
const BEFORE = ['top_up', 'settlement', 'call_refund', 'promo_grant', 'promo_expiry', 'adjustment', 'reversal'];
const TRANSACTIONS = [
  'promo_clawback',
  'tip',
  'stripe_fee',
  'wallet_refund',
  'wallet_refund_sent',
  'wallet_refund_failed',
  'freeze',
  'unfreeze',
  'dispute_withdrawn',
  'dispute_reinstated',
  'dispute_lost',
  'transfer',
  'transfer_sent',
  'transfer_failed',
  'transfer_reversed',
  'reserve_hold',
  'reserve_release',
  'receivable',
  'receivable_recovered',
  'operator_payout',
  'operator_payout_failed',
  'licence_invoice',
  'licence_payment',
  'licence_credit_note',
  'write_off',
  'suspense',
];

const kindsOf = (kinds: readonly string[]): string => `
  alter table app.ledger_transaction drop constraint ledger_transaction_kind_check,
    add constraint ledger_transaction_kind_check check (kind in (${kinds.map((kind) => `'${kind}'`).join(', ')}))`;
