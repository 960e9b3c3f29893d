import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../../../scripts/processes.ts';
import { agree, fund, tokenOf } from './support/people.ts';
import { control, rows } from './support/stripe.ts';
import { type Talk, talk } from './support/talk.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

const FREE_SECONDS = 22;
const GOOD_BANK = 'DE89370400440532013000';
const NO_SUCH_BANK = 'DE62370400440532013001';

describe('an advisor, from the payout account to the first payout', () => {
  let world: World;
  let advisor: Visitor;
  let staff: Visitor;
  let running: Talk | undefined;
  let earned: string;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    const caller = await tokenOf(world.api('aurora'), 'user@aurora.example');
    const ada = await tokenOf(world.api('aurora'), 'ada@aurora.example');
    await agree(world, caller);
    await fund(world, caller, 5_000);
    running = await talk(world, caller, ada, 'Ada');
    const costs = async (): Promise<boolean> => ((await running!.show()).meter?.connectedSeconds ?? 0) > FREE_SECONDS;
    await until(costs, 60_000, 500);
    await running.hangUp();
    await control(world, 'clock', { advanceSeconds: 3600 }); // the caller's money is available at Stripe
    // The hold is a term of the contract; no screen shortens it.
    await rows(world, 'update app.licensee_terms set payout_hold_days = 0');
    [advisor, staff] = [await world.visitor({ width: 390, height: 844 }), await world.visitor()];
    await signIn(advisor.page, world.at('aurora', '/pro/sign-in'), 'ada@aurora.example');
    await signIn(staff.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
  });
  afterAll(async () => {
    running?.stop();
    await world?.close();
  });

  /** Answers on the page of the sandbox. */
  async function answer(page: Page, bank: string): Promise<void> {
    await page.getByLabel('First name').fill('Ada');
    await page.getByLabel('Last name').fill('Advisor');
    await page.getByLabel('IBAN or account number').fill(bank);
    await page.locator('#submit').click();
    await page.waitForURL((url) => url.pathname === '/pro/payouts');
  }
  const payOutNow = async (): Promise<void> => {
    const { page } = staff;
    await page.getByRole('button', { name: 'Pay out now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pay out now' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  };

  it('opens the account, stops halfway, and sees what Stripe still asks for', async () => {
    const { page } = advisor;
    await page.goto(world.at('aurora', '/pro/earnings'));
    await page.getByText('Your earnings have nowhere to go yet.').waitFor();
    await page.getByRole('link', { name: 'To your payout account' }).click();
    const go = page.getByRole('button', { name: 'Go on to Stripe' });
    await go.click();
    await page.getByText('Choose a country.').waitFor();
    // The tax identity on the same page has a country of its own.
    const account = page.locator('section').filter({ has: go });
    await account.getByRole('combobox', { name: 'Country' }).fill('Germany');
    await page.getByRole('option', { name: 'Germany' }).click();
    await go.click();
    await page.waitForURL(/\/c\/onboarding\//);
    await page.locator('#leave').click();
    await page.waitForURL((url) => url.pathname === '/pro/payouts');
    const main = page.locator('main');
    await main.getByText('Not complete', { exact: true }).waitFor();
    await page.getByText('Stripe still asks for').waitFor();
    await page.getByText('A bank account').waitFor();
    expect(new URL(page.url()).search).toBe(''); // a reload does not come back again
  });

  it('goes on, with a link that is used twice led to a new one, and is ready', async () => {
    const { page } = advisor;
    await page.getByRole('button', { name: 'Go on at Stripe' }).click();
    await page.waitForURL(/\/c\/onboarding\//);
    const used = page.url();
    await page.goto(used);
    await page.waitForURL((url) => url.href !== used && url.pathname.startsWith('/c/onboarding/'));
    await answer(page, NO_SUCH_BANK);
    await page.locator('main').getByText('Ready', { exact: true }).waitFor();
    await page.getByText('Payouts work.').waitFor();
  });

  it('is left out with the reason while the rules say so, and is paid after they change', async () => {
    const { page } = staff;
    await page.goto(world.at('aurora', '/admin/payouts'));
    await page.getByRole('tab', { name: 'Accounts' }).click();
    await page.getByRole('cell', { name: 'Ada' }).waitFor();
    await payOutNow();
    await page.getByText('Ada: nothing is available').waitFor();
    await page.getByRole('tab', { name: 'Rules' }).click();
    await page.getByLabel('Smallest payout (EUR)').fill('0.01');
    await page.getByLabel('Hold for new advisors, in days').fill('0');
    await page.getByRole('button', { name: 'Save the rules' }).click();
    await page.getByText('The payout rules are saved.').first().waitFor();
    await advisor.page.reload();
    await page.getByRole('tab', { name: 'Payouts' }).click();
    await payOutNow();
    const result = page.getByRole('region', { name: 'What was paid out' });
    await result.getByText('1 payout started').waitFor();
    earned = await result.locator('b').innerText();
    expect(earned).toMatch(/€0\.\d\d|€\d+\.\d\d/);
  });

  it('reads why the bank refused and what helps, changes the bank, and is paid', async () => {
    const { page } = advisor;
    await page.goto(world.at('aurora', '/pro/payouts'));
    await page.getByText('On its way to the bank').first().waitFor({ timeout: 40_000 });
    await control(world, 'clock', { advanceSeconds: 120 });
    await page.getByText('Failed', { exact: true }).waitFor({ timeout: 40_000 });
    await page.getByText('The bank knows no such account, or it was closed.').first().waitFor();
    await page.getByText('Next step: change the bank details at Stripe.').waitFor();
    await page.getByText('Bank refuses', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Change the bank details at Stripe' }).click();
    await page.waitForURL(/\/c\/onboarding\//);
    await answer(page, GOOD_BANK);
    await page.locator('main').getByText('Ready', { exact: true }).waitFor({ timeout: 40_000 });
    await payOutNow();
    await page.reload();
    await page.getByText('On its way to the bank').first().waitFor({ timeout: 40_000 });
    await control(world, 'clock', { advanceSeconds: 120 });
    await page.locator('main').getByText('Paid', { exact: true }).waitFor({ timeout: 40_000 });
    await page.goto(world.at('aurora', '/pro/earnings'));
    const list = page.getByRole('region', { name: 'Calls and fees of bookings' });
    await list.getByText('Paid out', { exact: true }).first().waitFor();
    await list.getByText(earned).first().waitFor();
    expect([...advisor.complaints, ...staff.complaints]).toEqual([]);
  });
});
