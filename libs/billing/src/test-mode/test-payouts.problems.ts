import { Problem } from '@app/kernel';
import type { NoPayout } from '../payouts/payout-claims.js';

const WHY: Readonly<Record<NoPayout, string>> = {
  nothing: 'Nothing is available. Earnings wait for the days of the payout rules: put the test clock forward.',
  below_minimum: 'Let more be earned: what is available is below the minimum of the payout rules.',
  no_account:
    'There is no payout account: PUT /v1/test/advisors/{id}/payout-account opens one for an advisor, PUT /v1/test/payout-account your own.',
  account_not_ready: 'The payout account is not ready.',
  account_blocked: 'The bank refused the last payout: the route that opened the account names another one.',
  payout_open: 'Another payout is under way.',
  no_tax_identity: 'The rules ask for a declaration of tax identity first.',
};

/** The same reasons for which a run of payouts skips a payee. */
export class PayoutNotPossible extends Problem {
  static override readonly type = 'payout-not-possible';
  static override readonly title = 'There is nothing to pay out now';
  static override readonly status = 409;
  constructor(reason: NoPayout, minimumMinor = 0n) {
    const least = reason === 'below_minimum' ? ` It is ${minimumMinor} minor units.` : '';
    super(`${WHY[reason]}${least}`, { reason });
  }
}
