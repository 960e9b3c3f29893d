import { Injectable } from '@nestjs/common';
import { type Context, Db, UUID_PATTERN, addSeconds, rowsOf, updateRow } from '@app/kernel';
import { Connect } from '../stripe/connect.js';
import { finishEvent } from '../stripe/inbox.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { OnStripe, type StripeEvent } from '../stripe/stripe-handlers.js';
import { PayoutOutcomes } from './payout-outcomes.service.js';
import { lockPayout, payoutOf } from './payout-rows.js';
import { PayoutSteps, RECHECK_SECONDS } from './payout-steps.service.js';

/** What banks say of payouts, also days later: told by events, or asked for. The steps that follow are those of `PayoutSteps`. */
@Injectable()
export class PayoutNews {
  constructor(
    private readonly db: Db,
    private readonly steps: PayoutSteps,
    private readonly outcomes: PayoutOutcomes,
    private readonly connect: Connect,
    private readonly contexts: StripeContexts,
  ) {}

  @OnStripe(['payout.created', 'payout.updated', 'payout.paid', 'payout.failed', 'payout.canceled'], 'payout')
  async onBankPayout(ctx: Context, event: StripeEvent): Promise<void> {
    const [row] = await this.db.read(ctx, (tx) =>
      rowsOf<{ id: string }>(tx, 'select id from app.payout where licensee_id = $1 and stripe_payout_id = $2', [
        ctx.licenseeId,
        event.objectId,
      ]),
    );
    const id = row?.id ?? (await this.foundBankPayout(ctx, event));
    if (row && (event.type === 'payout.failed' || event.type === 'payout.canceled')) await this.reopen(ctx, row.id);
    if (id !== undefined) await this.steps.advance(ctx, { id });
    await this.db.transaction(ctx, (tx) =>
      finishEvent(tx, event.id, id === undefined ? 'ignored' : 'done', id === undefined ? 'no payout of ours' : null),
    );
  }

  /** Asks whether a payout stays paid; the next time is a day later, whatever comes of it. */
  async recheck(ctx: Context, id: string): Promise<void> {
    await this.db.transaction(ctx, (tx) =>
      updateRow(tx, 'payout', { id }, { next_try_at: addSeconds(tx.now, RECHECK_SECONDS) }),
    );
    await this.reopen(ctx, id);
    await this.steps.advance(ctx, { id });
  }

  /** A bank may say days later that what it took has come back: then a payout that was paid goes the way back like any other. */
  private async reopen(ctx: Context, id: string): Promise<void> {
    const payout = await this.db.read(ctx, (tx) => payoutOf(tx, id));
    if (payout.status !== 'paid') return;
    const facts = await this.connect.bankPayout(
      await this.contexts.of(ctx),
      payout.account_id,
      payout.stripe_payout_id!,
    );
    if (facts.status !== 'failed') return;
    await this.db.transaction(ctx, async (tx) => {
      const row = await lockPayout(tx, id);
      // What was taken back bit by bit is back already: there is no transfer left to take.
      if (row.status !== 'paid' || row.returned_amount === row.amount) return;
      await updateRow(
        tx,
        'payout',
        { id },
        {
          status: 'returning',
          failure_code: facts.failureCode ?? 'failed',
          closed_at: null,
          next_try_at: tx.now,
        },
      );
    });
  }

  /** A bank payout whose answer was lost: its own words say which of ours it is. */
  private async foundBankPayout(ctx: Context, event: StripeEvent): Promise<string | undefined> {
    if (event.accountId === null) return undefined;
    const facts = await this.connect.bankPayout(await this.contexts.of(ctx), event.accountId, event.objectId);
    if (facts.localId === undefined || !UUID_PATTERN.test(facts.localId)) return undefined;
    return this.db.transaction(ctx, async (tx) => {
      const payout = await lockPayout(tx, facts.localId!);
      await this.outcomes.found(tx, payout, { stripePayoutId: facts.stripePayoutId });
      return payout.id;
    });
  }
}
