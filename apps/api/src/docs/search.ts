import type { DocPage } from './doc-page.js';

const MOST = 20;
const AROUND = 80;

export interface Hit {
  readonly page: DocPage;
  readonly excerpt: string;
}

/** Pages that have every word of the query, those with it in the title first. */
export function found(pages: readonly DocPage[], query: string): Hit[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word.length > 0);
  if (words.length === 0) return [];
  return pages
    .map((page) => ({ page, title: page.title.toLowerCase(), text: page.markdown.toLowerCase() }))
    .filter(({ title, text }) => words.every((word) => title.includes(word) || text.includes(word)))
    .map(({ page, title }) => ({
      page,
      rank: words.filter((word) => title.includes(word)).length * 2 + (page.group === 'guides' ? 1 : 0),
      excerpt: excerptOf(page.markdown, words[0]!),
    }))
    .sort((a, b) => b.rank - a.rank)
    .slice(0, MOST);
}

function excerptOf(markdown: string, word: string): string {
  const text = markdown
    .replaceAll(/[#`*|]|\]\([^)]*\)|\[/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const at = Math.max(0, text.toLowerCase().indexOf(word));
  const from = Math.max(0, at - AROUND);
  return `${from > 0 ? '… ' : ''}${text.slice(from, at + word.length + AROUND)} …`;
}
