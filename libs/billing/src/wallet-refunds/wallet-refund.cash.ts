import { Injectable } from '@nestjs/common';
import { type Tx, UUID_PATTERN, rowsOf } from '@app/kernel';
import { type CashPosting, CashSource } from '../cash/cash-source.js';
import { Exchange } from '../cash/exchange.js';
import { Ledger } from '../ledger/ledger.js';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';

/** Money on its way back to a card leaves our balance at Stripe, and may come back from a card that refuses it [P6b, P6f of docs/money.md]. */
@Injectable()
export class WalletRefundCash extends CashSource {
  readonly types = ['refund', 'refund_failure', 'payment_refund'];

  constructor(
    private readonly ledger: Ledger,
    private readonly exchange: Exchange,
  ) {
    super();
  }

  async post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    if (line.kind !== 'wallet_refund' || line.localId === undefined || !UUID_PATTERN.test(line.localId))
      return undefined;
    const [part] = await rowsOf<{ wallet_refund_id: string; amount: bigint; currency: string }>(
      tx,
      `select p.wallet_refund_id, p.amount, r.currency from app.wallet_refund_part p
         join app.wallet_refund r on r.licensee_id = p.licensee_id and r.id = p.wallet_refund_id where p.licensee_id = $1 and p.id = $2`,
      [tx.ctx.licenseeId, line.localId],
    );
    if (!part) return undefined;
    // A refund whose answer was lost is known by its line: nobody asks for it again.
    if (line.amountMinor < 0n)
      await rowsOf(
        tx,
        `update app.wallet_refund_part set status = 'sent', stripe_refund_id = $3 where licensee_id = $1 and id = $2 and status = 'requested'`,
        [tx.ctx.licenseeId, line.localId, line.sourceId],
      );
    if (part.currency !== line.currency) {
      const amountMinor = line.amountMinor < 0n ? -part.amount : part.amount;
      const { wallet_refund_id: refId, currency } = part;
      return {
        posted: await this.exchange.post(tx, line, { amountMinor, currency, against: 'refund_clearing', refId }),
      };
    }
    const house = await this.ledger.house(tx, line.currency, 'refund_clearing', 'stripe_balance');
    return {
      posted: await this.ledger.post(tx, {
        kind: 'wallet_refund_sent',
        currency: line.currency,
        key: `bt:${line.id}`,
        legs: [
          { accountId: house.refund_clearing, amount: line.amountMinor },
          { accountId: house.stripe_balance, amount: -line.amountMinor },
        ],
        refId: part.wallet_refund_id,
      }),
    };
  }
}
