import type { Try } from './try-it.js';

/** A page of the documentation. Its Markdown is what `.md` answers, and what the HTML is made of. */
export interface DocPage {
  /** Below /docs, without a slash at either end; '' is the first page. */
  readonly path: string;
  readonly title: string;
  readonly group: Group;
  readonly markdown: string;
  /** What can be tried on it: an entry for each operation, in their order. */
  readonly tries?: readonly (Try | undefined)[];
}

export const GROUPS = ['guides', 'reference', 'events', 'problems'] as const;
export type Group = (typeof GROUPS)[number];

/** Words of a table cell: one line, no bar. */
export const cell = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]): string => `| ${row.map(cell).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

export const code = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;
