import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { type BalanceTransactionFacts, type StripeBalance, StripeBooks } from './stripe-books.js';
import type { StripeContext } from './stripe-context.js';
import { StripeClient, idOf } from './stripe-client.adapter.js';

@Injectable()
export class StripeBooksAdapter extends StripeBooks {
  constructor(private readonly client: StripeClient) {
    super();
  }

  async balance(context: StripeContext, accountId?: string): Promise<StripeBalance[]> {
    const { available, pending } = await this.client.call(context, (stripe) =>
      stripe.balance.retrieve({}, accountId === undefined ? {} : { stripeContext: accountId }),
    );
    const of = (list: Stripe.Balance.Available[] | Stripe.Balance.Pending[], currency: string): bigint =>
      list.filter((one) => one.currency === currency).reduce((sum, one) => sum + BigInt(one.amount), 0n);
    return [...new Set([...available, ...pending].map(({ currency }) => currency))].sort().map((currency) => ({
      currency: currency.toUpperCase(),
      availableMinor: of(available, currency),
      pendingMinor: of(pending, currency),
    }));
  }

  async balanceTransactions(
    context: StripeContext,
    filter: { since: Date } | { sourceId: string },
  ): Promise<BalanceTransactionFacts[]> {
    const found: BalanceTransactionFacts[] = [];
    await this.client.call(context, async (stripe) => {
      const pages = stripe.balanceTransactions.list({
        ...('since' in filter
          ? { created: { gte: Math.floor(filter.since.getTime() / 1000) } }
          : { source: filter.sourceId }),
        limit: 100,
        expand: ['data.source'],
      });
      for await (const line of pages) if (isOfPayments(line)) found.push(facts(line));
    });
    return found.reverse();
  }
}

/** A reserve of Stripe is a balance of its own, with lines of its own: what it took from ours has a line in ours. */
const isOfPayments = ({ balance_type: of }: Stripe.BalanceTransaction): boolean =>
  of === undefined || of === 'payments';

/** Every source is an object with some of these. */
interface Source {
  readonly id: string;
  readonly metadata?: Record<string, string> | null;
  readonly payment_intent?: string | { id: string } | null;
  readonly charge?: string | { id: string } | null;
  readonly transfer?: string | { id: string } | null;
}

function facts(line: Stripe.BalanceTransaction): BalanceTransactionFacts {
  const source = line.source as string | Source | null;
  const object = typeof source === 'string' ? undefined : (source ?? undefined);
  const paymentIntentId = idOf(object?.payment_intent) ?? null;
  return {
    id: line.id,
    type: line.type,
    amountMinor: BigInt(line.amount),
    feeMinor: BigInt(line.fee),
    netMinor: BigInt(line.net),
    currency: line.currency.toUpperCase(),
    createdAt: new Date(line.created * 1000),
    availableAt: new Date(line.available_on * 1000),
    sourceId: idOf(source) ?? null,
    licenseeId: object?.metadata?.['tenant'],
    kind: object?.metadata?.['kind'],
    localId: object?.metadata?.['local_id'],
    paymentIntentId,
    relatedIds: [idOf(source), paymentIntentId ?? undefined, idOf(object?.charge), idOf(object?.transfer)].filter(
      (id) => id !== undefined,
    ),
  };
}
