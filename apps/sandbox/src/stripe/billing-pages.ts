import type { ServerResponse } from 'node:http';
import type { Stripe } from 'stripe';
import { escapeHtml, sendHtml } from '../http.js';
import { readCard } from './card-form.js';
import { amountText, frame, messagePage } from './checkout.page.js';
import { updateCustomer } from './customers.js';
import { payInvoice } from './invoice-payments.js';
import { attach, createCard } from './payment-methods.js';
import { StripeRefusal } from './refusal.js';
import { idOf, type StripeState } from './state.js';
import { FOLLOWER } from './subscriptions.js';

type Portal = Stripe.BillingPortal.Session;

/** The invoice of a customer and the billing portal. */
export class BillingPages {
  constructor(private readonly state: StripeState) {}

  /** The hosted invoice, also in place of its PDF. */
  invoice(response: ServerResponse, id: string): void {
    const invoice = this.state.get<Stripe.Invoice>('invoice', id);
    if (!invoice?.number) return sendHtml(response, 404, messagePage('Not found', 'There is no such invoice.'));
    const lines = invoice.lines.data.map(
      (line) => `<li>${escapeHtml(line.description ?? '')}: ${escapeHtml(amountText(line.amount, line.currency))}</li>`,
    );
    const body = `<h1>Invoice ${escapeHtml(invoice.number)}</h1>
      <p class="amount">${escapeHtml(amountText(invoice.total, invoice.currency))}</p>
      <p>${escapeHtml(invoice.status)}</p><ul>${lines.join('')}</ul>`;
    sendHtml(response, 200, frame(`Invoice ${invoice.number}`, body));
  }

  /** Invoices, a way to pay the open ones, and the card. */
  portal(response: ServerResponse, id: string, form: URLSearchParams | undefined): void {
    const session = this.state.get<Portal>('billing_portal.session', id);
    if (!session) return sendHtml(response, 404, messagePage('Not found', 'There is no such page.'));
    if (!form) return this.show(response, session, 200);
    try {
      this.state.store.atomically(() => this.act(session, form));
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error;
      return this.show(response, session, 402, error.message);
    }
    this.show(response, session, 200);
  }

  private act(session: Portal, form: URLSearchParams): void {
    const { state } = this;
    const invoice = form.get('invoice');
    if (invoice) {
      const found = state.must<Stripe.Invoice>('invoice', invoice);
      if (idOf(found.customer) === session.customer) payInvoice(state, invoice, {}, FOLLOWER);
      return;
    }
    const typed = readCard(form, new Date(state.clock.now()));
    if (typeof typed === 'string') throw new StripeRefusal(402, { type: 'card_error', message: typed });
    const card = createCard(state, typed, { email: null, name: null });
    attach(state, card, session.customer, { offSession: true, allowRedisplay: 'always' });
    updateCustomer(state, session.customer, { invoice_settings: { default_payment_method: card.id } });
  }

  private show(response: ServerResponse, session: Portal, status: number, error?: string): void {
    const { state } = this;
    const action = `/c/portal/${encodeURIComponent(session.id)}`;
    const customer = state.must<Stripe.Customer>('customer', session.customer);
    const card = state.get<Stripe.PaymentMethod>(
      'payment_method',
      idOf(customer.invoice_settings.default_payment_method) ?? '',
    );
    const invoices = [...state.store.each<Stripe.Invoice>('invoice')]
      .filter((invoice) => idOf(invoice.customer) === customer.id && invoice.status !== 'draft')
      .map((invoice) => {
        const pay = `<form method="post" action="${action}"><button name="invoice" value="${escapeHtml(invoice.id)}">Pay</button></form>`;
        return `<li><a href="/c/invoice/${encodeURIComponent(invoice.id)}">${escapeHtml(invoice.number ?? invoice.id)}</a>
          ${escapeHtml(amountText(invoice.amount_remaining || invoice.total, invoice.currency))} ${escapeHtml(invoice.status)}
          ${invoice.status === 'open' ? pay : ''}</li>`;
      });
    const body = `<h1>Billing</h1><p>${escapeHtml(customer.name ?? customer.email ?? customer.id)}</p>
      ${error ? `<p class="error" role="alert">${escapeHtml(error)}</p>` : ''}
      <h2>Invoices</h2>${invoices.length ? `<ul>${invoices.join('')}</ul>` : '<p>none yet</p>'}
      <h2>Card</h2><p>${card?.card ? `**** ${escapeHtml(card.card.last4)}` : 'none yet'}</p>
      <form method="post" action="${action}">
        <label for="cardNumber">Card number</label>
        <input type="text" id="cardNumber" name="cardNumber" inputmode="numeric" required placeholder="4242 4242 4242 4242">
        <div class="pair">
          <div><label for="cardExpiry">Expiry (MM / YY)</label><input type="text" id="cardExpiry" name="cardExpiry" required placeholder="12 / 34"></div>
          <div><label for="cardCvc">CVC</label><input type="text" id="cardCvc" name="cardCvc" required placeholder="123"></div>
        </div>
        <button id="save">Save card</button>
      </form>
      ${session.return_url ? `<p><a href="${escapeHtml(session.return_url)}">Return</a></p>` : ''}`;
    sendHtml(response, status, frame('Billing', body));
  }
}
