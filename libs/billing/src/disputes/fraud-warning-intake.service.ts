import { Injectable } from '@nestjs/common';
import { type Context, Db, Every, addSeconds, log, systemContext } from '@app/kernel';
import { Payments } from '../stripe/payments.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import type { StripeContext } from '../stripe/stripe-context.js';
import { OnStripe, type StripeEvent } from '../stripe/stripe-handlers.js';
import { TopUpIntake } from '../top-ups/top-up-intake.service.js';
import { type FraudWarningFacts, FraudWarningSource } from './fraud-warnings.js';
import { FraudWarnings } from './fraud-warnings.service.js';

/** Events reach back thirty days; a warning that is older is no news. */
const SWEEP_SECONDS = 30 * 24 * 3600;

/** Brings warnings in: by their events, and by a look at Stripe's own list for those whose events were lost or came before their payment. */
@Injectable()
export class FraudWarningIntake {
  constructor(
    private readonly db: Db,
    private readonly warnings: FraudWarnings,
    private readonly source: FraudWarningSource,
    private readonly payments: Payments,
    private readonly contexts: StripeContexts,
    private readonly topUps: TopUpIntake,
  ) {}

  @OnStripe(['radar.early_fraud_warning.created', 'radar.early_fraud_warning.updated'])
  async onWarning(ctx: Context, event: StripeEvent): Promise<void> {
    const context = await this.contexts.of(ctx);
    await this.take(ctx, context, await this.source.warning(context, event.objectId), event.id);
  }

  @Every('37 * * * *', 'stripe.sweep_fraud_warnings')
  async sweep(): Promise<void> {
    await this.contexts.each('warnings of fraud cannot be listed', (context) => this.sweepOne(context));
  }

  private async sweepOne(context: StripeContext): Promise<void> {
    for (const facts of await this.source.since(context, addSeconds(await this.db.now(), -SWEEP_SECONDS))) {
      if (facts.paymentIntentId === undefined) continue;
      const tenant = await this.contexts.tenantOf(context, null, [facts.paymentIntentId]);
      const ctx = systemContext(tenant!, 'stripe.sweep_fraud_warnings');
      if (await this.warnings.isKnown(ctx, facts.warningId)) continue;
      // One that cannot be looked at now does not keep the others.
      await this.take(ctx, context, facts).catch((error: unknown) =>
        log.error({ err: error, warningId: facts.warningId }, 'a warning of fraud cannot be taken in'),
      );
    }
  }

  /** The credit may still be on its way: it is made first, so that there is something to secure. */
  private async take(ctx: Context, context: StripeContext, facts: FraudWarningFacts, eventId?: string): Promise<void> {
    if (facts.paymentIntentId !== undefined)
      await this.topUps.applyPayment(ctx, await this.payments.payment(context, facts.paymentIntentId));
    const isOurs = await this.warnings.apply(ctx, facts, eventId);
    if (!isOurs) log.warn({ warningId: facts.warningId }, 'a warning of fraud about a payment that is not ours');
  }
}
