import type { Locator, Page } from 'playwright-core';

/** More stops than any page has between two places. */
const MOST = 120;

/** Roughly what a screen reader would say of the element that has the focus. */
const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const one = document.activeElement as HTMLInputElement | null;
    if (!one || one === document.body) return 'nothing';
    const labelled = (one.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' ');
    const name = one.getAttribute('aria-label') ?? (labelled.trim() || one.labels?.[0]?.textContent || one.textContent);
    return `${one.tagName.toLowerCase()} "${(name ?? '').trim().slice(0, 40)}"`;
  });

/** Why somebody who looks cannot see where the focus is (2.4.11); undefined when it is well. */
const cover = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const one = document.activeElement;
    if (!one) return 'nothing has the focus';
    const { left, top, width, height } = one.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + Math.min(height, innerHeight) / 2];
    const hit = document.elementFromPoint(x, y);
    if (!hit)
      return `it is outside of the window, at ${Math.round(x)}, ${Math.round(y)} of ${innerWidth} x ${innerHeight}`;
    // Boxes and switches are drawn by a neighbour of the input that has the focus.
    if (one.contains(hit) || hit.contains(one) || one.parentElement?.contains(hit)) return undefined;
    return `it is covered by ${hit.outerHTML.slice(0, 120)}`;
  });

/** Goes from stop to stop until the wanted one has the focus, and sees that it is not hidden. @throws with the names of the stops */
export async function tabTo(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = [];
  await wanted.first().waitFor();
  const isThere = (): Promise<boolean> => wanted.first().evaluate((one) => one === document.activeElement);
  while (!(await isThere())) {
    if (passed.length >= MOST) throw new Error(`no way to ${wanted} by ${key}: ${passed.join(', ')}`);
    await page.keyboard.press(key);
    passed.push(await focusedName(page));
  }
  const hidden = await cover(page);
  if (hidden !== undefined) throw new Error(`the focus on ${wanted} cannot be seen: ${hidden}`);
}

/** Goes to the wanted one and presses it. */
export async function press(page: Page, wanted: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, wanted);
  await page.keyboard.press(key);
}

/** After a change of route the heading with these words has the focus. */
export async function headingHasFocus(page: Page, words: RegExp): Promise<void> {
  const heading = page.locator('main h1').filter({ hasText: words });
  await heading.waitFor();
  try {
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1', undefined, { timeout: 5_000 });
  } catch {
    throw new Error(`after the change of route to ${words} the focus is on ${await focusedName(page)}`);
  }
}

/** Signs in at the sign-in page that is open. */
export async function signInByKeyboard(page: Page, email: string, password: string): Promise<void> {
  await tabTo(page, page.getByLabel('E-mail'));
  await page.keyboard.type(email);
  await tabTo(page, page.getByLabel('Password', { exact: false }).first());
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}
