import { Injectable } from '@nestjs/common';
import { StripeBooksAdapter } from '../stripe/stripe-books.adapter.js';
import { type BalanceTransactionFacts, type StripeBalance, StripeBooks } from '../stripe/stripe-books.js';
import type { StripeContext } from '../stripe/stripe-context.js';
import { SimulatedBooks } from './simulated-books.js';

/** Whose books say where cash is: Stripe's, or in test mode those that follow from our own rows. */
@Injectable()
export class RoutedBooks extends StripeBooks {
  constructor(
    private readonly stripe: StripeBooksAdapter,
    private readonly simulated: SimulatedBooks,
  ) {
    super();
  }

  balance(context: StripeContext, accountId?: string): Promise<StripeBalance[]> {
    return this.of(context).balance(context, accountId);
  }

  balanceTransactions(
    context: StripeContext,
    filter: { since: Date } | { sourceId: string },
  ): Promise<BalanceTransactionFacts[]> {
    return this.of(context).balanceTransactions(context, filter);
  }

  private of({ isTest }: StripeContext): StripeBooks {
    return isTest === true ? this.simulated : this.stripe;
  }
}
