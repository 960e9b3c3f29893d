import type { StripeContext } from './stripe-context.js';

/** One line of our balance at Stripe. Amounts in minor units; positive = money comes. */
export interface BalanceTransactionFacts {
  readonly id: string;
  readonly type: string;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
  readonly netMinor: bigint;
  readonly currency: string;
  readonly createdAt: Date;
  readonly availableAt: Date;
  readonly sourceId: string | null;
  /** From the metadata of what caused the line. */
  readonly licenseeId: string | undefined;
  readonly kind: string | undefined;
  readonly localId: string | undefined;
  readonly paymentIntentId: string | null;
  /** Ids of Stripe by which the tenant may be known when there is no metadata. */
  readonly relatedIds: readonly string[];
}

export interface StripeBalance {
  readonly currency: string;
  /** May be negative. */
  readonly availableMinor: bigint;
  readonly pendingMinor: bigint;
}

/** Stripe's own books of our account, or of a connected one. No method may be called inside a database transaction. @throws PaymentsUnavailable */
export abstract class StripeBooks {
  abstract balance(context: StripeContext, accountId?: string): Promise<StripeBalance[]>;
  /** Lines since a time, or those that one object caused; oldest first. */
  abstract balanceTransactions(
    context: StripeContext,
    filter: { since: Date } | { sourceId: string },
  ): Promise<BalanceTransactionFacts[]>;
}
