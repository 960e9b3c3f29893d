import type { DocumentLocale } from '@app/kernel';
import type { TaxTreatment } from '@app/licensees';

export interface Party {
  readonly company: string;
  readonly fullName: string;
  readonly line1: string;
  readonly line2: string | null;
  readonly postalCode: string;
  readonly city: string;
  readonly region: string | null;
  readonly country: string;
  readonly email: string;
  readonly taxNumber: string | null;
}

export interface DocumentLine {
  readonly text: string;
  readonly amountMinor: number;
}

/** An invoice or credit note as it was issued: everything that is printed, and nothing else. Amounts are minor units. */
export interface InvoiceDocument {
  readonly version: 1;
  readonly kind: 'invoice' | 'credit_note';
  readonly number: string;
  readonly locale: DocumentLocale;
  readonly issuedOn: string;
  readonly dueOn: string | null;
  readonly currency: string;
  readonly seller: Party;
  readonly buyer: Party;
  /** First and last day of the service; null for what has none. */
  readonly period: { readonly from: string; readonly to: string } | null;
  readonly lines: readonly DocumentLine[];
  readonly netMinor: number;
  readonly tax: TaxTreatment & { readonly amountMinor: number };
  readonly totalMinor: number;
  /** What a credit note takes back. */
  readonly original: { readonly number: string; readonly issuedOn: string } | null;
  readonly reason: string | null;
  readonly bankDetails: string | null;
}
