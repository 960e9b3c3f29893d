import type { Stripe } from 'stripe';
import { type Billed, billedCustomer } from './billed-customers.js';
import { mergeMetadata } from './metadata.js';
import { recordEvent } from './events.js';
import { waitingItems } from './invoice-items.js';
import { lineOfInvoiceItem, withLines } from './invoice-lines.js';
import { invalidRequest } from './refusal.js';
import { idOf, type StripeState } from './state.js';

type Invoice = Stripe.Invoice;

const HOUR_MS = 60 * 60 * 1000;
const DAY = 24 * 60 * 60;

/** What an invoice is made of. */
export interface InvoiceInput {
  customer: Stripe.Customer;
  currency: string;
  lines: Stripe.InvoiceLineItem[];
  reason: Stripe.Invoice.BillingReason;
  collectionMethod: Stripe.Invoice.CollectionMethod;
  daysUntilDue: number | null;
  dueDate?: number | null | undefined;
  autoAdvance: boolean;
  period: { start: number; end: number };
  subscription: Stripe.Subscription | null;
  description?: string | null | undefined;
  footer?: string | null | undefined;
  defaultPaymentMethod?: string | null | undefined;
  automaticTax?: boolean | undefined;
  metadata: Stripe.Metadata;
}

/** The draft as an object, not stored: also what a coming invoice looks like. */
export function draftInvoice(state: StripeState, input: InvoiceInput, id: string): Invoice {
  const { customer, subscription } = input;
  const empty: Invoice = {
    id,
    object: 'invoice',
    account_country: 'CY',
    account_name: 'Sandbox',
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: input.autoAdvance,
    automatic_tax: {
      disabled_reason: null,
      enabled: input.automaticTax ?? false,
      liability: input.automaticTax ? { type: 'self' } : null,
      provider: input.automaticTax ? 'stripe' : null,
      status: input.automaticTax ? 'complete' : null,
    },
    automatically_finalizes_at: null,
    billing_reason: input.reason,
    collection_method: input.collectionMethod,
    created: state.clock.seconds(),
    currency: input.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: customer.customer_account ?? null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: input.defaultPaymentMethod ?? null,
    default_source: null,
    default_tax_rates: [],
    description: input.description ?? null,
    discounts: [],
    due_date: input.dueDate ?? null,
    effective_at: null,
    ending_balance: null,
    footer: input.footer ?? null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data: [], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: input.metadata,
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: subscription
      ? {
          quote_details: null,
          subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
          type: 'subscription_details',
        }
      : null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: input.period.end,
    period_start: input.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  };
  return withLines(empty, input.lines);
}

/** Makes a draft, which an hour later is finalised by itself if it advances. */
export function openInvoice(state: StripeState, input: InvoiceInput, settings: { waits: boolean }): Invoice {
  const id = state.newId('in');
  const draft = draftInvoice(state, input, id);
  const at = state.clock.now() + HOUR_MS;
  const waits = input.autoAdvance && settings.waits;
  const invoice = state.save<Invoice>({
    ...draft,
    automatically_finalizes_at: waits ? Math.floor(at / 1000) : null,
    due_date: draft.due_date ?? null,
  });
  if (input.daysUntilDue !== null)
    state.saveHidden('invoice_terms', { id: `terms_${id}`, days: input.daysUntilDue } as never);
  for (const line of invoice.lines.data) {
    const item = line.parent?.invoice_item_details?.invoice_item;
    const waiting = item ? state.get<Stripe.InvoiceItem>('invoiceitem', item) : undefined;
    if (waiting) state.save<Stripe.InvoiceItem>({ ...waiting, invoice: id });
  }
  recordEvent(state, 'invoice.created', invoice);
  if (waits) state.later('invoice_finalizes', id, at);
  return invoice;
}

/** When a sent invoice is due. */
export function dueDateOf(state: StripeState, invoice: Invoice): number | null {
  if (invoice.collection_method !== 'send_invoice') return null;
  if (invoice.due_date) return invoice.due_date;
  const terms = state.get<{ id: string; days: number }>('invoice_terms', `terms_${invoice.id}`);
  return state.clock.seconds() + (terms?.days ?? 30) * DAY;
}

/** `invoices.create` */
export function createInvoice(state: StripeState, params: Stripe.InvoiceCreateParams): Invoice {
  const subscription = params.subscription
    ? state.must<Stripe.Subscription>('subscription', params.subscription, 'subscription')
    : null;
  const named: Billed =
    params.customer || params.customer_account ? params : { customer: idOf(subscription?.customer) ?? undefined };
  const customer = billedCustomer(state, named);
  const method = params.collection_method ?? 'charge_automatically';
  if (method === 'send_invoice' && params.days_until_due === undefined && params.due_date === undefined) {
    throw invalidRequest('Missing required param: days_until_due.', 'parameter_missing', 'days_until_due');
  }
  const takes = params.pending_invoice_items_behavior === 'include';
  const items = takes ? waitingItems(state, customer.id, subscription?.id ?? null) : [];
  const now = state.clock.seconds();
  return openInvoice(
    state,
    {
      customer,
      currency: (params.currency ?? items[0]?.currency ?? 'eur').toLowerCase(),
      lines: items.map((item) => lineOfInvoiceItem(state, item)),
      reason: subscription ? 'subscription_update' : 'manual',
      collectionMethod: method,
      daysUntilDue: params.days_until_due ?? null,
      dueDate: params.due_date,
      autoAdvance: params.auto_advance ?? false,
      period: { start: now, end: now },
      subscription,
      description: params.description,
      footer: params.footer,
      defaultPaymentMethod: params.default_payment_method,
      automaticTax: params.automatic_tax?.enabled,
      metadata: mergeMetadata({}, params.metadata),
    },
    { waits: true },
  );
}

/** `invoices.update` */
export function updateInvoice(state: StripeState, id: string, params: Stripe.InvoiceUpdateParams): Invoice {
  const before = state.must<Invoice>('invoice', id);
  if (before.status !== 'draft' && (params.collection_method || params.footer || params.due_date)) {
    throw invalidRequest('A finalised invoice can hardly be changed: only its metadata.', 'invoice_not_editable');
  }
  const advances = params.auto_advance ?? before.auto_advance ?? false;
  const at = state.clock.now() + HOUR_MS;
  if (params.auto_advance === false) state.never('invoice_finalizes', id);
  if (params.auto_advance && !before.auto_advance && before.status === 'draft')
    state.later('invoice_finalizes', id, at);
  const after = state.save<Invoice>({
    ...before,
    auto_advance: advances,
    automatically_finalizes_at:
      params.auto_advance === undefined ? before.automatically_finalizes_at : advances ? Math.floor(at / 1000) : null,
    collection_method: params.collection_method ?? before.collection_method,
    default_payment_method: params.default_payment_method ?? before.default_payment_method,
    description: params.description ?? before.description,
    due_date: params.due_date ?? before.due_date,
    footer: params.footer ?? before.footer,
    metadata: mergeMetadata(before.metadata, params.metadata),
  });
  recordEvent(state, 'invoice.updated', after, { metadata: before.metadata });
  return after;
}
