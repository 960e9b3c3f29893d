import { Injectable } from '@nestjs/common';
import { Outbox, type Tx, idempotencyKeyOf, newId, personOf, rowsOf } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { CardsService } from '../cards.service.js';
import { SpendingLimits } from '../spending-limits/spending-limits.service.js';
import { TopUpCaps } from '../stored-value/top-up-caps.service.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { keepStart } from '../withdrawals/start-consents.js';
import { TopUp } from './top-up.entity.js';
import type { CreateTopUp } from './top-ups.dto.js';
import { TopUpRequested } from './top-ups.events.js';
import { NoSavedCard, WrongCurrency, assertInRange } from './top-ups.problems.js';

/** Takes in the wish to top up: all that the licensee, the law and the payer's own limits say is asked before the row is there. */
@Injectable()
export class TopUpRequests {
  constructor(
    private readonly licensees: LicenseesService,
    private readonly contexts: StripeContexts,
    private readonly cards: CardsService,
    private readonly spendingLimits: SpendingLimits,
    private readonly caps: TopUpCaps,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Writes down what the caller of `tx` asks for, once for its idempotency key.
   * @returns the UUID of the top-up
   * @throws TopUpOutOfRange, WrongCurrency, NoSavedCard, LicenseeSuspended, PaymentsNotConnected, SwitchedOff, CoolingOff
   */
  async request(tx: Tx, input: CreateTopUp): Promise<string> {
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
}
