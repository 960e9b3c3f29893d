import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type Face, PUBLIC_PAGES, type PageOf, inhabit } from '../apps/web/test/support/inhabited.ts';
import { open, openWorld } from '../apps/web/test/support/world.ts';

/**
 * `npm run screens`: takes pictures of every face, light and dark, into docs/screens. The platform is the one of the browser tests: a real call with
 * real sound is made for them.
 */
const folder = path.resolve(import.meta.dirname, '../docs/screens');
const SHOWN: Readonly<Record<Face, readonly string[]>> = {
  site: ['directory', 'advisor', 'wallet', 'history', 'receipt'],
  pro: ['home', 'earnings', 'payouts', 'schedule', 'statistics'],
  admin: [
    'home',
    'brand',
    'domains',
    'pricing',
    'call',
    'payouts',
    'dispute',
    'ledger',
    'seals',
    'transaction',
    'audit',
  ],
  ops: ['licensees', 'licensee', 'treasury', 'tax', 'health', 'reconciliation'],
};

async function take(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: path.join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

const world = await openWorld();
try {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (file.endsWith('.png')) rmSync(path.join(folder, file));
  const { page: stranger } = await world.visitor();
  const [signUp] = PUBLIC_PAGES.filter(({ name }) => name === 'sign-up') as [PageOf];
  await open(stranger, world.at('aurora', signUp.path));
  await take(stranger, 'site-sign-up');
  const both = (name: string) => async (caller: Page, advisor: Page) => {
    await take(caller, `site-${name}`);
    await take(advisor, `pro-${name}`);
  };
  const { people, pages, at } = await inhabit(world, {
    ringing: both('ringing'),
    talking: both('call'),
    ended: (caller) => take(caller, 'site-end'),
  });
  for (const one of pages) {
    if (!SHOWN[one.face].includes(one.name)) continue;
    const { page } = people[one.face];
    await open(page, at(one));
    const [, frame] = page.frames();
    await frame?.locator('main h1').first().waitFor();
    await take(page, `${one.face}-${one.name}`);
    console.log(`${one.face} ${one.name}`);
  }
} finally {
  await world.close();
}
