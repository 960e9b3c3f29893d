import { Injectable } from '@nestjs/common';
import { type Tx, rowsOf } from '@app/kernel';
import { Ledger } from '../ledger/ledger.js';
import { WalletsService } from '../wallets.service.js';

/** Money of a disputed payment that was on its way to the card, and comes back to the wallet: it is out of reach like the rest of it. */
@Injectable()
export class Refreeze {
  constructor(
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
  ) {}

  /** The dispute of a payment that is not decided yet, locked; before its wallet is. */
  async openDispute(tx: Tx, topUpId: string): Promise<OpenDispute | undefined> {
    const [row] = await rowsOf<OpenDispute>(
      tx,
      'select id, person_id, currency, amount, frozen_amount from app.dispute where licensee_id = $1 and top_up_id = $2 and outcome is null for no key update',
      [tx.ctx.licenseeId, topUpId],
    );
    return row;
  }

  /** Freezes what came back, never more than there is and than the bank has taken [P8z of docs/money.md]. */
  async freeze(tx: Tx, dispute: OpenDispute, returned: bigint, key: string): Promise<void> {
    const wallet = await this.wallets.open(tx, dispute.person_id, dispute.currency);
    const free = (await this.ledger.lockAccounts(tx, [wallet])).get(wallet)!;
    const amount = [free, returned, dispute.amount - dispute.frozen_amount].reduce((a, b) => (b < a ? b : a));
    if (amount <= 0n) return;
    await this.ledger.post(tx, {
      kind: 'freeze',
      currency: dispute.currency,
      key: `dispute:${dispute.id}:refreeze:${key}`,
      legs: [
        { accountId: wallet, amount: -amount },
        {
          accountId: await this.ledger.openAccount(tx, 'wallet_frozen', dispute.person_id, dispute.currency),
          amount,
        },
      ],
      refId: dispute.id,
    });
    await rowsOf(tx, 'update app.dispute set frozen_amount = frozen_amount + $3 where licensee_id = $1 and id = $2', [
      tx.ctx.licenseeId,
      dispute.id,
      amount,
    ]);
  }
}

export interface OpenDispute {
  readonly id: string;
  readonly person_id: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly frozen_amount: bigint;
}
