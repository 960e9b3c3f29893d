import { Injectable } from '@nestjs/common';
import { type Tx, UUID_PATTERN, rowsOf } from '@app/kernel';
import { type CashPosting, CashSource } from '../cash/cash-source.js';
import { Ledger } from '../ledger/ledger.js';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';
import { PayoutOutcomes } from './payout-outcomes.service.js';
import { type Payout, lockPayout } from './payout-rows.js';

/** Transfers to payees leave our balance at Stripe [P11c], and come back when their payout failed [P12 of docs/money.md]. */
@Injectable()
export class PayoutCash extends CashSource {
  readonly types = ['transfer', 'transfer_refund'];

  constructor(
    private readonly ledger: Ledger,
    private readonly outcomes: PayoutOutcomes,
  ) {
    super();
  }

  async post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    const id = await this.payoutOf(tx, line);
    if (id === undefined) return undefined;
    const payout = await lockPayout(tx, id);
    if (line.type === 'transfer_refund') return this.cameBack(tx, payout, line);
    // A transfer whose answer was lost is known by its line: nobody asks for it again.
    await this.outcomes.found(tx, payout, { transferId: line.sourceId });
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

  /** By our words, or of a reversal that somebody made in the dashboard, by the transfer that it takes back. */
  private async payoutOf(tx: Tx, line: BalanceTransactionFacts): Promise<string | undefined> {
    const isOurs = line.kind === 'payout' && line.localId !== undefined && UUID_PATTERN.test(line.localId);
    if (!isOurs && (line.kind !== undefined || line.type !== 'transfer_refund')) return undefined;
    const [row] = await rowsOf<{ id: string }>(
      tx,
      'select id from app.payout where licensee_id = $1 and (id = $2 or ($2::uuid is null and transfer_id = any ($3)))',
      [tx.ctx.licenseeId, isOurs ? line.localId : null, line.relatedIds],
    );
    return row?.id;
  }

  /** All of a transfer came back, or as much as somebody reversed at Stripe: each line is its own posting. */
  private async cameBack(
    tx: Tx,
    payout: Payout,
    { id, amountMinor }: BalanceTransactionFacts,
  ): Promise<CashPosting | undefined> {
    const [before] = await rowsOf<{ id: string }>(
      tx,
      'select id from app.ledger_transaction where licensee_id = $1 and key = $2',
      [tx.ctx.licenseeId, `bt:${id}`],
    );
    if (before) return { posted: before.id };
    // Nothing of it is out any more: nobody knows what this is.
    if (payout.status === 'failed' || payout.returned_amount + amountMinor > payout.amount) return undefined;
    return { posted: await this.outcomes.cameBack(tx, payout, `bt:${id}`, amountMinor) };
  }
}
