import { Injectable } from '@nestjs/common';
import { type BalanceTransactionFacts, CashSource, type CashPosting, Ledger } from '@app/billing';
import { type Tx, rowsOf } from '@app/kernel';

interface Taken {
  readonly id: string;
  readonly ref_id: string;
  readonly currency: string;
}

/**
 * Payments of invoices, in the books of the operator's own tenant, and what of them goes back to their cards. They are posted when Stripe confirms the payment; the
 * fee is the operator's [P15b, P2]. What a bank takes is held until it decides, with its fee on the operator [P8, P9]; a refund meets the claim that comes back for it [P6b].
 */
@Injectable()
export class LicenceCash extends CashSource {
  readonly types = ['charge', 'payment', 'adjustment', 'refund', 'payment_refund', 'refund_failure'];

  constructor(private readonly ledger: Ledger) {
    super();
  }

  async post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    const isPayment = line.type === 'charge' || line.type === 'payment';
    if ((isPayment && line.kind !== 'licence_payment') || line.paymentIntentId === null) return undefined;
    const [taken] = await rowsOf<Taken>(
      tx,
      'select id, ref_id, currency from app.ledger_transaction where licensee_id = $1 and key = $2',
      [tx.ctx.licenseeId, `licence-payment:${line.paymentIntentId}`],
    );
    if (isPayment) return taken ? { posted: taken.id } : { wait: 'the payment of the invoice is not taken yet' };
    if (!taken || taken.currency !== line.currency) return undefined;
    if (line.type !== 'adjustment')
      return { posted: await this.move(tx, line, taken, 'licence_payment', 'refund_clearing') };
    const kind = line.amountMinor < 0n ? 'dispute_withdrawn' : 'dispute_reinstated';
    const { dispute_fee: fee } = await this.ledger.house(tx, line.currency, 'dispute_fee');
    return {
      posted: await this.move(tx, line, taken, kind, 'dispute_held'),
      feeLegs: [{ accountId: fee, amount: -line.feeMinor }],
    };
  }

  private async move(
    tx: Tx,
    line: BalanceTransactionFacts,
    taken: Taken,
    kind: 'licence_payment' | 'dispute_withdrawn' | 'dispute_reinstated',
    against: 'refund_clearing' | 'dispute_held',
  ): Promise<string> {
    const house = await this.ledger.house(tx, line.currency, against, 'stripe_balance');
    return this.ledger.post(tx, {
      kind,
      currency: line.currency,
      key: `bt:${line.id}`,
      legs: [
        { accountId: house[against], amount: line.amountMinor },
        { accountId: house.stripe_balance, amount: -line.amountMinor },
      ],
      refId: taken.ref_id,
    });
  }
}
