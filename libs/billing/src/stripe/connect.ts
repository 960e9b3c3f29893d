import type { StripeContext } from './stripe-context.js';

/** Stripe's word for an account that the platform may not ask any more: it was taken from it, or the key is another platform's. */
export const ACCOUNT_GONE = 'account_invalid';

/** What Stripe says about a payee's account, reduced to what we decide on. */
export interface AccountFacts {
  readonly accountId: string;
  /** Money may be transferred there. */
  readonly transfersActive: boolean;
  readonly isRejected: boolean;
  readonly isClosed: boolean;
  /** What Stripe still wants to know, in its words; empty = nothing now. */
  readonly requirements: readonly string[];
}

export interface AccountOrder {
  readonly licenseeId: string;
  /** Our row: Stripe's idempotency key. */
  readonly id: string;
  readonly party: 'advisor' | 'licensee';
  /** ISO 3166-1, upper case. */
  readonly country: string;
  readonly entityType: 'individual' | 'company';
  readonly email: string;
  readonly name: string;
  readonly currency: string;
}

export interface TransferOrder {
  readonly licenseeId: string;
  readonly payoutId: string;
  /** Goes up after a refusal that may pass. */
  readonly attempt: number;
  readonly accountId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
}

export interface BankPayoutFacts {
  readonly stripePayoutId: string;
  readonly status: 'on_its_way' | 'paid' | 'failed';
  readonly failureCode: string | undefined;
  readonly arrivesOn: Date;
  /** Our payout, from the metadata that we set. */
  readonly localId: string | undefined;
}

/** Money of callers between Stripe and the safeguarding account. */
export interface MoveOrder {
  readonly licenseeId: string;
  /** Our row: Stripe's idempotency key. */
  readonly id: string;
  readonly direction: 'out' | 'back';
  readonly amountMinor: bigint;
  readonly currency: string;
  /** An external account of ours. */
  readonly destination: string;
  /** What the metadata calls it. */
  readonly kind: string;
}

export interface MoveFacts {
  readonly stripeId: string;
  readonly status: 'under_way' | 'done' | 'failed';
  readonly failureCode: string | undefined;
}

/**
 * What we need of a provider that pays people out, from the account that the context names. Every method is safe to repeat: it carries an idempotency key made from our own row. None may be called inside
 * a database transaction. @throws PaymentsUnavailable when the outcome is not known, PaymentsRejected when it was refused.
 */
export abstract class Connect {
  abstract createAccount(context: StripeContext, order: AccountOrder): Promise<AccountFacts>;
  abstract account(context: StripeContext, accountId: string): Promise<AccountFacts>;
  /** A page of the provider, to be opened once and at once. */
  abstract onboardingLink(
    context: StripeContext,
    accountId: string,
    urls: { returnUrl: string; refreshUrl: string },
  ): Promise<string>;
  /** Our platform says when money goes to the bank, never the provider; and no debit of a payee's bank account. */
  abstract setManualPayouts(context: StripeContext, accountId: string): Promise<void>;
  abstract transfer(context: StripeContext, order: TransferOrder): Promise<{ transferId: string }>;
  /** Takes back what has not come back of a transfer before. */
  abstract reverse(
    context: StripeContext,
    order: TransferOrder & { transferId: string; returnedMinor: bigint },
  ): Promise<{ reversalId: string }>;
  /** Sends transferred money to the payee's bank. */
  abstract payOut(context: StripeContext, order: TransferOrder & { descriptor: string }): Promise<BankPayoutFacts>;
  abstract bankPayout(context: StripeContext, accountId: string, stripePayoutId: string): Promise<BankPayoutFacts>;
  /** Sends money of our own balance to our own bank. */
  abstract payOutOperator(order: {
    licenseeId: string;
    id: string;
    amountMinor: bigint;
    currency: string;
  }): Promise<BankPayoutFacts>;
  abstract operatorPayout(stripePayoutId: string): Promise<BankPayoutFacts>;
  /** Sends money of our balance to a bank account that is named, or asks for it back: from the account that is set up at Stripe for top-ups of the currency. */
  abstract startMove(order: MoveOrder): Promise<MoveFacts>;
  abstract moveState(direction: MoveOrder['direction'], stripeId: string): Promise<MoveFacts>;
}
