import { Injectable } from '@nestjs/common';
import { type Tx, UUID_PATTERN, rowsOf } from '@app/kernel';
import { type CashPosting, CashSource } from '../cash/cash-source.js';
import { Ledger } from '../ledger/ledger.js';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';

/** What the objects at Stripe of a move carry, so that its lines are told from the operator's own. */
export const SAFEGUARDING = 'safeguarding';

/** Money of callers on its way to the safeguarding account, and back [P14s of docs/money.md]. */
@Injectable()
export class SafeguardingCash extends CashSource {
  readonly types = ['payout', 'payout_failure', 'payout_cancel', 'topup', 'topup_reversal'];

  constructor(private readonly ledger: Ledger) {
    super();
  }

  async post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    if (line.kind !== SAFEGUARDING || line.localId === undefined || !UUID_PATTERN.test(line.localId)) return undefined;
    const [row] = await rowsOf<{ direction: 'out' | 'back' }>(
      tx,
      'select direction from app.safeguard_move where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, line.localId],
    );
    if (!row || (row.direction === 'back') !== line.type.startsWith('topup')) return undefined;
    // A move whose answer was lost is known by its line: nobody asks for it again.
    await rowsOf(
      tx,
      `update app.safeguard_move set status = 'under_way', stripe_id = $3, next_try_at = $4 where licensee_id = $1 and id = $2 and status = 'requested'`,
      [tx.ctx.licenseeId, line.localId, line.sourceId, tx.now],
    );
    const house = await this.ledger.house(tx, line.currency, 'bank_safeguarded', 'transfer_clearing', 'stripe_balance');
    return {
      posted: await this.ledger.post(tx, {
        kind: 'safeguarding',
        currency: line.currency,
        key: `bt:${line.id}`,
        legs: [
          {
            accountId: line.type === 'payout' ? house.transfer_clearing : house.bank_safeguarded,
            amount: line.amountMinor,
          },
          { accountId: house.stripe_balance, amount: -line.amountMinor },
        ],
        refId: line.localId,
      }),
    };
  }
}
