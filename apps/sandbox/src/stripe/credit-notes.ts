import type { Stripe } from 'stripe';
import { recordEvent } from './events.js';
import { intentOf, type InvoiceFollower, reduceInvoice } from './invoice-payments.js';
import { mergeMetadata } from './metadata.js';
import { createRefund } from './refunds.js';
import { invalidRequest } from './refusal.js';
import { idOf, type StripeState } from './state.js';

/** `creditNotes.create`: takes something off an open invoice, or gives something back of a paid one. */
export function createCreditNote(
  state: StripeState,
  params: Stripe.CreditNoteCreateParams,
  follower: InvoiceFollower,
): Stripe.CreditNote {
  const invoice = state.must<Stripe.Invoice>('invoice', params.invoice, 'invoice');
  if (invoice.status !== 'open' && invoice.status !== 'paid') {
    throw invalidRequest(
      `You can only credit open or paid invoices; this one is ${invoice.status}.`,
      undefined,
      'invoice',
    );
  }
  const lines = creditLines(state, invoice, params);
  const amount = lines.reduce((sum, line) => sum + line.amount, 0);
  const credited = invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount;
  const left = invoice.total - credited;
  if (amount < 1 || amount > left) {
    throw invalidRequest(
      `The credit note must be between 1 and ${left}, what is left of the invoice.`,
      undefined,
      'amount',
    );
  }
  const paid = invoice.status === 'paid';
  const refunds = paid ? refundsOf(state, invoice, params, amount) : [];
  const now = state.clock.seconds();
  const count = [...state.store.each<Stripe.CreditNote>('credit_note')].filter(
    (note) => idOf(note.invoice) === invoice.id,
  );
  const id = state.newId('cn');
  const note: Stripe.CreditNote = {
    id,
    object: 'credit_note',
    amount,
    amount_shipping: 0,
    created: now,
    currency: invoice.currency,
    customer: idOf(invoice.customer) ?? '',
    customer_account: invoice.customer_account,
    customer_balance_transaction: null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: params.effective_at ?? now,
    invoice: invoice.id,
    lines: { object: 'list', data: lines, has_more: false, url: `/v1/credit_notes/${id}/lines` },
    livemode: false,
    memo: params.memo ?? null,
    metadata: mergeMetadata({}, params.metadata),
    number: `${invoice.number}-CN-${String(count.length + 1).padStart(2, '0')}`,
    out_of_band_amount: params.out_of_band_amount ?? null,
    pdf: `${state.baseUrl}/c/invoice/${invoice.id}`,
    post_payment_amount: paid ? amount : 0,
    pre_payment_amount: paid ? 0 : amount,
    pretax_credit_amounts: [],
    reason: params.reason ?? null,
    refunds,
    shipping_cost: null,
    status: 'issued',
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_excluding_tax: amount,
    total_taxes: [],
    type: paid ? 'post_payment' : 'pre_payment',
    voided_at: null,
  };
  state.save<Stripe.CreditNote>(note);
  recordEvent(state, 'credit_note.created', note);
  if (paid) {
    state.save<Stripe.Invoice>({
      ...invoice,
      post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + amount,
    });
  } else reduceInvoice(state, invoice, amount, follower);
  return note;
}

/** One amount, or named lines. */
function creditLines(
  state: StripeState,
  invoice: Stripe.Invoice,
  params: Stripe.CreditNoteCreateParams,
): Stripe.CreditNoteLineItem[] {
  const wishes: readonly Partial<Stripe.CreditNoteCreateParams.Line>[] = params.lines ?? [
    { amount: params.amount ?? 0 },
  ];
  return wishes.map((wish, index) => {
    const line = wish.invoice_line_item
      ? invoice.lines.data.find(({ id }) => id === wish.invoice_line_item)
      : undefined;
    if (wish.invoice_line_item && !line) {
      throw invalidRequest(
        `No such invoice line item: '${wish.invoice_line_item}'`,
        'resource_missing',
        `lines[${index}][invoice_line_item]`,
      );
    }
    return {
      id: state.newId('cnli'),
      object: 'credit_note_line_item',
      amount:
        wish.amount ?? (wish.unit_amount ?? 0) * (wish.quantity ?? 1) + (wish.unit_amount ? 0 : (line?.amount ?? 0)),
      description: wish.description ?? line?.description ?? null,
      discount_amount: 0,
      discount_amounts: [],
      ...(line && { invoice_line_item: line.id }),
      livemode: false,
      metadata: mergeMetadata({}, wish.metadata),
      pretax_credit_amounts: [],
      quantity: wish.quantity ?? null,
      tax_rates: [],
      taxes: [],
      type: line ? 'invoice_line_item' : 'custom_line_item',
      unit_amount: wish.unit_amount ?? null,
      unit_amount_decimal: null,
    };
  });
}

/** What of a paid invoice goes back to the card; the rest must be said to have gone another way. */
function refundsOf(
  state: StripeState,
  invoice: Stripe.Invoice,
  params: Stripe.CreditNoteCreateParams,
  amount: number,
): Stripe.CreditNote.Refund[] {
  const given = (params.refund_amount ?? 0) + (params.out_of_band_amount ?? 0) + (params.credit_amount ?? 0);
  if (given !== amount) {
    throw invalidRequest(
      `The sum of refund_amount, credit_amount and out_of_band_amount must equal the amount of the credit note (${amount}).`,
      undefined,
      'refund_amount',
    );
  }
  if (!params.refund_amount) return [];
  const refund = createRefund(state, {
    payment_intent: intentOf(state, invoice.id).id,
    amount: params.refund_amount,
  });
  return [{ amount_refunded: params.refund_amount, payment_record_refund: null, refund: refund.id, type: 'refund' }];
}

/** `creditNotes.voidCreditNote`: only of an invoice that is still open. */
export function voidCreditNote(state: StripeState, id: string): Stripe.CreditNote {
  const note = state.must<Stripe.CreditNote>('credit_note', id);
  const invoice = state.must<Stripe.Invoice>('invoice', idOf(note.invoice) ?? '');
  if (note.status === 'void' || invoice.status !== 'open') {
    throw invalidRequest('You can only void issued credit notes of open invoices.');
  }
  state.save<Stripe.Invoice>({
    ...invoice,
    amount_due: invoice.amount_due + note.amount,
    amount_remaining: invoice.amount_remaining + note.amount,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount - note.amount,
  });
  const voided = state.save<Stripe.CreditNote>({ ...note, status: 'void', voided_at: state.clock.seconds() });
  recordEvent(state, 'credit_note.voided', voided);
  return voided;
}
