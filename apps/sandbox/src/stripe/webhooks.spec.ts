import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { Receiver, sdk, start, topUp, until, WEBHOOK_SECRET } from '../../test/harness.js';
import type { Sandbox, SandboxOptions } from '../sandbox.js';

let sandbox: Sandbox;
let stripe: Stripe;
let receiver: Receiver;
let dataDir: string;

const options = (): Partial<SandboxOptions> => ({
  stripe: { secretKey: 'sk_test_sandbox_spec', webhookUrl: receiver.url, webhookSecrets: [WEBHOOK_SECRET] },
});

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sandbox-spec-'));
  receiver = await new Receiver().start();
  sandbox = await start(options());
  stripe = sdk(sandbox.port);
});
afterEach(async () => {
  expect(sandbox.stripe.state.defects).toEqual([]);
  await sandbox.stop();
  await receiver.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const ids = () => receiver.events().map(({ id }) => id);
const undelivered = async () => (await stripe.events.list({ delivery_success: false })).data.map(({ type }) => type);

describe('delivery', () => {
  it('the real SDK accepts the signature, and refuses a changed body, another secret and an old one', async () => {
    const customer = await stripe.customers.create(
      { name: 'A', metadata: { local_id: '1' } },
      { idempotencyKey: 'cus:1' },
    );
    const [got] = await until(() => receiver.received.length === 1 && receiver.received, 'a delivery');
    const { body, headers } = got as (typeof receiver.received)[number];
    const signature = headers['stripe-signature'] as string;
    const event = Stripe.webhooks.constructEvent(body, signature, WEBHOOK_SECRET);
    expect(event).toMatchObject({
      type: 'customer.created',
      api_version: '2026-10-28.endive',
      livemode: false,
      request: { idempotency_key: 'cus:1' },
      data: { object: { id: customer.id, metadata: { local_id: '1' } } },
    });
    expect(() => Stripe.webhooks.constructEvent(body.replace('"A"', '"B"'), signature, WEBHOOK_SECRET)).toThrow();
    expect(() => Stripe.webhooks.constructEvent(body, signature, 'whsec_other')).toThrow();
    const old = signature.replace(/t=\d+/, `t=${Math.floor(Date.now() / 1000) - 400}`);
    expect(() => Stripe.webhooks.constructEvent(body, old, WEBHOOK_SECRET)).toThrow();
  });

  it('signs with every secret while one is being changed', async () => {
    await sandbox.stop();
    sandbox = await start({
      stripe: { ...(options().stripe as SandboxOptions['stripe']), webhookSecrets: ['whsec_old', 'whsec_new'] },
    });
    await sdk(sandbox.port).customers.create({});
    const [got] = await until(() => receiver.received.length === 1 && receiver.received, 'a delivery');
    for (const secret of ['whsec_old', 'whsec_new']) {
      const signature = got?.headers['stripe-signature'] as string;
      expect(Stripe.webhooks.constructEvent(got?.body as string, signature, secret).type).toBe('customer.created');
    }
  });

  it('an endpoint made by the API gets what it asked for, with its own secret', async () => {
    const other = await new Receiver().start();
    try {
      const endpoint = await stripe.webhookEndpoints.create({
        url: other.url,
        enabled_events: ['payment_intent.succeeded'],
        api_version: '2026-10-28.endive',
      });
      expect(endpoint.secret).toMatch(/^whsec_/);
      expect((await stripe.webhookEndpoints.list()).data.map(({ secret }) => secret)).toEqual([undefined, undefined]);
      await stripe.paymentIntents.create({
        amount: 500,
        currency: 'eur',
        payment_method: 'pm_card_visa',
        confirm: true,
      });
      const [got] = await until(() => other.received.length === 1 && other.received, 'the event');
      const signature = got?.headers['stripe-signature'] as string;
      expect(Stripe.webhooks.constructEvent(got?.body as string, signature, endpoint.secret as string).type).toBe(
        'payment_intent.succeeded',
      );
    } finally {
      await other.stop();
    }
  });

  it('tries again after the receiver failed, with the same event, until it is taken', async () => {
    receiver.nextStatuses.push(500, 503, 302);
    await stripe.customers.create({});
    await until(() => receiver.received.length === 4, 'four attempts');
    expect(new Set(ids()).size).toBe(1);
    await sandbox.stripe.webhooks.idle();
    expect(await undelivered()).toEqual([]);
    expect(receiver.received).toHaveLength(4);
  });

  it('gives up at the end; the event stays listed as undelivered and can be sent again', async () => {
    receiver.status = 500;
    await stripe.customers.create({});
    await sandbox.stripe.webhooks.idle();
    expect(receiver.received).toHaveLength(6);
    expect(await undelivered()).toEqual(['customer.created']);
    expect((await stripe.events.list({ delivery_success: true })).data).toEqual([]);
    receiver.status = 200;
    const [event] = (await stripe.events.list()).data;
    expect(event?.pending_webhooks).toBe(1);
    const answer = await fetch(`${sandbox.stripeUrl}/_control/webhooks/deliver`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ eventId: event?.id }),
    });
    expect(answer.status).toBe(200);
    expect(receiver.received).toHaveLength(7);
    expect(await undelivered()).toEqual([]);
    expect((await stripe.events.retrieve(event?.id as string)).pending_webhooks).toBe(0);
  });
});

describe('controls', () => {
  it('duplicates', async () => {
    sandbox.stripe.webhooks.control({ duplicate: 2 });
    await stripe.customers.create({});
    await until(() => receiver.received.length === 3, 'three copies');
    expect(new Set(ids()).size).toBe(1);
  });

  it('shuffles: everything comes once, in another order', async () => {
    sandbox.stripe.webhooks.control({ shuffle: true });
    const session = await stripe.checkout.sessions.create(topUp((await stripe.customers.create({})).id));
    sandbox.stripe.pay(session.id);
    await until(() => receiver.received.length >= 7, 'all events');
    await sandbox.stripe.webhooks.idle();
    const happened = (await stripe.events.list({ limit: 100 })).data.map(({ id }) => id).reverse();
    expect([...ids()].sort()).toEqual([...happened].sort());
    expect(ids()).not.toEqual(happened);
  });

  it('drops: never sent, and events.list says so', async () => {
    sandbox.stripe.webhooks.control({ drop: 1 });
    await stripe.customers.create({ name: 'lost' });
    await stripe.customers.create({ name: 'kept' });
    await until(() => receiver.received.length === 1, 'the second event');
    await sandbox.stripe.webhooks.idle();
    expect(receiver.events<Stripe.Event>()[0]?.data.object).toMatchObject({ name: 'kept' });
    expect(await undelivered()).toEqual(['customer.created']);
  });

  it('pauses and delays', async () => {
    sandbox.stripe.webhooks.control({ paused: true });
    await stripe.customers.create({});
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(receiver.received).toHaveLength(0);
    expect(await undelivered()).toEqual(['customer.created']);
    sandbox.stripe.webhooks.control({ paused: false, delayMs: 150 });
    await until(() => receiver.received.length === 1, 'the event');
    const before = Date.now();
    await stripe.customers.create({});
    await until(() => receiver.received.length === 2, 'the late event');
    expect(Date.now() - before).toBeGreaterThanOrEqual(140);
  });
});

describe('restart', () => {
  it('keeps objects, answers and undelivered events; the new run delivers them to the new address', async () => {
    await sandbox.stop();
    sandbox = await start({ ...options(), dataDir });
    stripe = sdk(sandbox.port);
    receiver.status = 500;
    const customer = await stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k' });
    const session = await stripe.checkout.sessions.create(
      topUp(customer.id, { expires_at: Math.floor(Date.now() / 1000) + 1800 }),
    );
    await until(() => receiver.received.length >= 1, 'a failed attempt');
    const fcmCa = sandbox.fcmCa;
    await sandbox.stop();
    await receiver.stop();

    receiver = await new Receiver().start();
    sandbox = await start({ ...options(), dataDir });
    stripe = sdk(sandbox.port);
    expect(sandbox.fcmCa).toBe(fcmCa);
    await until(() => receiver.received.length === 1, 'the event of the former run');
    expect(receiver.events()[0]?.type).toBe('customer.created');
    expect((await stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k' })).id).toBe(customer.id);
    sandbox.stripe.advance(1801);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('expired');
    await sandbox.stripe.webhooks.idle();
    expect(receiver.events().map(({ type }) => type)).toEqual(['customer.created', 'checkout.session.expired']);
  });
});
