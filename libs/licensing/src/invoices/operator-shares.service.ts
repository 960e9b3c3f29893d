import { Injectable } from '@nestjs/common';
import { Ledger, MoneyRulesService } from '@app/billing';
import { type Tx, rowsOf } from '@app/kernel';

/**
 * The operator's share where the money of calls lies with the licensee: at its own account at Stripe [money.md 6.2, note c], or outside [N19]. `platform_fee` of such a licensee's books is what it owes
 * the operator; the invoice of the month takes it over: from then on it is a receivable in the operator's books, and the cash behind it the licensee's.
 */
@Injectable()
export class OperatorShares {
  constructor(
    private readonly ledger: Ledger,
    private readonly rules: MoneyRulesService,
  ) {}

  /**
   * What is owed and on no invoice yet; negative when refunds took back more than there was, which waits for the next month.
   * @param until only what was settled before this day (UTC); left out = all of it
   */
  async claim(tx: Tx, currency: string, until?: string): Promise<bigint> {
    if ((await this.rules.of(tx)).topology === 'operator_platform') return 0n;
    const { platform_fee: account } = await this.ledger.house(tx, currency, 'platform_fee');
    const [row] = await rowsOf<{ amount: bigint }>(
      tx,
      `select coalesce(sum(e.amount), 0)::bigint as amount from app.ledger_entry e
         join app.ledger_transaction t on t.licensee_id = e.licensee_id and t.id = e.transaction_id
        where e.licensee_id = $1 and e.account_id = $2 and ($3::date is null or t.kind = 'licence_invoice' or e.created_at < $3::date::timestamp at time zone 'UTC')`,
      [tx.ctx.licenseeId, account, until ?? null],
    );
    return row!.amount;
  }

  /** The claim is on an invoice. */
  async invoiced(tx: Tx, currency: string, invoiceId: string, amount: bigint): Promise<void> {
    const house = await this.ledger.house(tx, currency, 'platform_fee', 'licensee_payable');
    await this.ledger.post(tx, {
      kind: 'licence_invoice',
      currency,
      key: `operator-share:${invoiceId}`,
      legs: [
        { accountId: house.platform_fee, amount: -amount },
        { accountId: house.licensee_payable, amount },
      ],
      refId: invoiceId,
    });
  }
}
