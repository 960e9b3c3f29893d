import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { agree, fund, tokenOf } from './support/people.ts';
import { control, rows } from './support/stripe.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

const KEY = 'sk_test_sandbox_of_the_licensee';

describe('a licensee that takes payments with its own account at Stripe', () => {
  let world: World;
  let operator: Visitor;
  let owner: Visitor;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated', SANDBOX_STRIPE_SECOND_KEY: KEY });
    [operator, owner] = [await world.visitor(), await world.visitor()];
    await signIn(operator.page, world.at('ops', '/'), 'ops@operator.example');
    await signIn(owner.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
  });
  afterAll(() => world?.close());

  const section = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

  it('is told so by the operator, in its licence', async () => {
    const { page } = operator;
    const [aurora] = await rows<{ id: string }>(world, `select id from app.licensee where slug = 'aurora'`);
    expect(aurora).toBeDefined();
    await page
      .getByRole('link', { name: /^Aurora/ })
      .first()
      .click();
    const topology = section(page, 'Where payments go');
    await topology.getByRole('combobox', { name: 'Whose account at Stripe' }).click();
    await page.getByRole('option', { name: /^The licensee’s own/ }).click();
    await topology.getByRole('textbox', { name: 'Reason' }).fill('Agreed in the contract');
    await topology.getByRole('button', { name: 'Save where payments go' }).click();
    await topology.getByText('Not connected yet').waitFor();
  });

  it('connects the account with a key that is checked, and enters its webhooks', async () => {
    const { page } = owner;
    await page.goto(world.at('aurora', '/admin/stripe'));
    const account = section(page, 'Your account at Stripe');
    await account.getByLabel('Secret or restricted key').fill('sk_test_sandbox_mistyped');
    await account.getByRole('button', { name: 'Connect' }).click();
    await account.getByText('Stripe does not know this key.').waitFor();
    await account.getByLabel('Secret or restricted key').fill(KEY);
    await account.getByRole('button', { name: 'Connect' }).click();
    await account.getByText('acct_1SandboxSecond').waitFor();
    await account.getByText('ends with nsee').waitFor();
    for (const [kind, title] of [
      ['platform', 'Events of your account'],
      ['connect', 'Events of connected accounts'],
    ] as const) {
      const endpoint = section(page, title);
      const url = await endpoint.locator('code').first().textContent();
      const { secret } = await control<{ secret: string }>(world, 'second/webhook_endpoints', { kind, url });
      await endpoint.getByLabel('Signing secret').fill(secret);
      await endpoint.getByRole('button', { name: /^Save the secret/ }).click();
      await endpoint.getByText('Waiting for its first event').waitFor();
    }
    expect(await page.content()).not.toContain(KEY);
  });

  it('is paid there, and sees whose the money is', async () => {
    const { page } = owner;
    const caller = await tokenOf(world.api('aurora'), 'user@aurora.example');
    await agree(world, caller);
    await fund(world, caller, 5_000, undefined, 'second/');
    await page.reload();
    await section(page, 'Events of your account').getByText('Works').waitFor();
    const money = section(page, 'Whose the money there is');
    await money.getByText('€50.00').first().waitFor();
    await operator.page.reload();
    await section(operator.page, 'Where payments go').getByText('Callers have money in their wallets.').waitFor();
    expect(owner.complaints).toEqual([]);
  });
});
