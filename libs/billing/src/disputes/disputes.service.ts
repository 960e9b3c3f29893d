import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { type Context, Db, Outbox, type Tx, instancesOf, log, newId, rowsOf } from '@app/kernel';
import { CashMirrorService } from '../cash/cash-mirror.service.js';
import { Referrals } from '../referrals/referrals.service.js';
import { finishEvent } from '../stripe/inbox.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { OnStripe, type StripeEvent } from '../stripe/stripe-handlers.js';
import { DisputeMoney } from './dispute-money.service.js';
import { type DisputeRow, factOf, lockDispute, writeDispute, writeStep } from './dispute-rows.js';
import { DisputeOpened } from './disputes.events.js';
import { type DisputeFacts, Disputes } from './disputes.js';
import { OtherDisputes } from './other-disputes.js';

/** Stripe's statuses that end a dispute in our favour; `lost` ends it the other way, until an appeal. */
const WON = new Set(['won', 'warning_closed', 'prevented']);

/**
 * Payments that a bank takes back. What is left of the money in the wallet is frozen at once; the cash is posted by the lines at Stripe; in the end the money
 * is released, or lost and borne by whom the licence names ({@link DisputeMoney}).
 */
@Injectable()
export class DisputesService {
  constructor(
    private readonly db: Db,
    private readonly disputes: Disputes,
    private readonly contexts: StripeContexts,
    private readonly mirror: CashMirrorService,
    private readonly money: DisputeMoney,
    private readonly referrals: Referrals,
    private readonly outbox: Outbox,
    private readonly discovery: DiscoveryService,
  ) {}

  @OnStripe([
    'charge.dispute.created',
    'charge.dispute.updated',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.funds_reinstated',
    'charge.dispute.closed',
  ])
  async onDispute(ctx: Context, event: StripeEvent): Promise<void> {
    const context = await this.contexts.of(ctx);
    const facts = await this.disputes.dispute(context, event.objectId);
    if (!(await this.isOthers(ctx, facts, event.id))) await this.apply(ctx, facts, event.id);
    await this.mirror.pullSource(context, facts.disputeId);
  }

  /** Whether a module took it as its own. */
  async isOthers(ctx: Context, facts: DisputeFacts, eventId?: string): Promise<boolean> {
    for (const others of instancesOf(this.discovery, OtherDisputes))
      if (await others.apply(ctx, facts, eventId)) return true;
    return false;
  }

  /** What Stripe says now. */
  async apply(ctx: Context, facts: DisputeFacts, eventId?: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const row = await this.findOrOpen(tx, facts);
      if (row) await this.follow(tx, row, facts);
      else log.error({ disputeId: facts.disputeId }, 'a dispute of a payment that is not ours');
      if (eventId !== undefined)
        await finishEvent(tx, eventId, row ? 'done' : 'ignored', row ? null : 'no payment of ours');
    });
  }

  private async findOrOpen(tx: Tx, facts: DisputeFacts): Promise<DisputeRow | undefined> {
    const known = await lockDispute(tx, facts.disputeId);
    if (known) return known;
    const [topUp] = await rowsOf<{ id: string; person_id: string }>(
      tx,
      'select id, person_id from app.top_up where licensee_id = $1 and payment_intent_id = $2',
      [tx.ctx.licenseeId, facts.paymentIntentId ?? ''],
    );
    if (!topUp) return undefined;
    const [made] = await rowsOf<DisputeRow>(
      tx,
      `insert into app.dispute (licensee_id, id, stripe_dispute_id, top_up_id, person_id, amount, currency, reason, status, evidence_due_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (licensee_id, stripe_dispute_id) do nothing returning *`,
      [
        tx.ctx.licenseeId,
        newId(),
        facts.disputeId,
        topUp.id,
        topUp.person_id,
        facts.amountMinor,
        facts.currency,
        facts.reason,
        facts.status,
        facts.evidenceDueAt,
        tx.now,
      ],
    );
    // Another event of the same dispute was quicker.
    if (!made) return lockDispute(tx, facts.disputeId);
    await rowsOf(
      tx,
      'update app.top_up set disputed_at = coalesce(disputed_at, $3) where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, topUp.id, tx.now],
    );
    await writeStep(tx, made.id, 'opened', facts.reason, facts.amountMinor);
    await this.outbox.add(tx, DisputeOpened, factOf(made));
    await this.referrals.lock(tx, made.person_id);
    return { ...made, frozen_amount: await this.money.freeze(tx, made) };
  }

  private async follow(tx: Tx, row: DisputeRow, facts: DisputeFacts): Promise<void> {
    if (facts.status !== row.status) await writeStep(tx, row.id, 'status', facts.status);
    await writeDispute(tx, row.id, { status: facts.status, evidence_due_at: facts.evidenceDueAt });
    if (WON.has(facts.status)) {
      if (row.outcome === 'lost') await this.money.undoLoss(tx, row);
      if (row.outcome !== 'won') await this.money.win(tx, row);
    } else if (facts.status === 'lost') {
      if (row.outcome === null) await this.money.lose(tx, row);
    } else if (row.outcome === 'lost') {
      // An appeal: the loss stands until the bank decides again.
      await writeStep(tx, row.id, 'reopened', facts.status);
    }
  }
}
