import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Context, Db, addSeconds, lockOne, publicId, publicUrl } from '@app/kernel';
import { PersonsService } from '@app/identity';
import { LicenseesService } from '@app/licensees';
import { CardsService } from '../cards.service.js';
import { Payments } from '../stripe/payments.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { PaymentsRejected } from '../stripe/stripe.problems.js';
import { type TopUpAnswer, TopUpOutcomes } from './top-up-outcomes.service.js';
import { TopUp } from './top-up.entity.js';

/** Stripe wants at least 30 minutes ahead, also when the request is repeated a while later. */
const CHECKOUT_SECONDS = 2 * 3600;
/**
 * After this nobody waits for the answer any more. Stripe keeps an idempotency key for a day, so asking for ever would one day be a second, or an unwanted,
 * charge. Should a lost request have gone through after all, its payment is still credited.
 */
const GIVE_UP_SECONDS = 3600;

/** Asks Stripe for the money of a top-up. The id of the row is Stripe's idempotency key, so a crash or a lost answer is resumed from the row. */
@Injectable()
export class TopUpSender {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly persons: PersonsService,
    private readonly licensees: LicenseesService,
    private readonly cards: CardsService,
    private readonly payments: Payments,
    private readonly contexts: StripeContexts,
    private readonly outcomes: TopUpOutcomes,
  ) {}

  /** Asks Stripe for what the row wants, when it has not been asked or its answer was lost. Repeating is safe. @throws PaymentsUnavailable, PaymentsRejected */
  async send(ctx: Context, id: string): Promise<TopUp> {
    try {
      return await this.ask(ctx, id);
    } catch (error) {
      // A refusal is an answer. Should an earlier, lost request have gone through after all, its payment is still credited.
      if (error instanceof PaymentsRejected)
        await this.answered(ctx, id, { status: 'failed', failureCode: 'rejected' });
      throw error;
    }
  }

  private async ask(ctx: Context, id: string): Promise<TopUp> {
    const { topUp, payer, descriptor, host } = await this.db.transaction(ctx, async (tx) => {
      const row = await lockOne(tx, TopUp, id);
      if (row.status === 'requested' && row.createdAt < addSeconds(tx.now, -GIVE_UP_SECONDS))
        Object.assign(row, await this.outcomes.close(tx, row, 'failed', 'no_answer'));
      if (row.status === 'requested') await tx.update(TopUp, { licenseeId: ctx.licenseeId, id }, { sentAt: tx.now });
      return {
        topUp: row,
        payer: await this.persons.byId(tx, row.personId),
        descriptor: await this.licensees.statementNameOf(tx),
        host: await this.licensees.primaryHostOf(tx),
      };
    });
    if (topUp.status !== 'requested') return topUp;
    const context = await this.contexts.of(ctx);
    const customerId = await this.cards.customerOf(ctx, context, payer);
    const order = {
      licenseeId: ctx.licenseeId,
      topUpId: id,
      personId: topUp.personId,
      customerId,
      amountMinor: topUp.amount,
      currency: topUp.currency,
      descriptorSuffix: descriptor,
    };
    if (topUp.method === 'saved_card') {
      const paymentMethodId = await this.cards.paymentMethodOf(ctx, topUp.personId, topUp.cardId!);
      const charged = await this.payments.chargeSavedCard(context, { ...order, paymentMethodId });
      return this.answered(ctx, id, {
        status: charged.declined === undefined ? 'processing' : 'failed',
        paymentIntentId: charged.paymentIntentId ?? null,
        failureCode: charged.declined ?? null,
      });
    }
    const returnUrl = `${publicUrl(this.config, host)}/top-ups/return?topUp=${publicId('topUp', id)}`;
    const session = await this.payments.openCheckout(context, {
      ...order,
      saveCard: topUp.saveCard,
      successUrl: `${returnUrl}&session={CHECKOUT_SESSION_ID}`,
      cancelUrl: `${returnUrl}&cancelled=1`,
      locale: payer.locale,
      // Counted from the row, not from now: a repeat must send the same request.
      expiresAt: addSeconds(topUp.createdAt, CHECKOUT_SECONDS),
    });
    return this.answered(ctx, id, { status: 'open', checkoutSessionId: session.sessionId, checkoutUrl: session.url });
  }

  private answered(ctx: Context, id: string, answer: TopUpAnswer): Promise<TopUp> {
    return this.db.transaction(ctx, (tx) => this.outcomes.answered(tx, id, answer));
  }
}
