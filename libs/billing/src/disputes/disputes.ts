import type { StripeContext } from '../stripe/stripe-context.js';

/** What Stripe says about a dispute, reduced to what we decide on. */
export interface DisputeFacts {
  readonly disputeId: string;
  readonly paymentIntentId: string | undefined;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly reason: string;
  readonly status: string;
  readonly evidenceDueAt: Date | null;
}

/** What we say to the bank. Plain text; together at most 150,000 characters. */
export interface DisputeEvidence {
  readonly productDescription: string;
  readonly customerName: string;
  readonly customerEmail: string;
  readonly serviceDate: string;
  /** The signed records of the calls that the payment was spent on. */
  readonly serviceDocumentation: string;
  readonly refundPolicy: string;
}

/** What we need of a provider that brings disputes. No method may be called inside a database transaction. */
export abstract class Disputes {
  abstract dispute(context: StripeContext, disputeId: string): Promise<DisputeFacts>;
  /** Disputes that began since a time, oldest first. */
  abstract since(context: StripeContext, time: Date): Promise<DisputeFacts[]>;
  /** Sends the evidence for good: banks take one submission. */
  abstract submitEvidence(
    context: StripeContext,
    disputeId: string,
    revision: number,
    evidence: DisputeEvidence,
  ): Promise<DisputeFacts>;
  /** Gives the dispute up: it is lost at once. */
  abstract accept(context: StripeContext, disputeId: string): Promise<DisputeFacts>;
}
