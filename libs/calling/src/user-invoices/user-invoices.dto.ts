import { Choice, Flag, ListEnvelope, Shown } from '@app/kernel';
import { INVOICE_LINE_KINDS } from './user-invoice.js';

const KINDS = ['user_invoice', 'user_credit_note'] as const;

export class UserInvoiceView {
  @Shown('Id') id: string;
  @Choice({ description: 'An invoice of a month, or a credit note to an earlier one', of: KINDS })
  kind: (typeof KINDS)[number];
  @Shown('Number; each series of a licensee has no gap') number: string;
  @Shown('Calendar month in the time zone of the licensee', { example: '2030-01' }) month: string;
  @Shown('Sum with tax, in minor units; negative for a credit note', { type: 'integer' }) totalMinor: number;
  @Shown('ISO 4217') currency: string;
  @Shown('When it was issued', { format: 'date-time' }) issuedAt: string;
}

export class UserInvoicePage extends ListEnvelope {
  @Shown('The newest first', { type: () => [UserInvoiceView] }) data: UserInvoiceView[];
}

const Minor = (description: string): PropertyDecorator => Shown(`${description}, in minor units`, { type: 'integer' });
const ReverseCharge = (): PropertyDecorator =>
  Shown('VAT number of the company that owes the tax itself (reverse charge); null = the rate has it', {
    type: String,
    nullable: true,
  });
const Country = (): PropertyDecorator =>
  Shown('Whose tax it is, ISO 3166-1; null in calls of before this was kept', { type: String, nullable: true });

export class UserInvoicePartyView {
  @Shown('Name') name: string;
  @Shown('Address, or what is known of it', { type: [String] }) lines: readonly string[];
  @Shown('VAT number', { type: String, nullable: true }) taxNumber: string | null;
}

export class UserInvoicePeriodView {
  @Shown('First day', { format: 'date' }) from: string;
  @Shown('Last day', { format: 'date' }) to: string;
}

export class UserInvoiceOriginalView {
  @Shown('Number of the invoice') number: string;
  @Shown('Day on which it was issued', { format: 'date' }) issuedOn: string;
}

export class UserInvoiceLineView {
  @Choice({ description: 'What it is', of: INVOICE_LINE_KINDS }) kind: (typeof INVOICE_LINE_KINDS)[number];
  @Shown('Day', { format: 'date' }) day: string;
  @Shown('The advisor') advisor: string;
  @Shown('Seconds that were billed; null where it is no call', { type: 'integer', nullable: true }) billedSeconds:
    number | null;
  @Shown('Number of the receipt of the call', { type: 'integer', nullable: true }) receipt: number | null;
  @Country() country: string | null;
  @Shown('Rate in basis points', { type: 'integer' }) rateBp: number;
  @ReverseCharge() vatNumber: string | null;
  @Minor('With tax; refunds are negative') grossMinor: number;
  @Minor('The tax in it') taxMinor: number;
}

export class UserInvoiceRateView {
  @Country() country: string | null;
  @Shown('Rate in basis points', { type: 'integer' }) rateBp: number;
  @ReverseCharge() vatNumber: string | null;
  @Minor('Without tax') netMinor: number;
  @Minor('Tax') taxMinor: number;
  @Minor('With tax') grossMinor: number;
}

export class UserInvoiceContent {
  @Shown('Form of the document', { type: 'integer' }) version: number;
  @Choice({ description: 'An invoice of a month, or a credit note to an earlier one', of: KINDS })
  kind: (typeof KINDS)[number];
  @Shown('Number') number: string;
  @Shown('Language in which it is printed') locale: string;
  @Shown('Day on which it was issued', { format: 'date' }) issuedOn: string;
  @Shown('Name of the service') brand: string;
  @Shown('Days that it covers, in the time zone of the licensee', { type: () => UserInvoicePeriodView })
  period: UserInvoicePeriodView;
  @Shown('ISO 4217') currency: string;
  @Shown('Who sells', { type: () => UserInvoicePartyView }) seller: UserInvoicePartyView;
  @Shown('Who bought', { type: () => UserInvoicePartyView }) buyer: UserInvoicePartyView;
  @Shown('In the order of time', { type: () => [UserInvoiceLineView] }) lines: readonly UserInvoiceLineView[];
  @Shown('Sums by rate', { type: () => [UserInvoiceRateView] }) rates: readonly UserInvoiceRateView[];
  @Minor('Sum without tax') netMinor: number;
  @Minor('Sum of the tax') taxMinor: number;
  @Minor('Sum with tax') totalMinor: number;
  @Shown('The invoice that a credit note corrects', { type: () => UserInvoiceOriginalView, nullable: true })
  original: UserInvoiceOriginalView | null;
}

export class UserInvoiceDocument {
  @Shown('The document as it was issued', { type: () => UserInvoiceContent }) document: UserInvoiceContent;
  @Shown('SHA-256 of its JSON text, hex') sha256: string;
}

export class UserInvoiceRules {
  @Flag({ description: 'Users get an invoice of each month with calls, in the first days of the next' })
  monthly: boolean;
}
