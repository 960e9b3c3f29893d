import { defineEvent } from '@app/kernel';

interface PayoutFact {
  payoutId: string;
  party: 'advisor' | 'licensee';
  partyId: string;
  amountMinor: number;
  currency: string;
}

export const PayoutAccountChanged = defineEvent<Pick<PayoutFact, 'party' | 'partyId'>>(
  'payout_account.changed',
  'Payouts to somebody go to another bank account',
);
export const PayoutStarted = defineEvent<PayoutFact>('payout.started', 'Earnings were claimed for a payout');
export const PayoutPaid = defineEvent<PayoutFact>('payout.paid', "A payout arrived at the payee's bank");
/** The earnings are available again. */
export const PayoutFailed = defineEvent<PayoutFact & { failureCode: string }>(
  'payout.failed',
  'A payout failed; its earnings are available again',
);
