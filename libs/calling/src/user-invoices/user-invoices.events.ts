import { defineEvent } from '@app/kernel';

/** A user's document of a month was issued: an invoice, or a credit note to an earlier one. */
export const UserInvoiceIssued = defineEvent<{
  invoiceId: string;
  personId: string;
  kind: 'user_invoice' | 'user_credit_note';
  number: string;
  /** First day of the month. */
  month: string;
  totalMinor: number;
  currency: string;
}>('invoice.issued', "A user's invoice of a month, or a credit note to one, was issued");
