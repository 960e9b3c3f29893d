import { Problem, mapViolations } from '@app/kernel';

export class PayoutAccountExists extends Problem {
  static override readonly type = 'payout-account-exists';
  static override readonly title = 'There is a payout account already';
  static override readonly status = 409;
  constructor() {
    super('Go on with its set-up instead.');
  }
}

export class PayoutAccountNotReady extends Problem {
  static override readonly type = 'payout-account-not-ready';
  static override readonly title = 'The payout account is not ready';
  static override readonly status = 409;
}

mapViolations({ connect_account_party: () => new PayoutAccountExists() });

/** Money of callers lies at the licensee's own account at Stripe: nobody transfers its share, which is there. */
export class ShareStaysAtYourStripe extends Problem {
  static override readonly type = 'share-stays-at-your-stripe';
  static override readonly title = 'Your share is at your own account at Stripe';
  static override readonly status = 409;
  constructor() {
    super('Payments go to your own account at Stripe. What is yours lies there; advisors alone are paid out from it.');
  }
}
