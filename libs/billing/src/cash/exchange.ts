import { Injectable } from '@nestjs/common';
import { type Tx } from '@app/kernel';
import { Ledger } from '../ledger/ledger.js';
import type { HouseKind } from '../ledger/ledger-kinds.js';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';

/** What a line at Stripe is in our books, where Stripe settled it in another currency. */
export interface Converted {
  /** The line as it was before Stripe changed it, in minor units of `currency`; the sign of the line. */
  readonly amountMinor: bigint;
  readonly currency: string;
  /** The house account that the line moves against in its own currency. */
  readonly against: HouseKind;
  readonly refId: string;
}

/**
 * Lines that Stripe settled in another currency than their cause [P17 of docs/money.md]: each side is a posting of its own that balances in its own currency, and
 * `fx_position` of both says what we are long and short. Nothing is ever added across currencies.
 */
@Injectable()
export class Exchange {
  constructor(private readonly ledger: Ledger) {}

  /** @returns the posting that moves `stripe_balance` in the currency of the line. */
  async post(tx: Tx, line: BalanceTransactionFacts, converted: Converted): Promise<string> {
    const own = await this.ledger.house(tx, converted.currency, converted.against, 'fx_position');
    await this.ledger.post(tx, {
      kind: 'fx',
      currency: converted.currency,
      key: `bt:${line.id}:fx`,
      legs: [
        { accountId: own[converted.against], amount: converted.amountMinor },
        { accountId: own.fx_position, amount: -converted.amountMinor },
      ],
      refId: converted.refId,
    });
    const settled = await this.ledger.house(tx, line.currency, 'stripe_balance', 'fx_position');
    return this.ledger.post(tx, {
      kind: 'fx',
      currency: line.currency,
      key: `bt:${line.id}`,
      legs: [
        { accountId: settled.fx_position, amount: line.amountMinor },
        { accountId: settled.stripe_balance, amount: -line.amountMinor },
      ],
      refId: converted.refId,
    });
  }
}
