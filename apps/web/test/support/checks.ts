import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { soon } from './people.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

/** What axe objects to on the page as it is now. `colours` looks only at what another theme changes. */
export async function violations(page: Page, rules: 'all' | 'colours' = 'all'): Promise<string[]> {
  // The mail of a preview is in a frame that runs no script, so axe waits for it without end.
  const axe = new AxeBuilder({ page }).exclude('iframe[sandbox]');
  const found = await (
    rules === 'all' ? axe.withTags(TAGS) : axe.withRules(['color-contrast', 'link-in-text-block'])
  ).analyze();
  return found.violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 200) ?? ''}`);
}

/** Colours change at once from now on: axe would take one on its way for the theme's. */
export const stand = (page: Page): Promise<void> =>
  page.evaluate(`{
    const still = new CSSStyleSheet();
    still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important }');
    document.adoptedStyleSheets.push(still);
  }`);

/** Pixels by which the page is wider than its window. */
export const sidewaysPixels = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Widths at which the page has to be scrolled sideways; the window is as before afterwards. */
export async function tooWideAt(page: Page, widths: readonly number[]): Promise<string[]> {
  const before = page.viewportSize()!;
  const found: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: before.height });
    const over = await sidewaysPixels(page);
    if (over > 0) found.push(`${width}: ${over} px too wide`);
  }
  await page.setViewportSize(before);
  return found;
}

/** Waits until the heading of the page has the focus, and says these words. */
export const headingIs = (page: Page, words: string): Promise<true> =>
  soon(`the focus on "${words}"`, 5_000, async () => {
    const name = (await page.evaluate(
      '(document.activeElement.tagName === "H1" ? document.activeElement.textContent : "")',
    )) as string;
    return name === words || undefined;
  });

/** Remembers when words first show on a page, by the page itself: this process may be late, and short-lived words would be missed. */
export async function stopwatch(page: Page, words: readonly string[]): Promise<(word: string) => Promise<number>> {
  await page.evaluate(`{
    const words = ${JSON.stringify(words)};
    window.seenAt = {};
    const look = () => {
      const text = document.body.innerText;
      for (const word of words) if (!(word in window.seenAt) && text.includes(word)) window.seenAt[word] = Date.now();
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  }`);
  return (word) =>
    soon(
      `"${word}"`,
      20_000,
      async () =>
        // The policy of the page allows no code that is made of a string, which waitForFunction would be.
        ((await page.evaluate(`window.seenAt[${JSON.stringify(word)}]`)) as number | undefined) ?? undefined,
    );
}
