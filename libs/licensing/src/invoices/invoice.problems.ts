import type { Topology } from '@app/billing';
import { Problem, mapViolations, toJsonMinor } from '@app/kernel';

/** Nobody could issue a right invoice: who it is from, or who it is for, is not known. `missing` says which. */
export class InvoicePartyMissing extends Problem {
  static override readonly type = 'invoice-party-missing';
  static override readonly title = 'A party of the invoice is not known';
  static override readonly status = 409;
  constructor(missing: 'issuer' | 'billing_profile') {
    super(
      missing === 'issuer'
        ? "Give the operator's own billing address and invoice settings first."
        : "Give the licensee's billing address first.",
      { missing },
    );
  }
}

/** The state of the invoice does not allow it. */
export class InvoiceNotOpen extends Problem {
  static override readonly type = 'invoice-not-open';
  static override readonly title = 'The invoice is in another state';
  static override readonly status = 409;
  constructor(status: string) {
    super(`The invoice is ${status}.`, { status });
  }
}

/** A credit note would take back more than is left of its invoice. */
export class CreditTooHigh extends Problem {
  static override readonly type = 'credit-too-high';
  static override readonly title = 'More than is left of the invoice';
  static override readonly status = 409;
  constructor(leftMinor: bigint) {
    super(`${leftMinor} minor units are left of the invoice.`, { leftMinor: toJsonMinor(leftMinor) });
  }
}

export class NothingOverpaid extends Problem {
  static override readonly type = 'nothing-overpaid';
  static override readonly title = 'Nothing is to be paid back';
  static override readonly status = 409;
  constructor() {
    super('The licensee has not paid more than it owes.');
  }
}

/** The charge of a card is running, and its end is not known. */
export class PaymentRunning extends Problem {
  static override readonly type = 'payment-running';
  static override readonly title = 'A payment is running';
  static override readonly status = 409;
  constructor() {
    super('Wait for its end, then look at the invoice again.');
  }
}

/** The operator does not have the money of calls, so there is no share at its account that an invoice could be settled from. */
export class NettingImpossible extends Problem {
  static override readonly type = 'netting-impossible';
  static override readonly title = 'Invoices cannot be settled from the share';
  static override readonly status = 409;
  constructor(topology: Topology) {
    super(
      topology === 'licensee_platform'
        ? 'The money of calls lies at your own account at Stripe: the operator has no share of yours to take it from.'
        : topology === 'self_managed'
          ? 'You keep the money of your users yourself: the operator has no share of yours to take it from.'
          : 'In test mode there is no share.',
      { topology },
    );
  }
}

/** Agreed to other words than those that are shown now. `wording` is their revision. */
export class NettingWordingOutdated extends Problem {
  static override readonly type = 'netting-wording-outdated';
  static override readonly title = 'The words of the agreement have changed';
  static override readonly status = 409;
  constructor(wording: number) {
    super('Read them again, then agree to the revision that is named.', { wording });
  }
}

export class BillingProfileChanged extends Problem {
  static override readonly type = 'billing-profile-changed';
  static override readonly title = 'Somebody else changed the billing address';
  static override readonly status = 409;
  constructor() {
    super('Look at it again and repeat what is still needed.');
  }
}

mapViolations({
  billing_profile_pkey: () => new BillingProfileChanged(),
  licence_payment_running: () => new PaymentRunning(),
});
