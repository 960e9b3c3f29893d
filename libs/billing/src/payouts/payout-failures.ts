/** Failures that stay until the payee changes their bank details (docs.stripe.com/api/payouts/failures). */
const BANK_DETAILS = new Set([
  'account_closed',
  'account_frozen',
  'bank_account_restricted',
  'bank_account_unusable',
  'bank_ownership_changed',
  'debit_not_authorized',
  'declined',
  'incorrect_account_holder_address',
  'incorrect_account_holder_name',
  'incorrect_account_holder_tax_id',
  'incorrect_account_type',
  'invalid_account_number',
  'invalid_account_number_length',
  'invalid_currency',
  'no_account',
]);

export type NextStep = 'change_bank_details' | 'finish_onboarding' | 'wait' | 'ask_support';

/** What the payee can do about a failure. */
export function nextStepOf(failureCode: string): NextStep {
  if (BANK_DETAILS.has(failureCode)) return 'change_bank_details';
  if (/capabilit|account_invalid|destination/.test(failureCode)) return 'finish_onboarding';
  if (failureCode === 'could_not_process' || failureCode === 'insufficient_funds') return 'wait';
  return 'ask_support';
}
