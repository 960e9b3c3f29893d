import { Injectable } from '@nestjs/common';
import { type Tx, rowsOf } from '@app/kernel';
import { type Leg, Ledger } from '../ledger/ledger.js';
import { MoneyRulesService } from '../money-rules.service.js';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';
import { type CashPosting, CashSource } from './cash-source.js';

/**
 * What Stripe holds back of a balance, because of risk or of connected accounts below zero, and lets go again [P20 of docs/money.md]. It stays whose it was: the
 * money only lies where nobody can use it.
 */
@Injectable()
export class StripeReserveCash extends CashSource {
  readonly types = ['reserve_transaction', 'reserved_funds', 'reserve_hold', 'reserve_release'];

  constructor(
    private readonly ledger: Ledger,
    private readonly rules: MoneyRulesService,
  ) {
    super();
  }

  async post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting> {
    const house = await this.ledger.house(tx, line.currency, 'stripe_balance', 'stripe_reserved');
    return {
      posted: await this.ledger.post(tx, {
        kind: 'stripe_reserve',
        currency: line.currency,
        key: `bt:${line.id}`,
        legs: [
          ...(await this.reserved(tx, line, house.stripe_reserved)),
          { accountId: house.stripe_balance, amount: -line.amountMinor },
        ],
      }),
    };
  }

  /** At a licensee's own account more may be let go than was held in our time: that was held before, and what lay there then is the licensee's. */
  private async reserved(tx: Tx, line: BalanceTransactionFacts, accountId: string): Promise<Leg[]> {
    const { topology } = await this.rules.of(tx);
    if (line.amountMinor < 0n || topology !== 'licensee_platform') return [{ accountId, amount: line.amountMinor }];
    await rowsOf(tx, `select pg_advisory_xact_lock(hashtextextended('stripe reserve ' || $1, 0))`, [tx.ctx.licenseeId]);
    const held = -(await this.ledger.houseBalance(tx, accountId));
    const ours = held < line.amountMinor ? held : line.amountMinor;
    const { licensee_payable: share } = await this.ledger.house(tx, line.currency, 'licensee_payable');
    return [
      { accountId, amount: ours },
      { accountId: share, amount: line.amountMinor - ours },
    ];
  }
}
