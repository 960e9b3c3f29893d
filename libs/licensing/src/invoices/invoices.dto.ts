import { Choice, ListEnvelope, MinorUnits, PageQuery, Shown, Text, publicId, toJsonMinor, unsealed } from '@app/kernel';
import type { TaxTreatment } from '@app/licensees';
import { INVOICE_STATES, type InvoiceStatus, type LicenceCreditNote, type LicenceInvoice } from './invoice.entity.js';
import type { InvoiceDocument } from './invoice-document.js';
import { NettingView, nettingView } from './netting.dto.js';
import type { LicenceNetting } from './netting.entity.js';
import { RETURN_KINDS, type LicenceReturn } from './licence-return.entity.js';
import type { LicenceCustomer, LicencePayment, LicencePaymentStatus } from './licence-payment.entity.js';

export class InvoicesQuery extends PageQuery {
  @Choice({ description: 'Only invoices in this state', of: INVOICE_STATES, optional: true }) status?: InvoiceStatus;
}

export class CreditInvoice {
  @MinorUnits({ description: 'How much, tax included; left out: all that is left', min: 1, optional: true })
  amountMinor?: number;
  @Text({ description: 'Why; it is printed', min: 3, max: 300, example: 'Two days of outage' }) reason: string;
}

export class TakeTransfer {
  @Text({ description: 'Reference on the bank statement', min: 3, max: 140, example: 'OP-2026-00012 NOVA' })
  reference: string;
}

export class PayBack extends TakeTransfer {}

export class WriteOff {
  @Text({ description: 'Why', min: 3, max: 300, example: 'Insolvent' }) reason: string;
}

const moment = { type: String, format: 'date-time', nullable: true } as const;

export class InvoiceView {
  @Shown('Id', { example: 'inv_01hx0000000000000000000000' }) id: string;
  @Shown('Number', { example: 'OP-2026-00012' }) number: string;
  @Shown('`setup`, the month, or `closing` for what came after the last month (then `closing-2`, ...)', {
    example: '2026-11',
  })
  period: string;
  @Shown('State', { type: String, enum: INVOICE_STATES }) status: InvoiceStatus;
  @Shown('ISO 4217 code of every amount') currency: string;
  @Shown('Tax included', { type: 'integer' }) totalMinor: number;
  @Shown('Paid so far, less what went back to the card', { type: 'integer' }) paidMinor: number;
  @Shown('The part of it that was settled from the share', { type: 'integer' }) nettedMinor: number;
  @Shown('Taken back by credit notes', { type: 'integer' }) creditedMinor: number;
  @Shown('Still to be paid', { type: 'integer' }) dueMinor: number;
  @Shown('Paid above what is owed, and not paid back', { type: 'integer' }) overpaidMinor: number;
  @Shown('Went back to the card it came from: refunded at Stripe, or lost in a dispute', { type: 'integer' })
  returnedMinor: number;
  @Shown('Asked back by a bank that has not decided; it counts as paid until then', { type: 'integer' })
  disputedMinor: number;
  @Shown('Until when the dispute can be answered', moment) disputeDueAt: string | null;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) issuedAt: string;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) dueAt: string;
  @Shown('Attempts in a row that brought no money', { type: 'integer' }) failures: number;
  @Shown('When it is tried again', moment) nextAttemptAt: string | null;
}

export class InvoicePage extends ListEnvelope {
  @Shown('Newest first', { type: () => [InvoiceView] }) data: InvoiceView[];
}

export class OperatorInvoiceView extends InvoiceView {
  @Shown('Id of the licensee', { example: 'lic_01hx0000000000000000000000' }) licenseeId: string;
  @Shown('Name of the licensee') licenseeName: string;
}

export class OperatorInvoicePage extends ListEnvelope {
  @Shown('Newest first', { type: () => [OperatorInvoiceView] }) data: OperatorInvoiceView[];
}

export class InvoiceLineView {
  @Shown('What it is for, in the language of the document') text: string;
  @Shown('Without tax', { type: 'integer' }) amountMinor: number;
}

export class LicencePaymentView {
  @Shown('Id', { example: 'lpay_01hx0000000000000000000000' }) id: string;
  @Shown('How', { type: String, enum: ['card', 'page', 'bank'] }) method: LicencePayment['method'];
  @Shown('State', { type: String, enum: ['requested', 'open', 'processing', 'succeeded', 'failed', 'expired'] })
  status: LicencePaymentStatus;
  @Shown('Amount', { type: 'integer' }) amountMinor: number;
  @Shown('Why it failed', { type: String, nullable: true }) failureCode: string | null;
  @Shown('Reference of a bank transfer', { type: String, nullable: true }) reference: string | null;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) createdAt: string;
  @Shown('When it came to its end', moment) closedAt: string | null;
}

export class CreditNoteView {
  @Shown('Id', { example: 'cn_01hx0000000000000000000000' }) id: string;
  @Shown('Number', { example: 'OP-C2026-00003' }) number: string;
  @Shown('Tax included', { type: 'integer' }) totalMinor: number;
  @Shown('Why') reason: string;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) issuedAt: string;
}

export class LicenceReturnView {
  @Shown('Id', { example: 'lret_01hx0000000000000000000000' }) id: string;
  @Shown('`refund`: made at Stripe. `dispute`: a bank takes it back', { type: String, enum: RETURN_KINDS })
  kind: LicenceReturn['kind'];
  @Shown('Amount', { type: 'integer' }) amountMinor: number;
  @Shown("State in Stripe's word", { example: 'needs_response' }) status: string;
  @Shown("Why, in Stripe's word", { type: String, nullable: true, example: 'fraudulent' }) reason: string | null;
  @Shown('The money is gone; what is due grew by it') isReturned: boolean;
  @Shown('Until when a dispute can be answered', moment) evidenceDueAt: string | null;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) createdAt: string;
  @Shown('When it was decided', moment) closedAt: string | null;
}

export class InvoiceDetails extends InvoiceView {
  @Shown('Without tax', { type: 'integer' }) netMinor: number;
  @Shown('Tax', { type: 'integer' }) taxMinor: number;
  @Shown('Rate, in basis points', { type: 'integer' }) taxRateBp: number;
  @Shown('How it is taxed', { type: String, enum: ['domestic', 'reverse_charge', 'outside'] })
  taxTreatment: TaxTreatment['treatment'];
  @Shown('SHA-256 of the document', { example: 'd2a8...' }) sha256: string;
  @Shown('Lines of the document', { type: () => [InvoiceLineView] }) lines: InvoiceLineView[];
  @Shown('Attempts to pay it, newest first', { type: () => [LicencePaymentView] }) payments: LicencePaymentView[];
  @Shown('What the share gave, and what went back to it, newest first', { type: () => [NettingView] })
  nettings: NettingView[];
  @Shown('Refunds and disputes of its payments, newest first', { type: () => [LicenceReturnView] })
  returns: LicenceReturnView[];
  @Shown('Credit notes, newest first', { type: () => [CreditNoteView] }) creditNotes: CreditNoteView[];
}

export class PayPageView {
  @Shown('Address of the page that takes the payment', { example: 'https://checkout.stripe.com/c/pay/...' })
  url: string;
}

export class LicenceCardView {
  @Shown('Brand', { example: 'visa' }) brand: string;
  @Shown('Last four digits', { example: '4242' }) last4: string;
  @Shown('Month of its end', { type: 'integer' }) expMonth: number;
  @Shown('Year of its end', { type: 'integer' }) expYear: number;
}

export class LicenceCardState {
  @Shown('The card that pays invoices', { type: () => LicenceCardView, nullable: true }) card: LicenceCardView | null;
}

export const invoiceView = (invoice: Omit<LicenceInvoice, 'payload' | 'sha256'>): InvoiceView => ({
  id: publicId('licenceInvoice', invoice.id),
  number: invoice.number,
  period: invoice.period,
  status: invoice.status,
  currency: invoice.currency,
  totalMinor: toJsonMinor(invoice.total),
  paidMinor: toJsonMinor(invoice.paid - invoice.returned),
  nettedMinor: toJsonMinor(invoice.netted),
  creditedMinor: toJsonMinor(invoice.credited),
  dueMinor: toJsonMinor(invoice.dueMinor),
  overpaidMinor: toJsonMinor(invoice.overpaidMinor),
  returnedMinor: toJsonMinor(invoice.returned),
  disputedMinor: toJsonMinor(invoice.disputed),
  disputeDueAt: invoice.disputeDueAt?.toISOString() ?? null,
  issuedAt: invoice.issuedAt.toISOString(),
  dueAt: invoice.dueAt.toISOString(),
  failures: invoice.failures,
  nextAttemptAt: invoice.nextAttemptAt?.toISOString() ?? null,
});

export function invoiceDetails(
  invoice: LicenceInvoice,
  payments: readonly LicencePayment[],
  nettings: readonly LicenceNetting[],
  returns: readonly LicenceReturn[],
  notes: readonly LicenceCreditNote[],
): InvoiceDetails {
  const document = unsealed<InvoiceDocument>(invoice);
  return {
    ...invoiceView(invoice),
    netMinor: document.netMinor,
    taxMinor: document.tax.amountMinor,
    taxRateBp: document.tax.rateBp,
    taxTreatment: document.tax.treatment,
    sha256: invoice.sha256.toString('hex'),
    lines: document.lines.map(({ text, amountMinor }) => ({ text, amountMinor })),
    payments: payments.map((payment) => ({
      id: publicId('licencePayment', payment.id),
      method: payment.method,
      status: payment.status,
      amountMinor: toJsonMinor(payment.amount),
      failureCode: payment.failureCode,
      reference: payment.reference,
      createdAt: payment.createdAt.toISOString(),
      closedAt: payment.closedAt?.toISOString() ?? null,
    })),
    nettings: nettings.map((netting) => nettingView(netting, invoice.number)),
    returns: returns.map((one) => ({
      id: publicId('licenceReturn', one.id),
      kind: one.kind,
      amountMinor: toJsonMinor(one.amount),
      status: one.status,
      reason: one.reason,
      isReturned: one.isReturned,
      evidenceDueAt: one.evidenceDueAt?.toISOString() ?? null,
      createdAt: one.createdAt.toISOString(),
      closedAt: one.closedAt?.toISOString() ?? null,
    })),
    creditNotes: notes.map((note) => ({
      id: publicId('licenceCreditNote', note.id),
      number: note.number,
      totalMinor: toJsonMinor(note.total),
      reason: note.reason,
      issuedAt: note.issuedAt.toISOString(),
    })),
  };
}

export const cardView = (customer: LicenceCustomer | null): LicenceCardState => ({
  card:
    customer === null || customer.paymentMethodId === null
      ? null
      : {
          brand: customer.brand ?? '',
          last4: customer.last4 ?? '',
          expMonth: customer.expMonth ?? 0,
          expYear: customer.expYear ?? 0,
        },
});
