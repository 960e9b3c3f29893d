/** Accounts with a running balance and a floor, in lock order; they are locked when posted to. */
export const GUARDED_KINDS = ['wallet', 'promo', 'wallet_frozen', 'advisor_reserve', 'advisor_payable'] as const;
export type GuardedKind = (typeof GUARDED_KINDS)[number];

/** Accounts of the licensee's house: sums over entries, never locked. Positive = credit. */
export const HOUSE_KINDS = [
  'licensee_payable',
  'platform_fee',
  'tax',
  'stripe_balance',
  'promo_issued',
  'promo_expense',
  'refund_clearing',
  'suspense',
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
  'fx_position',
  'licensee_till',
  'stripe_reserved',
  'fx_result',
  'bank_safeguarded',
] as const;
export type HouseKind = (typeof HOUSE_KINDS)[number];

export const ACCOUNT_KINDS = [...GUARDED_KINDS, ...HOUSE_KINDS] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

/** What a transaction records; the postings of each are in docs/money.md. */
export const TRANSACTION_KINDS = [
  'top_up',
  'settlement',
  'call_refund',
  'promo_grant',
  'promo_expiry',
  'free_time',
  'promo_clawback',
  'tip',
  'booking_fee',
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
  'receivable_recovered',
  'operator_payout',
  'operator_payout_failed',
  'licence_invoice',
  'licence_payment',
  'licence_credit_note',
  'licence_netting',
  'licence_netting_return',
  'write_off',
  'suspense',
  'fx',
  'budget',
  'budget_return',
  'outside_payout',
  'stripe_reserve',
  'fx_revaluation',
  'safeguarding',
  'adjustment',
  'reversal',
] as const;
export type TransactionKind = (typeof TRANSACTION_KINDS)[number];
