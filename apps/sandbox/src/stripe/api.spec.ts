import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { sdk, SECRET_KEY, start, topUp } from '../../test/harness.js';
import type { Sandbox } from '../sandbox.js';

let sandbox: Sandbox;
let stripe: Stripe;

beforeEach(async () => {
  sandbox = await start();
  stripe = sdk(sandbox.port);
});
afterEach(async () => {
  expect(sandbox.stripe.state.defects).toEqual([]);
  await sandbox.stop();
});

const customers = () => sandbox.stripe.objects('customer').length;

/** The error of a refused call. */
async function refusal(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await work;
  } catch (error) {
    return error as Stripe.errors.StripeError;
  }
  throw new Error('the call was not refused');
}

describe('refusals', () => {
  it('refuses a wrong key with 401 and no key with 401', async () => {
    const stranger = await refusal(sdk(sandbox.port, {}).customers.list({}, { apiKey: 'sk_test_sandbox_other' }));
    expect(stranger).toMatchObject({ statusCode: 401, type: 'StripeAuthenticationError' });
    const nobody = await fetch(`${sandbox.stripeUrl}/v1/balance`);
    expect(nobody.status).toBe(401);
    const right = await fetch(`${sandbox.stripeUrl}/v1/balance`, {
      headers: { authorization: `Bearer ${SECRET_KEY}` },
    });
    expect(right.status).toBe(200);
    expect(right.headers.get('request-id')).toMatch(/^req_/);
  });

  it('names the unknown, the missing and the malformed parameter', async () => {
    const unknown = await refusal(stripe.customers.create({ nickname: 'x' } as object));
    expect(unknown).toMatchObject({ statusCode: 400, code: 'parameter_unknown', param: 'nickname' });
    const nested = await refusal(
      stripe.checkout.sessions.create({
        ...topUp('cus_1'),
        line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: 1, product_data: { label: 'x' } } }],
      } as unknown as Stripe.Checkout.SessionCreateParams),
    );
    expect(nested).toMatchObject({
      code: 'parameter_unknown',
      param: 'line_items[0][price_data][product_data][label]',
    });
    const missing = await refusal(
      stripe.paymentIntents.create({ currency: 'eur' } as Stripe.PaymentIntentCreateParams),
    );
    expect(missing).toMatchObject({ statusCode: 400, code: 'parameter_missing', param: 'amount' });
    const text = await refusal(
      stripe.paymentIntents.create({ amount: 'ten', currency: 'eur' } as unknown as Stripe.PaymentIntentCreateParams),
    );
    expect(text).toMatchObject({ code: 'parameter_invalid_integer', param: 'amount' });
    const fraction = await refusal(stripe.paymentIntents.create({ amount: 100.5, currency: 'eur' }));
    expect(fraction).toMatchObject({ code: 'parameter_invalid_integer' });
    expect(sandbox.stripe.objects('payment_intent')).toHaveLength(0);
  });

  it('refuses payment_method_types as the API version does', async () => {
    const error = await refusal(
      stripe.paymentIntents.create({
        amount: 500,
        currency: 'eur',
        payment_method_types: ['card'],
      } as unknown as Stripe.PaymentIntentCreateParams),
    );
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_method_types_no_longer_supported' });
  });

  it('answers 404 resource_missing for an id in the path and 400 for one in a parameter', async () => {
    expect(await refusal(stripe.customers.retrieve('cus_none'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      message: "No such customer: 'cus_none'",
    });
    expect(
      await refusal(stripe.paymentIntents.create({ amount: 500, currency: 'eur', customer: 'cus_none' })),
    ).toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
      param: 'customer',
    });
  });

  it('answers 404 for a call the platform does not make', async () => {
    expect(await refusal(stripe.coupons.list())).toMatchObject({ statusCode: 404 });
  });

  it('undoes what a refused request began', async () => {
    const customer = await stripe.customers.create({ email: 'a@example.com' });
    // The PaymentIntent would be made before the bad expand path is found.
    await refusal(
      stripe.paymentIntents.create({ amount: 500, currency: 'eur', customer: customer.id, expand: ['nonsense'] }),
    );
    expect(sandbox.stripe.objects('payment_intent')).toHaveLength(0);
    expect(sandbox.stripe.objects<Stripe.Event>('event').map(({ type }) => type)).toEqual(['customer.created']);
  });
});

describe('idempotency', () => {
  it('does it once for ten requests with one key, in parallel or in sequence', async () => {
    const options = { idempotencyKey: 'cus:1' };
    const first = await stripe.customers.create({ email: 'a@example.com', name: 'A' }, options);
    const again = await Promise.all(
      Array.from({ length: 10 }, () => stripe.customers.create({ email: 'a@example.com', name: 'A' }, options)),
    );
    expect(new Set(again.map(({ id }) => id))).toEqual(new Set([first.id]));
    expect(again[0]?.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(customers()).toBe(1);
    await stripe.customers.create({ email: 'a@example.com', name: 'A' }, { idempotencyKey: 'cus:2' });
    expect(customers()).toBe(2);
  });

  it('refuses the key for other parameters and for another call', async () => {
    const options = { idempotencyKey: 'k' };
    await stripe.customers.create({ email: 'a@example.com' }, options);
    expect(await refusal(stripe.customers.create({ email: 'b@example.com' }, options))).toMatchObject({
      statusCode: 400,
      type: 'StripeIdempotencyError',
    });
    expect(await refusal(stripe.paymentIntents.create({ amount: 500, currency: 'eur' }, options))).toMatchObject({
      statusCode: 400,
      type: 'StripeIdempotencyError',
    });
    expect(customers()).toBe(1);
  });

  it('answers 409 while the first request with the key is still running', async () => {
    sandbox.stripe.faults.add({ kind: 'delay', delayMs: 200 });
    const slow = stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k' });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await refusal(stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k' }))).toMatchObject({
      statusCode: 409,
      code: 'idempotency_key_in_use',
    });
    const first = await slow;
    expect((await stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k' })).id).toBe(first.id);
    expect(customers()).toBe(1);
  });

  it('repeats a decline for the same key and decides anew for another', async () => {
    const params: Stripe.PaymentIntentCreateParams = {
      amount: 500,
      currency: 'eur',
      payment_method: 'pm_card_visa_chargeDeclined',
      confirm: true,
    };
    const first = await refusal(stripe.paymentIntents.create(params, { idempotencyKey: 'k' }));
    const second = await refusal(stripe.paymentIntents.create(params, { idempotencyKey: 'k' }));
    expect(first).toMatchObject({ statusCode: 402, code: 'card_declined', decline_code: 'generic_decline' });
    expect(second.payment_intent?.id).toBe(first.payment_intent?.id);
    expect(sandbox.stripe.objects('charge')).toHaveLength(1);
    await refusal(stripe.paymentIntents.create(params, { idempotencyKey: 'k2' }));
    expect(sandbox.stripe.objects('charge')).toHaveLength(2);
  });

  it('does not keep the answer of a malformed request', async () => {
    await refusal(stripe.customers.create({ nickname: 'x' } as object, { idempotencyKey: 'k' }));
    await stripe.customers.create({ name: 'x' }, { idempotencyKey: 'k' });
    expect(customers()).toBe(1);
  });
});

describe('faults', () => {
  it('timeout after success: the retry with the same key finds the first effect', async () => {
    sandbox.stripe.faults.add({
      kind: 'timeout_after_success',
      method: 'POST',
      pathPattern: '^/v1/customers$',
      delayMs: 5000,
    });
    const error = await refusal(
      sdk(sandbox.port, { timeout: 100 }).customers.create({ name: 'A' }, { idempotencyKey: 'k' }),
    );
    expect(error.type).toBe('StripeConnectionError');
    expect(customers()).toBe(1);
    const found = await stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k' });
    expect(found.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(customers()).toBe(1);
  });

  it('without a key of its own the same retry would do it twice: the SDK retries by itself with one key', async () => {
    sandbox.stripe.faults.add({ kind: 'timeout_after_success', pathPattern: '^/v1/customers$', delayMs: 10 });
    await sdk(sandbox.port, { maxNetworkRetries: 2 }).customers.create({ name: 'A' });
    expect(customers()).toBe(1);
    expect(sandbox.stripe.api.requests.map(({ replayed }) => replayed)).toEqual([false, true]);
  });

  it('reset before: nothing has happened', async () => {
    sandbox.stripe.faults.add({ kind: 'reset_before', times: 2 });
    const error = await refusal(stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k' }));
    expect(error.type).toBe('StripeConnectionError');
    expect(customers()).toBe(0);
  });

  it('stored 500: the same key gets the 500 for ever, whether or not it happened', async () => {
    sandbox.stripe.faults.add({ kind: 'stored_500' });
    const params = { name: 'A' };
    expect((await refusal(stripe.customers.create(params, { idempotencyKey: 'k' }))).statusCode).toBe(500);
    expect((await refusal(stripe.customers.create(params, { idempotencyKey: 'k' }))).statusCode).toBe(500);
    expect(customers()).toBe(0);
    sandbox.stripe.faults.add({ kind: 'stored_500', executed: true });
    expect((await refusal(stripe.customers.create(params, { idempotencyKey: 'k2' }))).statusCode).toBe(500);
    expect((await refusal(stripe.customers.create(params, { idempotencyKey: 'k2' }))).statusCode).toBe(500);
    expect(customers()).toBe(1);
  });

  it('429 once, then as usual', async () => {
    sandbox.stripe.faults.add({ kind: '429' });
    expect(await refusal(stripe.customers.create({}, { idempotencyKey: 'k' }))).toMatchObject({
      statusCode: 429,
      type: 'StripeRateLimitError',
    });
    await stripe.customers.create({}, { idempotencyKey: 'k' });
    expect(customers()).toBe(1);
  });
});

describe('objects', () => {
  it('merges metadata, unsets fields and keeps what was not sent', async () => {
    const customer = await stripe.customers.create({ name: 'A', email: 'a@example.com', metadata: { a: '1', b: '2' } });
    const after = await stripe.customers.update(customer.id, { name: '', metadata: { b: '', c: '3' } });
    expect(after).toMatchObject({ name: null, email: 'a@example.com', metadata: { a: '1', c: '3' }, livemode: false });
  });

  it('pages in both directions without gaps or repeats', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n++)
      made.unshift((await stripe.paymentIntents.create({ amount: 500 + n, currency: 'eur' })).id);
    const seen: string[] = [];
    for await (const intent of stripe.paymentIntents.list({ limit: 2 })) seen.push(intent.id);
    expect(seen).toEqual(made);
    const back = await stripe.paymentIntents.list({ limit: 2, ending_before: made[4] as string });
    expect(back.data.map(({ id }) => id)).toEqual([made[2], made[3]]);
    expect(back.has_more).toBe(true);
    const none = await stripe.paymentIntents.list({ created: { gt: Math.floor(Date.now() / 1000) + 60 } });
    expect(none.data).toEqual([]);
  });

  it('cancels an intent once, and never a paid one', async () => {
    const open = await stripe.paymentIntents.create({ amount: 500, currency: 'eur' });
    expect((await stripe.paymentIntents.cancel(open.id)).status).toBe('canceled');
    expect(await refusal(stripe.paymentIntents.cancel(open.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    const paid = await stripe.paymentIntents.create({
      amount: 500,
      currency: 'eur',
      payment_method: 'pm_card_visa',
      confirm: true,
    });
    expect(paid.status).toBe('succeeded');
    expect(await refusal(stripe.paymentIntents.cancel(paid.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('records what was sent, for the proof of the wire format', async () => {
    await stripe.customers.create({ name: 'A', metadata: { tenant: 't' } }, { idempotencyKey: 'k' });
    expect(sandbox.stripe.api.requests.at(-1)).toMatchObject({
      method: 'POST',
      path: '/v1/customers',
      call: 'customers.create',
      params: { name: 'A', metadata: { tenant: 't' } },
      idempotencyKey: 'k',
      status: 200,
    });
  });
});
