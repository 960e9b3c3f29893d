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
