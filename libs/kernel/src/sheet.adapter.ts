import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A document on A4 as it is printed: who it is from and for, facts, lines with an amount, and what has to be said below. */
export interface Sheet {
  readonly locale: string;
  readonly number: string;
  readonly title: string;
  readonly author: string;
  /** The day in its file; the same sheet gives the same bytes. */
  readonly createdOn: string;
  /** The first line is printed bold. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly head: readonly [text: string, amount: string];
  readonly lines: readonly SheetLine[];
  readonly sums: readonly SheetLine[];
  readonly notes: readonly string[];
  readonly page: (page: number, pages: number) => string;
}

export interface SheetLine {
  readonly text: string;
  readonly amount: string;
  readonly strong?: boolean;
}

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

/** The sheet as PDF. The same sheet gives the same bytes. */
export async function renderSheet(sheet: Sheet): Promise<Buffer> {
  // A fifth of a second to load, for what few processes ever do.
  const { default: PDFDocument } = await import('pdfkit');
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    lang: sheet.locale,
    info: { Title: sheet.title, Author: sheet.author, CreationDate: new Date(`${sheet.createdOn}T00:00:00Z`) },
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

  pdf
    .font('bold')
    .fontSize(12)
    .text(sheet.from[0] ?? '', MARGIN, MARGIN);
  pdf.font('regular').fontSize(9).fillColor(GREY);
  for (const line of sheet.from.slice(1)) pdf.text(line);
  pdf.moveDown(2).fillColor('black').fontSize(10);
  for (const line of sheet.to) pdf.text(line);
  pdf.moveDown(2).font('bold').fontSize(18).text(sheet.title);
  pdf.moveDown(0.5).font('regular').fontSize(10);
  for (const [name, value] of sheet.facts) pdf.text(`${name}: ${value}`, { width: WIDTH });

  const row = ({ text, amount, strong }: SheetLine): void => {
    pdf.font(strong ? 'bold' : 'regular');
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
  row({ text: sheet.head[0], amount: sheet.head[1], strong: true });
  rule();
  for (const line of sheet.lines) row(line);
  rule();
  for (const line of sheet.sums) row(line);
  pdf.font('regular').moveDown(1);
  for (const note of sheet.notes) {
    pdf.text(note, MARGIN, pdf.y, { width: WIDTH });
    pdf.moveDown(0.5);
  }

  const { count } = pdf.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    pdf.switchToPage(index);
    pdf.page.margins.bottom = 0; // text below the margin must not open another page
    pdf
      .fontSize(8)
      .fillColor(GREY)
      .text(`${sheet.number}   ${sheet.page(index + 1, count)}`, MARGIN, 841.89 - 50, {
        width: WIDTH,
        align: 'right',
        lineBreak: false,
      });
  }
  pdf.end();
  return done;
}
