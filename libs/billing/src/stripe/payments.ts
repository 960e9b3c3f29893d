/** What Stripe says about a payment, reduced to what we decide on. Amounts in minor units. */
export interface PaymentFacts {
  readonly paymentIntentId: string;
  readonly status: 'succeeded' | 'processing' | 'requires_action' | 'failed' | 'canceled';
  readonly amountReceivedMinor: bigint;
  readonly currency: string;
  /** From the metadata that we set ourselves. */
  readonly licenseeId: string | undefined;
  readonly topUpId: string | undefined;
  /** The card, when the payer agreed to save it. */
  readonly savedPaymentMethodId: string | undefined;
  readonly failureCode: string | undefined;
}

export interface CheckoutFacts {
  readonly sessionId: string;
  readonly status: 'open' | 'complete' | 'expired';
  readonly paymentIntentId: string | undefined;
  readonly licenseeId: string | undefined;
  readonly topUpId: string | undefined;
}

export interface CardFacts {
  readonly paymentMethodId: string;
  readonly brand: string;
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
}

/** A webhook event after its signature was verified, or an event read by the poller. */
export interface EventFacts {
  readonly eventId: string;
  readonly type: string;
  readonly objectId: string;
  readonly licenseeId: string | undefined;
  readonly livemode: boolean;
  readonly apiVersion: string | null;
  readonly createdAt: Date;
  readonly payload: unknown;
}

export interface Payer {
  readonly licenseeId: string;
  readonly personId: string;
  readonly email: string;
  readonly name: string;
}

export interface TopUpOrder {
  readonly licenseeId: string;
  readonly topUpId: string;
  readonly personId: string;
  readonly customerId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Brand on the card statement, at most 16 Latin characters. */
  readonly descriptorSuffix: string;
}

/**
 * What we need of a payment provider. Every method is safe to repeat: it carries an idempotency key made from our own row. No method may be called inside a
 * database transaction. A provider that does not answer makes the outcome indeterminate: {@link PaymentsUnavailable}, never "failed".
 */
export abstract class Payments {
  /** Creates the payer's customer object. @returns its id. */
  abstract createCustomer(payer: Payer): Promise<string>;
  /** Opens a hosted payment page. */
  abstract openCheckout(
    order: TopUpOrder & { saveCard: boolean; successUrl: string; cancelUrl: string; locale: string; expiresAt: Date },
  ): Promise<{ sessionId: string; url: string }>;
  /** Charges a saved card while the payer is away. A decline is an answer, not an error. */
  abstract chargeSavedCard(
    order: TopUpOrder & { paymentMethodId: string },
  ): Promise<{ paymentIntentId: string | undefined; declined: string | undefined }>;
  abstract payment(paymentIntentId: string): Promise<PaymentFacts>;
  abstract checkout(sessionId: string): Promise<CheckoutFacts>;
  abstract card(paymentMethodId: string): Promise<CardFacts>;
  abstract removeCard(paymentMethodId: string): Promise<void>;
  /** Verifies a webhook over the raw body. @throws InvalidSignature */
  abstract verifyEvent(rawBody: Buffer, signature: string): EventFacts;
  /** Events since a time, oldest first; with `undelivered` only those Stripe could not hand over. */
  abstract eventsSince(since: Date, undelivered: boolean): Promise<EventFacts[]>;
}
