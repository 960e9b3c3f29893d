import { Injectable } from '@nestjs/common';
import { Outbox, type Tx } from '@app/kernel';
import { PayoutDocuments } from '../payout-documents/payout-documents.service.js';
import { ConnectAccountsService } from './connect-accounts.service.js';
import { nextStepOf } from './payout-failures.js';
import { PayoutReturns } from './payout-returns.js';
import { type Payout, factOf, writePayout } from './payout-rows.js';
import { PayoutFailed, PayoutPaid } from './payouts.events.js';

/** How a payout ends, in the transaction of who holds the lock of its row: with its document and its event. */
@Injectable()
export class PayoutOutcomes {
  constructor(
    private readonly returns: PayoutReturns,
    private readonly accounts: ConnectAccountsService,
    private readonly documents: PayoutDocuments,
    private readonly outbox: Outbox,
  ) {}

  /** The money is where the payee has it. */
  async paid(tx: Tx, payout: Payout, columns: Readonly<Record<string, unknown>>): Promise<void> {
    await writePayout(tx, payout.id, { ...columns, status: 'paid', closed_at: tx.now });
    await this.documents.issue(tx, payout);
    await this.outbox.add(tx, PayoutPaid, factOf(payout));
  }

  /** Nothing left our balance: the claim is undone. */
  async notSent(tx: Tx, payout: Payout, failureCode: string): Promise<void> {
    await this.returned(tx, payout, 'transfer_failed', failureCode);
  }

  /** So much of a transfer came back, in the transaction that posts its line. @returns the posting */
  async cameBack(tx: Tx, payout: Payout, key: string, amount: bigint): Promise<string> {
    const isWhole = payout.returned_amount + amount === payout.amount;
    // What is at the bank and was taken back bit by bit stays paid.
    if (!isWhole || (payout.returned_amount > 0n && payout.status === 'paid'))
      return this.returns.part(tx, payout, key, amount);
    const code = payout.failure_code ?? 'reversed';
    return this.returned(tx, payout, 'transfer_reversed', code, key, amount, await this.returns.isClaimed(tx, payout));
  }

  /** What Stripe did and could not tell us in its answer. */
  async found(tx: Tx, payout: Payout, at: { transferId?: string | null; stripePayoutId?: string }): Promise<void> {
    if (payout.status === 'claimed' && at.transferId) {
      await writePayout(tx, payout.id, { status: 'transferred', transfer_id: at.transferId, next_try_at: tx.now });
    } else if (payout.status === 'transferred' && at.stripePayoutId !== undefined) {
      await writePayout(tx, payout.id, {
        status: 'in_payout',
        stripe_payout_id: at.stripePayoutId,
        next_try_at: tx.now,
      });
    }
  }

  /**
   * The earnings of a payout are available again, in the transaction that posts them back.
   * @param amount what comes back now: all of it, or what had not come back before
   * @param inParts a part that came back before is in a later payout already: each part stays an entry of its own
   */
  private async returned(
    tx: Tx,
    payout: Payout,
    kind: 'transfer_failed' | 'transfer_reversed',
    failureCode: string,
    key = `payout:${payout.id}:returned`,
    amount = payout.amount,
    inParts = false,
  ): Promise<string> {
    const transactionId = await this.returns.post(tx, payout, kind, key, amount);
    if (!inParts) await this.returns.release(tx, payout);
    await writePayout(tx, payout.id, {
      status: 'failed',
      failure_code: failureCode,
      returned_transaction_id: transactionId,
      returned_amount: inParts ? payout.amount : 0n,
      closed_at: tx.now,
    });
    if (!inParts) await this.documents.credit(tx, payout, failureCode);
    if (nextStepOf(failureCode) === 'change_bank_details')
      await this.accounts.block(tx, payout.connect_account_id, failureCode);
    await this.outbox.add(tx, PayoutFailed, { ...factOf(payout), failureCode });
    return transactionId;
  }
}
