import { Injectable } from '@nestjs/common';
import { Db, assertNoTransaction, rowsOf, systemContext } from '@app/kernel';
import { type DisputeFacts, Disputes } from '../disputes/disputes.js';
import type { StripeContext } from '../stripe/stripe-context.js';
import { PaymentsRejected } from '../stripe/stripe.problems.js';

/** Each dispute of a payment has a number, so that two requests at one moment mean the same one. */
export const testDisputeOf = (topUpId: string, number: number): string => `du_test_${topUpId}_${number}`;
export const isTestDispute = (id: string): boolean => id.startsWith('du_test_');

/** The bank of test mode (features.md N13). It keeps nothing: what it says of a dispute stands in our row, and changes when a developer decides for it (`TestDisputes`). */
@Injectable()
export class SimulatedDisputes extends Disputes {
  constructor(private readonly db: Db) {
    super();
  }

  async dispute({ licenseeId }: StripeContext, disputeId: string): Promise<DisputeFacts> {
    assertNoTransaction();
    const [row] = await this.db.read(systemContext(licenseeId!, 'simulated.dispute'), (tx) =>
      rowsOf<DisputeFacts>(
        tx,
        `select d.stripe_dispute_id as "disputeId", t.payment_intent_id as "paymentIntentId", d.amount as "amountMinor", d.currency, d.reason, d.status,
                d.evidence_due_at as "evidenceDueAt"
           from app.dispute d join app.top_up t on t.licensee_id = d.licensee_id and t.id = d.top_up_id
          where d.licensee_id = $1 and d.stripe_dispute_id = $2`,
        [licenseeId, disputeId],
      ),
    );
    if (!row) throw new PaymentsRejected('resource_missing');
    return row;
  }

  /** No event of test mode is lost. */
  async since(): Promise<DisputeFacts[]> {
    return [];
  }

  async submitEvidence(context: StripeContext, disputeId: string): Promise<DisputeFacts> {
    return { ...(await this.dispute(context, disputeId)), status: 'under_review' };
  }

  async accept(context: StripeContext, disputeId: string): Promise<DisputeFacts> {
    return { ...(await this.dispute(context, disputeId)), status: 'lost' };
  }
}
