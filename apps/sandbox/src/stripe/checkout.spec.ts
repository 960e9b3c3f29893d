import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { sdk, start, topUp, until } from '../../test/harness.js';
import type { Sandbox } from '../sandbox.js';

let sandbox: Sandbox;
let stripe: Stripe;
let customer: Stripe.Customer;

beforeEach(async () => {
  sandbox = await start();
  stripe = sdk(sandbox.port);
  customer = await stripe.customers.create({ email: 'user@example.com', name: 'A User' });
});
afterEach(async () => {
  expect(sandbox.stripe.state.defects).toEqual([]);
  await sandbox.stop();
});

const CARD = { cardExpiry: '12 / 34', cardCvc: '123', action: 'pay' };

/** Presses the button of a form, as a browser does. */
async function press(url: string, form: Record<string, string>) {
  const answer = await fetch(new URL(url, sandbox.stripeUrl), {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'manual',
  });
  return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
}

const eventTypes = () =>
  sandbox.stripe
    .objects<Stripe.Event>('event')
    .map(({ type }) => type)
    .reverse();

async function declined(work: Promise<unknown>): Promise<Stripe.errors.StripeCardError> {
  try {
    await work;
  } catch (error) {
    expect(error).toMatchObject({ type: 'StripeCardError', statusCode: 402 });
    return error as Stripe.errors.StripeCardError;
  }
  throw new Error('the payment was not declined');
}

/** A card on the customer's file, saved by a checkout. */
async function savedCard(number: string): Promise<string> {
  const session = await stripe.checkout.sessions.create(topUp(customer.id));
  sandbox.stripe.pay(session.id, { card: number, threeDSecure: 'complete' });
  const cards = await stripe.customers.listPaymentMethods(customer.id);
  expect(cards.data).toHaveLength(1);
  return cards.data[0]?.id as string;
}

const offSession = (payment_method: string): Stripe.PaymentIntentCreateParams => ({
  amount: 1000,
  currency: 'eur',
  customer: customer.id,
  payment_method,
  off_session: true,
  confirm: true,
  error_on_requires_action: true,
});

describe('the hosted page', () => {
  it('says that it is a sandbox, shows the amount and takes nobody hostage with markup', async () => {
    const session = await stripe.checkout.sessions.create(
      topUp(customer.id, {
        line_items: [
          {
            quantity: 2,
            price_data: { currency: 'eur', unit_amount: 1250, product_data: { name: '<script>x</script>' } },
          },
        ],
        consent_collection: { terms_of_service: 'required' },
        custom_text: { terms_of_service_acceptance: { message: 'I accept the [terms](https://shop.example/terms).' } },
      }),
    );
    expect(session).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      amount_total: 2500,
      payment_intent: null,
    });
    const page = await (await fetch(session.url as string)).text();
    expect(page).toContain('SANDBOX - no real money');
    expect(page).toContain('EUR 25.00');
    expect(page).not.toContain('<script>x');
    expect(page).toContain('<a href="https://shop.example/terms"');
  });

  it.each([
    ["O'Hara", /invalid characters/],
    ['星占い', /invalid characters/],
    ['24 7', /alphabetic/],
    ['A name of more than 22 characters', /at most 22/],
  ])('takes no statement of %s', async (suffix, message) => {
    const asked = topUp(customer.id, { payment_intent_data: { statement_descriptor_suffix: suffix } });
    await expect(stripe.checkout.sessions.create(asked)).rejects.toThrow(message);
  });

  it('a paid top-up: 303 to the success address, objects, events, fee, balance', async () => {
    const session = await stripe.checkout.sessions.create(topUp(customer.id));
    const answer = await press(session.url as string, { ...CARD, cardNumber: '4242 4242 4242 4242' });
    expect(answer).toMatchObject({ status: 303, location: `http://127.0.0.1:9/topups/${session.id}?ok=1` });
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent', 'line_items'] });
    expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid', url: null });
    const intent = paid.payment_intent as Stripe.PaymentIntent;
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: 2500,
      customer: customer.id,
      metadata: { kind: 'topup', local_id: 'topup_1' },
    });
    expect(paid.line_items?.data[0]).toMatchObject({ description: 'Wallet top-up', amount_total: 2500 });
    await until(() => eventTypes().includes('charge.updated'), 'the balance transaction');
    expect(eventTypes()).toEqual([
      'customer.created',
      'payment_intent.created',
      'charge.succeeded',
      'payment_method.attached',
      'payment_intent.succeeded',
      'checkout.session.completed',
      'charge.updated',
    ]);
    const charged = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge.balance_transaction'] });
    const line = (charged.latest_charge as Stripe.Charge).balance_transaction as Stripe.BalanceTransaction;
    expect(line).toMatchObject({ amount: 2500, fee: 63, net: 2437, status: 'pending', type: 'charge' });
    expect((await stripe.balance.retrieve()).pending).toMatchObject([{ amount: 2437, currency: 'eur' }]);
    sandbox.stripe.advance(120);
    expect((await stripe.balanceTransactions.retrieve(line.id)).status).toBe('available');
    expect((await stripe.balance.retrieve()).available).toMatchObject([{ amount: 2437, currency: 'eur' }]);
  });

  it('paying twice charges once: the second press is sent to the success address', async () => {
    const session = await stripe.checkout.sessions.create(topUp(customer.id));
    const form = { ...CARD, cardNumber: '4242424242424242' };
    const answers = await Promise.all([1, 2, 3].map(() => press(session.url as string, form)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(sandbox.stripe.objects('charge')).toHaveLength(1);
  });

  it('a declined card can be replaced by another in the same session', async () => {
    const session = await stripe.checkout.sessions.create(topUp(customer.id));
    const url = session.url as string;
    const poor = await press(url, { ...CARD, cardNumber: '4000000000009995' });
    expect(poor.status).toBe(402);
    expect(poor.text).toContain('Your card has insufficient funds.');
    const wrong = await press(url, { ...CARD, cardNumber: '4000000000000002' });
    expect(wrong.text).toContain('Your card was declined.');
    const mistyped = await press(url, { ...CARD, cardNumber: '4242424242424241' });
    expect(mistyped.text).toContain('Your card number is invalid.');
    const old = await press(url, { ...CARD, cardExpiry: '01/20', cardNumber: '4242424242424242' });
    expect(old.text).toContain('expiration date is in the past');
    expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('unpaid');
    expect((await press(url, { ...CARD, cardNumber: '4242424242424242' })).status).toBe(303);
    expect(sandbox.stripe.objects('payment_intent')).toHaveLength(1);
    const charges = sandbox.stripe
      .objects<Stripe.Charge>('charge')
      .map(({ status, failure_code }) => [status, failure_code]);
    expect(charges).toEqual([
      ['succeeded', null],
      ['failed', 'card_declined'],
      ['failed', 'card_declined'],
    ]);
    expect((await stripe.customers.listPaymentMethods(customer.id)).data).toHaveLength(1);
  });

  it('cancel goes back and leaves the session open', async () => {
    const session = await stripe.checkout.sessions.create(topUp(customer.id));
    expect(await press(session.url as string, { action: 'cancel' })).toMatchObject({
      status: 303,
      location: 'http://127.0.0.1:9/wallet',
    });
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
  });

  it('the terms must be accepted when the session asks for it', async () => {
    const session = await stripe.checkout.sessions.create(
      topUp(customer.id, { consent_collection: { terms_of_service: 'required' } }),
    );
    const form = { ...CARD, cardNumber: '4242424242424242' };
    expect((await press(session.url as string, form)).status).toBe(402);
    expect((await press(session.url as string, { ...form, terms: 'on' })).status).toBe(303);
    expect((await stripe.checkout.sessions.retrieve(session.id)).consent).toEqual({
      promotions: null,
      terms_of_service: 'accepted',
    });
  });

  it('expires by time and by call, tells it, and takes no money afterwards', async () => {
    const byTime = await stripe.checkout.sessions.create(
      topUp(customer.id, { expires_at: Math.floor(Date.now() / 1000) + 1800 }),
    );
    const byCall = await stripe.checkout.sessions.create(topUp(customer.id));
    await stripe.checkout.sessions.expire(byCall.id);
    await expect(stripe.checkout.sessions.expire(byCall.id)).rejects.toMatchObject({ statusCode: 400 });
    sandbox.stripe.advance(1700);
    expect((await stripe.checkout.sessions.retrieve(byTime.id)).status).toBe('open');
    sandbox.stripe.advance(101);
    expect((await stripe.checkout.sessions.retrieve(byTime.id)).status).toBe('expired');
    expect(eventTypes().filter((type) => type === 'checkout.session.expired')).toHaveLength(2);
    const late = await press(`/c/pay/${byTime.id}`, { ...CARD, cardNumber: '4242424242424242' });
    expect(late.status).toBe(410);
    expect(sandbox.stripe.objects('charge')).toHaveLength(0);
  });

  it('refuses times outside of 30 minutes to 24 hours', async () => {
    for (const seconds of [60, 90_000]) {
      const params = topUp(customer.id, { expires_at: Math.floor(Date.now() / 1000) + seconds });
      await expect(stripe.checkout.sessions.create(params)).rejects.toMatchObject({ param: 'expires_at' });
    }
  });
});

describe('3-D Secure', () => {
  it('asks on a page of the bank; Complete pays, Fail returns to the form', async () => {
    const session = await stripe.checkout.sessions.create(topUp(customer.id));
    const url = session.url as string;
    const asked = await press(url, { ...CARD, cardNumber: '4000002760003184' });
    expect(asked).toMatchObject({ status: 303, location: expect.stringMatching(/^\/c\/3ds\/pi_/) });
    expect(sandbox.stripe.objects('charge')).toHaveLength(0);
    const failed = await press(asked.location as string, { result: 'fail' });
    expect(failed.status).toBe(402);
    expect(failed.text).toContain('unable to authenticate');
    expect(sandbox.stripe.objects('charge')).toHaveLength(0);
    const again = await press(url, { ...CARD, cardNumber: '4000002760003184' });
    const done = await press(again.location as string, { result: 'complete' });
    expect(done).toMatchObject({ status: 303, location: expect.stringContaining(session.id) });
    expect(eventTypes()).toEqual(
      expect.arrayContaining([
        'payment_intent.requires_action',
        'payment_intent.payment_failed',
        'checkout.session.completed',
      ]),
    );
    // The page is used up: pressing the button again does nothing.
    expect((await press(again.location as string, { result: 'complete' })).status).toBe(410);
    expect(sandbox.stripe.objects('charge')).toHaveLength(1);
  });
});

describe('cards on file', () => {
  it('3155 saved with 3-D Secure pays off session; 3184 never does; 0446 always; 0341 is declined', async () => {
    const paid = await stripe.paymentIntents.create(offSession(await savedCard('4000002500003155')));
    expect(paid.status).toBe('succeeded');
    for (const [number, code, declineCode] of [
      ['4000002760003184', 'authentication_required', 'authentication_required'],
      ['4000000000000341', 'card_declined', 'generic_decline'],
    ] as const) {
      customer = await stripe.customers.create({ name: number });
      const error = await declined(stripe.paymentIntents.create(offSession(await savedCard(number))));
      expect(error).toMatchObject({ code, decline_code: declineCode });
      expect(error.payment_intent).toMatchObject({ status: 'requires_payment_method', amount_received: 0 });
      expect((await stripe.paymentIntents.retrieve(error.payment_intent?.id as string)).last_payment_error?.code).toBe(
        code,
      );
    }
    customer = await stripe.customers.create({ name: '0446' });
    expect((await stripe.paymentIntents.create(offSession(await savedCard('4000003800000446')))).status).toBe(
      'succeeded',
    );
  });

  it('3155 that was not set up for off-session use asks again', async () => {
    const session = await stripe.checkout.sessions.create(
      topUp(customer.id, {
        payment_intent_data: {},
        saved_payment_method_options: { payment_method_save: 'enabled' },
      }),
    );
    sandbox.stripe.pay(session.id, { card: '4000002500003155', save: true, threeDSecure: 'complete' });
    const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data;
    expect(card?.allow_redisplay).toBe('always');
    const error = await declined(stripe.paymentIntents.create(offSession(card?.id as string)));
    expect(error.code).toBe('authentication_required');
  });

  it('nothing is kept when the box is not ticked', async () => {
    const session = await stripe.checkout.sessions.create(
      topUp(customer.id, {
        payment_intent_data: {},
        saved_payment_method_options: { payment_method_save: 'enabled' },
      }),
    );
    sandbox.stripe.pay(session.id, { save: false });
    expect((await stripe.customers.listPaymentMethods(customer.id)).data).toEqual([]);
  });

  it('a detached card is gone: from the list, from the default, and for payments', async () => {
    const card = await savedCard('4242424242424242');
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card } });
    await stripe.paymentMethods.detach(card);
    expect((await stripe.customers.listPaymentMethods(customer.id)).data).toEqual([]);
    const after = (await stripe.customers.retrieve(customer.id)) as Stripe.Customer;
    expect(after.invoice_settings.default_payment_method).toBeNull();
    await expect(stripe.paymentIntents.create(offSession(card))).rejects.toMatchObject({ statusCode: 400 });
    await expect(stripe.paymentMethods.detach(card)).rejects.toMatchObject({ statusCode: 400 });
  });

  it("refuses another customer's card", async () => {
    const card = await savedCard('4242424242424242');
    customer = await stripe.customers.create({ name: 'B' });
    await expect(stripe.paymentIntents.create(offSession(card))).rejects.toMatchObject({
      statusCode: 400,
      param: 'payment_method',
    });
    await expect(
      stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card } }),
    ).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('refunds', () => {
  const pay = (payment_method: string) =>
    stripe.paymentIntents.create({ amount: 1000, currency: 'eur', payment_method, confirm: true });

  it('never gives back more than was paid', async () => {
    const paid = await pay('pm_card_visa');
    const part = await stripe.refunds.create({ payment_intent: paid.id, amount: 400, reason: 'requested_by_customer' });
    expect(part).toMatchObject({ status: 'succeeded', amount: 400 });
    await expect(stripe.refunds.create({ payment_intent: paid.id, amount: 601 })).rejects.toMatchObject({
      statusCode: 400,
    });
    await stripe.refunds.create({ payment_intent: paid.id });
    await expect(stripe.refunds.create({ payment_intent: paid.id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    const charge = await stripe.charges.retrieve(paid.latest_charge as string);
    expect(charge).toMatchObject({ amount_refunded: 1000, refunded: true });
    const lines = await stripe.balanceTransactions.list({ type: 'refund' });
    expect(lines.data.map(({ net }) => net)).toEqual([-600, -400]);
    await until(() => eventTypes().filter((type) => type === 'refund.updated').length === 2, 'refund.updated');
    expect(eventTypes().filter((type) => type === 'refund.created' || type === 'charge.refunded')).toHaveLength(4);
    expect((await stripe.refunds.list({ payment_intent: paid.id })).data).toHaveLength(2);
  });

  it('refuses to refund what was not paid', async () => {
    const open = await stripe.paymentIntents.create({ amount: 1000, currency: 'eur' });
    await expect(stripe.refunds.create({ payment_intent: open.id })).rejects.toMatchObject({ statusCode: 400 });
  });
});
