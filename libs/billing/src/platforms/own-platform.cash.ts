import { Injectable } from '@nestjs/common';
import type { Tx } from '@app/kernel';
import { type CashPosting, CashSource } from '../cash/cash-source.js';
import { Ledger } from '../ledger/ledger.js';
import { MoneyRulesService } from '../money-rules.service.js';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';

const FEES = ['stripe_fee', 'stripe_fx_fee', 'tax_fee'];

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
    const house = await this.ledger.house(tx, line.currency, 'stripe_balance', 'licensee_payable');
    return {
      posted: await this.ledger.post(tx, {
        kind: FEES.includes(line.type)
          ? 'stripe_fee'
          : line.type === 'topup'
            ? 'adjustment'
            : line.type === 'payout'
              ? 'transfer_sent'
              : 'transfer_reversed',
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
