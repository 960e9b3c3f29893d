import { Injectable } from '@nestjs/common';
import type { Tx } from '@app/kernel';
import { Ledger } from '../ledger/ledger.js';
import { MoneyRulesService } from '../money-rules.service.js';
import { BudgetGoesBack } from '../wallet-refunds/unreturned-money.problems.js';
import { WalletsService } from '../wallets.service.js';
import { PaidAboveWallet } from './withdrawals.problems.js';

interface Payment {
  readonly caseId: string;
  readonly personId: string;
  readonly currency: string;
  /** Minor units. */
  readonly amount: bigint;
}

/** Money of a wallet that its licensee has paid to the person by a transfer of its own [P6w of docs/money.md]. */
@Injectable()
export class PaidElsewhere {
  constructor(
    private readonly ledger: Ledger,
    private readonly rules: MoneyRulesService,
    private readonly wallets: WalletsService,
  ) {}

  /**
   * Takes it out of the wallet and owes it to the licensee, who has it with its share: it paid what still lies at Stripe.
   * @returns id of the posting
   * @throws PaidAboveWallet, BudgetGoesBack
   */
  async take(tx: Tx, { caseId, personId, currency, amount }: Payment): Promise<string> {
    if ((await this.rules.of(tx)).topology === 'self_managed') throw new BudgetGoesBack();
    const wallet = await this.wallets.open(tx, personId, currency);
    // Only behind the lock is what is free what is there: a refund or a call may be taking it now.
    const free = (await this.ledger.lockAccounts(tx, [wallet])).get(wallet)!;
    if (amount > free) throw new PaidAboveWallet(free);
    const { licensee_payable: payable } = await this.ledger.house(tx, currency, 'licensee_payable');
    const transactionId = await this.ledger.post(tx, {
      kind: 'paid_by_hand',
      currency,
      key: `withdrawal-case:${caseId}`,
      legs: [
        { accountId: wallet, amount: -amount },
        { accountId: payable, amount },
      ],
      refId: caseId,
    });
    await this.wallets.changed(tx, personId);
    return transactionId;
  }
}
