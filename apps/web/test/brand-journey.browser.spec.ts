import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Frame, Page } from 'playwright-core';
import sharp from 'sharp';
import { PASSWORD, type Visitor, type World, openWorld, signIn } from './support/world.ts';

const SOLID = '--t-brand-solid';
/** The first colour and words are live before; the second ones are published, and rolled back. */
const RED = '#a4262c';
const WORDS = 'Ask somebody who has done it';
const TYPED = 'Written while the line was down';
/** What a publication may take to reach somebody who looks at the site (L2.1). */
const LIVE_MS = 10_000;

interface SignedIn {
  accessToken: string;
}
interface Check {
  sumByCurrency: Record<string, number>;
  violations: unknown[];
}

const solid = (view: Page | Frame): Promise<string> =>
  view.evaluate(
    (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim().toLowerCase(),
    SOLID,
  );

/** Resolves when the page wears the colour; the time it took. */
async function wears(view: Page | Frame, color: string, timeout: number): Promise<number> {
  const began = performance.now();
  await view.waitForFunction(
    ([name, wanted]) =>
      getComputedStyle(document.documentElement).getPropertyValue(name!).trim().toLowerCase() === wanted,
    [SOLID, color],
    { timeout },
  );
  return Math.round(performance.now() - began);
}

/** Notes the colour of each frame from the first one on, so that a flash of another look is seen. */
const WATCH = `(() => {
  window.colors = [];
  const look = () => {
    const color = document.body && getComputedStyle(document.documentElement).getPropertyValue('${SOLID}').trim().toLowerCase();
    if (color && window.colors.at(-1) !== color) window.colors.push(color);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

describe('a brand by hand', () => {
  let world: World;
  let owner: Visitor;
  let visitor: Visitor;
  let other: Visitor;
  let before: string;
  let otherBefore: string;
  const milliseconds: Record<string, number> = {};
  const publish = async (): Promise<void> => {
    await owner.page.getByText('Draft saved', { exact: true }).waitFor();
    await owner.page.getByRole('button', { name: 'Publish', exact: true }).click();
    await owner.page
      .getByText(/^Version \d+ is live since .*\.$/)
      .first()
      .waitFor();
  };
  const part = (name: string): Promise<void> => owner.page.getByRole('tab', { name }).click();
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    [owner, visitor, other] = [await world.visitor(), await world.visitor(), await world.visitor()];
    await Promise.all([visitor.page.goto(world.at('aurora', '/')), other.page.goto(world.at('zenith', '/'))]);
    await Promise.all([visitor, other].map(({ page }) => page.locator('main h1').waitFor()));
    [before, otherBefore] = [await solid(visitor.page), await solid(other.page)];
    expect([before, otherBefore]).not.toContain(RED);
  });
  afterAll(async () => {
    console.log(`Brand: ${JSON.stringify(milliseconds)}`);
    await world?.close();
  });

  it('is changed while the real site in the frame wears the draft', async () => {
    const { page } = owner;
    await signIn(page, world.at('aurora', '/admin/sign-in'), 'owner@aurora.example');
    await page.getByRole('link', { name: 'Brand', exact: true }).click();
    await page.getByLabel('Brand colour').waitFor();
    const frame = await (await page.waitForSelector('iframe[title="Preview of the site"]')).contentFrame();
    await frame!.locator('main h1').waitFor();
    await wears(frame!, before, 20_000);
    await page.getByLabel('Brand colour').fill(RED);
    milliseconds['preview'] = await wears(frame!, RED, 5_000);
    await part('Words');
    await page.getByLabel('Tagline in English').fill(WORDS);
    await frame!.getByText(WORDS).waitFor();
    await page.getByText('Draft saved', { exact: true }).waitFor();
    // A draft is nobody's business but the editor's.
    expect(await solid(visitor.page)).toBe(before);
  });

  it('reaches a visitor who is looking within ten seconds, and another licensee not at all', async () => {
    await publish();
    milliseconds['live'] = await wears(visitor.page, RED, LIVE_MS);
    await visitor.page.getByText(WORDS).waitFor({ timeout: 2_000 });
    expect(await solid(other.page)).toBe(otherBefore);
    await other.page.reload();
    await other.page.locator('main h1').waitFor();
    expect(await solid(other.page)).toBe(otherBefore);
  });

  it('is there from the first frame on for who comes afterwards', async () => {
    const { page } = await world.visitor();
    await page.addInitScript(WATCH);
    await page.goto(world.at('aurora', '/'));
    await page.getByText(WORDS).waitFor();
    await page.evaluate(() => new Promise((done) => requestIdleCallback(done, { timeout: 2_000 })));
    expect(await page.evaluate('window.colors')).toEqual([RED]);
    const button = page.getByRole('link', { name: 'Create account' }).first();
    expect(await button.evaluate((one) => getComputedStyle(one).backgroundColor)).toBe('rgb(164, 38, 44)');
  });

  it('loses nothing that was typed without a connection, and saves it when the line is back', async () => {
    const { page, context } = owner;
    await context.setOffline(true);
    await page.getByLabel('Tagline in German').fill(TYPED);
    await page.getByText('Draft not saved', { exact: true }).waitFor();
    await page.getByText('There is no connection right now', { exact: false }).waitFor();
    expect(await page.getByLabel('Tagline in German').inputValue()).toBe(TYPED);
    await context.setOffline(false);
    await page.getByText('Draft saved', { exact: true }).waitFor();
    await page.reload();
    await part('Words');
    expect(await page.getByLabel('Tagline in German').inputValue()).toBe(TYPED);
  });

  it('shows at its field what the service refuses', async () => {
    const { page } = owner;
    const field = page.getByLabel('Tagline in German');
    // Only the service's own limit is left.
    await field.evaluate((one) => one.removeAttribute('maxlength'));
    await field.fill('x'.repeat(161));
    await page.getByText('Draft not saved', { exact: true }).waitFor();
    await expect(field.getAttribute('aria-invalid')).resolves.toBe('true');
    const told = await field.evaluate((one) =>
      (one.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent),
    );
    expect(told.join(' ')).toContain('160');
    await field.fill(TYPED);
    await page.getByText('Draft saved', { exact: true }).waitFor();
    await expect(field.getAttribute('aria-invalid')).resolves.not.toBe('true');
  });

  it('takes a picture, but no SVG', async () => {
    const { page } = owner;
    await part('Pictures');
    const card = page.getByRole('region', { name: 'Logo on light' });
    const input = card.locator('input[type=file]');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><script>1</script></svg>');
    await input.setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: svg });
    await card.getByRole('alert').getByText('SVG is not accepted', { exact: false }).waitFor();
    const png = await sharp({ create: { width: 240, height: 80, channels: 3, background: RED } })
      .png()
      .toBuffer();
    await input.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: png });
    await card.getByText('240 × 80 pixels').waitFor();
    expect(await card.getByRole('alert').count()).toBe(0);
    const drawn = card.getByRole('img', { name: 'Logo on light' });
    await drawn.evaluate((one) => (one as HTMLImageElement).decode());
    await publish();
    await visitor.page.locator('header img').first().waitFor({ timeout: LIVE_MS });
  });

  it('goes back to the former version in one click', async () => {
    const { page } = owner;
    await part('Versions');
    await page.getByRole('button', { name: 'Roll back to version 1', exact: true }).click();
    milliseconds['rollBack'] = await wears(visitor.page, before, LIVE_MS);
    await visitor.page.getByText(WORDS).waitFor({ state: 'hidden', timeout: 2_000 });
    await page.getByText(/a copy of version 1$/).waitFor();
  });

  it('leaves in the log who did it, and moved no money', async () => {
    const { page } = owner;
    await page.getByRole('link', { name: 'Audit log' }).click();
    const row = page.getByRole('row').filter({ hasText: 'Olivia Owner' });
    await row.filter({ hasText: 'Brand published' }).first().waitFor();
    await row.filter({ hasText: 'Brand rolled back' }).first().waitFor();
    const api = world.api('aurora');
    const body = { email: 'owner@aurora.example', password: PASSWORD };
    const { accessToken } = await api.post<SignedIn>('/v1/auth/sign-in', { body });
    const check = await api.get<Check>('/v1/staff/ledger/check', accessToken);
    expect([Object.values(check.sumByCurrency).filter((sum) => sum !== 0), check.violations]).toEqual([[], []]);
    expect([...owner.complaints, ...visitor.complaints, ...other.complaints]).toEqual([]);
  });
});
