import { describe, expect, it } from '@jest/globals';
import { OPERATOR_CONTEXT } from './stripe-context.js';
import type { StripeClient } from './stripe-client.adapter.js';
import { StripeDisputes } from './disputes.adapter.js';

describe('disputes of a time', () => {
  it('are all read, however many there are, the oldest first', async () => {
    const many = 5_001;
    async function* list() {
      for (let n = many; n > 0; n--)
        yield {
          id: `dp_${n}`,
          payment_intent: null,
          amount: 1,
          currency: 'eur',
          reason: 'general',
          status: 'lost',
          evidence_details: { due_by: null },
        };
    }
    const client = { call: (_: unknown, ask: (stripe: unknown) => unknown) => ask({ disputes: { list } }) };
    const found = await new StripeDisputes(client as unknown as StripeClient).since(OPERATOR_CONTEXT, new Date(0));
    expect(found).toHaveLength(many);
    expect([found[0]!.disputeId, found.at(-1)!.disputeId]).toEqual(['dp_1', `dp_${many}`]);
  });
});
