import type { Stripe } from 'stripe';
import { type Billed, billedCustomer } from './billed-customers.js';
import { createPrice, periodEnd, planOf, type PriceInput } from './catalogue.js';
import { recordEvent } from './events.js';
import { waitingItems } from './invoice-items.js';
import { lineOfInvoiceItem, lineOfSubscriptionItem } from './invoice-lines.js';
import { finalizeInvoice, intentOf, type InvoiceFollower, voidInvoice } from './invoice-payments.js';
import { draftInvoice, type InvoiceInput, openInvoice } from './invoices.js';
import { mergeMetadata } from './metadata.js';
import { addLines } from './prorations.js';
import { invalidRequest, StripeRefusal } from './refusal.js';
import { idOf, type StripeState } from './state.js';

type Subscription = Stripe.Subscription;

const HOUR_MS = 60 * 60 * 1000;
/** How long the first payment may take. */
const INCOMPLETE_FOR_MS = 23 * HOUR_MS;
/** `invoice.upcoming` comes a week before the cycle ends. */
const ANNOUNCED_MS = 7 * 24 * HOUR_MS;

/** Subscriptions follow their invoices. */
export const FOLLOWER: InvoiceFollower = {
  paid(state, invoice) {
    const subscription = subscriptionOf(state, invoice);
    if (!subscription || !['incomplete', 'past_due', 'unpaid'].includes(subscription.status)) return;
    state.never('subscription_expires', subscription.id);
    change(state, subscription, { status: 'active' });
  },
  unpaid(state, invoice) {
    const subscription = subscriptionOf(state, invoice);
    if (subscription?.status === 'active') change(state, subscription, { status: 'past_due' });
  },
};

function subscriptionOf(state: StripeState, invoice: Stripe.Invoice): Subscription | undefined {
  const id = idOf(invoice.parent?.subscription_details?.subscription);
  return id ? state.get<Subscription>('subscription', id) : undefined;
}

/** Changes a subscription and tells it. */
export function change(state: StripeState, before: Subscription, fields: Partial<Subscription>): Subscription {
  const after = state.save<Subscription>({ ...before, ...fields });
  const previous = Object.fromEntries(
    Object.keys(fields).map((field) => [field, before[field as keyof Subscription] as unknown]),
  );
  recordEvent(state, 'customer.subscription.updated', after, previous);
  return after;
}

/** What a subscription is made of, whether by the API or by a checkout session. */
export interface SubscriptionInput extends Billed {
  items: readonly { price: Stripe.Price; quantity: number; metadata?: Stripe.MetadataParam | undefined }[];
  extras: readonly { price: Stripe.Price; quantity: number }[];
  collectionMethod: Stripe.Subscription.CollectionMethod;
  daysUntilDue: number | null;
  behavior: string;
  defaultPaymentMethod: string | null;
  description: string | null;
  automaticTax: boolean;
  billingMode: string;
  cancelAt: number | null;
  cancelAtPeriodEnd: boolean;
  metadata: Stripe.Metadata;
}

/** `subscriptions.create` */
export function createSubscription(state: StripeState, params: Stripe.SubscriptionCreateParams): Subscription {
  for (const name of [
    'trial_end',
    'trial_period_days',
    'trial_from_plan',
    'billing_cycle_anchor',
    'discounts',
  ] as const) {
    if (params[name]) throw invalidRequest(`The sandbox does not know ${name}.`, undefined, name);
  }
  if (!params.items?.length) throw invalidRequest('Missing required param: items.', 'parameter_missing', 'items');
  const priced = (item: { price?: string; price_data?: unknown; quantity?: number }, at: string) => ({
    price: item.price
      ? state.must<Stripe.Price>('price', item.price, `${at}[price]`)
      : createPrice(state, (item.price_data ?? { currency: '' }) as PriceInput, `${at}[price_data]`),
    quantity: item.quantity ?? 1,
  });
  return startSubscription(state, {
    ...params,
    items: params.items.map((item, index) => ({ ...priced(item, `items[${index}]`), metadata: item.metadata })),
    extras: (params.add_invoice_items ?? []).map((item, index) => priced(item, `add_invoice_items[${index}]`)),
    collectionMethod: params.collection_method ?? 'charge_automatically',
    daysUntilDue: params.days_until_due ?? null,
    behavior: params.payment_behavior ?? 'allow_incomplete',
    defaultPaymentMethod: params.default_payment_method ?? null,
    description: params.description ?? null,
    automaticTax: params.automatic_tax?.enabled ?? false,
    billingMode: params.billing_mode?.type ?? 'flexible',
    cancelAt: typeof params.cancel_at === 'number' ? params.cancel_at : null,
    cancelAtPeriodEnd: params.cancel_at_period_end ?? false,
    metadata: mergeMetadata({}, params.metadata),
  });
}

/** Begins a subscription with its first invoice. */
export function startSubscription(state: StripeState, input: SubscriptionInput): Subscription {
  const customer = billedCustomer(state, input);
  const sends = input.collectionMethod === 'send_invoice';
  if (sends && input.daysUntilDue === null) {
    throw invalidRequest('Missing required param: days_until_due.', 'parameter_missing', 'days_until_due');
  }
  const recurring = input.items[0]?.price.recurring;
  const currency = input.items[0]?.price.currency ?? '';
  for (const { price } of input.items) {
    if (!price.recurring) {
      throw invalidRequest(
        `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
        undefined,
        'items[0][price]',
      );
    }
    if (price.currency !== currency || price.recurring.interval !== recurring?.interval) {
      throw invalidRequest('All items must have the same currency and interval.', undefined, 'items');
    }
  }
  if (input.defaultPaymentMethod) state.must('payment_method', input.defaultPaymentMethod, 'default_payment_method');
  const id = state.newId('sub');
  const start = state.clock.seconds();
  const end = periodEnd(start, recurring?.interval ?? 'month', recurring?.interval_count ?? 1);
  const items = input.items.map((item) => newItem(state, id, item, start, end));
  const subscription: Subscription = {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: {
      disabled_reason: null,
      enabled: input.automaticTax,
      liability: input.automaticTax ? { type: 'self' } : null,
    },
    billing_cycle_anchor: start,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: null, type: input.billingMode },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: input.cancelAt ?? (input.cancelAtPeriodEnd ? end : null),
    cancel_at_period_end: input.cancelAtPeriodEnd,
    canceled_at: input.cancelAtPeriodEnd ? start : null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: input.collectionMethod,
    created: start,
    currency,
    customer: customer.id,
    customer_account: customer.customer_account ?? null,
    days_until_due: input.daysUntilDue,
    default_payment_method: input.defaultPaymentMethod,
    default_source: null,
    default_tax_rates: [],
    description: input.description,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: { object: 'list', data: items, has_more: false, url: `/v1/subscription_items?subscription=${id}` },
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: input.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: { payment_method_options: null, payment_method_types: null, save_default_payment_method: 'off' },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: start,
    status: sends ? 'active' : 'incomplete',
    test_clock: null,
    transfer_data: null,
    trial_end: null,
    trial_settings: null,
    trial_start: null,
  };
  state.save<Subscription>(subscription);
  recordEvent(state, 'customer.subscription.created', subscription);
  schedule(state, subscription);
  const lines = [
    ...items.map((item) => lineOfSubscriptionItem(state, item, { start, end })),
    ...addLines(state, customer, id, input.extras, { start, end: start }),
  ];
  bill(state, subscription, 'subscription_create', lines, { start, end: start }, { waits: sends });
  if (!sends) payFirst(state, id, input.behavior);
  return state.must<Subscription>('subscription', id);
}

/** An item of a subscription and its running period. */
export function newItem(
  state: StripeState,
  subscription: string,
  item: { price: Stripe.Price; quantity: number; metadata?: Stripe.MetadataParam | undefined },
  start: number,
  end: number,
): Stripe.SubscriptionItem {
  return {
    id: state.newId('si', 14),
    object: 'subscription_item',
    billing_thresholds: null,
    created: state.clock.seconds(),
    current_period_end: end,
    current_period_start: start,
    current_trial: null,
    discounts: [],
    metadata: mergeMetadata({}, item.metadata),
    plan: planOf(item.price),
    price: item.price,
    quantity: item.quantity,
    subscription,
    tax_rates: [],
  };
}

/** A draft invoice of a subscription. */
export function bill(
  state: StripeState,
  subscription: Subscription,
  reason: Stripe.Invoice.BillingReason,
  lines: Stripe.InvoiceLineItem[],
  period: { start: number; end: number },
  settings: { waits: boolean },
): Stripe.Invoice {
  const invoice = openInvoice(state, inputOf(state, subscription, reason, lines, period), settings);
  change(state, state.must<Subscription>('subscription', subscription.id), { latest_invoice: invoice.id });
  return invoice;
}

function inputOf(
  state: StripeState,
  subscription: Subscription,
  reason: Stripe.Invoice.BillingReason,
  lines: Stripe.InvoiceLineItem[],
  period: { start: number; end: number },
): InvoiceInput {
  return {
    customer: state.must<Stripe.Customer>('customer', idOf(subscription.customer) ?? ''),
    currency: subscription.currency,
    lines,
    reason,
    collectionMethod: subscription.collection_method,
    daysUntilDue: subscription.days_until_due,
    autoAdvance: subscription.pause_collection === null,
    period,
    subscription,
    automaticTax: subscription.automatic_tax.enabled,
    metadata: {},
  };
}

/** The first invoice is final at once; whether it is also charged at once is the caller's wish. */
function payFirst(state: StripeState, id: string, behavior: string): void {
  const invoice = idOf(state.must<Subscription>('subscription', id).latest_invoice) ?? '';
  const waits = behavior === 'default_incomplete';
  const final = finalizeInvoice(state, invoice, FOLLOWER, !waits);
  if (final.status === 'paid') return;
  state.later('subscription_expires', id, state.clock.now() + INCOMPLETE_FOR_MS);
  state.never('invoice_retries', invoice);
  if (behavior === 'error_if_incomplete') {
    const error = intentOf(state, invoice).last_payment_error;
    throw new StripeRefusal(402, {
      type: 'card_error',
      code: error?.code ?? 'card_declined',
      message: error?.message ?? 'The first payment of this subscription failed.',
    });
  }
}

/** What time will do with it: the next cycle, its announcement, the end. */
export function schedule(state: StripeState, subscription: Subscription): void {
  const end = (subscription.items.data[0]?.current_period_end ?? 0) * 1000;
  state.later('subscription_cycle', subscription.id, end);
  const announcedAt = end - ANNOUNCED_MS;
  if (announcedAt > state.clock.now()) state.later('invoice_upcoming', subscription.id, announcedAt);
  const { cancel_at: at } = subscription;
  if (at && at * 1000 < end) state.later('subscription_ends', subscription.id, at * 1000);
}

/** The next cycle begins: its invoice is a draft for an hour, so that usage can be added. */
export function beginCycle(state: StripeState, id: string): void {
  const before = state.get<Subscription>('subscription', id);
  if (!before || !['active', 'past_due', 'unpaid', 'incomplete'].includes(before.status)) return;
  if (before.cancel_at_period_end) return void endSubscription(state, before, 'cancellation_requested');
  const [first] = before.items.data;
  const start = first?.current_period_end ?? 0;
  const recurring = first?.price.recurring;
  const end = periodEnd(start, recurring?.interval ?? 'month', recurring?.interval_count ?? 1);
  const items = before.items.data.map((item) => ({ ...item, current_period_start: start, current_period_end: end }));
  const after = change(state, before, { items: { ...before.items, data: items } });
  schedule(state, after);
  const lines = [
    ...items.map((item) => lineOfSubscriptionItem(state, item, { start, end })),
    ...waitingItems(state, idOf(after.customer) ?? '', id).map((item) => lineOfInvoiceItem(state, item)),
  ];
  bill(
    state,
    after,
    'subscription_cycle',
    lines,
    { start: first?.current_period_start ?? start, end: start },
    { waits: true },
  );
}

/** What the next invoice will look like, a week before. */
export function announceInvoice(state: StripeState, id: string): void {
  const subscription = state.get<Subscription>('subscription', id);
  if (subscription?.status !== 'active' || subscription.cancel_at_period_end) return;
  const lines = subscription.items.data.map((item) => {
    const start = item.current_period_end;
    const { interval = 'month', interval_count: count = 1 } = item.price.recurring ?? {};
    return lineOfSubscriptionItem(state, item, { start, end: periodEnd(start, interval, count) });
  });
  const period = { start: state.clock.seconds(), end: state.clock.seconds() };
  const input = inputOf(state, subscription, 'upcoming', lines, period);
  recordEvent(state, 'invoice.upcoming', draftInvoice(state, input, state.newId('upcoming_in')));
}

/** The first payment did not come in time. */
export function expireIncomplete(state: StripeState, id: string): void {
  const subscription = state.get<Subscription>('subscription', id);
  if (subscription?.status !== 'incomplete') return;
  voidInvoice(state, idOf(subscription.latest_invoice) ?? '');
  stopTime(state, id);
  change(state, subscription, { status: 'incomplete_expired', ended_at: state.clock.seconds() });
}

/** `cancel_at` has come. */
export function endIfDue(state: StripeState, id: string): void {
  const subscription = state.get<Subscription>('subscription', id);
  if (subscription && !subscription.ended_at) endSubscription(state, subscription, 'cancellation_requested');
}

/** It is over. */
export function endSubscription(
  state: StripeState,
  subscription: Subscription,
  reason: 'cancellation_requested' | 'payment_failed',
): Subscription {
  const now = state.clock.seconds();
  stopTime(state, subscription.id);
  const invoice = state.get<Stripe.Invoice>('invoice', idOf(subscription.latest_invoice) ?? '');
  if (invoice?.status === 'draft' || invoice?.status === 'open') {
    // What was owed stays owed, but is not collected by itself any more.
    state.never('invoice_finalizes', invoice.id);
    state.never('invoice_retries', invoice.id);
    state.save<Stripe.Invoice>({ ...invoice, auto_advance: false, automatically_finalizes_at: null });
  }
  const ended = state.save<Subscription>({
    ...subscription,
    canceled_at: subscription.canceled_at ?? now,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason },
    ended_at: now,
    status: 'canceled',
  });
  recordEvent(state, 'customer.subscription.deleted', ended);
  return ended;
}

function stopTime(state: StripeState, id: string): void {
  for (const kind of ['subscription_cycle', 'invoice_upcoming', 'subscription_ends', 'subscription_expires'] as const) {
    state.never(kind, id);
  }
}
