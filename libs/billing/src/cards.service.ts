import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, type Tx, newId, personOf, publicId, rowsOf, wholeList } from '@app/kernel';
import type { Person } from '@app/identity';
import { Card } from './card.entity.js';
import { type CardFacts, Payments } from './stripe/payments.js';
import type { StripeContext } from './stripe/stripe-context.js';
import { StripeContexts } from './stripe/stripe-contexts.service.js';
import type { CardList } from './top-ups/top-ups.dto.js';
import { NoSavedCard } from './top-ups/top-ups.problems.js';

/** Saved cards and the customer object at Stripe: one per (licensee, person), never shared between licensees. */
@Injectable()
export class CardsService {
  constructor(
    private readonly db: Db,
    private readonly payments: Payments,
    private readonly contexts: StripeContexts,
  ) {}

  async list(ctx: Context): Promise<CardList> {
    return this.db.read(ctx, async (tx) => {
      const cards = await this.newestFirst(tx, personOf(ctx).personId);
      const data = cards.map((card) => ({
        id: publicId('card', card.id),
        brand: card.brand,
        last4: card.last4,
        expMonth: card.expMonth,
        expYear: card.expYear,
      }));
      return wholeList(data);
    });
  }

  /** Removes a saved card, here and at Stripe. */
  async remove(ctx: Context, id: string): Promise<void> {
    const card = await this.db.read(ctx, (tx) =>
      tx.findOneBy(Card, { licenseeId: ctx.licenseeId, id, personId: personOf(ctx).personId }),
    );
    if (!card || card.removedAt !== null) throw new NotFound();
    await this.payments.removeCard(await this.contexts.of(ctx), card.paymentMethodId);
    await this.db.transaction(ctx, async (tx) => {
      await this.forget(tx, card.paymentMethodId);
      // What waited for its bank waits for nothing any more.
      await rowsOf(
        tx,
        `update app.auto_top_up set status = 'off', reason = 'card_removed', changed_at = $3 where licensee_id = $1 and card_id = $2 and status = 'paused'`,
        [tx.ctx.licenseeId, card.id, tx.now],
      );
    });
  }

  /** Removes every saved card of a person, here and at Stripe. */
  async removeAllOf(ctx: Context, personId: string): Promise<void> {
    for (const { paymentMethodId } of await this.db.read(ctx, (tx) => this.newestFirst(tx, personId))) {
      await this.payments.removeCard(await this.contexts.of(ctx), paymentMethodId);
      await this.db.transaction(ctx, (tx) => this.forget(tx, paymentMethodId));
    }
  }

  /** The person's Stripe customer, created at first use. */
  async customerOf(ctx: Context, context: StripeContext, person: Person): Promise<string> {
    const known = await this.db.read(ctx, (tx) => this.knownCustomer(tx, context, person.id));
    if (known !== undefined) return known;
    const created = await this.payments.createCustomer(context, {
      licenseeId: ctx.licenseeId,
      personId: person.id,
      email: person.email,
      name: person.displayName,
    });
    return this.db.transaction(ctx, async (tx) => {
      await rowsOf(
        tx,
        'insert into app.stripe_customer (licensee_id, person_id, customer_id, context) values ($1, $2, $3, $4) on conflict (licensee_id, person_id, context) do nothing',
        [ctx.licenseeId, person.id, created, context.name],
      );
      return (await this.knownCustomer(tx, context, person.id))!;
    });
  }

  /** The named card, or the newest one. */
  async choose(tx: Tx, personId: string, cardId: string | undefined): Promise<Card | undefined> {
    return (await this.newestFirst(tx, personId)).find((card) => cardId === undefined || card.id === cardId);
  }

  async paymentMethodOf(ctx: Context, personId: string, cardId: string): Promise<string> {
    const card = await this.db.read(ctx, (tx) =>
      tx.findOneBy(Card, { licenseeId: ctx.licenseeId, id: cardId, personId }),
    );
    if (!card) throw new NoSavedCard();
    return card.paymentMethodId;
  }

  async remember(tx: Tx, personId: string, card: CardFacts): Promise<void> {
    await rowsOf(
      tx,
      `insert into app.card (licensee_id, id, person_id, payment_method_id, brand, last4, exp_month, exp_year, country, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (licensee_id, payment_method_id) do nothing`,
      [
        tx.ctx.licenseeId,
        newId(),
        personId,
        card.paymentMethodId,
        card.brand,
        card.last4,
        card.expMonth,
        card.expYear,
        card.country,
        tx.now,
      ],
    );
  }

  /** Of a card that is remembered. */
  async idOf(tx: Tx, paymentMethodId: string): Promise<string> {
    return (await tx.findOneByOrFail(Card, { licenseeId: tx.ctx.licenseeId, paymentMethodId })).id;
  }

  async forget(tx: Tx, paymentMethodId: string): Promise<void> {
    await rowsOf(
      tx,
      'update app.card set removed_at = coalesce(removed_at, $3) where licensee_id = $1 and payment_method_id = $2',
      [tx.ctx.licenseeId, paymentMethodId, tx.now],
    );
  }

  private newestFirst(tx: Tx, personId: string): Promise<Card[]> {
    return tx
      .createQueryBuilder(Card, 'c')
      .where('c.licenseeId = :licenseeId and c.personId = :personId and c.removedAt is null', {
        licenseeId: tx.ctx.licenseeId,
        personId,
      })
      .orderBy('c.id', 'DESC')
      .getMany();
  }

  private async knownCustomer(tx: Tx, context: StripeContext, personId: string): Promise<string | undefined> {
    const [row] = await rowsOf<{ customer_id: string }>(
      tx,
      'select customer_id from app.stripe_customer where licensee_id = $1 and person_id = $2 and context = $3',
      [tx.ctx.licenseeId, personId, context.name],
    );
    return row?.customer_id;
  }
}
