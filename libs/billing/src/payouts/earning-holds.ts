import { Injectable } from '@nestjs/common';
import { type Tx, rowsOf } from '@app/kernel';
import { Ledger } from '../ledger/ledger.js';

/**
 * Keeps the earnings of a settlement out of payouts while somebody still decides about them [K3]. The money stays where it is; only claims leave it out. What a payout took
 * before stays there: given back later, it is a debt.
 */
@Injectable()
export class EarningHolds {
  constructor(private readonly ledger: Ledger) {}

  /** A claim that runs at the same time has the payable's lock: it has taken the earning already, or it sees the hold. */
  async place(tx: Tx, settlementId: string, advisorId: string, currency: string): Promise<void> {
    await this.ledger.lockAccounts(tx, [await this.ledger.openAccount(tx, 'advisor_payable', advisorId, currency)]);
    await rowsOf(
      tx,
      'insert into app.earning_hold (licensee_id, transaction_id, placed_at) values ($1, $2, $3) on conflict (licensee_id, transaction_id) do nothing',
      [tx.ctx.licenseeId, settlementId, tx.now],
    );
  }

  async release(tx: Tx, settlementId: string): Promise<void> {
    await rowsOf(
      tx,
      'update app.earning_hold set released_at = $3 where licensee_id = $1 and transaction_id = $2 and released_at is null',
      [tx.ctx.licenseeId, settlementId, tx.now],
    );
  }
}
