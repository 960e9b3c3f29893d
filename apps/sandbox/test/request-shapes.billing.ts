import type { RequestShape } from './request-shapes.js';

const metadata = { env: 'sandbox', tenant: 'operator', kind: 'licence', local_id: '0190a1b2' };
const now = () => Math.floor(Date.now() / 1000);
const newerThanMock = 'the parameter is newer than the API version of stripe-mock';
/** The SDK's Decimal is a text on the wire. */
const decimal = (text: string) => text as never;

/** Licence billing: money.md section 3.7. */
export const BILLING_SHAPES: readonly RequestShape[] = [
  { name: 'products.create', send: (stripe) => stripe.products.create({ name: 'Licence', metadata }) },
  { name: 'products.retrieve', send: (stripe, ids) => stripe.products.retrieve(ids.product) },
  { name: 'products.update', send: (stripe, ids) => stripe.products.update(ids.product, { name: 'Licence 2' }) },
  { name: 'products.list', send: (stripe) => stripe.products.list({ active: true, limit: 100 }) },
  {
    name: 'prices.create monthly',
    send: (stripe, ids) =>
      stripe.prices.create({
        product: ids.product,
        currency: 'eur',
        unit_amount: 10_000,
        recurring: { interval: 'month' },
        tax_behavior: 'exclusive',
        metadata,
      }),
  },
  { name: 'prices.retrieve', send: (stripe, ids) => stripe.prices.retrieve(ids.price, { expand: ['product'] }) },
  { name: 'prices.update', send: (stripe, ids) => stripe.prices.update(ids.price, { active: false }) },
  {
    name: 'prices.list',
    send: (stripe, ids) => stripe.prices.list({ product: ids.product, active: true, type: 'recurring' }),
  },
  {
    name: 'subscriptions.create',
    send: (stripe, ids) =>
      stripe.subscriptions.create(
        {
          customer: ids.customer,
          items: [{ price: ids.price }],
          add_invoice_items: [{ price: ids.oneTimePrice }],
          collection_method: 'charge_automatically',
          billing_mode: { type: 'flexible' },
          automatic_tax: { enabled: false },
          payment_behavior: 'default_incomplete',
          metadata,
        },
        { idempotencyKey: `sub:${Math.random()}` },
      ),
  },
  {
    name: 'subscriptions.create by invoice',
    send: (stripe, ids) =>
      stripe.subscriptions.create({
        customer: ids.customer,
        items: [{ price: ids.price }],
        collection_method: 'send_invoice',
        days_until_due: 14,
      }),
  },
  {
    name: 'subscriptions.retrieve',
    send: (stripe, ids) => stripe.subscriptions.retrieve(ids.subscription, { expand: ['latest_invoice'] }),
  },
  {
    name: 'subscriptions.update',
    send: (stripe, ids) => stripe.subscriptions.update(ids.subscription, { cancel_at_period_end: true, metadata }),
  },
  {
    name: 'subscriptions.list',
    send: (stripe, ids) => stripe.subscriptions.list({ customer: ids.customer, status: 'all', limit: 100 }),
  },
  { name: 'subscriptions.cancel', send: (stripe, ids) => stripe.subscriptions.cancel(ids.subscription) },
  {
    name: 'invoiceItems.create of usage',
    notInMock: newerThanMock,
    send: (stripe, ids) =>
      stripe.invoiceItems.create(
        {
          customer: ids.customer,
          invoice: ids.draftInvoice,
          description: 'Minutes',
          currency: 'eur',
          quantity_decimal: decimal('120.5'),
          unit_amount_decimal: decimal('1.25'),
          period: { start: now() - 3600, end: now() },
        },
        { idempotencyKey: `use:${Math.random()}` },
      ),
  },
  {
    name: 'invoiceItems.create of an amount',
    send: (stripe, ids) =>
      stripe.invoiceItems.create({
        customer: ids.customer,
        subscription: ids.subscription,
        description: 'Share of the turnover',
        currency: 'eur',
        amount: 1234,
        period: { start: now() - 3600, end: now() },
      }),
  },
  { name: 'invoiceItems.retrieve', send: (stripe, ids) => stripe.invoiceItems.retrieve(ids.invoiceItem) },
  {
    name: 'invoiceItems.list',
    send: (stripe, ids) => stripe.invoiceItems.list({ customer: ids.customer, pending: true }),
  },
  { name: 'invoiceItems.del', send: (stripe, ids) => stripe.invoiceItems.del(ids.invoiceItem) },
  {
    name: 'invoices.create',
    send: (stripe, ids) =>
      stripe.invoices.create({
        customer: ids.customer,
        collection_method: 'send_invoice',
        days_until_due: 14,
        pending_invoice_items_behavior: 'include',
        auto_advance: false,
        metadata,
      }),
  },
  {
    name: 'invoices.retrieve',
    send: (stripe, ids) => stripe.invoices.retrieve(ids.openInvoice, { expand: ['customer'] }),
  },
  {
    name: 'invoices.update',
    send: (stripe, ids) => stripe.invoices.update(ids.draftInvoice, { footer: 'Thank you', metadata }),
  },
  {
    name: 'invoices.list',
    send: (stripe, ids) => stripe.invoices.list({ subscription: ids.subscription, status: 'open', limit: 100 }),
  },
  {
    name: 'invoices.listLineItems',
    send: (stripe, ids) => stripe.invoices.listLineItems(ids.openInvoice, { limit: 100 }),
  },
  {
    name: 'invoices.finalizeInvoice',
    send: (stripe, ids) => stripe.invoices.finalizeInvoice(ids.draftInvoice, { auto_advance: true }),
  },
  {
    name: 'invoices.pay',
    send: (stripe, ids) => stripe.invoices.pay(ids.openInvoice, { payment_method: ids.paymentMethod }),
  },
  {
    name: 'invoices.pay elsewhere',
    send: (stripe, ids) => stripe.invoices.pay(ids.openInvoice, { paid_out_of_band: true }),
  },
  { name: 'invoices.sendInvoice', send: (stripe, ids) => stripe.invoices.sendInvoice(ids.openInvoice) },
  { name: 'invoices.voidInvoice', send: (stripe, ids) => stripe.invoices.voidInvoice(ids.openInvoice) },
  { name: 'invoices.markUncollectible', send: (stripe, ids) => stripe.invoices.markUncollectible(ids.openInvoice) },
  { name: 'invoicePayments.list', send: (stripe, ids) => stripe.invoicePayments.list({ invoice: ids.openInvoice }) },
  {
    name: 'creditNotes.create',
    send: (stripe, ids) =>
      stripe.creditNotes.create({
        invoice: ids.openInvoice,
        amount: 100,
        reason: 'order_change',
        memo: 'Sorry',
        metadata,
      }),
  },
  { name: 'creditNotes.retrieve', send: (stripe, ids) => stripe.creditNotes.retrieve(ids.creditNote) },
  { name: 'creditNotes.list', send: (stripe, ids) => stripe.creditNotes.list({ invoice: ids.openInvoice, limit: 10 }) },
  { name: 'creditNotes.voidCreditNote', send: (stripe, ids) => stripe.creditNotes.voidCreditNote(ids.creditNote) },
  {
    name: 'billingPortal.sessions.create',
    send: (stripe, ids) =>
      stripe.billingPortal.sessions.create({
        customer: ids.customer,
        return_url: 'https://admin.example/billing',
        flow_data: { type: 'payment_method_update' },
      }),
  },
  {
    name: 'checkout.sessions.create of a subscription',
    send: (stripe, ids) =>
      stripe.checkout.sessions.create({
        mode: 'subscription',
        ui_mode: 'hosted_page',
        customer: ids.customer,
        line_items: [
          { price: ids.price, quantity: 1 },
          { price: ids.oneTimePrice, quantity: 1 },
        ],
        subscription_data: { metadata },
        success_url: 'https://admin.example/billing',
        cancel_url: 'https://admin.example/billing',
      }),
  },
];
