import type { StripeContext } from './stripe-context.js';

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
  /** The charge that was made last; its balance transaction tells the fee. */
  readonly chargeId: string | undefined;
  /** Stripe's word for the number of the card that paid: the same for everybody who pays with it. */
  readonly cardFingerprint: string | undefined;
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
  /** Of the bank that issued it. */
  readonly country: string | null;
}

/** A webhook event after its signature was verified, or an event read by the poller. */
export interface EventFacts {
  readonly eventId: string;
  readonly type: string;
  readonly objectId: string;
  /** From the metadata that we set ourselves. */
  readonly licenseeId: string | undefined;
  /** What our metadata says the object is: `top_up`, `wallet_refund`, ... */
  readonly kind: string | undefined;
  /** The connected account that it happened on; null = our own. */
  readonly accountId: string | null;
  /** Ids of Stripe by which the tenant may be known when there is no metadata. */
  readonly relatedIds: readonly string[];
  readonly livemode: boolean;
  readonly apiVersion: string | null;
  readonly createdAt: Date;
  readonly payload: unknown;
}

export interface VerifiedEvent {
  readonly event: EventFacts;
  /** The one that it was signed with. */
  readonly secret: string;
}

/** What Stripe says about money that goes back to a card. */
export interface RefundFacts {
  readonly refundId: string;
  /** `pending`: Stripe sends it when it has the money, or the bank has not answered. */
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly amountMinor: bigint;
  readonly licenseeId: string | undefined;
  readonly partId: string | undefined;
  readonly failureCode: string | undefined;
}

export interface RefundOrder {
  readonly licenseeId: string;
  readonly partId: string;
  /** Goes up when Stripe refused for good and a new request is meant. */
  readonly attempt: number;
  readonly paymentIntentId: string;
  readonly amountMinor: bigint;
  /** It was asked for before, and nobody knows whether it was heard. */
  readonly isRepeat: boolean;
  /** Stripe learns from what is called fraud. */
  readonly reason: 'requested_by_customer' | 'fraudulent';
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
 * What we need of a payment provider, at the account that the context names. Every method is safe to repeat: it carries an idempotency key made from our own row. No method may be called inside a
 * database transaction. A provider that does not answer makes the outcome indeterminate: {@link PaymentsUnavailable}, never "failed".
 */
export abstract class Payments {
  /** Creates the payer's customer object. @returns its id. */
  abstract createCustomer(context: StripeContext, payer: Payer): Promise<string>;
  /** Opens a hosted payment page. */
  abstract openCheckout(
    context: StripeContext,
    order: TopUpOrder & { saveCard: boolean; successUrl: string; cancelUrl: string; locale: string; expiresAt: Date },
  ): Promise<{ sessionId: string; url: string }>;
  /** Charges a saved card while the payer is away. A decline is an answer, not an error. */
  abstract chargeSavedCard(
    context: StripeContext,
    order: TopUpOrder & { paymentMethodId: string },
  ): Promise<{ paymentIntentId: string | undefined; declined: string | undefined }>;
  /** Sends money back to the card that paid. @throws PaymentsRejected when it cannot be */
  abstract refund(context: StripeContext, order: RefundOrder): Promise<RefundFacts>;
  abstract refundFacts(context: StripeContext, refundId: string): Promise<RefundFacts>;
  abstract payment(context: StripeContext, paymentIntentId: string): Promise<PaymentFacts>;
  abstract checkout(context: StripeContext, sessionId: string): Promise<CheckoutFacts>;
  abstract card(context: StripeContext, paymentMethodId: string): Promise<CardFacts>;
  abstract removeCard(context: StripeContext, paymentMethodId: string): Promise<void>;
  /** Verifies a webhook over the raw body with any of these secrets. @throws InvalidSignature */
  abstract verifyEvent(rawBody: Buffer, signature: string, secrets: readonly string[]): VerifiedEvent;
  /** The same for a thin event, which names an object and carries none of it. @throws InvalidSignature */
  abstract verifyThinEvent(rawBody: Buffer, signature: string, secrets: readonly string[]): VerifiedEvent;
  /** All events of these types since a time, the newest first, each given to `take`; with `undelivered` only those Stripe could not hand over. */
  abstract eventsSince(
    context: StripeContext,
    since: Date,
    types: readonly string[],
    undelivered: boolean,
    take: (event: EventFacts) => Promise<void>,
  ): Promise<void>;
}
