import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { accountV2, Receiver, refusal, sdk, start, WEBHOOK_SECRET } from '../../test/harness.js';
import type { Sandbox } from '../sandbox.js';

const DAY = 86_400;
let sandbox: Sandbox;
let stripe: Stripe;
let receiver: Receiver;
let customer: string;
let monthly: Stripe.Price;
let setup: Stripe.Price;

beforeEach(async () => {
  receiver = await new Receiver().start();
  sandbox = await start({
    stripe: { secretKey: 'sk_test_sandbox_spec', webhookUrl: receiver.url, webhookSecrets: [WEBHOOK_SECRET] },
  });
  stripe = sdk(sandbox.port);
  customer = (await stripe.customers.create({ email: 'licensee@example.com', name: 'Acme' })).id;
  const product = await stripe.products.create({ name: 'Licence' });
  monthly = await stripe.prices.create({
    product: product.id,
    currency: 'eur',
    unit_amount: 10_000,
    recurring: { interval: 'month' },
    tax_behavior: 'exclusive',
  });
  setup = await stripe.prices.create({ product: product.id, currency: 'eur', unit_amount: 50_000 });
});
afterEach(async () => {
  expect(sandbox.stripe.state.defects).toEqual([]);
  await sandbox.stop();
  await receiver.stop();
});

/** A card on file; later charges do what its number says. */
async function card(number = '4242424242424242'): Promise<string> {
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    currency: 'eur',
    customer,
    success_url: 'http://127.0.0.1:9/ok',
  });
  sandbox.stripe.pay(session.id, { card: number });
  const [kept] = (await stripe.customers.listPaymentMethods(customer, { limit: 1 })).data;
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: kept?.id as string } });
  return kept?.id as string;
}

const subscribe = (more: Partial<Stripe.SubscriptionCreateParams> = {}) =>
  stripe.subscriptions.create({
    customer,
    items: [{ price: monthly.id }],
    add_invoice_items: [{ price: setup.id }],
    collection_method: 'charge_automatically',
    billing_mode: { type: 'flexible' },
    metadata: { licence: '1' },
    ...more,
  });
const latest = async (id: string) =>
  (await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] })).latest_invoice as Stripe.Invoice;
const status = async (id: string) => (await stripe.subscriptions.retrieve(id)).status;
/** To the end of the running cycle and a second more. */
async function nextCycle(id: string): Promise<void> {
  const end = (await stripe.subscriptions.retrieve(id)).items.data[0]?.current_period_end as number;
  sandbox.stripe.advance(end - sandbox.stripe.state.clock.seconds() + 1);
}
const types = async () => {
  await sandbox.stripe.webhooks.idle();
  return receiver.events().map(({ type }) => type);
};

describe('a subscription', () => {
  it('by default_incomplete waits for its first payment, then runs', async () => {
    const made = await subscribe({ payment_behavior: 'default_incomplete' });
    expect(made).toMatchObject({ status: 'incomplete', metadata: { licence: '1' }, currency: 'eur' });
    const invoice = await latest(made.id);
    expect(invoice).toMatchObject({ status: 'open', total: 60_000, billing_reason: 'subscription_create' });
    expect(invoice.number).toMatch(/-0001$/);
    await card();
    const paid = await stripe.invoices.pay(invoice.id);
    expect(paid).toMatchObject({ status: 'paid', amount_paid: 60_000, amount_remaining: 0 });
    expect(await status(made.id)).toBe('active');
    const payments = (await stripe.invoices.retrieve(invoice.id)).payments?.data;
    expect(payments?.[0]).toMatchObject({ status: 'paid', amount_paid: 60_000 });
    expect(await types()).toEqual(
      expect.arrayContaining([
        'customer.subscription.created',
        'invoice.created',
        'invoice.finalized',
        'invoice.paid',
        'invoice.payment_succeeded',
        'invoice_payment.paid',
        'payment_intent.succeeded',
        'customer.subscription.updated',
      ]),
    );
  });

  it('that is not paid in 23 hours expires, and its invoice is void', async () => {
    const made = await subscribe({ payment_behavior: 'default_incomplete' });
    sandbox.stripe.advance(23 * 3600 + 1);
    expect(await status(made.id)).toBe('incomplete_expired');
    expect((await latest(made.id)).status).toBe('void');
  });

  it('is charged every cycle: the invoice is a draft for an hour, in which usage is added', async () => {
    await card();
    const made = await subscribe();
    expect(made.status).toBe('active');
    await nextCycle(made.id);
    const draft = await latest(made.id);
    expect(draft).toMatchObject({
      status: 'draft',
      billing_reason: 'subscription_cycle',
      total: 10_000,
      auto_advance: true,
    });
    expect(draft.automatically_finalizes_at).toBe(draft.created + 3600);
    await stripe.invoiceItems.create({
      customer,
      invoice: draft.id,
      description: 'Minutes',
      currency: 'eur',
      quantity_decimal: '12.5' as never,
      unit_amount_decimal: '10.02' as never,
      period: { start: draft.period_start, end: draft.period_end },
    });
    sandbox.stripe.advance(3600);
    const paid = await stripe.invoices.retrieve(draft.id);
    // 12.5 minutes at 10.02 cents are 125.25 cents: 125.
    expect(paid).toMatchObject({ status: 'paid', total: 10_125 });
    expect((await stripe.invoices.listLineItems(draft.id)).data.map(({ amount }) => amount)).toEqual([10_000, 125]);
    expect(
      await refusal(stripe.invoiceItems.create({ customer, invoice: draft.id, amount: 1, currency: 'eur' })),
    ).toMatchObject({
      code: 'invoice_not_editable',
    });
    const seen = await types();
    expect(seen).toContain('invoice.upcoming');
    expect(seen.filter((type) => type === 'invoice.created')).toHaveLength(2);
  });

  it('whose items wait: they are on the next invoice of the cycle', async () => {
    await card();
    const made = await subscribe();
    await stripe.invoiceItems.create({
      customer,
      subscription: made.id,
      amount: 777,
      currency: 'eur',
      description: 'Usage',
    });
    expect((await stripe.invoiceItems.list({ pending: true })).data).toHaveLength(1);
    await nextCycle(made.id);
    expect((await latest(made.id)).total).toBe(10_777);
    expect((await stripe.invoiceItems.list({ pending: true })).data).toHaveLength(0);
  });

  it('is past due when the card stops paying, is tried again, and recovers with another card', async () => {
    await card('4000000000000341');
    const made = await subscribe({ payment_behavior: 'default_incomplete' });
    await stripe.invoices.pay((await latest(made.id)).id, { payment_method: 'pm_card_visa' });
    expect(await status(made.id)).toBe('active');
    await nextCycle(made.id);
    sandbox.stripe.advance(3600);
    const failed = await latest(made.id);
    expect(failed).toMatchObject({ status: 'open', attempt_count: 1, attempted: true });
    expect(failed.next_payment_attempt).toBeGreaterThan(sandbox.stripe.state.clock.seconds() + 2 * DAY);
    expect(await status(made.id)).toBe('past_due');
    sandbox.stripe.advance(3 * DAY);
    expect((await latest(made.id)).attempt_count).toBe(2);
    await card();
    sandbox.stripe.advance(5 * DAY);
    expect(await latest(made.id)).toMatchObject({ status: 'paid', attempt_count: 3 });
    expect(await status(made.id)).toBe('active');
    expect((await types()).filter((type) => type === 'invoice.payment_failed')).toHaveLength(2);
  });

  it('asks for the customer when the bank does', async () => {
    const made = await subscribe({ payment_behavior: 'default_incomplete' });
    const id = (await latest(made.id)).id;
    const error = await refusal(stripe.invoices.pay(id, { payment_method: 'pm_card_authenticationRequired' }));
    expect(error).toMatchObject({ statusCode: 402, code: 'authentication_required' });
    expect(await types()).toContain('invoice.payment_action_required');
  });

  it('by invoice is active at once; the invoice is sent after an hour and overdue after its date', async () => {
    const made = await subscribe({ collection_method: 'send_invoice', days_until_due: 14 });
    expect(made.status).toBe('active');
    expect((await latest(made.id)).status).toBe('draft');
    sandbox.stripe.advance(3601);
    const sent = await latest(made.id);
    expect(sent.status).toBe('open');
    expect(sent.due_date).toBeGreaterThan(sent.created + 14 * DAY);
    expect(await types()).toContain('invoice.sent');
    sandbox.stripe.advance(15 * DAY);
    expect(await status(made.id)).toBe('past_due');
    expect(await types()).toContain('invoice.overdue');
    await stripe.invoices.pay(sent.id, { paid_out_of_band: true });
    expect(await status(made.id)).toBe('active');
    expect((await stripe.paymentIntents.list()).data[0]?.status).toBe('canceled');
  });

  it('is canceled at once or at the end of its cycle', async () => {
    await card();
    const first = await subscribe();
    const second = await subscribe();
    expect((await stripe.subscriptions.cancel(first.id)).status).toBe('canceled');
    expect((await stripe.subscriptions.update(second.id, { cancel_at_period_end: true })).cancel_at_period_end).toBe(
      true,
    );
    expect(await status(second.id)).toBe('active');
    await nextCycle(second.id);
    expect(await status(second.id)).toBe('canceled');
    expect((await stripe.subscriptions.list({ customer })).data).toEqual([]);
    expect((await stripe.subscriptions.list({ customer, status: 'all' })).data).toHaveLength(2);
    expect((await types()).filter((type) => type === 'customer.subscription.deleted')).toHaveLength(2);
  });

  it('with another price in the middle of a cycle: the rest of the old is given back, of the new is asked', async () => {
    await card();
    const made = await subscribe();
    const [item] = made.items.data;
    const length = (item?.current_period_end as number) - (item?.current_period_start as number);
    sandbox.stripe.advance(length / 2);
    const double = await stripe.prices.create({
      product: monthly.product as string,
      currency: 'eur',
      unit_amount: 20_000,
      recurring: { interval: 'month' },
    });
    await stripe.subscriptions.update(made.id, { items: [{ id: item?.id, price: double.id }] });
    const waiting = (await stripe.invoiceItems.list({ pending: true })).data.map(({ amount }) => amount);
    expect(waiting.reduce((sum, amount) => sum + amount, 0)).toBeGreaterThan(4900);
    expect(waiting.reduce((sum, amount) => sum + amount, 0)).toBeLessThanOrEqual(5000);
  });

  it('is made by the checkout page: declined once, then paid, with the setup fee', async () => {
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      customer,
      line_items: [
        { price: monthly.id, quantity: 1 },
        { price: setup.id, quantity: 1 },
      ],
      subscription_data: { metadata: { licence: '7' } },
      success_url: 'http://127.0.0.1:9/ok',
    });
    expect(session).toMatchObject({ mode: 'subscription', amount_total: 60_000 });
    expect(sandbox.stripe.pay(session.id, { card: '4000000000000002' })).toMatchObject({ outcome: 'declined' });
    expect(sandbox.stripe.pay(session.id, { card: '4000002500003155', threeDSecure: 'complete' })).toMatchObject({
      outcome: 'paid',
    });
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription', 'invoice'] });
    expect(done).toMatchObject({
      payment_status: 'paid',
      subscription: { status: 'active', metadata: { licence: '7' } },
      invoice: { status: 'paid', amount_paid: 60_000 },
    });
    expect((await stripe.subscriptions.list()).data).toHaveLength(1);
    await nextCycle((done.subscription as Stripe.Subscription).id);
    sandbox.stripe.advance(3600);
    expect((await latest((done.subscription as Stripe.Subscription).id)).status).toBe('paid');
  });
});

describe('an invoice', () => {
  const draft = async (amount = 5000) => {
    await stripe.invoiceItems.create({ customer, amount, currency: 'eur', description: 'Work' });
    return stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include', auto_advance: false });
  };

  it('goes from draft to open to paid, void or uncollectible, with numbers without gaps', async () => {
    await card();
    const numbers: (string | null)[] = [];
    for (const end of ['pay', 'void', 'uncollectible'] as const) {
      const made = await draft();
      expect(made).toMatchObject({ status: 'draft', number: null, total: 5000 });
      const open = await stripe.invoices.finalizeInvoice(made.id);
      numbers.push(open.number?.slice(-4) ?? null);
      expect(open.status).toBe('open');
      if (end === 'pay') expect((await stripe.invoices.pay(made.id)).status).toBe('paid');
      else if (end === 'void') expect((await stripe.invoices.voidInvoice(made.id)).status).toBe('void');
      else expect((await stripe.invoices.markUncollectible(made.id)).status).toBe('uncollectible');
      if (end !== 'uncollectible') {
        expect((await refusal(stripe.invoices.voidInvoice(made.id))).code).toBe('invoice_not_editable');
      }
    }
    expect(numbers).toEqual(['0001', '0002', '0003']);
    const [line] = (await stripe.balanceTransactions.list({ type: 'charge' })).data;
    sandbox.stripe.advance(1);
    expect(line ?? (await stripe.balanceTransactions.list({ type: 'charge' })).data[0]).toMatchObject({ amount: 5000 });
    expect(await types()).toEqual(expect.arrayContaining(['invoice.voided', 'invoice.marked_uncollectible']));
  });

  it('is reduced by a credit note while open, and refunded by one when paid', async () => {
    await card();
    const open = await stripe.invoices.finalizeInvoice((await draft()).id, { auto_advance: false });
    const note = await stripe.creditNotes.create({ invoice: open.id, amount: 2000, reason: 'order_change' });
    expect(note).toMatchObject({ type: 'pre_payment', amount: 2000, status: 'issued' });
    expect((await stripe.invoices.pay(open.id)).amount_paid).toBe(3000);
    expect(await refusal(stripe.creditNotes.create({ invoice: open.id, amount: 1000 }))).toMatchObject({
      param: 'refund_amount',
    });
    const back = await stripe.creditNotes.create({ invoice: open.id, amount: 1000, refund_amount: 1000 });
    expect(back).toMatchObject({ type: 'post_payment', refunds: [{ amount_refunded: 1000 }] });
    expect((await stripe.refunds.list()).data.map(({ amount }) => amount)).toEqual([1000]);
    expect(
      await refusal(stripe.creditNotes.create({ invoice: open.id, amount: 2001, refund_amount: 2001 })),
    ).toMatchObject({
      param: 'amount',
    });
  });

  it('goes to a connected account that is configured as a customer', async () => {
    const account = await stripe.v2.core.accounts.create({
      ...accountV2(),
      configuration: { ...accountV2().configuration, customer: {} },
    });
    const made = await stripe.subscriptions.create({
      customer_account: account.id,
      items: [{ price: monthly.id }],
      collection_method: 'send_invoice',
      days_until_due: 14,
    });
    expect(made.customer_account).toBe(account.id);
    expect((await stripe.invoices.list({ customer_account: account.id })).data).toHaveLength(1);
    const plain = await stripe.v2.core.accounts.create(accountV2());
    expect(
      await refusal(stripe.invoiceItems.create({ customer_account: plain.id, amount: 1, currency: 'eur' })),
    ).toMatchObject({ param: 'customer_account' });
  });
});

describe('the billing portal', () => {
  it('shows invoices, takes a card and pays', async () => {
    await stripe.invoiceItems.create({ customer, amount: 5000, currency: 'eur', description: 'Work' });
    const invoice = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' });
    await stripe.invoices.finalizeInvoice(invoice.id);
    const session = await stripe.billingPortal.sessions.create({ customer, return_url: 'http://127.0.0.1:9/admin' });
    const post = (form: Record<string, string>) =>
      fetch(session.url, { method: 'POST', body: new URLSearchParams(form) });
    expect((await post({ invoice: invoice.id })).status).toBe(402);
    await post({ cardNumber: '4242 4242 4242 4242', cardExpiry: '12 / 40', cardCvc: '123' });
    const page = await (await post({ invoice: invoice.id })).text();
    expect(page).toContain('**** 4242');
    expect(page).toContain('EUR 50.00 paid');
    expect((await stripe.invoices.retrieve(invoice.id)).status).toBe('paid');
    const hosted = (await stripe.invoices.retrieve(invoice.id)).hosted_invoice_url as string;
    expect(await (await fetch(hosted)).text()).toContain('Work: EUR 50.00');
  });
});
