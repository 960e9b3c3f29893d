import type { DocumentParty } from '@app/billing';
import { type DocumentLocale, dayText, moneyText, rateText, renderSheet } from '@app/kernel';
import type { InvoiceLine, UserInvoice } from './user-invoice.js';

interface Words {
  readonly title: Readonly<Record<UserInvoice['kind'], string>>;
  readonly date: string;
  readonly period: string;
  readonly original: string;
  readonly taxNumber: string;
  readonly description: string;
  readonly amount: string;
  readonly line: Readonly<Record<InvoiceLine['kind'], (advisor: string) => string>>;
  readonly minutes: (text: string) => string;
  readonly receipt: (number: number) => string;
  readonly net: (rate: string) => string;
  readonly tax: (rate: string) => string;
  readonly reverseCharge: string;
  readonly owedBy: (number: string) => string;
  readonly total: string;
  readonly paid: string;
  readonly givenBack: string;
  readonly soldBy: (brand: string) => string;
  readonly page: (page: number, pages: number) => string;
}

/** Words of the documents. They are printed, so they do not come from the catalogues of the screens. */
const WORDS: Readonly<Record<DocumentLocale, Words>> = {
  en: {
    title: { user_invoice: 'Invoice', user_credit_note: 'Credit note' },
    date: 'Date',
    period: 'Period',
    original: 'For invoice',
    taxNumber: 'VAT number',
    description: 'Description',
    amount: 'Amount',
    line: {
      call: (advisor) => `Call with ${advisor}`,
      booking_fee: (advisor) => `Fee of a booking with ${advisor}`,
      refund: (advisor) => `Given back of a call with ${advisor}`,
    },
    minutes: (text) => `${text} min`,
    receipt: (number) => `receipt ${number}`,
    net: (rate) => `Net at ${rate}`,
    tax: (rate) => `VAT ${rate}`,
    reverseCharge: 'reverse charge',
    owedBy: (number) =>
      `Reverse charge: the customer with the VAT number ${number} owes the tax (Article 196 of Directive 2006/112/EC).`,
    total: 'Total',
    paid: 'Paid from your balance. There is nothing left to pay.',
    givenBack: 'Given back to your balance.',
    soldBy: (brand) => `For calls at ${brand}.`,
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
  de: {
    title: { user_invoice: 'Rechnung', user_credit_note: 'Rechnungskorrektur' },
    date: 'Datum',
    period: 'Leistungszeitraum',
    original: 'Zu Rechnung',
    taxNumber: 'USt-IdNr.',
    description: 'Beschreibung',
    amount: 'Betrag',
    line: {
      call: (advisor) => `Gespräch mit ${advisor}`,
      booking_fee: (advisor) => `Gebühr eines Termins mit ${advisor}`,
      refund: (advisor) => `Erstattung zu einem Gespräch mit ${advisor}`,
    },
    minutes: (text) => `${text} Min.`,
    receipt: (number) => `Beleg ${number}`,
    net: (rate) => `Netto zu ${rate}`,
    tax: (rate) => `USt. ${rate}`,
    reverseCharge: 'Reverse Charge',
    owedBy: (number) =>
      `Steuerschuldnerschaft des Leistungsempfängers mit der USt-IdNr. ${number} (Artikel 196 der Richtlinie 2006/112/EG).`,
    total: 'Gesamt',
    paid: 'Aus Ihrem Guthaben bezahlt. Es ist nichts mehr zu zahlen.',
    givenBack: 'Ihrem Guthaben gutgeschrieben.',
    soldBy: (brand) => `Für Gespräche bei ${brand}.`,
    page: (page, pages) => `Seite ${page} von ${pages}`,
  },
};

/** The document on A4. The same document gives the same bytes. */
export function userInvoicePdf(document: UserInvoice): Promise<Buffer> {
  const { locale, period, original } = document;
  const words = WORDS[locale];
  const money = (minor: number): string => moneyText(minor, document.currency, locale);
  const day = (text: string): string => dayText(text, locale);
  const facts: (readonly [string, string])[] = [
    [words.date, day(document.issuedOn)],
    [words.period, `${day(period.from)} – ${day(period.to)}`],
  ];
  if (original) facts.push([words.original, `${original.number} (${day(original.issuedOn)})`]);
  const rate = ({ rateBp, country }: Pick<InvoiceLine, 'rateBp' | 'country'>): string =>
    `${rateText(rateBp, locale)}${country === null ? '' : ` ${country}`}`;
  return renderSheet({
    locale,
    number: document.number,
    title: `${words.title[document.kind]} ${document.number}`,
    author: document.seller.name,
    createdOn: document.issuedOn,
    from: partyLines(document.seller, words.taxNumber),
    to: partyLines(document.buyer, words.taxNumber),
    facts,
    head: [words.description, words.amount],
    lines: document.lines.map((line) => ({
      text: [
        `${day(line.day)}: ${words.line[line.kind](line.advisor)}`,
        ...(line.billedSeconds === null ? [] : [words.minutes(minutesText(line.billedSeconds))]),
        ...(line.receipt === null ? [] : [words.receipt(line.receipt)]),
        line.vatNumber === null ? words.tax(rate(line)) : words.reverseCharge,
      ].join(', '),
      amount: money(line.grossMinor),
    })),
    sums: [
      ...document.rates.flatMap((one) =>
        one.vatNumber === null
          ? [
              { text: words.net(rate(one)), amount: money(one.netMinor) },
              { text: words.tax(rate(one)), amount: money(one.taxMinor) },
            ]
          : [{ text: `${words.net(rate(one))}, ${words.reverseCharge}`, amount: money(one.netMinor) }],
      ),
      { text: words.total, amount: money(document.totalMinor), strong: true },
    ],
    notes: [
      ...new Set(document.rates.flatMap(({ vatNumber }) => (vatNumber === null ? [] : [words.owedBy(vatNumber)]))),
      document.kind === 'user_invoice' ? words.paid : words.givenBack,
      ...(document.brand === document.seller.name ? [] : [words.soldBy(document.brand)]),
    ],
    page: words.page,
  });
}

/** 125 seconds are "2:05". */
const minutesText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${(seconds % 60).toString().padStart(2, '0')}`;

const partyLines = ({ name, lines, taxNumber }: DocumentParty, label: string): string[] => [
  name,
  ...lines,
  ...(taxNumber === null ? [] : [`${label}: ${taxNumber}`]),
];
