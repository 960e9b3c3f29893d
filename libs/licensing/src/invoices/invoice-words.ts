import { type DocumentLocale, dayText, moneyText } from '@app/kernel';
import type { TaxTreatment } from '@app/licensees';
import type { Charge } from './charges.js';

interface Words {
  readonly invoice: string;
  readonly creditNote: string;
  readonly number: string;
  readonly date: string;
  readonly due: string;
  readonly period: string;
  readonly original: string;
  readonly reason: string;
  readonly taxNumber: string;
  readonly description: string;
  readonly amount: string;
  readonly net: string;
  readonly total: string;
  readonly payTo: string;
  readonly settled: (day: string, amount: string, left: string) => string;
  readonly givenBack: (day: string, amount: string) => string;
  readonly page: (page: number, pages: number) => string;
  readonly tax: (rate: string) => string;
  readonly note: Readonly<Record<TaxTreatment['treatment'], string | null>>;
}

/** Words of the documents. They are printed, so they do not come from the catalogues of the screens. */
export const WORDS: Readonly<Record<DocumentLocale, Words>> = {
  en: {
    invoice: 'Invoice',
    creditNote: 'Credit note',
    number: 'Number',
    date: 'Date',
    due: 'Due',
    period: 'Period',
    original: 'For invoice',
    reason: 'Reason',
    taxNumber: 'Tax number',
    description: 'Description',
    amount: 'Amount',
    net: 'Net',
    total: 'Total',
    payTo: 'Payment',
    settled: (day, amount, left) => `Settled from your share on ${day}: ${amount}. Left to pay: ${left}.`,
    givenBack: (day, amount) => `Given back to your share on ${day}: ${amount}.`,
    page: (page, pages) => `Page ${page} of ${pages}`,
    tax: (rate) => `VAT ${rate}`,
    note: {
      domestic: null,
      reverse_charge: 'Reverse charge: the recipient owes the tax (Article 196 of Directive 2006/112/EC).',
      outside: "Not taxable in the seller's country: the place of supply is the recipient's.",
    },
  },
  de: {
    invoice: 'Rechnung',
    creditNote: 'Rechnungskorrektur',
    number: 'Nummer',
    date: 'Datum',
    due: 'Fällig',
    period: 'Leistungszeitraum',
    original: 'Zur Rechnung',
    reason: 'Grund',
    taxNumber: 'Steuernummer',
    description: 'Beschreibung',
    amount: 'Betrag',
    net: 'Netto',
    total: 'Gesamtbetrag',
    payTo: 'Zahlung',
    settled: (day, amount, left) => `Am ${day} mit Ihrem Anteil verrechnet: ${amount}. Noch zu zahlen: ${left}.`,
    givenBack: (day, amount) => `Am ${day} Ihrem Anteil zurückgegeben: ${amount}.`,
    page: (page, pages) => `Seite ${page} von ${pages}`,
    tax: (rate) => `USt. ${rate}`,
    note: {
      domestic: null,
      reverse_charge: 'Steuerschuldnerschaft des Leistungsempfängers (Artikel 196 der Richtlinie 2006/112/EG).',
      outside: 'Im Land des Verkäufers nicht steuerbar: Leistungsort ist der Sitz des Empfängers.',
    },
  },
};

const minutesText = (seconds: bigint): string => `${seconds / 60n}:${(seconds % 60n).toString().padStart(2, '0')}`;

/** The text of a line. */
export function chargeText(charge: Charge, currency: string, locale: DocumentLocale): string {
  const days = charge.from === null ? '' : `${dayText(charge.from, locale)} – ${dayText(charge.to!, locale)}`;
  const part =
    charge.days === null
      ? ''
      : locale === 'de'
        ? ` (${charge.days} von ${charge.monthDays} Tagen)`
        : ` (${charge.days} of ${charge.monthDays} days)`;
  const rate =
    charge.ratePerMinuteMinor === null
      ? ''
      : moneyText(Number.parseInt(charge.ratePerMinuteMinor.toString(), 10), currency, locale);
  const minutes = charge.billedSeconds === null ? '' : minutesText(charge.billedSeconds);
  if (locale === 'de')
    switch (charge.kind) {
      case 'setup':
        return `Einrichtung, ${charge.planName}`;
      case 'monthly':
        return `${charge.planName}, ${days}${part}`;
      case 'minutes':
        return `Abgerechnete Gesprächszeit ${minutes} min zu ${rate} je Minute, ${days}`;
      case 'minimum':
        return `Differenz zum Mindestbetrag, ${days}`;
      case 'share':
        return days === '' ? 'Anteil an Gesprächen, nach der letzten Rechnung' : `Anteil an Gesprächen, ${days}`;
    }
  switch (charge.kind) {
    case 'setup':
      return `Set-up, ${charge.planName}`;
    case 'monthly':
      return `${charge.planName}, ${days}${part}`;
    case 'minutes':
      return `Billed talk time ${minutes} min at ${rate} per minute, ${days}`;
    case 'minimum':
      return `Difference to the minimum, ${days}`;
    case 'share':
      return days === '' ? 'Share of calls, after the last invoice' : `Share of calls, ${days}`;
  }
}
