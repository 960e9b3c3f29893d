import { dayText, moneyText, rateText, renderSheet } from '@app/kernel';
import type { InvoiceDocument, Party } from './invoice-document.js';
import { WORDS } from './invoice-words.js';

/** What was settled from the share of the buyer after the document was issued; negative = went back to it. Minor units. */
export interface SettledFromShare {
  readonly on: string;
  readonly amountMinor: number;
  readonly dueAfterMinor: number;
}

/** The document on A4, and below it what was settled from the share. The same document and settlements give the same bytes. */
export function renderPdf(document: InvoiceDocument, settled: readonly SettledFromShare[] = []): Promise<Buffer> {
  const { locale } = document;
  const words = WORDS[locale];
  const money = (minor: number): string => moneyText(minor, document.currency, locale);
  const day = (text: string): string => dayText(text, locale);
  const facts: (readonly [string, string])[] = [[words.date, day(document.issuedOn)]];
  if (document.dueOn !== null) facts.push([words.due, day(document.dueOn)]);
  if (document.period) facts.push([words.period, `${day(document.period.from)} – ${day(document.period.to)}`]);
  if (document.original)
    facts.push([words.original, `${document.original.number} (${day(document.original.issuedOn)})`]);
  if (document.reason !== null) facts.push([words.reason, document.reason]);
  const note = words.note[document.tax.treatment];
  return renderSheet({
    locale,
    number: document.number,
    title: `${document.kind === 'invoice' ? words.invoice : words.creditNote} ${document.number}`,
    author: document.seller.company,
    createdOn: document.issuedOn,
    from: address(document.seller, words.taxNumber),
    to: address(document.buyer, words.taxNumber),
    facts,
    head: [words.description, words.amount],
    lines: document.lines.map(({ text, amountMinor }) => ({ text, amount: money(amountMinor) })),
    sums: [
      { text: words.net, amount: money(document.netMinor) },
      { text: words.tax(rateText(document.tax.rateBp, locale)), amount: money(document.tax.amountMinor) },
      { text: words.total, amount: money(document.totalMinor), strong: true },
    ],
    notes: [
      ...(note === null ? [] : [note]),
      ...(document.bankDetails !== null && document.kind === 'invoice'
        ? [`${words.payTo}: ${document.bankDetails}`]
        : []),
      ...settled.map(({ on, amountMinor, dueAfterMinor }) =>
        amountMinor > 0
          ? words.settled(day(on), money(amountMinor), money(dueAfterMinor))
          : words.givenBack(day(on), money(-amountMinor)),
      ),
    ],
    page: words.page,
  });
}

const address = (party: Party, taxNumber: string): string[] =>
  [
    party.company,
    party.fullName,
    party.line1,
    party.line2,
    `${party.postalCode} ${party.city}`.trim(),
    party.region,
    party.country,
    party.taxNumber === null ? null : `${taxNumber}: ${party.taxNumber}`,
  ].filter((line): line is string => line !== null && line !== '');
