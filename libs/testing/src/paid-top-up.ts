import type { Actor, TestApp } from './test-app.js';

/** Everything that is on its way from the sandbox arrives and is worked off. */
export async function settleStripe(t: TestApp): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await t.sandbox!.stripe.webhooks.idle();
    await t.sandbox!.secondStripe!.webhooks.idle();
    await t.drain();
  }
}

/** A top-up that is really paid on the hosted page of the sandbox, at whichever of its accounts it is. @returns its public id */
export async function paidTopUp(
  t: TestApp,
  user: Actor,
  amountMinor: number,
  card = '4242424242424242',
  save = false,
): Promise<string> {
  const { body } = await t
    .as(user)
    .post('/v1/top-ups', { amountMinor, method: 'checkout', saveCard: save })
    .expect(201);
  const { id, checkoutUrl } = body as { id: string; checkoutUrl: string };
  const { stripe: first, secondStripe: second } = t.sandbox!;
  const session = /cs_test_\w+/.exec(checkoutUrl)![0];
  const stripe = second?.state.store.home(session) === undefined ? first : second;
  stripe.pay(session, { card, save, threeDSecure: 'complete' });
  // The line at Stripe appears a moment after the payment.
  stripe.advance(1);
  await settleStripe(t);
  return id;
}
