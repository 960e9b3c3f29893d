import type { Schemas } from '~/shared/api/index.ts';

export const TRANSACTION_KINDS = [
  'top_up',
  'settlement',
  'call_refund',
  'promo_grant',
  'promo_expiry',
  'free_time',
  'adjustment',
  'reversal',
] as const satisfies readonly Schemas['LedgerTransactionView']['kind'][];

export const ACCOUNT_KINDS = [
  'wallet',
  'promo',
  'advisor_payable',
  'licensee_payable',
  'platform_fee',
  'tax',
  'stripe_balance',
  'promo_issued',
  'promo_expense',
  'refund_clearing',
  'suspense',
] as const satisfies readonly Schemas['LedgerEntryView']['accountKind'][];

const RULES = [
  'sum_not_zero',
  'transaction_without_entries',
  'entry_without_transaction',
  'entry_account_unknown_or_other_currency',
  'balance_drifted',
  'negative',
  'negative_in_history',
  'broken_balance_chain',
  'held_differs_from_holds',
  'house_snapshot_differs',
] as const;

export const ruleKey = (rule: string) => `ledger.rule.${RULES.find((known) => known === rule) ?? 'unknown'}` as const;
