import { Injectable } from '@nestjs/common';
import { type BalanceTransactionFacts, CashSource, type CashPosting, Exchange, type Leg, Ledger } from '@app/billing';
import { Db, type Tx, rowsOf } from '@app/kernel';

interface Taken {
  readonly id: string;
  readonly ref_id: string;
  readonly currency: string;
  /** Minor units, as they were paid. */
  readonly amount: bigint;
}

/**
 * Payments of invoices, in the books of the operator's own tenant, and what of them goes back to their cards. They are posted when Stripe confirms the payment; the
 * fee is the operator's [P15b, P2]. What a bank takes is held until it decides, with its fee on the operator [P8, P9]; a refund meets the claim that comes back for it [P6b]. Where Stripe settled
 * in another currency than the invoice's, both sides are posted against `fx_position` [P17].
 */
@Injectable()
export class LicenceCash extends CashSource {
  readonly types = ['charge', 'payment', 'adjustment', 'refund', 'payment_refund', 'refund_failure'];

  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly exchange: Exchange,
  ) {
    super();
  }

  async post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    const isPayment = line.type === 'charge' || line.type === 'payment';
    if ((isPayment && line.kind !== 'licence_payment') || line.paymentIntentId === null) return undefined;
    const [taken] = await rowsOf<Taken>(
      tx,
      `select t.id, t.ref_id, t.currency, -e.amount as amount from app.ledger_transaction t
         join app.ledger_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.id
         join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id and a.kind = 'stripe_balance'
        where t.licensee_id = $1 and t.key = $2`,
      [tx.ctx.licenseeId, `licence-payment:${line.paymentIntentId}`],
    );
    if (!taken) return isPayment ? { wait: 'the payment of the invoice is not taken yet' } : undefined;
    if (taken.currency !== line.currency) return this.converted(tx, line, taken, isPayment);
    if (isPayment) return { posted: taken.id };
    if (line.type !== 'adjustment')
      return { posted: await this.move(tx, line, taken, 'licence_payment', 'refund_clearing') };
    const kind = line.amountMinor < 0n ? 'dispute_withdrawn' : 'dispute_reinstated';
    return {
      posted: await this.move(tx, line, taken, kind, 'dispute_held'),
      feeLegs: await this.disputeFee(tx, line),
    };
  }

  /** A line in another currency than its invoice: how much it is in that one is known from the payment, or from what Stripe said of the refund or the dispute. */
  private async converted(
    tx: Tx,
    line: BalanceTransactionFacts,
    { amount, currency, ref_id: refId }: Taken,
    isPayment: boolean,
  ): Promise<CashPosting> {
    if (isPayment)
      return {
        posted: await this.exchange.post(tx, line, { amountMinor: amount, currency, against: 'stripe_balance', refId }),
      };
    const [back] = await this.db.resolve<{ amount: bigint; currency: string }>(
      'select * from app.licence_return_of($1)',
      [line.sourceId ?? ''],
    );
    if (back?.currency !== currency) return { wait: 'the refund or the dispute is not written down yet' };
    const isDispute = line.type === 'adjustment';
    const posted = await this.exchange.post(tx, line, {
      amountMinor: line.amountMinor < 0n ? -back.amount : back.amount,
      currency,
      against: isDispute ? 'dispute_held' : 'refund_clearing',
      refId,
    });
    return isDispute ? { posted, feeLegs: await this.disputeFee(tx, line) } : { posted };
  }

  /** In the currency of the line, which Stripe keeps it in. */
  private async disputeFee(tx: Tx, { currency, feeMinor }: BalanceTransactionFacts): Promise<Leg[]> {
    const { dispute_fee: accountId } = await this.ledger.house(tx, currency, 'dispute_fee');
    return [{ accountId, amount: -feeMinor }];
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
