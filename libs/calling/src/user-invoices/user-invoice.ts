import type { DocumentParty } from '@app/billing';
import type { DocumentLocale } from '@app/kernel';

export const INVOICE_LINE_KINDS = ['call', 'booking_fee', 'refund'] as const;

/** One supply, or what was given back of one. Amounts are minor units; refunds are negative. */
export interface InvoiceLine {
  readonly kind: (typeof INVOICE_LINE_KINDS)[number];
  readonly day: string;
  /** The advisor, by the name of that day. */
  readonly advisor: string;
  /** Of calls. */
  readonly billedSeconds: number | null;
  /** Number of the call's own receipt. */
  readonly receipt: number | null;
  /** Whose tax it is; null in calls of before this was kept. */
  readonly country: string | null;
  readonly rateBp: number;
  /** Of the company that owes the tax itself (reverse charge); null = the rate has it. */
  readonly vatNumber: string | null;
  readonly grossMinor: number;
  readonly taxMinor: number;
}

/** The lines of one rate, summed up; those of a company that owes the tax itself apart, by its number. */
export interface InvoiceRate {
  readonly country: string | null;
  readonly rateBp: number;
  readonly vatNumber: string | null;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly grossMinor: number;
}

/** A document of a user's month as it was issued: everything that is printed, and nothing else. */
export interface UserInvoice {
  readonly version: 1;
  readonly kind: 'user_invoice' | 'user_credit_note';
  readonly number: string;
  readonly locale: DocumentLocale;
  readonly issuedOn: string;
  readonly brand: string;
  /** First and last day, in the licensee's time zone. */
  readonly period: { readonly from: string; readonly to: string };
  readonly currency: string;
  readonly seller: DocumentParty;
  /** The company of who paid, as it was stated then; else what the profile has of the person. */
  readonly buyer: DocumentParty;
  readonly lines: readonly InvoiceLine[];
  readonly rates: readonly InvoiceRate[];
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
  /** What a credit note takes back in part. */
  readonly original: { readonly number: string; readonly issuedOn: string } | null;
}

/** Sums of the lines by rate, the highest first. */
export function ratesOf(lines: readonly InvoiceLine[]): InvoiceRate[] {
  const found = new Map<string, InvoiceRate>();
  for (const { country, rateBp, vatNumber, grossMinor, taxMinor } of lines) {
    const key = `${country} ${rateBp} ${vatNumber}`;
    const before = found.get(key) ?? { country, rateBp, vatNumber, netMinor: 0, taxMinor: 0, grossMinor: 0 };
    found.set(key, {
      ...before,
      netMinor: before.netMinor + grossMinor - taxMinor,
      taxMinor: before.taxMinor + taxMinor,
      grossMinor: before.grossMinor + grossMinor,
    });
  }
  return [...found.values()].sort((a, b) => b.rateBp - a.rateBp || (a.country ?? '').localeCompare(b.country ?? ''));
}

/** The month before, as its first day, on the wall of a time zone where it is now `today`. */
export function monthBefore(today: string): string {
  const [year, month] = today.split('-').map((part) => Number.parseInt(part, 10)) as [number, number];
  return new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 10);
}

/** First day of the month after this one. */
export function monthAfter(month: string): string {
  const first = new Date(`${month}T00:00:00Z`);
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1)).toISOString().slice(0, 10);
}
