import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, type Tx, UUID_PATTERN, lockOne, log } from '@app/kernel';
import { CardsService } from '../cards.service.js';
import { CashMirrorService } from '../cash/cash-mirror.service.js';
import { finishEvent } from '../stripe/inbox.js';
import { type CardFacts, type CheckoutFacts, type PaymentFacts, Payments } from '../stripe/payments.js';
import type { StripeContext } from '../stripe/stripe-context.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { OnStripe, type StripeEvent } from '../stripe/stripe-handlers.js';
import { PaymentsRejected } from '../stripe/stripe.problems.js';
import { TopUpCredits } from './top-up-credits.service.js';
import { TopUpOutcomes } from './top-up-outcomes.service.js';
import { TopUp } from './top-up.entity.js';

/** Takes in what Stripe itself says about payments, pages and cards; an event is only the reason to ask. */
@Injectable()
export class TopUpIntake {
  constructor(
    private readonly db: Db,
    private readonly payments: Payments,
    private readonly contexts: StripeContexts,
    private readonly cards: CardsService,
    private readonly mirror: CashMirrorService,
    private readonly credits: TopUpCredits,
    private readonly outcomes: TopUpOutcomes,
  ) {}

  @OnStripe(['payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.canceled'])
  async onPayment(ctx: Context, event: StripeEvent): Promise<void> {
    const context = await this.contexts.of(ctx);
    await this.paid(ctx, context, await this.payments.payment(context, event.objectId), event.id);
  }

  @OnStripe([
    'checkout.session.completed',
    'checkout.session.async_payment_succeeded',
    'checkout.session.async_payment_failed',
    'checkout.session.expired',
  ])
  async onCheckout(ctx: Context, event: StripeEvent): Promise<void> {
    await this.readCheckout(ctx, event.objectId, event.id);
  }

  /** A card was removed at Stripe. */
  @OnStripe(['payment_method.detached'])
  async onCardRemoved(ctx: Context, event: StripeEvent): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      await this.cards.forget(tx, event.objectId);
      await finishEvent(tx, event.id, 'done');
    });
  }

  /**
   * Applies what Stripe says about a payment. Credits exactly once per PaymentIntent, in the transaction that closes the inbox row.
   * @param eventRowId the inbox row that led here, if any
   */
  async applyPayment(ctx: Context, payment: PaymentFacts, eventRowId?: string): Promise<void> {
    const card =
      payment.status === 'succeeded' && payment.savedPaymentMethodId !== undefined
        ? await this.savedCard(await this.contexts.of(ctx), payment.savedPaymentMethodId)
        : undefined;
    await this.db.transaction(ctx, async (tx) => {
      const topUp = await this.find(tx, payment.topUpId, payment.licenseeId);
      if (!topUp) {
        if (eventRowId !== undefined) await finishEvent(tx, eventRowId, 'ignored', 'no top-up of ours');
        return;
      }
      if (
        payment.status === 'succeeded' &&
        topUp.status === 'credited' &&
        topUp.paymentIntentId !== payment.paymentIntentId
      ) {
        log.error({ topUpId: topUp.id, paymentIntentId: payment.paymentIntentId }, 'a second payment of one top-up');
      }
      if (payment.status === 'succeeded' && topUp.status !== 'credited') {
        await this.credits.credit(tx, topUp, payment);
        if (card) await this.cards.remember(tx, topUp.personId, card);
      } else if (
        (payment.status === 'failed' || payment.status === 'canceled') &&
        topUp.method === 'saved_card' &&
        !topUp.isClosed
      ) {
        await this.outcomes.close(tx, topUp, 'failed', payment.failureCode ?? payment.status);
      }
      if (eventRowId !== undefined) await finishEvent(tx, eventRowId, 'done');
    });
  }

  /** Applies what Stripe says about a hosted page that was not paid. */
  async applyCheckout(ctx: Context, checkout: CheckoutFacts, eventRowId?: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const topUp = await this.find(tx, checkout.topUpId, checkout.licenseeId);
      if (topUp && checkout.status === 'expired' && !topUp.isClosed)
        await this.outcomes.close(tx, topUp, 'expired', null);
      if (eventRowId !== undefined)
        await finishEvent(tx, eventRowId, topUp ? 'done' : 'ignored', topUp ? null : 'no top-up of ours');
    });
  }

  /** Asks Stripe what became of a top-up of which no event has told. */
  async reread(ctx: Context, topUp: TopUp): Promise<void> {
    if (topUp.status === 'open' && topUp.checkoutSessionId !== null)
      await this.readCheckout(ctx, topUp.checkoutSessionId);
    else if (topUp.status === 'processing' && topUp.paymentIntentId !== null)
      await this.applyPayment(ctx, await this.payments.payment(await this.contexts.of(ctx), topUp.paymentIntentId));
  }

  private async readCheckout(ctx: Context, sessionId: string, eventRowId?: string): Promise<void> {
    const context = await this.contexts.of(ctx);
    const session = await this.payments.checkout(context, sessionId);
    if (session.paymentIntentId !== undefined && session.status === 'complete')
      await this.paid(ctx, context, await this.payments.payment(context, session.paymentIntentId), eventRowId);
    else await this.applyCheckout(ctx, session, eventRowId);
  }

  private async paid(ctx: Context, context: StripeContext, payment: PaymentFacts, eventRowId?: string): Promise<void> {
    await this.applyPayment(ctx, payment, eventRowId);
    // Its line at Stripe may have come before the credit, and waited for it.
    if (payment.chargeId !== undefined) await this.mirror.pullSource(context, payment.chargeId);
  }

  /** The card that was saved; a card that Stripe refuses to show must not hold back the money. */
  private async savedCard(context: StripeContext, paymentMethodId: string): Promise<CardFacts | undefined> {
    try {
      return await this.payments.card(context, paymentMethodId);
    } catch (error) {
      if (error instanceof PaymentsRejected) return undefined;
      throw error;
    }
  }

  private async find(tx: Tx, topUpId: string | undefined, licenseeId: string | undefined): Promise<TopUp | undefined> {
    if (topUpId === undefined || !UUID_PATTERN.test(topUpId) || licenseeId !== tx.ctx.licenseeId) return undefined;
    return lockOne(tx, TopUp, topUpId).catch((error: unknown) => {
      if (error instanceof NotFound) return undefined;
      throw error;
    });
  }
}
