import { Injectable } from '@nestjs/common';
import { type Tx, rowsOf } from '@app/kernel';
import { type CashPosting, CashSource } from '../cash/cash-source.js';
import type { TransactionKind } from '../ledger/ledger-kinds.js';
import { Ledger } from '../ledger/ledger.js';
import { MoneyRulesService } from '../money-rules.service.js';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';

const FEES = ['stripe_fee', 'stripe_fx_fee', 'tax_fee'];
type OwnKind = Extract<TransactionKind, 'stripe_fee' | 'adjustment' | 'transfer_sent' | 'transfer_reversed'>;

/**
 * What a licensee does with its own account at Stripe: its share goes to its bank, comes back, or it puts money in [P14c]; fees of the account are its own. No other
 * account of the books is touched, so money of callers that leaves by mistake shows as a share below zero.
 */
@Injectable()
export class OwnPlatformCash extends CashSource {
  readonly types = ['payout', 'payout_failure', 'payout_cancel', 'topup', ...FEES];

  constructor(
    private readonly ledger: Ledger,
    private readonly rules: MoneyRulesService,
  ) {
    super();
  }

  async post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    if ((await this.rules.of(tx)).topology !== 'licensee_platform') return undefined;
    return this.ofLicensee(
      tx,
      line,
      FEES.includes(line.type)
        ? 'stripe_fee'
        : line.type === 'topup'
          ? 'adjustment'
          : line.type === 'payout'
            ? 'transfer_sent'
            : 'transfer_reversed',
    );
  }

  /**
   * A line from before the account was connected here is no business of ours, whatever its type: what it left is the licensee's. Stripe tells times in whole seconds,
   * so the second of the connection is not before it.
   */
  async before(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    const [isBefore] = await rowsOf(
      tx,
      `select 1 from app.stripe_platform where licensee_id = $1 and date_trunc('second', opened_at) > $2`,
      [tx.ctx.licenseeId, line.createdAt],
    );
    return isBefore ? this.ofLicensee(tx, line, 'adjustment') : undefined;
  }

  private async ofLicensee(tx: Tx, line: BalanceTransactionFacts, kind: OwnKind): Promise<CashPosting> {
    const house = await this.ledger.house(tx, line.currency, 'stripe_balance', 'licensee_payable');
    return {
      posted: await this.ledger.post(tx, {
        kind,
        currency: line.currency,
        key: `bt:${line.id}`,
        legs: [
          { accountId: house.licensee_payable, amount: line.amountMinor },
          { accountId: house.stripe_balance, amount: -line.amountMinor },
        ],
      }),
    };
  }
}
