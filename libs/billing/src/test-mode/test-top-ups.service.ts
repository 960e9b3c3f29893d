import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, newId, parseId } from '@app/kernel';
import { PersonsService } from '@app/identity';
import { TestTwins } from '@app/licensees';
import { CardsService } from '../cards.service.js';
import { Payments } from '../stripe/payments.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { TopUpIntake } from '../top-ups/top-up-intake.service.js';
import { TopUp } from '../top-ups/top-up.entity.js';
import { TopUpsService } from '../top-ups/top-ups.service.js';
import { WalletRefundsService } from '../wallet-refunds/wallet-refunds.service.js';
import { testPaymentMethodOf, testPaymentOf } from './simulated-payments.js';
import type {
  CreateTestRefund,
  CreateTestTopUp,
  FinishTestTopUp,
  TestRefundView,
  TestTopUpView,
} from './test-top-ups.dto.js';
import { TopUpNotOpen } from './test-top-ups.problems.js';

/** Does in test mode what a payer does: pays, is refused, proves who they are, leaves. The top-ups are the product's own (features.md N13). */
@Injectable()
export class TestTopUps {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
    private readonly persons: PersonsService,
    private readonly cards: CardsService,
    private readonly payments: Payments,
    private readonly contexts: StripeContexts,
    private readonly topUps: TopUpsService,
    private readonly intake: TopUpIntake,
    private readonly refunds: WalletRefundsService,
  ) {}

  /** @throws TestModeOnly, NotFound, and what `TopUpsService.create` throws */
  async create(ctx: Context, { userId, amountMinor, card, saveCard = false }: CreateTestTopUp): Promise<TestTopUpView> {
    await this.db.read(ctx, (tx) => this.persons.userById(tx, userId)); // somebody else's user does not exist, in no mode
    await this.twins.assertTwin(ctx);
    const user = asUser(ctx, userId);
    // A page stays open when a card is refused; a saved card that is refused is an answer.
    if (card === 'declined' || card === 'insufficient_funds') {
      const cardId = await this.saved(ctx, userId, testPaymentMethodOf(card, userId));
      const refused = await this.topUps.create(user, { amountMinor, method: 'saved_card', cardId });
      return { ...refused, livemode: false };
    }
    const open = await this.topUps.create(user, { amountMinor, method: 'checkout', saveCard });
    if (card === 'three_d_secure' || open.status !== 'open') return { ...open, livemode: false };
    return this.finish(ctx, parseId('topUp', open.id)!, 'succeeded');
  }

  /** @throws TestModeOnly, NotFound, TopUpNotOpen */
  async complete(ctx: Context, id: string, { outcome }: FinishTestTopUp): Promise<TestTopUpView> {
    await this.db.read(ctx, (tx) => topUpOf(tx.findOneBy(TopUp, { licenseeId: ctx.licenseeId, id })));
    await this.twins.assertTwin(ctx);
    return this.finish(ctx, id, outcome);
  }

  /** @throws TestModeOnly, NotFound, NothingToRefund */
  async refund(ctx: Context, { userId, amountMinor }: CreateTestRefund): Promise<TestRefundView> {
    await this.db.read(ctx, (tx) => this.persons.userById(tx, userId)); // somebody else's user does not exist, in no mode
    await this.twins.assertTwin(ctx);
    const asked = amountMinor === undefined ? {} : { amountMinor };
    return { ...(await this.refunds.request(asUser(ctx, userId), asked)), livemode: false };
  }

  private async finish(ctx: Context, id: string, outcome: FinishTestTopUp['outcome']): Promise<TestTopUpView> {
    const topUp = await this.db.read(ctx, (tx) => topUpOf(tx.findOneBy(TopUp, { licenseeId: ctx.licenseeId, id })));
    if (topUp.status !== 'open') throw new TopUpNotOpen(topUp.status);
    const context = await this.contexts.of(ctx);
    if (outcome === 'succeeded')
      await this.intake.applyPayment(ctx, await this.payments.payment(context, testPaymentOf(id)));
    else await this.intake.applyCheckout(ctx, await this.payments.checkout(context, topUp.checkoutSessionId!));
    return { ...(await this.topUps.show(asUser(ctx, topUp.personId), id)), livemode: false };
  }

  /** The card by which the simulated bank knows what to answer. */
  private async saved(ctx: Context, personId: string, paymentMethodId: string): Promise<string> {
    const facts = await this.payments.card(await this.contexts.of(ctx), paymentMethodId);
    return this.db.transaction(ctx, async (tx) => {
      await this.cards.remember(tx, personId, facts);
      return this.cards.idOf(tx, paymentMethodId);
    });
  }
}

async function topUpOf(found: Promise<TopUp | null>): Promise<TopUp> {
  const topUp = await found;
  if (!topUp) throw new NotFound();
  return topUp;
}

/** The context of a request as if this user had made it. */
export const asUser = (ctx: Context, personId: string): Context => ({
  ...ctx,
  actor: { kind: 'person', personId, sessionId: newId(), role: 'end_user' },
});
