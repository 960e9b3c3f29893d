import { type DocumentLocale, dayText, moneyText, rateText, renderSheet } from '@app/kernel';
import type { TaxTreatment } from '@app/licensees';
import type { DocumentParty, LineKind, PayoutDocument } from './payout-document.js';

interface Words {
  readonly title: Readonly<Record<PayoutDocument['kind'], string>>;
  readonly date: string;
  readonly original: string;
  readonly reason: string;
  readonly agreement: (version: string, day: string) => string;
  readonly supplier: string;
  readonly payee: string;
  readonly taxNumber: string;
  readonly description: string;
  readonly amount: string;
  readonly line: Readonly<Record<LineKind, (count: number) => string>>;
  readonly net: string;
  readonly tax: (rate: string) => string;
  readonly total: string;
  readonly selfBilled: string;
  readonly statement: string;
  /** Who paid what the payout cost. */
  readonly fee: Readonly<Record<'licensee' | 'operator', (customer: string) => string>>;
  readonly note: Readonly<Record<TaxTreatment['treatment'], string | null>>;
  readonly page: (page: number, pages: number) => string;
}

/** Words of the documents. They are printed, so they do not come from the catalogues of the screens. */
const WORDS: Readonly<Record<DocumentLocale, Words>> = {
  en: {
    title: { self_billing: 'Self-billing invoice', payout_statement: 'Payout statement', payout_credit: 'Credit note' },
    date: 'Date',
    original: 'For document',
    reason: 'Reason',
    agreement: (version, day) => `Self-billing agreement ${version}, accepted ${day}`,
    supplier: 'Supplier',
    payee: 'Payee',
    taxNumber: 'VAT number',
    description: 'Description',
    amount: 'Amount',
    line: {
      earnings: (count) => `Earnings of calls (${count})`,
      booking_fees: (count) => `Fees of bookings called off or missed (${count})`,
      refunds: (count) => `Given back of calls (${count})`,
      tips: (count) => `Tips (${count})`,
      reserve: () => 'Reserve, kept back or released',
      debts: () => 'Debts settled',
      fees: () => 'Fees',
      other: () => 'Other',
      share: () => 'Share of calls',
      gifts: () => 'Given away since the last payout: promo credit and free minutes that were used',
      tax: () => 'VAT of the calls that you sell yourself',
    },
    net: 'Supplies, net',
    tax: (rate) => `VAT ${rate}, contained`,
    total: 'Paid out',
    selfBilled: 'Self-billing: issued by the customer in the name of the supplier.',
    statement: 'This statement is no invoice.',
    fee: {
      licensee: (name) => `Fee for the payout: none. What the payment provider charges for it is paid by ${name}.`,
      operator: () =>
        'Fee for the payout: none. What the payment provider charges for it is paid by the operator of the platform.',
    },
    note: {
      domestic: null,
      reverse_charge: 'Reverse charge: the customer owes the tax (Article 196 of Directive 2006/112/EC).',
      outside: "Not taxable in the supplier's country: the place of supply is the customer's.",
    },
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
  de: {
    title: { self_billing: 'Gutschrift', payout_statement: 'Auszahlungsbeleg', payout_credit: 'Rechnungskorrektur' },
    date: 'Datum',
    original: 'Zu Beleg',
    reason: 'Grund',
    agreement: (version, day) => `Vereinbarung über Gutschriften ${version}, zugestimmt am ${day}`,
    supplier: 'Leistender',
    payee: 'Empfänger',
    taxNumber: 'USt-IdNr.',
    description: 'Beschreibung',
    amount: 'Betrag',
    line: {
      earnings: (count) => `Verdienst aus Gesprächen (${count})`,
      booking_fees: (count) => `Gebühren abgesagter oder versäumter Termine (${count})`,
      refunds: (count) => `Erstattungen (${count})`,
      tips: (count) => `Trinkgelder (${count})`,
      reserve: () => 'Rücklage, einbehalten oder freigegeben',
      debts: () => 'Verrechnete Schulden',
      fees: () => 'Gebühren',
      other: () => 'Sonstiges',
      share: () => 'Anteil an Gesprächen',
      gifts: () => 'Seit der letzten Auszahlung verschenkt: genutzter Bonus und Freiminuten',
      tax: () => 'USt. der Gespräche, die Sie selbst verkaufen',
    },
    net: 'Leistungen, netto',
    tax: (rate) => `USt. ${rate}, enthalten`,
    total: 'Ausgezahlt',
    selfBilled: 'Gutschrift: vom Leistungsempfänger im Namen des Leistenden ausgestellt.',
    statement: 'Dieser Beleg ist keine Rechnung.',
    fee: {
      licensee: (name) =>
        `Gebühr für die Auszahlung: keine. Was der Zahlungsdienstleister dafür berechnet, trägt ${name}.`,
      operator: () =>
        'Gebühr für die Auszahlung: keine. Was der Zahlungsdienstleister dafür berechnet, trägt der Betreiber der Plattform.',
    },
    note: {
      domestic: null,
      reverse_charge: 'Steuerschuldnerschaft des Leistungsempfängers (Artikel 196 der Richtlinie 2006/112/EG).',
      outside: 'Im Land des Leistenden nicht steuerbar: Leistungsort ist der Sitz des Empfängers.',
    },
    page: (page, pages) => `Seite ${page} von ${pages}`,
  },
};

/** The document on A4. The same document gives the same bytes. */
export function payoutPdf(document: PayoutDocument): Promise<Buffer> {
  const { locale, tax } = document;
  const words = WORDS[locale];
  const money = (minor: number): string => moneyText(minor, document.currency, locale);
  const day = (text: string): string => dayText(text, locale);
  const facts: (readonly [string, string])[] = [[words.date, day(document.issuedOn)]];
  if (document.original)
    facts.push([words.original, `${document.original.number} (${day(document.original.issuedOn)})`]);
  if (document.reason !== null) facts.push([words.reason, document.reason]);
  const note = tax && words.note[tax.treatment];
  return renderSheet({
    locale,
    number: document.number,
    title: `${words.title[document.kind]} ${document.number}`,
    author: document.customer.name,
    createdOn: document.issuedOn,
    from: partyLines(document.customer, words.taxNumber),
    to: [
      `${document.party === 'licensee' ? words.payee : words.supplier}:`,
      ...partyLines(document.supplier, words.taxNumber),
    ],
    facts,
    head: [words.description, words.amount],
    lines: document.lines.map(({ kind, count, amountMinor }) => ({
      text: words.line[kind](count),
      amount: money(amountMinor),
    })),
    sums: [
      ...(tax
        ? [
            { text: words.net, amount: money(tax.netMinor) },
            { text: words.tax(rateText(tax.rateBp, locale)), amount: money(tax.amountMinor) },
          ]
        : []),
      { text: words.total, amount: money(document.totalMinor), strong: true },
    ],
    notes: [
      document.agreement ? words.selfBilled : words.statement,
      ...(document.agreement ? [words.agreement(document.agreement.version, day(document.agreement.acceptedOn))] : []),
      ...(note ? [note] : []),
      ...(document.feeBearer === undefined ? [] : [words.fee[document.feeBearer](document.customer.name)]),
    ],
    page: words.page,
  });
}

const partyLines = ({ name, lines, taxNumber }: DocumentParty, label: string): string[] => [
  name,
  ...lines,
  ...(taxNumber === null ? [] : [`${label}: ${taxNumber}`]),
];
