import { Injectable } from '@nestjs/common';
import { type Tx, UUID_PATTERN, rowsOf } from '@app/kernel';
import { type CashPosting, CashSource } from '../cash/cash-source.js';
import { Ledger } from '../ledger/ledger.js';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';
import { PayoutsService } from './payouts.service.js';

/** Transfers to payees leave our balance at Stripe [P11c], and come back when their payout failed [P12 of docs/money.md]. */
@Injectable()
export class PayoutCash extends CashSource {
  readonly types = ['transfer', 'transfer_refund'];

  constructor(
    private readonly ledger: Ledger,
    private readonly payouts: PayoutsService,
  ) {
    super();
  }

  async post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    if (line.kind !== 'payout' || line.localId === undefined || !UUID_PATTERN.test(line.localId)) return undefined;
    const [known] = await rowsOf<{ returned_transaction_id: string | null }>(
      tx,
      'select returned_transaction_id from app.payout where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, line.localId],
    );
    if (!known) return undefined;
    const payout = await this.payouts.lock(tx, line.localId);
    if (line.type === 'transfer_refund') {
      if (known.returned_transaction_id !== null) return { posted: known.returned_transaction_id };
      return {
        posted: await this.payouts.returned(
          tx,
          payout,
          'transfer_reversed',
          payout.failure_code ?? 'reversed',
          `bt:${line.id}`,
        ),
      };
    }
    // A transfer whose answer was lost is known by its line: nobody asks for it again.
    await this.payouts.found(tx, payout, { transferId: line.sourceId });
    const house = await this.ledger.house(tx, line.currency, 'transfer_clearing', 'stripe_balance');
    return {
      posted: await this.ledger.post(tx, {
        kind: 'transfer_sent',
        currency: line.currency,
        key: `bt:${line.id}`,
        legs: [
          { accountId: house.transfer_clearing, amount: line.amountMinor },
          { accountId: house.stripe_balance, amount: -line.amountMinor },
        ],
        refId: payout.id,
      }),
    };
  }
}
