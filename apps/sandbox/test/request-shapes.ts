import type Stripe from 'stripe';

/** Ids that the shapes refer to; made in the sandbox, arbitrary for stripe-mock. */
export interface ShapeIds {
  customer: string;
  paymentMethod: string;
  session: string;
  paymentIntent: string;
  openPaymentIntent: string;
  charge: string;
  setupIntent: string;
  refund: string;
  balanceTransaction: string;
  event: string;
  account: string;
  emptyAccount: string;
  bankAccount: string;
  spareBankAccount: string;
  thinEvent: string;
  transfer: string;
  reversal: string;
  payout: string;
  topup: string;
  dispute: string;
  warning: string;
  file: string;
  product: string;
  price: string;
  oneTimePrice: string;
  subscription: string;
  draftInvoice: string;
  openInvoice: string;
  invoiceItem: string;
  creditNote: string;
}

/** One request as the platform makes it. */
export interface RequestShape {
  /** SDK call and what is special about it. */
  name: string;
  /** Why it is not sent to stripe-mock. */
  notInMock?: string;
  send: (stripe: Stripe, ids: ShapeIds) => Promise<unknown>;
}

const metadata = { env: 'sandbox', tenant: 'lic_1', kind: 'topup', local_id: '0190a1b2' };
const inHalfAnHour = () => Math.floor(Date.now() / 1000) + 1800;
const yesterday = () => Math.floor(Date.now() / 1000) - 86_400;

const line = (unit_amount: number, tax = false): Stripe.Checkout.SessionCreateParams.LineItem => ({
  quantity: 1,
  price_data: {
    currency: 'eur',
    unit_amount,
    product_data: { name: 'Wallet top-up' },
    ...(tax && { tax_behavior: 'inclusive' as const }),
  },
});

const topUp = (ids: ShapeIds): Stripe.Checkout.SessionCreateParams => ({
  mode: 'payment',
  ui_mode: 'hosted_page',
  customer: ids.customer,
  client_reference_id: 'topup_1',
  currency: 'eur',
  line_items: [line(2500)],
  payment_intent_data: {
    transfer_group: 'wallet:1',
    statement_descriptor_suffix: 'ACME',
    description: 'Wallet top-up',
    metadata,
  },
  success_url: 'https://shop.example/topups/{CHECKOUT_SESSION_ID}',
  cancel_url: 'https://shop.example/wallet',
  expires_at: inHalfAnHour(),
  locale: 'de',
  metadata,
});

/** Every request of money.md sections 3.1 to 3.4, 3.9 and 5.3 that this release makes. */
export const REQUEST_SHAPES: readonly RequestShape[] = [
  {
    name: 'customers.create',
    send: (stripe) =>
      stripe.customers.create(
        { email: 'user@example.com', name: 'A User', phone: '+4930123456', preferred_locales: ['de'], metadata },
        { idempotencyKey: `cus:${Math.random()}` },
      ),
  },
  { name: 'customers.retrieve', send: (stripe, ids) => stripe.customers.retrieve(ids.customer) },
  { name: 'customers.list', send: (stripe) => stripe.customers.list({ limit: 1 }) },
  { name: 'accounts.retrieveCurrent', send: (stripe) => stripe.accounts.retrieveCurrent() },
  {
    name: 'customers.update default card',
    send: (stripe, ids) =>
      stripe.customers.update(ids.customer, { invoice_settings: { default_payment_method: ids.paymentMethod } }),
  },
  {
    name: 'customers.update erasure',
    send: (stripe, ids) =>
      stripe.customers.update(ids.customer, { email: '', name: '', phone: '', metadata: { erased: 'true' } }),
  },
  {
    name: 'customers.listPaymentMethods',
    send: (stripe, ids) => stripe.customers.listPaymentMethods(ids.customer, { type: 'card', limit: 20 }),
  },
  { name: 'paymentMethods.retrieve', send: (stripe, ids) => stripe.paymentMethods.retrieve(ids.paymentMethod) },
  {
    name: 'checkout.sessions.create top-up',
    send: (stripe, ids) => stripe.checkout.sessions.create(topUp(ids), { idempotencyKey: `topup:${Math.random()}` }),
  },
  {
    name: 'checkout.sessions.create top-up, everything',
    send: (stripe, ids) =>
      stripe.checkout.sessions.create({
        ...topUp(ids),
        line_items: [line(2500, true)],
        payment_intent_data: {
          ...topUp(ids).payment_intent_data,
          setup_future_usage: 'off_session',
          receipt_email: 'a@example.com',
        },
        saved_payment_method_options: { payment_method_save: 'enabled' },
        consent_collection: { terms_of_service: 'required' },
        custom_text: { terms_of_service_acceptance: { message: 'I accept the [terms](https://shop.example/terms).' } },
      }),
  },
  {
    name: 'checkout.sessions.create, cards only',
    send: (stripe, ids) => stripe.checkout.sessions.create({ ...topUp(ids), allowed_payment_method_types: ['card'] }),
  },
  {
    name: 'checkout.sessions.create, integration identifier',
    send: (stripe, ids) =>
      stripe.checkout.sessions.create({ ...topUp(ids), integration_identifier: 'wallet_topup_abcdefgh' }),
  },
  {
    name: 'checkout.sessions.retrieve expanded',
    send: (stripe, ids) =>
      stripe.checkout.sessions.retrieve(ids.session, { expand: ['payment_intent.latest_charge.balance_transaction'] }),
  },
  {
    name: 'checkout.sessions.list',
    send: (stripe, ids) => stripe.checkout.sessions.list({ payment_intent: ids.paymentIntent, limit: 1 }),
  },
  { name: 'checkout.sessions.expire', send: (stripe, ids) => stripe.checkout.sessions.expire(ids.session) },
  {
    name: 'paymentIntents.create off session',
    send: (stripe, ids) =>
      stripe.paymentIntents.create(
        {
          amount: 2000,
          currency: 'eur',
          customer: ids.customer,
          payment_method: ids.paymentMethod,
          off_session: true,
          confirm: true,
          error_on_requires_action: true,
          transfer_group: 'wallet:1',
          statement_descriptor_suffix: 'ACME',
          metadata: { ...metadata, kind: 'auto_topup' },
        },
        { idempotencyKey: `atu:${Math.random()}` },
      ),
  },
  {
    name: 'paymentIntents.create for elements',
    send: (stripe, ids) =>
      stripe.paymentIntents.create({
        amount: 2000,
        currency: 'eur',
        customer: ids.customer,
        automatic_payment_methods: { enabled: true },
        setup_future_usage: 'off_session',
        metadata,
      }),
  },
  {
    name: 'paymentIntents.retrieve expanded',
    send: (stripe, ids) =>
      stripe.paymentIntents.retrieve(ids.paymentIntent, {
        expand: ['latest_charge.balance_transaction', 'payment_method'],
      }),
  },
  {
    name: 'paymentIntents.list',
    send: (stripe, ids) =>
      stripe.paymentIntents.list({ customer: ids.customer, created: { gte: yesterday() }, limit: 100 }),
  },
  {
    name: 'paymentIntents.cancel',
    send: (stripe, ids) => stripe.paymentIntents.cancel(ids.openPaymentIntent, { cancellation_reason: 'abandoned' }),
  },
  {
    name: 'setupIntents.create',
    send: (stripe, ids) =>
      stripe.setupIntents.create({
        customer: ids.customer,
        usage: 'off_session',
        automatic_payment_methods: { enabled: true },
        metadata,
      }),
  },
  { name: 'setupIntents.retrieve', send: (stripe, ids) => stripe.setupIntents.retrieve(ids.setupIntent) },
  {
    name: 'checkout.sessions.create to save a card',
    send: (stripe, ids) =>
      stripe.checkout.sessions.create({
        mode: 'setup',
        ui_mode: 'hosted_page',
        currency: 'eur',
        customer: ids.customer,
        setup_intent_data: { metadata },
        success_url: 'https://shop.example/cards/{CHECKOUT_SESSION_ID}',
        cancel_url: 'https://shop.example/cards',
      }),
  },
  {
    name: 'charges.retrieve',
    send: (stripe, ids) => stripe.charges.retrieve(ids.charge, { expand: ['balance_transaction'] }),
  },
  {
    name: 'refunds.create',
    send: (stripe, ids) =>
      stripe.refunds.create(
        { payment_intent: ids.paymentIntent, amount: 100, reason: 'requested_by_customer', metadata },
        { idempotencyKey: `rfd:${Math.random()}` },
      ),
  },
  {
    name: 'refunds.retrieve',
    send: (stripe, ids) => stripe.refunds.retrieve(ids.refund, { expand: ['balance_transaction'] }),
  },
  {
    name: 'refunds.list',
    send: (stripe, ids) => stripe.refunds.list({ payment_intent: ids.paymentIntent, limit: 100 }),
  },
  { name: 'balance.retrieve', send: (stripe) => stripe.balance.retrieve() },
  {
    name: 'balanceTransactions.list',
    send: (stripe) => stripe.balanceTransactions.list({ created: { gt: yesterday() }, limit: 100 }),
  },
  {
    name: 'balanceTransactions.list of a source',
    send: (stripe, ids) => stripe.balanceTransactions.list({ source: ids.charge, type: 'charge' }),
  },
  {
    name: 'balanceTransactions.retrieve',
    send: (stripe, ids) => stripe.balanceTransactions.retrieve(ids.balanceTransaction, { expand: ['source'] }),
  },
  {
    name: 'events.list of what was not delivered',
    send: (stripe) =>
      stripe.events.list({
        delivery_success: false,
        types: ['payment_intent.succeeded', 'refund.updated'],
        created: { gt: yesterday() },
        limit: 100,
      }),
  },
  { name: 'events.list of a type', send: (stripe) => stripe.events.list({ type: 'charge.*', limit: 10 }) },
  { name: 'events.retrieve', send: (stripe, ids) => stripe.events.retrieve(ids.event) },
  {
    name: 'webhookEndpoints.create',
    send: (stripe) =>
      stripe.webhookEndpoints.create({
        url: 'https://api.example/webhooks/stripe',
        enabled_events: ['payment_intent.succeeded', 'refund.updated'],
        description: 'platform',
        metadata,
      }),
  },
  {
    name: 'webhookEndpoints.create with the pinned version',
    send: (stripe) =>
      stripe.webhookEndpoints.create({
        url: 'https://api.example/webhooks/stripe',
        enabled_events: ['checkout.session.completed'],
        api_version: '2026-10-28.endive',
      }),
  },
  { name: 'webhookEndpoints.list', send: (stripe) => stripe.webhookEndpoints.list({ limit: 16 }) },
  { name: 'paymentMethods.detach', send: (stripe, ids) => stripe.paymentMethods.detach(ids.paymentMethod) },
];
