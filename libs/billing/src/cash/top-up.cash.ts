import { Injectable } from '@nestjs/common';
import { type Tx, UUID_PATTERN, rowsOf } from '@app/kernel';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';
import { type CashPosting, CashSource } from './cash-source.js';
import { Exchange } from './exchange.js';

/** Payments of top-ups. The credit itself is posted when Stripe confirms the payment [P1 of docs/money.md]. */
@Injectable()
export class TopUpCash extends CashSource {
  readonly types = ['charge', 'payment'];

  constructor(private readonly exchange: Exchange) {
    super();
  }

  async post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    if (line.kind !== undefined && line.kind !== 'top_up') return undefined;
    const [row] = await rowsOf<{ id: string; transaction_id: string | null; amount: bigint; currency: string }>(
      tx,
      'select id, transaction_id, amount, currency from app.top_up where licensee_id = $1 and (payment_intent_id = $2 or id = $3)',
      [
        tx.ctx.licenseeId,
        line.paymentIntentId,
        line.localId !== undefined && UUID_PATTERN.test(line.localId) ? line.localId : null,
      ],
    );
    if (!row) return undefined;
    if (row.currency !== line.currency) {
      if (row.transaction_id === null) return { wait: 'the payment is not credited yet' };
      // The credit took its own currency for what lies at Stripe; it lies there in another one.
      const { id: refId, amount: amountMinor, currency } = row;
      return {
        posted: await this.exchange.post(tx, line, { amountMinor, currency, against: 'stripe_balance', refId }),
      };
    }
    if (row.amount !== line.amountMinor)
      return { wait: `the top-up is ${row.amount} ${row.currency}, the payment ${line.amountMinor} ${line.currency}` };
    return row.transaction_id === null ? { wait: 'the payment is not credited yet' } : { posted: row.transaction_id };
  }
}
