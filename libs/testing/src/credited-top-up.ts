import { newId, systemContext } from '@app/kernel';
import { TopUpIntake } from '@app/billing';
import type { Actor, TestApp } from './test-app.js';

/** A top-up that Stripe confirmed: the row as if the page had been opened, the credit as the product makes it. @returns its UUID. */
export async function creditedTopUp(
  t: TestApp,
  user: Actor,
  amount: bigint,
  paymentIntentId: string,
  currency = 'EUR',
  cardFingerprint?: string,
): Promise<string> {
  const id = newId();
  await t.db.query(
    `insert into app.top_up (licensee_id, id, person_id, idempotency_key, amount, currency, method, status, created_at)
     values ($1, $2, $3, $4, $5, $6, 'checkout', 'open', now())`,
    [user.licenseeId, id, user.id, paymentIntentId, amount, currency],
  );
  await t.app.get(TopUpIntake).applyPayment(systemContext(user.licenseeId, 'spec'), {
    paymentIntentId,
    status: 'succeeded',
    amountReceivedMinor: amount,
    currency,
    licenseeId: user.licenseeId,
    topUpId: id,
    savedPaymentMethodId: undefined,
    chargeId: undefined,
    cardFingerprint,
    failureCode: undefined,
  });
  return id;
}
