/** A card, as it may be shown. */
export interface LicenceCard {
  readonly paymentMethodId: string;
  readonly brand: string;
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
}

/** What the provider says about a payment, reduced to what we decide on. Amounts in minor units. */
export interface LicencePaymentFacts {
  readonly paymentIntentId: string;
  readonly status: 'succeeded' | 'processing' | 'failed';
  readonly amountReceivedMinor: bigint;
  readonly currency: string;
  /** From the metadata that we set ourselves. */
  readonly licenseeId: string | undefined;
  readonly paymentId: string | undefined;
  /** The card, when it was saved for later invoices. */
  readonly card: LicenceCard | undefined;
  readonly failureCode: string | undefined;
}

/** What the provider says about money on its way back to a card. */
export interface LicenceRefundFacts {
  readonly refundId: string;
  readonly paymentIntentId: string | undefined;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly status: string;
  readonly reason: string | null;
}

export interface LicencePageFacts {
  readonly status: 'open' | 'complete' | 'expired';
  readonly paymentIntentId: string | undefined;
  readonly licenseeId: string | undefined;
  readonly paymentId: string | undefined;
}

export interface InvoiceOrder {
  /** Whose books the money is in. */
  readonly operatorId: string;
  readonly licenseeId: string;
  readonly paymentId: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly attempt: number;
  readonly customerId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
}

/**
 * What we need of a payment provider to collect invoices. Every method is safe to repeat: it carries an idempotency key made from our own row. No method may be
 * called inside a database transaction. A provider that does not answer makes the outcome indeterminate: `PaymentsUnavailable`, never "failed".
 */
export abstract class LicenceBilling {
  /** The licensee as a customer of the operator. @returns its id */
  abstract createCustomer(customer: { licenseeId: string; email: string; company: string }): Promise<string>;
  /** A hosted page that takes the payment and saves the card for the next invoices. */
  abstract openPage(
    order: InvoiceOrder & { successUrl: string; cancelUrl: string; expiresAt: Date },
  ): Promise<{ sessionId: string; url: string }>;
  /** Charges the saved card. A decline is an answer, not an error. */
  abstract charge(
    order: InvoiceOrder & { paymentMethodId: string },
  ): Promise<{ paymentIntentId: string | undefined; declined: string | undefined }>;
  abstract page(sessionId: string): Promise<LicencePageFacts>;
  abstract payment(paymentIntentId: string): Promise<LicencePaymentFacts>;
  abstract refund(refundId: string): Promise<LicenceRefundFacts>;
  abstract removeCard(paymentMethodId: string): Promise<void>;
}
