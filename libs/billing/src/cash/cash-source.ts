import type { Tx } from '@app/kernel';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';

/**
 * What our books say about a line of the balance at Stripe.
 * - `posted`: this transaction moved `stripe_balance` by the line's amount; a fee is posted beside it.
 * - `wait`: it is ours, and its cause is not in our books yet.
 */
export type CashPosting = { readonly posted: string } | { readonly wait: string };

/**
 * Knows the lines that one kind of business causes, and posts what is not posted yet. A module adds its own by listing a subclass among its providers; the
 * mirror finds them all. Everything is read and written in the transaction that it is given.
 */
export abstract class CashSource {
  /** Types of balance transactions it may know. */
  abstract readonly types: readonly string[];
  /** Posts a line, or says why not. Undefined = not mine. Must give the same answer when it is asked again. */
  abstract post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined>;
}
