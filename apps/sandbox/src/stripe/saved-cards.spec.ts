import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { refusal, sdk, start } from '../../test/harness.js';
import type { Sandbox } from '../sandbox.js';

let sandbox: Sandbox;
let stripe: Stripe;
let customer: string;

beforeEach(async () => {
  sandbox = await start();
  stripe = sdk(sandbox.port);
  customer = (await stripe.customers.create({ email: 'a@example.com' })).id;
});
afterEach(async () => {
  expect(sandbox.stripe.state.defects).toEqual([]);
  await sandbox.stop();
});

const types = () => sandbox.stripe.objects<Stripe.Event>('event').map(({ type }) => type);
const cards = async () => (await stripe.customers.listPaymentMethods(customer)).data;
const setupSession = (more: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  stripe.checkout.sessions.create({
    mode: 'setup',
    ui_mode: 'hosted_page',
    currency: 'eur',
    customer,
    success_url: 'http://127.0.0.1:9/cards/{CHECKOUT_SESSION_ID}',
    cancel_url: 'http://127.0.0.1:9/cards',
    setup_intent_data: { metadata: { kind: 'card' } },
    ...more,
  });
const charge = (payment_method: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'eur',
    customer,
    payment_method,
    confirm: true,
    off_session: true,
    error_on_requires_action: true,
    ...more,
  });

describe('a card saved without paying', () => {
  it('is kept by the page and can be charged in the absence of its holder', async () => {
    const session = await setupSession();
    expect(session).toMatchObject({ mode: 'setup', amount_total: null, payment_status: 'no_payment_required' });
    expect(await (await fetch(session.url as string)).text()).toContain('Save a card');
    expect(sandbox.stripe.pay(session.id)).toMatchObject({ outcome: 'paid' });
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent'] });
    expect(done).toMatchObject({
      status: 'complete',
      setup_intent: { status: 'succeeded', usage: 'off_session', customer, metadata: { kind: 'card' } },
    });
    const [card] = await cards();
    expect((await charge(card?.id as string)).status).toBe('succeeded');
    expect(types()).toEqual(
      expect.arrayContaining(['setup_intent.created', 'setup_intent.succeeded', 'checkout.session.completed']),
    );
  });

  it('with 3-D Secure: passed once it needs none later, failed it is not kept', async () => {
    const card = '4000002500003155';
    const failed = await setupSession();
    expect(sandbox.stripe.pay(failed.id, { card, threeDSecure: 'fail' })).toMatchObject({ outcome: 'declined' });
    expect(await cards()).toEqual([]);
    expect(types()).toContain('setup_intent.setup_failed');
    expect(sandbox.stripe.pay(failed.id, { card, threeDSecure: 'complete' })).toMatchObject({ outcome: 'paid' });
    const [kept] = await cards();
    expect((await charge(kept?.id as string)).status).toBe('succeeded');
  });

  it('of a bank that says no is declined on the page', async () => {
    const session = await setupSession();
    expect(sandbox.stripe.pay(session.id, { card: '4000000000000002' })).toMatchObject({
      outcome: 'declined',
      message: 'Your card was declined.',
    });
    expect((await stripe.setupIntents.retrieve(session.setup_intent as string)).last_setup_error).toMatchObject({
      code: 'card_declined',
    });
  });

  it('by a SetupIntent of the API, confirmed at once', async () => {
    const intent = await stripe.setupIntents.create({
      customer,
      usage: 'off_session',
      payment_method: 'pm_card_visa',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    expect(intent.status).toBe('succeeded');
    expect((await cards()).map(({ id }) => id)).toEqual([intent.payment_method]);
    expect((await stripe.setupIntents.create({ customer })).status).toBe('requires_payment_method');
    expect(
      await refusal(
        stripe.setupIntents.create({ customer, payment_method: 'pm_card_visa_chargeDeclined', confirm: true }),
      ),
    ).toMatchObject({ statusCode: 402, code: 'card_declined' });
  });

  it('waits for the bank when it asks; the page of the bank finishes it', async () => {
    const intent = await stripe.setupIntents.create({
      customer,
      payment_method: 'pm_card_authenticationRequired',
      confirm: true,
      return_url: 'http://127.0.0.1:9/cards',
    });
    expect(intent.status).toBe('requires_action');
    const answer = await fetch(intent.next_action?.redirect_to_url?.url as string, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ result: 'complete' }),
    });
    expect(answer.headers.get('location')).toBe(`http://127.0.0.1:9/cards?setup_intent=${intent.id}`);
    expect((await stripe.setupIntents.retrieve(intent.id)).status).toBe('succeeded');
  });
});

describe('off session', () => {
  it.each(['pm_card_authenticationRequiredOnSetup', 'pm_card_authenticationRequired'])(
    '%s without its holder is refused for good: authentication_required',
    async (card) => {
      const error = await refusal(charge(card));
      expect(error).toMatchObject({ statusCode: 402, code: 'authentication_required' });
      expect(error.payment_intent).toMatchObject({ status: 'requires_payment_method' });
      expect(types()).toContain('payment_intent.payment_failed');
      expect(types()).not.toContain('payment_intent.requires_action');
    },
  );

  it('a card that always asks is refused even when it was set up', async () => {
    const session = await setupSession();
    sandbox.stripe.pay(session.id, { card: '4000002760003184', threeDSecure: 'complete' });
    const [card] = await cards();
    expect(await refusal(charge(card?.id as string))).toMatchObject({ code: 'authentication_required' });
  });

  it('error_on_requires_action refuses instead of waiting for somebody', async () => {
    const params = { off_session: undefined as never };
    const waiting = await charge('pm_card_authenticationRequired', { ...params, error_on_requires_action: false });
    expect(waiting.status).toBe('requires_action');
    expect(await refusal(charge('pm_card_authenticationRequired', params))).toMatchObject({ statusCode: 402 });
  });
});
