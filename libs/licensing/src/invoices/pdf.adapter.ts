import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InvoiceDocument, Party } from './invoice-document.js';
import { WORDS, dayText, moneyText, rateText } from './invoice-words.js';

const FONTS = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
/** With letters of all of Europe: the fonts that every reader has know neither ł nor Greek. */
const fonts = { regular: '', bold: '' } as { regular: string | Buffer; bold: string | Buffer };
const fontsOnce = (): typeof fonts => {
  if (fonts.regular === '') {
    fonts.regular = readFileSync(join(FONTS, 'DejaVuSans.ttf'));
    fonts.bold = readFileSync(join(FONTS, 'DejaVuSans-Bold.ttf'));
  }
  return fonts;
};

const MARGIN = 56;
const WIDTH = 595.28 - 2 * MARGIN;
const BOTTOM = 841.89 - 90;
const AMOUNT_WIDTH = 110;
const TEXT_WIDTH = WIDTH - AMOUNT_WIDTH - 10;
const GREY = '#555555';

/** The document on A4. The same document gives the same bytes. */
export async function renderPdf(document: InvoiceDocument): Promise<Buffer> {
  // A fifth of a second to load, for what few processes ever do.
  const { default: PDFDocument } = await import('pdfkit');
  const words = WORDS[document.locale];
  const money = (minor: number): string => moneyText(minor, document.currency, document.locale);
  const day = (text: string): string => dayText(text, document.locale);
  const title = `${document.kind === 'invoice' ? words.invoice : words.creditNote} ${document.number}`;
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    lang: document.locale,
    info: { Title: title, Author: document.seller.company, CreationDate: new Date(`${document.issuedOn}T00:00:00Z`) },
  });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<Buffer>((resolve, reject) => {
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  const { regular, bold } = fontsOnce();
  pdf.registerFont('regular', regular);
  pdf.registerFont('bold', bold);

  pdf.font('bold').fontSize(12).text(document.seller.company, MARGIN, MARGIN);
  pdf.font('regular').fontSize(9).fillColor(GREY);
  for (const line of address(document.seller, words.taxNumber).slice(1)) pdf.text(line);
  pdf.moveDown(2).fillColor('black').fontSize(10);
  for (const line of address(document.buyer, words.taxNumber)) pdf.text(line);
  pdf.moveDown(2).font('bold').fontSize(18).text(title);
  pdf.moveDown(0.5).font('regular').fontSize(10);
  const facts: (readonly [string, string])[] = [[words.date, day(document.issuedOn)]];
  if (document.dueOn !== null) facts.push([words.due, day(document.dueOn)]);
  if (document.period) facts.push([words.period, `${day(document.period.from)} – ${day(document.period.to)}`]);
  if (document.original)
    facts.push([words.original, `${document.original.number} (${day(document.original.issuedOn)})`]);
  if (document.reason !== null) facts.push([words.reason, document.reason]);
  for (const [name, value] of facts) pdf.text(`${name}: ${value}`, { width: WIDTH });

  const row = (text: string, amount: string, font: 'regular' | 'bold'): void => {
    pdf.font(font);
    const height = pdf.heightOfString(text, { width: TEXT_WIDTH });
    if (pdf.y + height > BOTTOM) pdf.addPage();
    const { y } = pdf;
    pdf.text(text, MARGIN, y, { width: TEXT_WIDTH });
    const after = pdf.y;
    pdf.text(amount, MARGIN + TEXT_WIDTH + 10, y, { width: AMOUNT_WIDTH, align: 'right' });
    pdf.x = MARGIN;
    pdf.y = Math.max(after, pdf.y) + 4;
  };
  const rule = (): void => {
    pdf
      .moveTo(MARGIN, pdf.y)
      .lineTo(MARGIN + WIDTH, pdf.y)
      .lineWidth(0.5)
      .stroke();
    pdf.y += 6;
  };
  pdf.moveDown(1.5);
  row(words.description, words.amount, 'bold');
  rule();
  for (const line of document.lines) row(line.text, money(line.amountMinor), 'regular');
  rule();
  row(words.net, money(document.netMinor), 'regular');
  row(words.tax(rateText(document.tax.rateBp, document.locale)), money(document.tax.amountMinor), 'regular');
  row(words.total, money(document.totalMinor), 'bold');
  const note = words.note[document.tax.treatment];
  pdf.font('regular').moveDown(1);
  if (note !== null) pdf.text(note, MARGIN, pdf.y, { width: WIDTH });
  if (document.bankDetails !== null && document.kind === 'invoice')
    pdf.moveDown(0.5).text(`${words.payTo}: ${document.bankDetails}`, MARGIN, pdf.y, { width: WIDTH });

  const { count } = pdf.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    pdf.switchToPage(index);
    pdf.page.margins.bottom = 0; // text below the margin must not open another page
    pdf
      .fontSize(8)
      .fillColor(GREY)
      .text(`${document.number}   ${words.page(index + 1, count)}`, MARGIN, 841.89 - 50, {
        width: WIDTH,
        align: 'right',
        lineBreak: false,
      });
  }
  pdf.end();
  return done;
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
