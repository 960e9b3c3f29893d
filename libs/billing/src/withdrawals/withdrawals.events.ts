import { defineEvent } from '@app/kernel';

export const WithdrawalConfirmed = defineEvent<{
  withdrawalId: string;
  personId: string;
  amountMinor: number;
  currency: string;
}>('withdrawal.confirmed', 'Somebody withdrew from payments, or from something else, in their account');

/** By the form for people who are not signed in. */
export const WithdrawalReceived = defineEvent<{ withdrawalId: string }>(
  'withdrawal.received',
  'Somebody who is not signed in said that they withdraw from a contract',
);

export const WithdrawalCaseOpened = defineEvent<{ withdrawalId: string; caseId: string }>(
  'withdrawal_case.opened',
  'Something of a withdrawal waits for a decision of staff',
);

/** `personId` is null for who was not signed in. */
export const WithdrawalCaseDecided = defineEvent<{
  withdrawalId: string;
  caseId: string;
  personId: string | null;
  outcome: 'refunded' | 'declined';
}>('withdrawal_case.decided', 'Staff decided about what of a withdrawal waited for them');
