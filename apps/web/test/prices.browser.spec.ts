import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { stand, tooWideAt, violations } from './support/checks.ts';
import { type Account, callerWith, changePricing, goOnline } from './support/people.ts';
import { type Visitor, type World, open, openAudibleWorld, signIn } from './support/world.ts';

const NARROW = [360];

describe('prices', () => {
  let world: World;
  let owner: Visitor;
  let advisor: Visitor;
  let caller: Visitor;
  let cara: Account;
  beforeAll(async () => {
    world = await openAudibleWorld();
    await changePricing(world, { rateMinMinor: 100, rateMaxMinor: 400, freeSeconds: 0 });
    [owner, advisor, caller] = [await world.visitor(), await world.visitor(), await world.visitor({ width: 390 })];
    cara = await callerWith(world, 'Cara', 6_000);
    await signIn(owner.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
    await signIn(advisor.page, world.at('aurora', '/pro/'), 'ada@aurora.example');
    await goOnline(advisor.page);
    await signIn(caller.page, world.at('aurora', '/sign-in'), cara.email);
  }, 240_000);
  afterAll(async () => {
    await world.close();
  });

  /** Nothing is wrong with the page for those who cannot see it well, and it fits a narrow screen. */
  const isFine = async (page: Page): Promise<void> => {
    await stand(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await tooWideAt(page, NARROW)).toEqual([]);
  };

  it('of an advisor: sessions, tiers and free minutes, each refusal at its field', async () => {
    const { page } = advisor;
    await page.getByRole('link', { name: 'Prices' }).click();
    await page.getByRole('heading', { name: 'Prices', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Add a session' }).click();
    const sessions = page.getByRole('group', { name: 'Your sessions' });
    await sessions.getByRole('textbox', { name: 'Minutes' }).fill('20');
    await sessions.getByRole('textbox', { name: 'Price' }).fill('5');
    await page.getByRole('button', { name: 'Add a tier' }).click();
    const tiers = page.getByRole('group', { name: 'Your tiers' });
    await tiers.getByRole('textbox', { name: 'After minute' }).fill('10');
    await tiers.getByRole('textbox', { name: 'Price of a minute' }).fill('1.50');
    await page.getByLabel('Free at the start').fill('3');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('must not be less than 2000', { exact: false }).waitFor();
    await isFine(page);
    await sessions.getByRole('textbox', { name: 'Price' }).fill('30');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Your prices are saved.').first().waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Prices', level: 1 }).waitFor();
    expect(await sessions.getByRole('textbox', { name: 'Price' }).inputValue()).toBe('30.00');
    expect(await page.getByLabel('Free at the start').inputValue()).toBe('3');
  });

  it('of a licensee: free time, hours and bonuses, and what they come to', async () => {
    const { page } = owner;
    await open(page, world.at('aurora', '/admin/pricing'));
    await page.getByLabel('Of one call per user (seconds)').fill('300');
    await page.getByRole('button', { name: 'Add hours' }).click();
    const hours = page.getByRole('group', { name: 'Hours with other prices' });
    await hours.getByLabel('Change (%)').fill('much');
    await page.getByRole('button', { name: 'Add a bonus' }).click();
    const bonuses = page.getByRole('group', { name: 'Bonuses' });
    await bonuses.getByLabel('From a payment of (EUR)').fill('50');
    await bonuses.getByLabel('Promo credit (EUR)').fill('60');
    await page.getByRole('button', { name: 'Save rules' }).click();
    await page.getByText('Type a percentage such as 25 or -10.').waitFor();
    await hours.getByLabel('Change (%)').fill('25');
    await page.getByRole('button', { name: 'Save rules' }).click();
    await page.getByText('must not be greater than the top-up', { exact: false }).waitFor();
    await bonuses.getByLabel('Promo credit (EUR)').fill('5');
    await page.getByRole('button', { name: 'Save rules' }).click();
    await page.getByText('The rules are saved.', { exact: false }).first().waitFor();
    const calculator = page.getByRole('region', { name: 'Calculator' });
    await calculator.getByLabel('Price per minute').fill('11.90');
    await calculator.getByLabel('Length of the call').fill('10');
    await calculator.getByLabel('First call of a new user').check();
    await calculator.getByRole('button', { name: 'Calculate' }).click();
    await calculator.getByText('5 min are free; they would have cost', { exact: false }).waitFor();
    await isFine(page);
  });

  it('are shown to a caller before the call: what is free, and a session to choose', async () => {
    const { page } = caller;
    await open(page, world.at('aurora', '/'));
    const ada = page.getByRole('article').filter({ hasText: 'Ada' }).first();
    await ada.getByText('New here? First 5 min free').waitFor();
    await ada.getByText('20 min for €30.00', { exact: false }).waitFor();
    await isFine(page);
    await page.getByRole('link', { name: /Ada/ }).first().click();
    await page.getByRole('link', { name: 'Call now' }).first().click();
    await page.getByRole('button', { name: 'Allow the microphone' }).click();
    await page.getByRole('button', { name: 'Continue to the price' }).click({ timeout: 30_000 });
    await page.getByText('The first 5 min of one call, once').waitFor();
    await page.getByText('After 10 min').waitFor();
    await page.getByRole('radio', { name: 'Session: 20 min for €30.00' }).check();
    await page.getByText('By starting you agree to €30.00 for 20 min.').waitFor();
    await page.getByRole('checkbox', { name: 'Go on by time when the session is over' }).check();
    await page.getByText('per minute afterwards.', { exact: false }).waitFor();
    await isFine(page);
    await page.getByRole('button', { name: 'Start paid call' }).click();
    await advisor.page.getByRole('button', { name: /^Accept/ }).click();
    await page.getByText('Session of 20 min for €30.00').waitFor({ timeout: 30_000 });
    await page.getByText('Charging', { exact: true }).first().waitFor({ timeout: 90_000 });
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByRole('heading', { name: 'Receipt' }).waitFor({ timeout: 60_000 });
    await page.getByText('Session of 20 min', { exact: true }).waitFor();
    expect(await page.getByTestId('receipt-total').innerText()).toBe('€30.00');
  });

  it('say whether tax is in them, and what they are the other way', async () => {
    const { page } = advisor;
    await open(page, world.at('aurora', '/pro/prices'));
    const rates = page.getByRole('region', { name: 'Price of a minute' });
    await rates.getByLabel(/^Voice/).fill('1.19');
    await rates.getByText('€1.00 without tax (19%)', { exact: false }).waitFor();
    await rates.getByText('Prices contain the tax.', { exact: false }).waitFor();
    const session = page.getByRole('group', { name: 'Your sessions' });
    await session.getByText('€25.21 without tax (19%)').waitFor();
    await isFine(page);
    const rules = owner.page;
    await open(rules, world.at('aurora', '/admin/pricing'));
    const bounds = rules.getByRole('region', { name: 'Price', exact: true });
    await bounds.getByText('Prices contain the tax.', { exact: false }).waitFor();
    await bounds.getByText('€0.84 without tax (19%)', { exact: false }).waitFor();
    // What the form says counts before it is saved.
    await rules.getByRole('combobox', { name: 'Prices and tax' }).click();
    await rules.getByRole('option', { name: 'The tax comes on top' }).click();
    await bounds.getByText('Prices are without tax, which comes on top.', { exact: false }).waitFor();
    await bounds.getByText('€1.19 with tax (19%)', { exact: false }).waitFor();
    await isFine(rules);
    await changePricing(world, { taxDisplay: 'exclusive' });
    await open(page, world.at('aurora', '/pro/prices'));
    await rates.getByLabel(/^Voice/).fill('1.19');
    await rates.getByText('€1.42 with tax (19%)', { exact: false }).waitFor();
    await page.getByText('Prices are without tax, which comes on top.', { exact: false }).first().waitFor();
    await changePricing(world, { taxDisplay: 'inclusive' });
  });

  it('come with a bonus that is shown before paying', async () => {
    const { page } = caller;
    await open(page, world.at('aurora', '/wallet'));
    await page.getByText('From €50.00: €5.00 on top').waitFor();
    await page.getByRole('radio', { name: '€50.00' }).check();
    await page.getByText('With this payment you get €5.00 of promo credit.').waitFor();
    await isFine(page);
    for (const { complaints } of [owner, advisor, caller]) expect(complaints).toEqual([]);
  });
});
