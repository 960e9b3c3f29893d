import type { Stripe } from 'stripe';
import { type Billed, billedCustomer } from './billed-customers.js';
import { createPrice, decimal, timesRounded } from './catalogue.js';
import { mergeMetadata } from './metadata.js';
import { recordEvent } from './events.js';
import { lineOfInvoiceItem, withLines } from './invoice-lines.js';
import { invalidRequest } from './refusal.js';
import { idOf, type StripeState } from './state.js';

type InvoiceItem = Stripe.InvoiceItem;

/** `invoiceItems.create`: onto a draft invoice, or waiting for the next one of its subscription or customer. */
export function createInvoiceItem(state: StripeState, params: Stripe.InvoiceItemCreateParams): InvoiceItem {
  const invoice = params.invoice ? state.must<Stripe.Invoice>('invoice', params.invoice, 'invoice') : undefined;
  if (invoice && invoice.status !== 'draft') {
    throw invalidRequest(`The invoice ${invoice.id} is not a draft any more.`, 'invoice_not_editable', 'invoice');
  }
  const subscription = params.subscription
    ? state.must<Stripe.Subscription>('subscription', params.subscription, 'subscription')
    : undefined;
  const known = idOf(invoice?.customer) ?? idOf(subscription?.customer);
  const named: Billed = params.customer || params.customer_account ? params : { customer: known ?? undefined };
  const customer = billedCustomer(state, named);
  if (known && known !== customer.id) {
    throw invalidRequest('The invoice or subscription belongs to another customer.', undefined, 'customer');
  }
  const priced = priceOf(state, params);
  const currency = (params.currency ?? priced.price?.currency ?? invoice?.currency ?? '').toLowerCase();
  if (!currency) throw invalidRequest('Missing required param: currency.', 'parameter_missing', 'currency');
  if (invoice && invoice.lines.data.length > 0 && invoice.currency !== currency) {
    throw invalidRequest(`The invoice is in ${invoice.currency}, not in ${currency}.`, undefined, 'currency');
  }
  const now = state.clock.seconds();
  return saveItem(
    state,
    {
      amount: priced.amount,
      currency,
      customer,
      description: params.description ?? null,
      invoice: invoice?.id ?? null,
      metadata: mergeMetadata({}, params.metadata),
      period: params.period ?? { start: now, end: now },
      price: priced.price,
      unit: priced.unit,
      quantity: priced.quantity,
      subscription: subscription?.id ?? null,
      proration: false,
    },
    invoice,
  );
}

interface ItemInput {
  amount: number;
  currency: string;
  customer: Stripe.Customer;
  description: string | null;
  invoice: string | null;
  metadata: Stripe.Metadata;
  period: { start: number; end: number };
  price: Stripe.Price | null;
  unit: string;
  quantity: string;
  subscription: string | null;
  proration: boolean;
}

/** Stores an item; a draft invoice grows by it at once. */
export function saveItem(state: StripeState, input: ItemInput, invoice?: Stripe.Invoice): InvoiceItem {
  const whole = Number(input.quantity);
  const item: InvoiceItem = {
    id: state.newId('ii'),
    object: 'invoiceitem',
    amount: input.amount,
    currency: input.currency,
    customer: input.customer.id,
    customer_account: input.customer.customer_account ?? null,
    date: state.clock.seconds(),
    description: input.description,
    discountable: true,
    discounts: [],
    invoice: input.invoice,
    livemode: false,
    metadata: input.metadata,
    net_amount: input.amount,
    parent: input.subscription
      ? { subscription_details: { subscription: input.subscription }, type: 'subscription_details' }
      : null,
    period: input.period,
    pricing: {
      ...(input.price && { price_details: { price: input.price.id, product: idOf(input.price.product) ?? '' } }),
      type: 'price_details',
      unit_amount_decimal: decimal(input.unit),
    },
    proration: input.proration,
    quantity: Math.floor(whole),
    quantity_decimal: decimal(input.quantity),
    tax_rates: [],
    test_clock: null,
  };
  state.save<InvoiceItem>(item);
  recordEvent(state, 'invoiceitem.created', item);
  if (invoice) {
    const before = state.must<Stripe.Invoice>('invoice', invoice.id);
    const after = withLines(before, [...before.lines.data, lineOfInvoiceItem(state, item)], item.currency);
    state.save<Stripe.Invoice>(after);
    recordEvent(state, 'invoice.updated', after, { amount_due: before.amount_due });
  }
  return item;
}

/** An amount, or a number of units at a price. */
function priceOf(
  state: StripeState,
  params: Stripe.InvoiceItemCreateParams,
): { amount: number; price: Stripe.Price | null; unit: string; quantity: string } {
  const quantity = String(params.quantity_decimal ?? params.quantity ?? 1);
  if (params.amount !== undefined) {
    if (!Number.isInteger(params.amount)) {
      throw invalidRequest(`Invalid integer: ${params.amount}`, 'parameter_invalid_integer', 'amount');
    }
    return { amount: params.amount, price: null, unit: String(params.amount), quantity: '1' };
  }
  if (params.unit_amount_decimal !== undefined) {
    const unit = String(params.unit_amount_decimal);
    return { amount: timesRounded(quantity, unit), price: null, unit, quantity };
  }
  const price = params.pricing?.price
    ? state.must<Stripe.Price>('price', params.pricing.price, 'pricing[price]')
    : params.price_data
      ? createPrice(state, params.price_data, 'price_data')
      : undefined;
  if (!price) throw invalidRequest('Missing required param: amount.', 'parameter_missing', 'amount');
  const unit = String(price.unit_amount_decimal);
  return { amount: timesRounded(quantity, unit), price, unit, quantity };
}

/** `invoiceItems.del`, while nothing was billed with it. */
export function deleteInvoiceItem(state: StripeState, id: string): Stripe.DeletedInvoiceItem {
  const item = state.must<InvoiceItem>('invoiceitem', id);
  if (item.invoice) {
    throw invalidRequest(
      `The invoice item ${id} is attached to an invoice and cannot be deleted.`,
      'invoice_not_editable',
    );
  }
  state.remove(id);
  recordEvent(state, 'invoiceitem.deleted', item);
  return { id, object: 'invoiceitem', deleted: true };
}

/** The items that wait for an invoice of this customer, oldest first: its own, and those of this subscription. */
export function waitingItems(state: StripeState, customer: string, subscription: string | null): InvoiceItem[] {
  return [...state.store.each<InvoiceItem>('invoiceitem', { oldestFirst: true })].filter((item) => {
    const of = item.parent?.subscription_details?.subscription ?? null;
    return item.invoice === null && idOf(item.customer) === customer && (of === null || of === subscription);
  });
}
