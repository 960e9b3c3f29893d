import type { Stripe } from 'stripe';
import { recordEvent } from './events.js';
import { dueDateOf } from './invoices.js';
import { type Attempt, attemptPayment, cancelPaymentIntent, openPaymentIntent } from './payment-intents.js';
import { resolvePaymentMethod } from './payment-methods.js';
import { invalidRequest } from './refusal.js';
import { idOf, type StripeState } from './state.js';

type Invoice = Stripe.Invoice;

const DAY = 24 * 60 * 60;
/** Days until the next attempt after the first, second and third that failed. Real: Stripe chooses within two weeks. */
const RETRY_AFTER_DAYS = [3, 5, 7];

/** Told when an invoice was paid, was not, or went past its date: subscriptions follow their invoices. */
export interface InvoiceFollower {
  paid(state: StripeState, invoice: Invoice): void;
  unpaid(state: StripeState, invoice: Invoice): void;
}

/** `invoices.finalizeInvoice`: the draft gets its number and becomes a debt. */
export function finalizeInvoice(state: StripeState, id: string, follower: InvoiceFollower, pays = true): Invoice {
  const draft = state.must<Invoice>('invoice', id);
  if (draft.status !== 'draft') {
    throw invalidRequest(
      "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
      'invoice_not_editable',
    );
  }
  state.never('invoice_finalizes', id);
  const now = state.clock.seconds();
  const open = state.save<Invoice>({
    ...draft,
    automatically_finalizes_at: null,
    due_date: dueDateOf(state, draft),
    effective_at: now,
    hosted_invoice_url: `${state.baseUrl}/c/invoice/${id}`,
    invoice_pdf: `${state.baseUrl}/c/invoice/${id}`,
    number: nextNumber(state, draft),
    status: 'open',
    status_transitions: { ...draft.status_transitions, finalized_at: now },
    webhooks_delivered_at: now,
  });
  recordEvent(state, 'invoice.finalized', open, { status: 'draft' });
  if (open.amount_remaining === 0) return settle(state, open, follower);
  openPayment(state, open);
  if (open.due_date) state.later('invoice_due', id, open.due_date * 1000);
  if (!pays || !open.auto_advance) return open;
  if (open.collection_method === 'send_invoice') return sendInvoice(state, id);
  tryPayment(state, open, follower);
  return state.must<Invoice>('invoice', id);
}

/** Each customer has a series of its own, without gaps. */
function nextNumber(state: StripeState, invoice: Invoice): string {
  const customer = state.must<Stripe.Customer>('customer', idOf(invoice.customer) ?? '');
  const sequence = customer.next_invoice_sequence ?? 1;
  state.save<Stripe.Customer>({ ...customer, next_invoice_sequence: sequence + 1 });
  return `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`;
}

/** The PaymentIntent of an open invoice, and the record that ties the two. */
function openPayment(state: StripeState, invoice: Invoice): Stripe.InvoicePayment {
  const intent = openPaymentIntent(state, {
    amount: invoice.amount_remaining,
    currency: invoice.currency,
    customer: idOf(invoice.customer),
    description: invoice.number ? `Invoice ${invoice.number}` : null,
    metadata: {},
    receiptEmail: null,
    setupFutureUsage: null,
    statementDescriptor: null,
    statementDescriptorSuffix: null,
    transferGroup: null,
    onBehalfOf: null,
    automaticPaymentMethods: true,
    allowedPaymentMethodTypes: null,
  });
  const payment: Stripe.InvoicePayment = {
    id: state.newId('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_remaining,
    created: state.clock.seconds(),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  };
  return state.save<Stripe.InvoicePayment>(payment);
}

/** The payment that an open invoice waits for. */
export function paymentOf(state: StripeState, invoice: string): Stripe.InvoicePayment | undefined {
  for (const payment of state.store.each<Stripe.InvoicePayment>('invoice_payment')) {
    if (idOf(payment.invoice) === invoice && payment.status !== 'canceled') return payment;
  }
  return undefined;
}

/** The PaymentIntent behind an invoice. */
export const intentOf = (state: StripeState, invoice: string) =>
  state.must<Stripe.PaymentIntent>('payment_intent', idOf(paymentOf(state, invoice)?.payment.payment_intent) ?? '');

/** The card an invoice is charged to when nobody names one. */
function cardOf(state: StripeState, invoice: Invoice): Stripe.PaymentMethod | undefined {
  const subscription = state.get<Stripe.Subscription>(
    'subscription',
    idOf(invoice.parent?.subscription_details?.subscription) ?? '',
  );
  const customer = state.get<Stripe.Customer>('customer', idOf(invoice.customer) ?? '');
  const id =
    idOf(invoice.default_payment_method) ??
    idOf(subscription?.default_payment_method) ??
    idOf(customer?.invoice_settings.default_payment_method);
  return id ? state.get<Stripe.PaymentMethod>('payment_method', id) : undefined;
}

/** One attempt without the customer; undefined when there is no card to try. */
function tryPayment(
  state: StripeState,
  invoice: Invoice,
  follower: InvoiceFollower,
  chosen?: Stripe.PaymentMethod,
): Attempt | undefined {
  const card = chosen ?? cardOf(state, invoice);
  const attempt = card
    ? attemptPayment(state, intentOf(state, invoice.id), card, {
        offSession: true,
        authenticated: false,
        mayAsk: false,
      })
    : undefined;
  const tried = state.must<Invoice>('invoice', invoice.id);
  const attempted = state.save<Invoice>({ ...tried, attempt_count: tried.attempt_count + 1, attempted: true });
  if (attempt?.outcome === 'succeeded') {
    settle(state, attempted, follower);
    return attempt;
  }
  const wait = attempted.auto_advance ? RETRY_AFTER_DAYS[attempted.attempt_count - 1] : undefined;
  const nextAt = wait === undefined ? null : state.clock.seconds() + wait * DAY;
  const failed = state.save<Invoice>({ ...attempted, next_payment_attempt: nextAt });
  if (nextAt) state.later('invoice_retries', invoice.id, nextAt * 1000);
  recordEvent(state, 'invoice.payment_failed', failed);
  if (attempt?.outcome === 'declined' && attempt.refusal.body.code === 'authentication_required') {
    recordEvent(state, 'invoice.payment_action_required', failed);
  }
  follower.unpaid(state, failed);
  return attempt;
}

/** It is paid. */
function settle(state: StripeState, invoice: Invoice, follower: InvoiceFollower, outOfBand = false): Invoice {
  const now = state.clock.seconds();
  state.never('invoice_retries', invoice.id);
  state.never('invoice_due', invoice.id);
  const payment = paymentOf(state, invoice.id);
  const paid = state.save<Invoice>({
    ...invoice,
    amount_paid: invoice.amount_paid + invoice.amount_remaining,
    ...(outOfBand && { amount_paid_off_stripe: invoice.amount_remaining }),
    amount_remaining: 0,
    attempted: true,
    auto_advance: false,
    next_payment_attempt: null,
    status: 'paid',
    status_transitions: { ...invoice.status_transitions, paid_at: now },
  });
  if (payment && !outOfBand) {
    const done = state.save<Stripe.InvoicePayment>({
      ...payment,
      amount_paid: payment.amount_requested,
      status: 'paid',
      status_transitions: { ...payment.status_transitions, paid_at: now },
    });
    recordEvent(state, 'invoice_payment.paid', done, { status: 'open' });
  }
  if (payment && outOfBand) cancelPayment(state, invoice.id);
  recordEvent(state, 'invoice.paid', paid, { status: 'open' });
  recordEvent(state, 'invoice.payment_succeeded', paid);
  follower.paid(state, paid);
  return paid;
}

/** A PaymentIntent has succeeded on some page: if it belongs to an invoice, that is paid. */
export function settleInvoiceOf(state: StripeState, intent: string, follower: InvoiceFollower): void {
  for (const payment of [...state.store.each<Stripe.InvoicePayment>('invoice_payment')]) {
    if (idOf(payment.payment.payment_intent) !== intent || payment.status !== 'open') continue;
    const invoice = state.must<Invoice>('invoice', idOf(payment.invoice) ?? '');
    if (invoice.status === 'open') settle(state, { ...invoice, attempt_count: invoice.attempt_count + 1 }, follower);
  }
}

/** `invoices.pay` */
export function payInvoice(
  state: StripeState,
  id: string,
  params: Stripe.InvoicePayParams,
  follower: InvoiceFollower,
): Invoice {
  let invoice = state.must<Invoice>('invoice', id);
  if (invoice.status === 'draft') invoice = finalizeInvoice(state, id, follower, false);
  if (invoice.status === 'paid' && invoice.amount_due === 0) return invoice;
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') {
    throw invalidRequest(`Invoice is already ${invoice.status}`, 'invoice_not_payable');
  }
  if (params.paid_out_of_band) return settle(state, invoice, follower, true);
  const chosen = params.payment_method ? resolvePaymentMethod(state, params.payment_method) : undefined;
  if (!chosen && !cardOf(state, invoice)) {
    throw invalidRequest(
      'There is no `default_payment_method` set on this Customer or Invoice. Please set a `default_payment_method`.',
      'resource_missing',
    );
  }
  state.never('invoice_retries', id);
  const attempt = tryPayment(state, invoice, follower, chosen);
  if (attempt?.outcome === 'declined') throw attempt.refusal;
  return state.must<Invoice>('invoice', id);
}

/** `invoices.voidInvoice`: as if it had never been owed. */
export function voidInvoice(state: StripeState, id: string): Invoice {
  const invoice = state.must<Invoice>('invoice', id);
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') {
    throw invalidRequest(
      `You can only void open or uncollectible invoices; this one is ${invoice.status}.`,
      'invoice_not_editable',
    );
  }
  return close(state, invoice, 'void');
}

/** `invoices.markUncollectible` */
export function markUncollectible(state: StripeState, id: string): Invoice {
  const invoice = state.must<Invoice>('invoice', id);
  if (invoice.status !== 'open') {
    throw invalidRequest(
      `You can only mark open invoices uncollectible; this one is ${invoice.status}.`,
      'invoice_not_editable',
    );
  }
  return close(state, invoice, 'uncollectible');
}

function close(state: StripeState, invoice: Invoice, status: 'void' | 'uncollectible'): Invoice {
  const now = state.clock.seconds();
  state.never('invoice_retries', invoice.id);
  state.never('invoice_due', invoice.id);
  if (status === 'void') cancelPayment(state, invoice.id);
  const transition = status === 'void' ? { voided_at: now } : { marked_uncollectible_at: now };
  const closed = state.save<Invoice>({
    ...invoice,
    auto_advance: false,
    next_payment_attempt: null,
    status,
    status_transitions: { ...invoice.status_transitions, ...transition },
  });
  recordEvent(state, status === 'void' ? 'invoice.voided' : 'invoice.marked_uncollectible', closed, {
    status: invoice.status,
  });
  return closed;
}

function cancelPayment(state: StripeState, invoice: string): void {
  const payment = paymentOf(state, invoice);
  if (!payment) return;
  const intent = idOf(payment.payment.payment_intent) ?? '';
  const { status } = state.must<Stripe.PaymentIntent>('payment_intent', intent);
  if (status !== 'succeeded' && status !== 'canceled') cancelPaymentIntent(state, intent, {});
  const canceled_at = state.clock.seconds();
  state.save<Stripe.InvoicePayment>({
    ...payment,
    status: 'canceled',
    status_transitions: { ...payment.status_transitions, canceled_at },
  });
}

/** `invoices.sendInvoice` */
export function sendInvoice(state: StripeState, id: string): Invoice {
  const invoice = state.must<Invoice>('invoice', id);
  if (invoice.status !== 'open') {
    throw invalidRequest(`You can only send open invoices; this one is ${invoice.status}.`, 'invoice_not_editable');
  }
  recordEvent(state, 'invoice.sent', invoice);
  return invoice;
}

/** An hour after a draft was made. */
export function finalizeIfDraft(state: StripeState, id: string, follower: InvoiceFollower): void {
  if (state.get<Invoice>('invoice', id)?.status === 'draft') finalizeInvoice(state, id, follower);
}

/** Days after an attempt that failed. */
export function retryPayment(state: StripeState, id: string, follower: InvoiceFollower): void {
  const invoice = state.get<Invoice>('invoice', id);
  if (invoice?.status === 'open') tryPayment(state, { ...invoice, next_payment_attempt: null }, follower);
}

/** The date of a sent invoice has passed. */
export function noteOverdue(state: StripeState, id: string, follower: InvoiceFollower): void {
  const invoice = state.get<Invoice>('invoice', id);
  if (invoice?.status !== 'open') return;
  recordEvent(state, 'invoice.overdue', invoice);
  follower.unpaid(state, invoice);
}

/** What is left of an open invoice after a credit note; at nothing it counts as paid. */
export function reduceInvoice(state: StripeState, invoice: Invoice, by: number, follower: InvoiceFollower): void {
  const remaining = invoice.amount_remaining - by;
  const reduced = state.save<Invoice>({
    ...invoice,
    amount_due: invoice.amount_due - by,
    amount_remaining: remaining,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + by,
  });
  const payment = paymentOf(state, invoice.id);
  const intent = payment && intentOf(state, invoice.id);
  if (remaining === 0) {
    cancelPayment(state, invoice.id);
    settle(state, reduced, follower, false);
  } else if (payment && intent) {
    state.save<Stripe.InvoicePayment>({ ...payment, amount_requested: remaining });
    state.save<Stripe.PaymentIntent>({ ...intent, amount: remaining });
  }
}
