import { Injectable } from '@nestjs/common';
import { type BalanceTransactionFacts, CashSource, type CashPosting } from '@app/billing';
import { type Tx, rowsOf } from '@app/kernel';

/** Payments of invoices, in the books of the operator's own tenant. They are posted when Stripe confirms the payment; the fee is the operator's [P15b, P2]. */
@Injectable()
export class LicenceCash extends CashSource {
  readonly types = ['charge', 'payment'];

  async post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    if (line.kind !== 'licence_payment') return undefined;
    const [row] = await rowsOf<{ id: string }>(
      tx,
      'select id from app.ledger_transaction where licensee_id = $1 and key = $2',
      [tx.ctx.licenseeId, `licence-payment:${line.paymentIntentId}`],
    );
    return row ? { posted: row.id } : { wait: 'the payment of the invoice is not taken yet' };
  }
}
