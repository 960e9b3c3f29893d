import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { type DisputeEvidence, type DisputeFacts, Disputes } from '../disputes/disputes.js';
import type { StripeContext } from './stripe-context.js';
import { StripeClient, idOf } from './stripe-client.adapter.js';

@Injectable()
export class StripeDisputes extends Disputes {
  constructor(private readonly client: StripeClient) {
    super();
  }

  async dispute(context: StripeContext, disputeId: string): Promise<DisputeFacts> {
    return facts(await this.client.call(context, (stripe) => stripe.disputes.retrieve(disputeId)));
  }

  async since(context: StripeContext, time: Date): Promise<DisputeFacts[]> {
    return this.client.call(context, async (stripe) => {
      const found: DisputeFacts[] = [];
      const created = { gte: Math.floor(time.getTime() / 1000) };
      // All of them: the newest come first, and the bank decides about the oldest next.
      for await (const dispute of stripe.disputes.list({ created, limit: 100 })) found.push(facts(dispute));
      return found.reverse();
    });
  }

  async submitEvidence(
    context: StripeContext,
    disputeId: string,
    revision: number,
    evidence: DisputeEvidence,
  ): Promise<DisputeFacts> {
    return facts(
      await this.client.call(context, (stripe) =>
        stripe.disputes.update(
          disputeId,
          {
            submit: true,
            evidence: {
              product_description: evidence.productDescription,
              customer_name: evidence.customerName,
              customer_email_address: evidence.customerEmail,
              service_date: evidence.serviceDate,
              uncategorized_text: evidence.serviceDocumentation,
              refund_policy_disclosure: evidence.refundPolicy,
            },
          },
          { idempotencyKey: `dsp:${disputeId}:${revision}` },
        ),
      ),
    );
  }

  async accept(context: StripeContext, disputeId: string): Promise<DisputeFacts> {
    return facts(
      await this.client.call(context, (stripe) =>
        stripe.disputes.close(disputeId, {}, { idempotencyKey: `dsp:${disputeId}:accept` }),
      ),
    );
  }
}

const facts = (dispute: Stripe.Dispute): DisputeFacts => ({
  disputeId: dispute.id,
  paymentIntentId: idOf(dispute.payment_intent),
  amountMinor: BigInt(dispute.amount),
  currency: dispute.currency.toUpperCase(),
  reason: dispute.reason,
  status: dispute.status,
  evidenceDueAt: dispute.evidence_details.due_by === null ? null : new Date(dispute.evidence_details.due_by * 1000),
});
