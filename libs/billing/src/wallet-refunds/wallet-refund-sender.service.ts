import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Every,
  NotFound,
  Outbox,
  Task,
  type Tx,
  UUID_PATTERN,
  addSeconds,
  log,
  rowsOf,
  systemContext,
  toJsonMinor,
} from '@app/kernel';
import { CashMirrorService } from '../cash/cash-mirror.service.js';
import { FraudWarnings } from '../disputes/fraud-warnings.service.js';
import { Ledger } from '../ledger/ledger.js';
import { Refreeze } from '../disputes/refreeze.js';
import { finishEvent } from '../stripe/inbox.js';
import { Payments, type RefundFacts } from '../stripe/payments.js';
import { OnStripe, type StripeEvent } from '../stripe/stripe-handlers.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { PaymentsRejected, PaymentsUnavailable } from '../stripe/stripe.problems.js';
import { WalletsService } from '../wallets.service.js';
import type { WalletRefundCause } from './wallet-refunds.dto.js';
import { WalletRefundFailed } from './wallet-refunds.events.js';

const LOST_ANSWER_SECONDS = 60;
const BATCH = 200;

interface Part {
  id: string;
  wallet_refund_id: string;
  person_id: string;
  top_up_id: string;
  cause: WalletRefundCause;
  payment_intent_id: string;
  currency: string;
  amount: bigint;
  status: 'requested' | 'sent' | 'succeeded' | 'failed';
  attempt: number;
  /** When it was asked for the last time. */
  sent_at: Date | null;
  stripe_refund_id: string | null;
}

/**
 * Brings refunds to Stripe and keeps them in step with it. The part is Stripe's idempotency key, and what was asked for before is looked for first, so a lost answer never doubles; a
 * refund that fails, at once or weeks later, puts its money back into the wallet [P6f of docs/money.md].
 */
@Injectable()
export class WalletRefundSender {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly payments: Payments,
    private readonly contexts: StripeContexts,
    private readonly mirror: CashMirrorService,
    private readonly outbox: Outbox,
    private readonly warnings: FraudWarnings,
    private readonly refreeze: Refreeze,
  ) {}

  /** Asks Stripe for one part, when it has not been asked or its answer was lost. */
  @Task('billing.send_wallet_refund')
  async send(ctx: Context, payload: { id: string }): Promise<void> {
    const part = await this.db.transaction(ctx, async (tx) => {
      const row = await this.lockPart(tx, payload.id);
      if (row.status === 'requested')
        await rowsOf(tx, 'update app.wallet_refund_part set sent_at = $3 where licensee_id = $1 and id = $2', [
          ctx.licenseeId,
          row.id,
          tx.now,
        ]);
      return row;
    });
    if (part.status !== 'requested') return;
    const context = await this.contexts.of(ctx);
    try {
      const facts = await this.payments.refund(context, {
        licenseeId: ctx.licenseeId,
        partId: part.id,
        attempt: part.attempt,
        isRepeat: part.sent_at !== null,
        paymentIntentId: part.payment_intent_id,
        amountMinor: part.amount,
        reason: part.cause === 'fraud_warning' ? 'fraudulent' : 'requested_by_customer',
      });
      await this.apply(ctx, part.id, facts);
      await this.mirror.pullSource(context, facts.refundId);
    } catch (error) {
      // A refusal is an answer: the payment was refunded or disputed at Stripe by somebody else.
      if (!(error instanceof PaymentsRejected)) throw error;
      await this.db.transaction(ctx, async (tx) => this.fail(tx, await this.lockPart(tx, part.id), error.providerCode));
    }
  }

  @OnStripe(['refund.created', 'refund.updated', 'refund.failed'], 'wallet_refund')
  async onRefund(ctx: Context, event: StripeEvent): Promise<void> {
    const context = await this.contexts.of(ctx);
    const facts = await this.payments.refundFacts(context, event.objectId);
    if (facts.partId === undefined || !UUID_PATTERN.test(facts.partId) || facts.licenseeId !== ctx.licenseeId) {
      await this.db.transaction(ctx, (tx) => finishEvent(tx, event.id, 'ignored', 'no refund of ours'));
      return;
    }
    await this.mirror.pullSource(context, facts.refundId);
    await this.apply(ctx, facts.partId, facts, event.id);
  }

  /** Refunds whose answer never came are asked for again under the same key, if they are not there. */
  @Every('* * * * *', 'billing.resume_wallet_refunds')
  async resume(): Promise<void> {
    const before = addSeconds(await this.db.now(), -LOST_ANSWER_SECONDS);
    for (const row of await this.db.resolve<{ licensee_id: string; id: string }>(
      'select * from app.unsent_wallet_refunds($1, $2)',
      [before, BATCH],
    )) {
      await this.send(systemContext(row.licensee_id, 'billing.resume_wallet_refunds'), { id: row.id }).catch(
        (error: unknown) => {
          if (!(error instanceof PaymentsUnavailable))
            log.error({ err: error, partId: row.id }, 'a refund cannot be resumed');
        },
      );
    }
  }

  /** What Stripe says now; a part that failed stays failed, all else only goes forward. */
  private async apply(ctx: Context, partId: string, facts: RefundFacts, eventId?: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const part = await this.lockPart(tx, partId);
      if (facts.status === 'failed') await this.fail(tx, part, facts.failureCode ?? 'failed', facts.refundId);
      else if (part.status === 'requested' || part.status === 'sent') {
        const done = facts.status === 'succeeded';
        await rowsOf(
          tx,
          'update app.wallet_refund_part set status = $3, stripe_refund_id = $4, closed_at = $5 where licensee_id = $1 and id = $2',
          [ctx.licenseeId, part.id, done ? 'succeeded' : 'sent', facts.refundId, done ? tx.now : null],
        );
      }
      if (eventId !== undefined) await finishEvent(tx, eventId, 'done');
    });
  }

  /** Puts the money back into the wallet. */
  private async fail(tx: Tx, part: Part, failureCode: string, refundId: string | null = null): Promise<void> {
    if (part.status === 'failed') return;
    const dispute = await this.refreeze.openDispute(tx, part.top_up_id);
    const house = await this.ledger.house(tx, part.currency, 'refund_clearing');
    const transactionId = await this.ledger.post(tx, {
      kind: 'wallet_refund_failed',
      currency: part.currency,
      key: `wallet-refund:${part.id}:failed`,
      legs: [
        { accountId: house.refund_clearing, amount: -part.amount },
        { accountId: await this.wallets.open(tx, part.person_id, part.currency), amount: part.amount },
      ],
      refId: part.wallet_refund_id,
    });
    await rowsOf(
      tx,
      `update app.wallet_refund_part set status = 'failed', failure_code = $3, failed_transaction_id = $4, closed_at = $5,
              stripe_refund_id = coalesce($6, stripe_refund_id) where licensee_id = $1 and id = $2`,
      [tx.ctx.licenseeId, part.id, failureCode, transactionId, tx.now, refundId],
    );
    if (part.cause === 'fraud_warning') await this.warnings.refundFailed(tx, part.wallet_refund_id, part.amount);
    else if (dispute) await this.refreeze.freeze(tx, dispute, part.amount, part.id);
    await this.wallets.changed(tx, part.person_id);
    await this.outbox.add(tx, WalletRefundFailed, {
      walletRefundId: part.wallet_refund_id,
      personId: part.person_id,
      amountMinor: toJsonMinor(part.amount),
      currency: part.currency,
      failureCode,
    });
  }

  private async lockPart(tx: Tx, id: string): Promise<Part> {
    const [part] = await rowsOf<Part>(
      tx,
      `select p.id, p.wallet_refund_id, r.person_id, p.top_up_id, r.cause, t.payment_intent_id, r.currency, p.amount, p.status, p.attempt, p.sent_at, p.stripe_refund_id
         from app.wallet_refund_part p
         join app.wallet_refund r on r.licensee_id = p.licensee_id and r.id = p.wallet_refund_id
         join app.top_up t on t.licensee_id = p.licensee_id and t.id = p.top_up_id
        where p.licensee_id = $1 and p.id = $2 for no key update of p`,
      [tx.ctx.licenseeId, id],
    );
    if (!part) throw new NotFound();
    return part;
  }
}
