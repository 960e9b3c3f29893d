import { Injectable } from '@nestjs/common';
import { Outbox, type Tx, lockOne, toJsonMinor } from '@app/kernel';
import { TopUp } from './top-up.entity.js';
import { TopUpFailed } from './top-ups.events.js';

/** What Stripe answered to the request. */
export type TopUpAnswer = Partial<
  Pick<TopUp, 'status' | 'paymentIntentId' | 'failureCode' | 'checkoutSessionId' | 'checkoutUrl'>
>;

/** Writes down what became of a top-up short of a credit, and tells of what failed. */
@Injectable()
export class TopUpOutcomes {
  constructor(private readonly outbox: Outbox) {}

  /** Writes down Stripe's answer, unless a webhook was quicker. */
  async answered(tx: Tx, id: string, answer: TopUpAnswer): Promise<TopUp> {
    const topUp = await lockOne(tx, TopUp, id);
    if (topUp.status !== 'requested') return topUp;
    Object.assign(topUp, answer, { closedAt: answer.status === 'failed' ? tx.now : null });
    await tx.update(TopUp, { licenseeId: tx.ctx.licenseeId, id }, { ...answer, closedAt: topUp.closedAt });
    if (answer.status === 'failed') await this.tellFailed(tx, topUp, 'failed', topUp.failureCode);
    return topUp;
  }

  /** Ends a top-up of which the caller holds the lock. @returns what was written */
  async close(tx: Tx, topUp: TopUp, status: 'failed' | 'expired', failureCode: string | null): Promise<Partial<TopUp>> {
    const end = { status, failureCode, closedAt: tx.now };
    await tx.update(TopUp, { licenseeId: tx.ctx.licenseeId, id: topUp.id }, end);
    await this.tellFailed(tx, topUp, status, failureCode);
    return end;
  }

  private async tellFailed(
    tx: Tx,
    { id, personId, amount, currency }: TopUp,
    why: 'failed' | 'expired',
    failureCode: string | null,
  ): Promise<void> {
    await this.outbox.add(tx, TopUpFailed, {
      topUpId: id,
      personId,
      amountMinor: toJsonMinor(amount),
      currency,
      why,
      failureCode,
    });
  }
}
