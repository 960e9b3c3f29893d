import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DocPage } from './doc-page.js';
import type { Document } from './public-document.js';

/** In the order of the navigation. One that is about an operation is shown where there is that operation. */
const GUIDES: readonly { readonly name: string; readonly about?: string }[] = [
  { name: 'index' },
  { name: 'quickstart' },
  { name: 'authentication' },
  { name: 'test-mode', about: 'testClock.show' },
  { name: 'sdk' },
  { name: 'cli' },
  { name: 'errors' },
  { name: 'idempotency' },
  { name: 'pagination' },
  { name: 'users-and-calls', about: 'joinLinks.start' },
  { name: 'bookings', about: 'userBookings.request' },
  { name: 'call-links', about: 'callLinks.create' },
  { name: 'own-wallet', about: 'budgets.give' },
  { name: 'signed-sign-in', about: 'signInKeys.signIn' },
  { name: 'webhooks', about: 'webhookEndpoints.create' },
  { name: 'events-guide' },
  { name: 'call-button' },
  { name: 'versions' },
  { name: 'changes' },
];

/** The guides, written by hand in guides/*.md. The first line is the title. */
export function guidePages(document: Document): DocPage[] {
  const operations = new Set(
    Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .map(({ operationId }) => operationId),
  );
  return GUIDES.filter(({ about }) => about === undefined || operations.has(about)).map(({ name }): DocPage => {
    const markdown = readFileSync(path.join(import.meta.dirname, 'guides', `${name}.md`), 'utf8').trim();
    // The first heading of the first page has the licensee's name in it.
    const title = name === 'index' ? 'Introduction' : (/^# (.+)$/m.exec(markdown)?.[1] ?? name);
    return { path: name === 'index' ? '' : name, title, group: 'guides', markdown };
  });
}
