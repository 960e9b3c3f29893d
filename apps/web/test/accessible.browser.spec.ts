import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sidewaysPixels, violations } from './support/checks.ts';
import { type World, openWorld } from './support/world.ts';

const PAGES = [
  ['aurora', '/'],
  ['aurora', '/sign-up'],
  ['aurora', '/legal/terms'],
  ['aurora', '/pro/'],
  ['aurora', '/admin/'],
  ['zenith', '/'],
  ['ops', '/'],
] as const;

// The short form, inside `npm test`, has the call journey only.
const full = process.env['SCREENS'] === 'short' ? describe.skip : describe;

full('pages before anybody signs in', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world?.close());

  it.each([false, true])(
    'have no accessibility violation and keep to the policy of the page (dark: %s)',
    async (dark) => {
      const { page, complaints } = await world.visitor({ dark });
      const found: string[] = [];
      for (const [host, path] of PAGES) {
        await page.goto(world.at(host, path));
        await page.locator('main h1').first().waitFor();
        found.push(...(await violations(page)).map((one) => `${host}${path}: ${one}`));
      }
      expect([...found, ...complaints]).toEqual([]);
    },
  );

  it('need no sideways scroll at 320 pixels, in longer words and from right to left', async () => {
    const { page } = await world.visitor({ width: 320 });
    const wide: string[] = [];
    for (const [host, path] of PAGES)
      for (const language of ['de', 'en-XA', 'ar-XB']) {
        await page.goto(world.at(host, `${path}?lang=${language}`));
        await page.locator('main h1').first().waitFor();
        const over = await sidewaysPixels(page);
        if (over > 0) wide.push(`${host}${path} in ${language}: ${over} px`);
      }
    expect(wide).toEqual([]);
  });
});
