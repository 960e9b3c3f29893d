import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  NotFound,
  Outbox,
  type Page,
  type Tx,
  UUID_PATTERN,
  addSeconds,
  cursorPosition,
  idempotencyKeyOf,
  lockOne,
  log,
  newId,
  page,
  personOf,
  publicId,
  publicUrl,
  rowsOf,
  systemContext,
  toJsonMinor,
} from '@app/kernel';
import { PersonsService } from '@app/identity';
import { LicenseesService } from '@app/licensees';
import { CardsService } from './cards.service.js';
import { CashMirrorService } from './cash/cash-mirror.service.js';
import { Ledger } from './ledger/ledger.js';
import { finishEvent } from './stripe/inbox.js';
import { OnStripe, type StripeEvent } from './stripe/stripe-handlers.js';
import { type CardFacts, type CheckoutFacts, type PaymentFacts, Payments } from './stripe/payments.js';
import type { StripeContext } from './stripe/stripe-context.js';
import { StripeContexts } from './stripe/stripe-contexts.service.js';
import { PaymentsRejected } from './stripe/stripe.problems.js';
import { NewCustomers } from './promos/new-customers.service.js';
import { Referrals } from './referrals/referrals.service.js';
import { SpendingLimits } from './spending-limits/spending-limits.service.js';
import { TopUpCaps } from './stored-value/top-up-caps.service.js';
import { TopUpBonuses } from './top-up-bonuses.js';
import { TopUp } from './top-up.entity.js';
import type { CreateTopUp, TopUpView, TopUpsQuery } from './top-ups.dto.js';
import { TopUpCredited, TopUpFailed, TopUpRequested } from './top-ups.events.js';
import { NoSavedCard, WrongCurrency, assertInRange } from './top-ups.problems.js';
import { WalletsService } from './wallets.service.js';
import { keepStart } from './withdrawals/start-consents.js';

/** Stripe wants at least 30 minutes ahead, also when the request is repeated a while later. */
const CHECKOUT_SECONDS = 2 * 3600;
/**
 * After this nobody waits for the answer any more. Stripe keeps an idempotency key for a day, so asking for ever would one day be a second, or an unwanted,
 * charge. Should a lost request have gone through after all, its payment is still credited.
 */
const GIVE_UP_SECONDS = 3600;

/**
 * Brings money in. The row is written before Stripe is asked and its id is Stripe's idempotency key, so a crash or a lost answer at any point is resumed from
 * the row. The wallet is credited only from what Stripe itself says about the payment, once per PaymentIntent.
 */
@Injectable()
export class TopUpsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly cards: CardsService,
    private readonly licensees: LicenseesService,
    private readonly persons: PersonsService,
    private readonly payments: Payments,
    private readonly contexts: StripeContexts,
    private readonly outbox: Outbox,
    private readonly mirror: CashMirrorService,
    private readonly bonuses: TopUpBonuses,
    private readonly newCustomers: NewCustomers,
    private readonly referrals: Referrals,
    private readonly spendingLimits: SpendingLimits,
    private readonly caps: TopUpCaps,
  ) {}

  /**
   * Starts a top-up of the caller's wallet.
   * @throws TopUpOutOfRange, WrongCurrency, NoSavedCard, LicenseeSuspended, PaymentsNotConnected, SwitchedOff, CoolingOff, PaymentsUnavailable (repeat with the same key)
   */
  async create(ctx: Context, input: CreateTopUp): Promise<TopUpView> {
    const id = await this.db.transaction(ctx, (tx) => this.request(tx, input));
    return view(await this.send(ctx, id));
  }

  async show(ctx: Context, id: string): Promise<TopUpView> {
    return this.db.read(ctx, async (tx) => {
      const topUp = await tx.findOneBy(TopUp, { licenseeId: ctx.licenseeId, id, personId: personOf(ctx).personId });
      if (!topUp) throw new NotFound();
      return view(topUp);
    });
  }

  async list(ctx: Context, query: TopUpsQuery): Promise<Page<TopUpView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const select = tx.createQueryBuilder(TopUp, 't').where('t.licenseeId = :licenseeId and t.personId = :personId', {
        licenseeId: ctx.licenseeId,
        personId: personOf(ctx).personId,
      });
      if (before !== undefined) select.andWhere('t.id < :before', { before });
      if (query.by !== undefined) select.andWhere('t.auto = :auto', { auto: query.by === 'auto' });
      const rows = await select
        .orderBy('t.id', 'DESC')
        .take(query.limit + 1)
        .getMany();
      return page(rows, query.limit, (row) => [row.id], view);
    });
  }

  /** Asks Stripe for what the row wants, when it has not been asked or its answer was lost. Repeating is safe. */
  private async send(ctx: Context, id: string): Promise<TopUp> {
    try {
      return await this.ask(ctx, id);
    } catch (error) {
      // A refusal is an answer. Should an earlier, lost request have gone through after all, its payment is still credited.
      if (error instanceof PaymentsRejected) await this.sent(ctx, id, { status: 'failed', failureCode: 'rejected' });
      throw error;
    }
  }

  private async ask(ctx: Context, id: string): Promise<TopUp> {
    const { topUp, payer, descriptor, host } = await this.db.transaction(ctx, async (tx) => {
      const row = await lockOne(tx, TopUp, id);
      if (row.status === 'requested' && row.createdAt < addSeconds(tx.now, -GIVE_UP_SECONDS))
        Object.assign(row, await this.close(tx, row, 'failed', 'no_answer'));
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
      return this.sent(ctx, id, {
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
    return this.sent(ctx, id, { status: 'open', checkoutSessionId: session.sessionId, checkoutUrl: session.url });
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
        await this.credit(tx, topUp, payment);
        if (card) await this.cards.remember(tx, topUp.personId, card);
      } else if (
        (payment.status === 'failed' || payment.status === 'canceled') &&
        topUp.method === 'saved_card' &&
        !topUp.isClosed
      ) {
        await this.close(tx, topUp, 'failed', payment.failureCode ?? payment.status);
      }
      if (eventRowId !== undefined) await finishEvent(tx, eventRowId, 'done');
    });
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

  private async readCheckout(ctx: Context, sessionId: string, eventRowId?: string): Promise<void> {
    const context = await this.contexts.of(ctx);
    const session = await this.payments.checkout(context, sessionId);
    if (session.paymentIntentId !== undefined && session.status === 'complete')
      await this.paid(ctx, context, await this.payments.payment(context, session.paymentIntentId), eventRowId);
    else await this.applyCheckout(ctx, session, eventRowId);
  }

  /** A card was removed at Stripe. */
  @OnStripe(['payment_method.detached'])
  async onCardRemoved(ctx: Context, event: StripeEvent): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      await this.cards.forget(tx, event.objectId);
      await finishEvent(tx, event.id, 'done');
    });
  }

  private async paid(ctx: Context, context: StripeContext, payment: PaymentFacts, eventRowId?: string): Promise<void> {
    await this.applyPayment(ctx, payment, eventRowId);
    // Its line at Stripe may have come before the credit, and waited for it.
    if (payment.chargeId !== undefined) await this.mirror.pullSource(context, payment.chargeId);
  }

  /** Applies what Stripe says about a hosted page that was not paid. */
  async applyCheckout(ctx: Context, checkout: CheckoutFacts, eventRowId?: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const topUp = await this.find(tx, checkout.topUpId, checkout.licenseeId);
      if (topUp && checkout.status === 'expired' && !topUp.isClosed) await this.close(tx, topUp, 'expired', null);
      if (eventRowId !== undefined)
        await finishEvent(tx, eventRowId, topUp ? 'done' : 'ignored', topUp ? null : 'no top-up of ours');
    });
  }

  /** Finds out what became of top-ups whose answer was lost, or of whose page no event told. */
  async resume(licenseeId: string, id: string): Promise<void> {
    const ctx = systemContext(licenseeId, 'top_up.resume');
    const topUp = await this.db.transaction(ctx, async (tx) => {
      // First of all: who is asked after goes to the end of the line, or those whose question fails would keep the others out.
      await tx.update(TopUp, { licenseeId, id }, { sentAt: tx.now });
      return tx.findOneByOrFail(TopUp, { licenseeId, id });
    });
    if (topUp.status === 'requested') await this.send(ctx, id);
    else if (topUp.status === 'open' && topUp.checkoutSessionId !== null)
      await this.readCheckout(ctx, topUp.checkoutSessionId);
    else if (topUp.status === 'processing' && topUp.paymentIntentId !== null)
      await this.applyPayment(ctx, await this.payments.payment(await this.contexts.of(ctx), topUp.paymentIntentId));
  }

  private async request(tx: Tx, input: CreateTopUp): Promise<string> {
    const { personId } = personOf(tx.ctx);
    const key = idempotencyKeyOf(tx.ctx);
    const before = await tx.findOneBy(TopUp, { licenseeId: tx.ctx.licenseeId, personId, idempotencyKey: key });
    if (before) return before.id;
    await this.licensees.assertOpen(tx, 'topUps');
    await this.contexts.within(tx);
    await this.spendingLimits.assertNoBreak(tx, personId);
    const terms = await this.licensees.termsOf(tx);
    const currency = await this.licensees.currencyOf(tx);
    if (input.currency !== undefined && input.currency !== currency) throw new WrongCurrency(`Use ${currency}.`);
    const amount = BigInt(input.amountMinor);
    assertInRange(amount, terms);
    const card = input.method === 'saved_card' ? await this.cards.choose(tx, personId, input.cardId) : undefined;
    if (input.method === 'saved_card' && !card) throw new NoSavedCard();
    await this.caps.lock(tx, personId, currency);
    // The same request at the same time: it has counted itself by now.
    const meanwhile = await tx.findOneBy(TopUp, { licenseeId: tx.ctx.licenseeId, personId, idempotencyKey: key });
    if (meanwhile) return meanwhile.id;
    await this.caps.assertRoom(tx, personId, currency, amount);
    const id = newId();
    const [row] = await rowsOf<{ id: string }>(
      tx,
      `insert into app.top_up (licensee_id, id, person_id, idempotency_key, amount, currency, method, save_card, card_id, status, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'requested', $10) on conflict (licensee_id, person_id, idempotency_key) do nothing returning id`,
      [
        tx.ctx.licenseeId,
        id,
        personId,
        key,
        amount,
        currency,
        input.method,
        input.saveCard ?? false,
        card?.id ?? null,
        tx.now,
      ],
    );
    if (row) {
      await keepStart(tx, { kind: 'top_up', id, personId }, input.acceptedStart);
      await this.outbox.add(tx, TopUpRequested, { topUpId: id, personId });
      return id;
    }
    return (await tx.findOneByOrFail(TopUp, { licenseeId: tx.ctx.licenseeId, personId, idempotencyKey: key })).id;
  }

  /** Writes down Stripe's answer, unless a webhook was quicker. */
  private async sent(
    ctx: Context,
    id: string,
    answer: Partial<Pick<TopUp, 'status' | 'paymentIntentId' | 'failureCode' | 'checkoutSessionId' | 'checkoutUrl'>>,
  ): Promise<TopUp> {
    return this.db.transaction(ctx, async (tx) => {
      const topUp = await lockOne(tx, TopUp, id);
      if (topUp.status !== 'requested') return topUp;
      Object.assign(topUp, answer, { closedAt: answer.status === 'failed' ? tx.now : null });
      await tx.update(TopUp, { licenseeId: ctx.licenseeId, id }, { ...answer, closedAt: topUp.closedAt });
      if (answer.status === 'failed') await this.tellFailed(tx, topUp, 'failed', topUp.failureCode);
      return topUp;
    });
  }

  private async find(tx: Tx, topUpId: string | undefined, licenseeId: string | undefined): Promise<TopUp | undefined> {
    if (topUpId === undefined || !UUID_PATTERN.test(topUpId) || licenseeId !== tx.ctx.licenseeId) return undefined;
    return lockOne(tx, TopUp, topUpId).catch((error: unknown) => {
      if (error instanceof NotFound) return undefined;
      throw error;
    });
  }

  private async credit(tx: Tx, topUp: TopUp, payment: PaymentFacts): Promise<void> {
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

  private async close(
    tx: Tx,
    topUp: TopUp,
    status: 'failed' | 'expired',
    failureCode: string | null,
  ): Promise<Partial<TopUp>> {
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

function view(topUp: TopUp): TopUpView {
  return {
    id: publicId('topUp', topUp.id),
    status: topUp.status,
    amountMinor: toJsonMinor(topUp.amount),
    currency: topUp.currency,
    method: topUp.method,
    by: topUp.auto ? 'auto' : 'person',
    checkoutUrl: topUp.status === 'open' ? topUp.checkoutUrl : null,
    failureCode: topUp.failureCode,
    createdAt: topUp.createdAt.toISOString(),
  };
}
