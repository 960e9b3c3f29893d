import { useTranslation } from 'react-i18next';
import type { Payout } from './queries.ts';

/** Banks have many codes; a payee needs to know what is wrong and what helps. */
const GROUPS = {
  account: [
    'no_account',
    'account_closed',
    'bank_account_unusable',
    'invalid_account_number',
    'invalid_account_number_length',
    'incorrect_account_type',
  ],
  holder: [
    'incorrect_account_holder_name',
    'incorrect_account_holder_address',
    'incorrect_account_holder_tax_id',
    'bank_ownership_changed',
  ],
  barred: ['account_frozen', 'bank_account_restricted', 'debit_not_authorized', 'declined'],
  currency: ['invalid_currency'],
  funds: ['insufficient_funds'],
  bank: ['could_not_process'],
  debt: ['payee_balance_negative'],
  canceled: ['canceled'],
} as const;
type Group = keyof typeof GROUPS | 'notReady' | 'other';

export function failureGroup(code: string): Group {
  const known = (Object.keys(GROUPS) as (keyof typeof GROUPS)[]).find((name) =>
    (GROUPS[name] as readonly string[]).includes(code),
  );
  if (known) return known;
  return /capabilit|account_invalid|destination/.test(code) ? 'notReady' : 'other';
}

/** Why a payout did not arrive, in words. */
export function useFailureText(): (code: string) => string {
  const { t } = useTranslation('payouts');
  return (code) => t(`failure.${failureGroup(code)}`);
}

/** What the server names as the thing to do. */
export const nextStepKey = (step: NonNullable<Payout['nextStep']>) => `nextStep.${step}` as const;
