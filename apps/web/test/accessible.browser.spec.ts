import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type World, openWorld } from './support/world.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
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
        const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
        found.push(...violations.map(({ id, nodes }) => `${host}${path}: ${id} ${nodes[0]?.html ?? ''}`));
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
        const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
        if ((over as number) > 0) wide.push(`${host}${path} in ${language}: ${String(over)} px`);
      }
    expect(wide).toEqual([]);
  });
});
