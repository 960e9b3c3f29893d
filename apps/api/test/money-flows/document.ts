import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Chapter } from './flow.ts';

/** One leg of a posting; positive = credit. */
export interface PostedLeg {
  readonly transaction: string;
  readonly kind: string;
  readonly account: string;
  readonly amount: string;
  readonly currency: string;
}

const FILE = path.resolve(import.meta.dirname, '../../../../docs/money.md');
const [BEGIN, END] = [
  '<!-- The tables are written by apps/api/test/money-flows.e2e.spec.ts -->',
  '<!-- The end of the tables -->',
];

/** The currency of the page is named only where another one is. */
const OWN = 'EUR';
const major = (minor: bigint, currency: string): string =>
  `${minor / 100n}.${(minor % 100n).toString().padStart(2, '0')}${currency === OWN ? '' : ` ${currency}`}`;

function table(legs: readonly PostedLeg[]): string[] {
  let before = '';
  return [
    '| transaction | account | debit | credit |',
    '| --- | --- | ---: | ---: |',
    ...legs.map(({ transaction, kind, account, amount, currency }) => {
      const minor = BigInt(amount);
      const name = transaction === before ? '' : `\`${kind}\``;
      before = transaction;
      return `| ${name} | \`${account}\` | ${minor < 0n ? major(-minor, currency) : ''} | ${minor > 0n ? major(minor, currency) : ''} |`;
    }),
  ];
}

/** The chapters with what each flow really posted. */
export function chaptersText(chapters: readonly Chapter[], posted: ReadonlyMap<string, readonly PostedLeg[]>): string {
  const lines: string[] = [];
  for (const { title, flows } of chapters) {
    lines.push(`### ${title}`, '');
    for (const one of flows) {
      lines.push(`**${one.title}.**${one.words === '' ? '' : ` ${one.words}`}`, '');
      lines.push(...table(posted.get(one.title) ?? []), '');
    }
  }
  return lines.join('\n').trim();
}

/** What docs/money.md says of the flows. */
export function written(): string {
  const text = readFileSync(FILE, 'utf8');
  return text.slice(text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)).trim();
}

/** Puts the chapters into docs/money.md; `npm run format` then lays out the tables. */
export function write(chapters: string): void {
  const text = readFileSync(FILE, 'utf8');
  writeFileSync(
    FILE,
    `${text.slice(0, text.indexOf(BEGIN) + BEGIN.length)}\n\n${chapters}\n\n${text.slice(text.indexOf(END))}`,
  );
}

/** The same whatever its layout and its amounts: how long a call lasts differs by the fraction of a second that a machine needs. */
export const shape = (chapters: string): string =>
  chapters
    .replace(/-{3,}:?/g, '---')
    .replace(/\d+\.\d{2}/g, '0.00')
    .replace(/ +/g, ' ');
