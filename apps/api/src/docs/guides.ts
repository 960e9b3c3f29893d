import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DocPage } from './doc-page.js';

/** In the order of the navigation; '' is the first page. */
const ORDER = [
  'index',
  'quickstart',
  'authentication',
  'sdk',
  'cli',
  'errors',
  'idempotency',
  'pagination',
  'events-guide',
  'call-button',
  'versions',
];

/** The guides, written by hand in guides/*.md. The first line is the title. */
export function guidePages(): DocPage[] {
  return ORDER.map((name): DocPage => {
    const markdown = readFileSync(path.join(import.meta.dirname, 'guides', `${name}.md`), 'utf8').trim();
    // The first heading of the first page has the licensee's name in it.
    const title = name === 'index' ? 'Introduction' : (/^# (.+)$/m.exec(markdown)?.[1] ?? name);
    return { path: name === 'index' ? '' : name, title, group: 'guides', markdown };
  });
}
