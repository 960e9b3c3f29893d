import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { headingHasFocus, press, signInByKeyboard, tabTo } from './support/keyboard.ts';
import { agree, tokenOf } from './support/people.ts';
import { PASSWORD, type Visitor, type World, openAudibleWorld } from './support/world.ts';

/** Nobody here has a pointer (X3). */
describe('by the keyboard alone', () => {
  let world: World;
  let caller: Visitor;
  let advisor: Visitor;
  beforeAll(async () => {
    world = await openAudibleWorld();
    [caller, advisor] = [await world.visitor({ height: 640 }), await world.visitor({ width: 420, height: 720 })];
    await agree(world, await tokenOf(world.api('aurora'), 'user@aurora.example'));
  });
  afterAll(() => world?.close());

  /** From the list of advisors to the screen that rings. */
  async function call(page: Page): Promise<void> {
    await press(page, page.getByRole('link', { name: /Ada/ }));
    await headingHasFocus(page, /Ada/);
    await press(page, page.getByRole('link', { name: 'Call now' }));
    await page.locator('main h1').waitFor();
    const allow = page.getByRole('button', { name: 'Allow the microphone' });
    const start = page.getByRole('button', { name: 'Start paid call' });
    await allow.or(start).first().waitFor();
    if (await allow.isVisible()) {
      await press(page, allow);
      const goOn = page.getByRole('button', { name: 'Continue to the price' });
      await page.waitForFunction(
        (words) => [...document.querySelectorAll('button')].some((one) => one.textContent === words && !one.disabled),
        'Continue to the price',
        { timeout: 30_000 },
      );
      await press(page, goOn);
    }
    await press(page, start);
    await page.getByText('Rings for another', { exact: false }).waitFor();
    await headingHasFocus(page, /Ada/);
  }

  it('somebody tops up and calls', async () => {
    const { page } = caller;
    await page.goto(world.at('aurora', '/sign-in'));
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signInByKeyboard(page, 'user@aurora.example', PASSWORD);
    await headingHasFocus(page, /Find an advisor/);
    await press(page, page.locator('a[href="/wallet"]'));
    await headingHasFocus(page, /Wallet/);
    // A group of radio buttons is one stop, at the chosen one; arrows choose among them.
    await press(page, page.getByRole('radio', { checked: true }), 'ArrowUp');
    expect(await page.getByRole('radio').first().isChecked()).toBe(true);
    await press(page, page.getByRole('button', { name: /^Pay/ }));
    await page.waitForURL(/\/c\/pay\//);
    for (const [field, text] of [
      ['Card number', '4242 4242 4242 4242'],
      ['Expiry', '12 / 34'],
      ['CVC', '123'],
    ] as const) {
      await tabTo(page, page.getByLabel(field));
      await page.keyboard.type(text);
    }
    const terms = page.locator('#terms');
    if (await terms.count()) await press(page, terms, 'Space');
    await press(page, page.locator('#pay'));
    await page.waitForURL((url) => url.pathname === '/wallet');
    await page.getByText('€10.00 was added to your balance.').waitFor();
    await press(page, page.locator('header a[href="/"], nav a[href="/"]').last());
    await headingHasFocus(page, /Find an advisor/);
    await call(page);
    await press(page, page.getByRole('button', { name: /^Cancel/ }));
    await page.getByText('Rings for another', { exact: false }).waitFor({ state: 'hidden' });
  });

  it('an advisor goes online, answers and hangs up', async () => {
    const { page } = advisor;
    await page.goto(world.at('aurora', '/pro/sign-in'));
    await signInByKeyboard(page, 'ada@aurora.example', PASSWORD);
    const online = page.getByRole('switch', { name: /Take calls/ });
    await online.waitFor();
    await headingHasFocus(page, /./);
    if (await online.isChecked()) {
      await press(page, online, 'Space');
      await page.getByText('Nobody can call you', { exact: false }).waitFor();
    }
    await press(page, online, 'Space');
    await page.getByText('Callers see you and can call you', { exact: false }).waitFor();
    await caller.page.goto(world.at('aurora', '/'));
    await call(caller.page);
    const accept = page.getByRole('button', { name: /^Accept/ });
    await accept.waitFor();
    await press(page, accept);
    const hangUp = page.getByRole('button', { name: 'Hang up' });
    await hangUp.waitFor({ timeout: 40_000 });
    await page.getByText('Charging', { exact: true }).first().waitFor({ timeout: 90_000 });
    await press(page, hangUp);
    await hangUp.waitFor({ state: 'hidden', timeout: 40_000 });
    await caller.page.getByRole('heading', { name: 'Receipt' }).waitFor({ timeout: 60_000 });
  });

  it('an owner adds a webhook endpoint', async () => {
    const { page, complaints } = await world.visitor({ height: 640 });
    await page.goto(world.at('aurora', '/admin/'));
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signInByKeyboard(page, 'owner@aurora.example', PASSWORD);
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    await press(page, page.getByRole('link', { name: 'Webhooks', exact: true }));
    await headingHasFocus(page, /Webhooks/);
    await press(page, page.getByRole('button', { name: 'Add endpoint' }));
    await page.getByRole('dialog').getByLabel('Address').waitFor();
    await page.keyboard.type('http://127.0.0.1:9/hooks');
    await page.keyboard.press('Enter');
    await press(page, page.getByRole('button', { name: 'I have kept it' }));
    await page.getByRole('link', { name: 'http://127.0.0.1:9/hooks' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('an owner publishes a brand', async () => {
    const { page, complaints } = await world.visitor({ height: 640 });
    await page.goto(world.at('aurora', '/admin/'));
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signInByKeyboard(page, 'owner@aurora.example', PASSWORD);
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    await press(page, page.getByRole('link', { name: 'Brand', exact: true }));
    await headingHasFocus(page, /Brand/);
    await page.getByLabel('Brand colour').waitFor();
    await tabTo(page, page.getByLabel('Brand colour'));
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('#a4262c');
    await page.getByText('Draft saved', { exact: true }).waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Publish', exact: true }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page
      .getByText(/^Version 2 is live since .*\.$/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
  });

  it('an operator adds the tax rate of a country', async () => {
    const { page, complaints } = await world.visitor({ height: 640 });
    await page.goto(world.at('ops', '/'));
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signInByKeyboard(page, 'ops@operator.example', PASSWORD);
    await page.getByRole('heading', { name: 'Licensees', level: 1 }).waitFor();
    await press(page, page.getByRole('link', { name: 'Tax', exact: true }));
    await headingHasFocus(page, /Tax/);
    await tabTo(page, page.getByRole('combobox', { name: 'Country' }));
    await page.keyboard.type('Canada');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByLabel('Rate in percent'));
    await page.keyboard.type('5');
    await tabTo(page, page.getByLabel('First day'));
    // Month, day and year are stops of one field.
    const [year, month, day] = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10).split('-');
    await page.keyboard.type(`${month}${day}${year}`);
    await press(page, page.getByRole('button', { name: 'Add the rate' }));
    await page.getByText(`5% from ${year}-${month}-${day}`).waitFor();
    expect(complaints).toEqual([]);
  });
});
