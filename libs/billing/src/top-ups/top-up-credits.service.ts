import { Injectable } from '@nestjs/common';
import { Outbox, type Tx, log, toJsonMinor } from '@app/kernel';
import { Ledger } from '../ledger/ledger.js';
import { NewCustomers } from '../promos/new-customers.service.js';
import { Referrals } from '../referrals/referrals.service.js';
import type { PaymentFacts } from '../stripe/payments.js';
import { WalletsService } from '../wallets.service.js';
import { TopUpBonuses } from './top-up-bonuses.js';
import { TopUp } from './top-up.entity.js';
import { TopUpCredited } from './top-ups.events.js';

/** Moves the money of a top-up into the wallet, with all that hangs on it: bonus, reward of a referral, the mark of a new customer. */
@Injectable()
export class TopUpCredits {
  constructor(
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly bonuses: TopUpBonuses,
    private readonly newCustomers: NewCustomers,
    private readonly referrals: Referrals,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Credits a top-up of which the caller holds the lock, and which is not credited yet; the key of the posting is the PaymentIntent.
   * @throws Error when the payment differs from its top-up in amount or currency
   */
  async credit(tx: Tx, topUp: TopUp, payment: PaymentFacts): Promise<void> {
    if (payment.currency !== topUp.currency || payment.amountReceivedMinor !== topUp.amount) {
      // Never guess about money: a person looks at it.
      log.error({ topUpId: topUp.id, paymentIntentId: payment.paymentIntentId }, 'payment differs from its top-up');
      throw new Error('The payment differs from its top-up in amount or currency');
    }
    await this.newCustomers.paidWith(tx, topUp.personId, payment.cardFingerprint);
    await this.referrals.qualify(tx, topUp, payment.cardFingerprint);
    const wallet = await this.wallets.open(tx, topUp.personId, topUp.currency);
    const house = await this.ledger.house(tx, topUp.currency, 'stripe_balance');
    const transactionId = await this.ledger.post(tx, {
      kind: 'top_up',
      currency: topUp.currency,
      key: `topup:${payment.paymentIntentId}`,
      legs: [
        { accountId: wallet, amount: topUp.amount },
        { accountId: house.stripe_balance, amount: -topUp.amount },
      ],
      refId: topUp.id,
    });
    await this.bonuses.grant(tx, topUp);
    await tx.update(
      TopUp,
      { licenseeId: tx.ctx.licenseeId, id: topUp.id },
      {
        status: 'credited',
        transactionId,
        paymentIntentId: payment.paymentIntentId,
        cardFingerprint: payment.cardFingerprint ?? null,
        failureCode: null,
        closedAt: tx.now,
      },
    );
    await this.wallets.changed(tx, topUp.personId);
    await this.outbox.add(tx, TopUpCredited, {
      topUpId: topUp.id,
      personId: topUp.personId,
      amountMinor: toJsonMinor(topUp.amount),
      currency: topUp.currency,
    });
  }
}
