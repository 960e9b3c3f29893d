import { Injectable } from '@nestjs/common';
import { type Tx, UUID_PATTERN, rowsOf } from '@app/kernel';
import { type CashPosting, CashSource } from '../cash/cash-source.js';
import { Ledger } from '../ledger/ledger.js';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';
import { SAFEGUARDING } from './safeguarding.cash.js';

/** The operator's own money on its way to the bank, and back [P14], what the operator put in, and fees of the account itself [P21 of docs/money.md]. */
@Injectable()
export class OperatorCash extends CashSource {
  readonly types = ['payout', 'payout_failure', 'payout_cancel', 'topup', 'stripe_fee', 'stripe_fx_fee', 'tax_fee'];

  constructor(private readonly ledger: Ledger) {
    super();
  }

  async post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    if (line.type.startsWith('payout')) return this.payout(tx, line);
    // What comes back from the safeguarding account is no money of the operator.
    if (line.kind === SAFEGUARDING) return undefined;
    const [tenant] = await rowsOf<{ kind: string }>(tx, 'select kind from app.licensee where id = $1', [
      tx.ctx.licenseeId,
    ]);
    if (tenant?.kind !== 'operator') return undefined;
    const house = await this.ledger.house(tx, line.currency, 'stripe_balance', 'bank', 'stripe_fee');
    return {
      posted: await this.ledger.post(tx, {
        kind: line.type === 'topup' ? 'adjustment' : 'stripe_fee',
        currency: line.currency,
        key: `bt:${line.id}`,
        legs: [
          { accountId: line.type === 'topup' ? house.bank : house.stripe_fee, amount: line.amountMinor },
          { accountId: house.stripe_balance, amount: -line.amountMinor },
        ],
      }),
    };
  }

  private async payout(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    if (line.kind !== 'operator_payout' || line.localId === undefined || !UUID_PATTERN.test(line.localId))
      return undefined;
    const [row] = await rowsOf(tx, 'select 1 from app.operator_payout where licensee_id = $1 and id = $2', [
      tx.ctx.licenseeId,
      line.localId,
    ]);
    if (!row) return undefined;
    // A payout whose answer was lost is known by its line: nobody asks for it again.
    await rowsOf(
      tx,
      `update app.operator_payout set status = 'in_payout', stripe_payout_id = $3, next_try_at = $4 where licensee_id = $1 and id = $2 and status = 'requested'`,
      [tx.ctx.licenseeId, line.localId, line.sourceId, tx.now],
    );
    const isBack = line.type !== 'payout';
    const house = await this.ledger.house(tx, line.currency, 'bank_in_transit', 'transfer_clearing', 'stripe_balance');
    return {
      posted: await this.ledger.post(tx, {
        kind: isBack ? 'operator_payout_failed' : 'operator_payout',
        currency: line.currency,
        key: `bt:${line.id}`,
        legs: [
          { accountId: isBack ? house.bank_in_transit : house.transfer_clearing, amount: line.amountMinor },
          { accountId: house.stripe_balance, amount: -line.amountMinor },
        ],
        refId: line.localId,
      }),
    };
  }
}
