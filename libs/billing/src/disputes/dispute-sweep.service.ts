import { Injectable } from '@nestjs/common';
import { Db, Every, addSeconds, log, rowsOf, systemContext } from '@app/kernel';
import { CashMirrorService } from '../cash/cash-mirror.service.js';
import { Payments } from '../stripe/payments.js';
import type { StripeContext } from '../stripe/stripe-context.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { TopUpIntake } from '../top-ups/top-up-intake.service.js';
import { type DisputeFacts, Disputes } from './disputes.js';
import { DisputesService } from './disputes.service.js';

const DAY_SECONDS = 24 * 3600;
/** As far as events reach back. */
const RECENT_DAYS = 30;
/** A bank may take months to decide, and longer for an appeal. */
const ALL_DAYS = 365;

/** Disputes whose events were lost, by a look at Stripe's own list: what began lately each hour, and what may still be decided each night (reference/money.md 3.9.3). */
@Injectable()
export class DisputeSweep {
  constructor(
    private readonly db: Db,
    private readonly disputes: Disputes,
    private readonly desk: DisputesService,
    private readonly payments: Payments,
    private readonly topUps: TopUpIntake,
    private readonly contexts: StripeContexts,
    private readonly mirror: CashMirrorService,
  ) {}

  @Every('47 * * * *', 'stripe.sweep_disputes')
  async recent(): Promise<void> {
    await this.sweep(RECENT_DAYS);
  }

  @Every('53 3 * * *', 'stripe.sweep_all_disputes')
  async all(): Promise<void> {
    await this.sweep(ALL_DAYS);
  }

  private async sweep(days: number): Promise<void> {
    const since = addSeconds(await this.db.now(), -days * DAY_SECONDS);
    await this.contexts.each('disputes cannot be listed', async (context) => {
      // One that cannot be looked at now does not keep the others.
      for (const facts of await this.disputes.since(context, since))
        await this.take(context, facts).catch((error: unknown) =>
          log.error({ err: error, disputeId: facts.disputeId }, 'a dispute cannot be taken in'),
        );
    });
  }

  private async take(context: StripeContext, facts: DisputeFacts): Promise<void> {
    if (facts.paymentIntentId === undefined) return;
    const tenant = await this.contexts.tenantOf(context, null, [facts.paymentIntentId]);
    const ctx = systemContext(tenant!, 'stripe.sweep_disputes');
    if (await this.desk.isOthers(ctx, facts)) return void (await this.mirror.pullSource(context, facts.disputeId));
    const [known] = await this.db.read(ctx, (tx) =>
      rowsOf<{ status: string }>(
        tx,
        'select status from app.dispute where licensee_id = $1 and stripe_dispute_id = $2',
        [ctx.licenseeId, facts.disputeId],
      ),
    );
    if (known?.status === facts.status) return;
    log.warn({ disputeId: facts.disputeId, status: facts.status }, 'a dispute of which no event told');
    // The credit may still be on its way: it is made first, so that there is something to freeze.
    if (!known) await this.topUps.applyPayment(ctx, await this.payments.payment(context, facts.paymentIntentId));
    await this.desk.apply(ctx, facts);
    await this.mirror.pullSource(context, facts.disputeId);
  }
}
