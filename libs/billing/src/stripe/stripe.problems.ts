import { Problem } from '@app/kernel';

export class InvalidSignature extends Problem {
  static override readonly type = 'invalid-signature';
  static override readonly title = 'The signature is not valid';
  static override readonly status = 400;
  constructor() {
    super('The event was not signed with a secret of this endpoint, or is too old or too new.');
  }
}

/** Stripe did not answer, so nobody knows whether it acted. The row stays as it is; the same request or the sweep finds out. */
export class PaymentsUnavailable extends Problem {
  static override readonly type = 'payments-unavailable';
  static override readonly title = 'The payment provider did not answer';
  static override readonly status = 503;
  constructor() {
    super('Nothing is lost: send the same request again in a moment.', {}, { 'retry-after': '2' });
  }
}

/** The provider refused: an answer, and not a lost one. */
export class PaymentsRejected extends Problem {
  static override readonly type = 'payments-rejected';
  static override readonly title = 'The payment provider refused the request';
  static override readonly status = 409;

  /** @param providerCode the provider's word for the reason, `rejected` where it gave none */
  constructor(readonly providerCode: string = 'rejected') {
    super('The payment provider refused this request.', { providerCode });
  }
}

/** The licence says that the licensee keeps the money of its users itself. */
export class PaymentsElsewhere extends Problem {
  static override readonly type = 'payments-elsewhere';
  static override readonly title = 'This site takes no payments here';
  static override readonly status = 409;
  constructor() {
    super('The money of its users is kept by the site itself: pay in and pay out there.');
  }
}

/** The licence says that the licensee takes payments with its own account at Stripe, and it has not given its key. */
export class PaymentsNotConnected extends Problem {
  static override readonly type = 'payments-not-connected';
  static override readonly title = 'Payments are not set up yet';
  static override readonly status = 409;
  constructor() {
    super('This site takes no payments yet: its own account at Stripe is not connected.');
  }
}
