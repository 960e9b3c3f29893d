import type { Stripe } from 'stripe';
import { createPortalSession } from './billing-portal.js';
import { createPrice, createProduct, updatePrice, updateProduct } from './catalogue.js';
import { createCreditNote, voidCreditNote } from './credit-notes.js';
import { createInvoiceItem, deleteInvoiceItem } from './invoice-items.js';
import {
  finalizeInvoice,
  markUncollectible,
  payInvoice,
  paymentOf,
  sendInvoice,
  voidInvoice,
} from './invoice-payments.js';
import { createInvoice, updateInvoice } from './invoices.js';
import { isCreated, page } from './lists.js';
import { retrieve, route, type Route } from './route.js';
import { idOf, type StripeState } from './state.js';
import { cancelSubscription, updateSubscription } from './subscription-changes.js';
import { createSubscription, FOLLOWER } from './subscriptions.js';

/** Is it of the customer that was asked for, by either name? */
const isOf = (
  object: { customer: string | { id: string } | null; customer_account: string | null },
  params: { customer?: string; customer_account?: string },
) =>
  (!params.customer || params.customer === idOf(object.customer)) &&
  (!params.customer_account || params.customer_account === object.customer_account);

/** The invoice with its payments, which are objects of their own. */
function withPayments(state: StripeState, invoice: Stripe.Invoice): Stripe.Invoice {
  const payment = paymentOf(state, invoice.id);
  return {
    ...invoice,
    payments: {
      object: 'list',
      data: payment ? [payment] : [],
      has_more: false,
      url: `/v1/invoice_payments?invoice=${invoice.id}`,
    },
  };
}

/** Licence billing: catalogue, subscriptions, invoices, credit notes, the portal. */
export const BILLING_ROUTES: readonly Route[] = [
  route<Stripe.ProductCreateParams>('POST', '/v1/products', 'products.create', ({ state, params }) =>
    createProduct(state, params),
  ),
  route<Stripe.ProductListParams>('GET', '/v1/products', 'products.list', ({ state, params, path }) =>
    page(
      state.store.each<Stripe.Product>('product'),
      params,
      path,
      (product) =>
        (params.active === undefined || params.active === product.active) &&
        (!params.ids || params.ids.includes(product.id)) &&
        isCreated(product.created, params.created),
    ),
  ),
  route('GET', '/v1/products/:id', 'products.retrieve', retrieve('product')),
  route<Stripe.ProductUpdateParams>('POST', '/v1/products/:id', 'products.update', ({ state, id, params }) =>
    updateProduct(state, id, params),
  ),
  route<Stripe.PriceCreateParams>('POST', '/v1/prices', 'prices.create', ({ state, params }) =>
    createPrice(state, params),
  ),
  route<Stripe.PriceListParams>('GET', '/v1/prices', 'prices.list', ({ state, params, path }) =>
    page(
      state.store.each<Stripe.Price>('price'),
      params,
      path,
      (price) =>
        (params.active === undefined || params.active === price.active) &&
        (!params.product || params.product === idOf(price.product)) &&
        (!params.currency || params.currency === price.currency) &&
        (!params.type || params.type === price.type) &&
        (!params.lookup_keys || params.lookup_keys.includes(price.lookup_key ?? '')) &&
        isCreated(price.created, params.created),
    ),
  ),
  route('GET', '/v1/prices/:id', 'prices.retrieve', retrieve('price')),
  route<Stripe.PriceUpdateParams>('POST', '/v1/prices/:id', 'prices.update', ({ state, id, params }) =>
    updatePrice(state, id, params),
  ),
  route<Stripe.SubscriptionCreateParams>('POST', '/v1/subscriptions', 'subscriptions.create', ({ state, params }) =>
    createSubscription(state, params),
  ),
  route<Stripe.SubscriptionListParams>('GET', '/v1/subscriptions', 'subscriptions.list', ({ state, params, path }) =>
    page(
      state.store.each<Stripe.Subscription>('subscription'),
      params,
      path,
      (subscription) =>
        isOf(subscription, params) &&
        // Stripe leaves out what was canceled unless it is asked for.
        (params.status === 'all' ||
          (params.status ? params.status === subscription.status : subscription.status !== 'canceled')) &&
        (!params.price || subscription.items.data.some((item) => item.price.id === params.price)) &&
        isCreated(subscription.created, params.created),
    ),
  ),
  route('GET', '/v1/subscriptions/:id', 'subscriptions.retrieve', retrieve('subscription')),
  route<Stripe.SubscriptionUpdateParams>(
    'POST',
    '/v1/subscriptions/:id',
    'subscriptions.update',
    ({ state, id, params }) => updateSubscription(state, id, params),
  ),
  route('DELETE', '/v1/subscriptions/:id', 'subscriptions.cancel', ({ state, id }) => cancelSubscription(state, id)),
  route<Stripe.InvoiceItemCreateParams>('POST', '/v1/invoiceitems', 'invoiceItems.create', ({ state, params }) =>
    createInvoiceItem(state, params),
  ),
  route<Stripe.InvoiceItemListParams>('GET', '/v1/invoiceitems', 'invoiceItems.list', ({ state, params, path }) =>
    page(
      state.store.each<Stripe.InvoiceItem>('invoiceitem'),
      params,
      path,
      (item) =>
        isOf(item, params) &&
        (!params.invoice || params.invoice === idOf(item.invoice)) &&
        (params.pending === undefined || params.pending === (item.invoice === null)) &&
        isCreated(item.date, params.created),
    ),
  ),
  route('GET', '/v1/invoiceitems/:id', 'invoiceItems.retrieve', retrieve('invoiceitem')),
  route('DELETE', '/v1/invoiceitems/:id', 'invoiceItems.del', ({ state, id }) => deleteInvoiceItem(state, id)),
  route<Stripe.InvoiceCreateParams>('POST', '/v1/invoices', 'invoices.create', ({ state, params }) =>
    createInvoice(state, params),
  ),
  route<Stripe.InvoiceListParams>('GET', '/v1/invoices', 'invoices.list', ({ state, params, path }) =>
    page(
      state.store.each<Stripe.Invoice>('invoice'),
      params,
      path,
      (invoice) =>
        isOf(invoice, params) &&
        (!params.status || params.status === invoice.status) &&
        (!params.collection_method || params.collection_method === invoice.collection_method) &&
        (!params.subscription || params.subscription === idOf(invoice.parent?.subscription_details?.subscription)) &&
        isCreated(invoice.created, params.created),
    ),
  ),
  route('GET', '/v1/invoices/:id', 'invoices.retrieve', ({ state, id }) =>
    withPayments(state, state.must<Stripe.Invoice>('invoice', id)),
  ),
  route<Stripe.InvoiceUpdateParams>('POST', '/v1/invoices/:id', 'invoices.update', ({ state, id, params }) =>
    updateInvoice(state, id, params),
  ),
  route<Stripe.InvoiceListLineItemsParams>(
    'GET',
    '/v1/invoices/:id/lines',
    'invoices.listLineItems',
    ({ state, id, params, path }) => page(state.must<Stripe.Invoice>('invoice', id).lines.data, params, path),
  ),
  route<Stripe.InvoiceFinalizeInvoiceParams>(
    'POST',
    '/v1/invoices/:id/finalize',
    'invoices.finalizeInvoice',
    ({ state, id, params }) => finalizeInvoice(state, id, FOLLOWER, params.auto_advance ?? true),
  ),
  route<Stripe.InvoicePayParams>('POST', '/v1/invoices/:id/pay', 'invoices.pay', ({ state, id, params }) =>
    payInvoice(state, id, params, FOLLOWER),
  ),
  route('POST', '/v1/invoices/:id/send', 'invoices.sendInvoice', ({ state, id }) => sendInvoice(state, id)),
  route('POST', '/v1/invoices/:id/void', 'invoices.voidInvoice', ({ state, id }) => voidInvoice(state, id)),
  route('POST', '/v1/invoices/:id/mark_uncollectible', 'invoices.markUncollectible', ({ state, id }) =>
    markUncollectible(state, id),
  ),
  route<Stripe.InvoicePaymentListParams>(
    'GET',
    '/v1/invoice_payments',
    'invoicePayments.list',
    ({ state, params, path }) =>
      page(
        state.store.each<Stripe.InvoicePayment>('invoice_payment'),
        params,
        path,
        (payment) =>
          (!params.invoice || params.invoice === idOf(payment.invoice)) &&
          (!params.payment?.payment_intent || params.payment.payment_intent === idOf(payment.payment.payment_intent)) &&
          (!params.status || params.status === payment.status),
      ),
  ),
  route<Stripe.CreditNoteCreateParams>('POST', '/v1/credit_notes', 'creditNotes.create', ({ state, params }) =>
    createCreditNote(state, params, FOLLOWER),
  ),
  route<Stripe.CreditNoteListParams>('GET', '/v1/credit_notes', 'creditNotes.list', ({ state, params, path }) =>
    page(
      state.store.each<Stripe.CreditNote>('credit_note'),
      params,
      path,
      (note) => isOf(note, params) && (!params.invoice || params.invoice === idOf(note.invoice)),
    ),
  ),
  route('GET', '/v1/credit_notes/:id', 'creditNotes.retrieve', retrieve('credit_note')),
  route('POST', '/v1/credit_notes/:id/void', 'creditNotes.voidCreditNote', ({ state, id }) =>
    voidCreditNote(state, id),
  ),
  route<Stripe.BillingPortal.SessionCreateParams>(
    'POST',
    '/v1/billing_portal/sessions',
    'billingPortal.sessions.create',
    ({ state, params }) => createPortalSession(state, params),
  ),
];
