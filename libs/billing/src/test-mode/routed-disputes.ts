import { Injectable } from '@nestjs/common';
import { type DisputeEvidence, type DisputeFacts, Disputes } from '../disputes/disputes.js';
import { StripeDisputes } from '../stripe/disputes.adapter.js';
import type { StripeContext } from '../stripe/stripe-context.js';
import { SimulatedDisputes } from './simulated-disputes.js';

/** Who says what became of a dispute: Stripe, or in test mode our own row. */
@Injectable()
export class RoutedDisputes extends Disputes {
  constructor(
    private readonly stripe: StripeDisputes,
    private readonly simulated: SimulatedDisputes,
  ) {
    super();
  }

  dispute(context: StripeContext, disputeId: string): Promise<DisputeFacts> {
    return this.of(context).dispute(context, disputeId);
  }

  since(context: StripeContext, time: Date): Promise<DisputeFacts[]> {
    return this.of(context).since(context, time);
  }

  submitEvidence(
    context: StripeContext,
    disputeId: string,
    revision: number,
    evidence: DisputeEvidence,
  ): Promise<DisputeFacts> {
    return this.of(context).submitEvidence(context, disputeId, revision, evidence);
  }

  accept(context: StripeContext, disputeId: string): Promise<DisputeFacts> {
    return this.of(context).accept(context, disputeId);
  }

  private of({ isTest }: StripeContext): Disputes {
    return isTest === true ? this.simulated : this.stripe;
  }
}
