import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { type FraudWarningFacts, FraudWarningSource } from '../disputes/fraud-warnings.js';
import type { StripeContext } from './stripe-context.js';
import { StripeClient, idOf } from './stripe-client.adapter.js';

const MAX_WARNINGS = 2000;

@Injectable()
export class StripeFraudWarnings extends FraudWarningSource {
  constructor(private readonly client: StripeClient) {
    super();
  }

  async warning(context: StripeContext, warningId: string): Promise<FraudWarningFacts> {
    return facts(await this.client.call(context, (stripe) => stripe.radar.earlyFraudWarnings.retrieve(warningId)));
  }

  async since(context: StripeContext, time: Date): Promise<FraudWarningFacts[]> {
    return this.client.call(context, async (stripe) => {
      const found: FraudWarningFacts[] = [];
      const created = { gte: Math.floor(time.getTime() / 1000) };
      for await (const warning of stripe.radar.earlyFraudWarnings.list({ created, limit: 100 })) {
        found.push(facts(warning));
        if (found.length >= MAX_WARNINGS) break;
      }
      return found.reverse();
    });
  }
}

const facts = (warning: Stripe.Radar.EarlyFraudWarning): FraudWarningFacts => ({
  warningId: warning.id,
  paymentIntentId: idOf(warning.payment_intent),
  fraudType: warning.fraud_type,
  isActionable: warning.actionable,
});
