import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { stand, tooWideAt, violations } from './support/checks.ts';
import { callerWith } from './support/people.ts';
import { Receiver, isSigned, until } from './support/receiver.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

describe('webhooks', () => {
  let world: World;
  let staff: Visitor;
  let receiver: Receiver;
  let url: string;
  let secret: string;
  beforeAll(async () => {
    receiver = await Receiver.open();
    url = receiver.url;
    world = await openWorld({ MEDIA: 'simulated' });
    staff = await world.visitor();
    await signIn(staff.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
  }, 240_000);
  afterAll(async () => {
    await world?.close();
    receiver?.close();
  });

  const isFine = async (page: Page): Promise<void> => {
    await stand(page);
    // A row under the mouse has a background of its own.
    await page.mouse.move(0, 0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await tooWideAt(page, [360])).toEqual([]);
  };
  const of = (type: string): ReturnType<Receiver['of']> => receiver.of(type);

  it('go to an endpoint that the owner adds; its secret is shown once', async () => {
    const { page } = staff;
    await page.getByRole('link', { name: 'Webhooks', exact: true }).click();
    await page.getByRole('heading', { name: 'Webhooks', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Add endpoint' }).click();
    const dialog = page.getByRole('dialog', { name: 'New endpoint' });
    await dialog.getByLabel('Address').fill('https://10.0.0.1/hooks');
    await dialog.getByRole('button', { name: 'Add endpoint' }).click();
    await dialog.getByText('must not lead into a private or special network').waitFor();
    await dialog.getByLabel('Address').fill(url);
    await dialog.getByLabel('What it is for').fill('Our CRM');
    await dialog.getByRole('button', { name: 'Add endpoint' }).click();
    secret = await page.getByRole('textbox', { name: 'Secret', exact: true }).inputValue();
    expect(secret).toMatch(/^whsec_/);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('link', { name: url }).waitFor();
    await isFine(page);
  });

  it('tell the program what happens, and show how it answered', async () => {
    await callerWith(world, 'Wanda', 2_500);
    await until(() => of('top_up.credited').length === 1);
    expect(receiver.received.every((message) => isSigned(message, secret))).toBe(true);
    const { page } = staff;
    await page.getByRole('link', { name: url }).click();
    await page.getByRole('link', { name: 'top_up.credited' }).click();
    await page.getByRole('region', { name: 'Body, as it is sent' }).getByText('"amountMinor": 2500').waitFor();
    await page.getByText('taken, thank you').waitFor();
    await isFine(page);
  });

  it('are sent again by hand, with the same id', async () => {
    const { page } = staff;
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
    await until(() => of('top_up.credited').length === 2);
    expect(new Set(of('top_up.credited').map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await page.getByRole('article', { name: 'Try 2' }).getByText('Delivered').waitFor({ timeout: 20_000 });
  });

  it('send an example, and recover what failed while the program was out of order', async () => {
    const { page } = staff;
    await page.getByRole('link', { name: 'All deliveries' }).click();
    await page.getByRole('button', { name: 'Send example' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
    await until(() => of('call.ended').length === 1);
    receiver.status = 410;
    await callerWith(world, 'Walter', 2_500);
    await page.getByText('Switched off: it answered that it is gone (410)').waitFor({ timeout: 30_000 });
    await page.getByText('Given up: the endpoint answered that it is gone (410)').first().waitFor();
    await isFine(page);
    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await page.getByRole('alert').getByRole('link', { name: 'See the webhooks' }).click();
    await page.getByRole('link', { name: url }).click();
    receiver.status = 200;
    const before = receiver.received.length;
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByRole('button', { name: 'Recover' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
    await until(() => receiver.received.length > before);
    await page.getByText('Healthy').waitFor({ timeout: 20_000 });
    const numbers = receiver.received.map(({ raw }) => (JSON.parse(raw) as { sequence: number | null }).sequence);
    await until(() => receiver.received.length > before + 1);
    expect(numbers.filter((n) => n !== null).length).toBeGreaterThan(2);
  });

  it('come from events that can be read here too', async () => {
    const { page } = staff;
    await page.getByRole('link', { name: 'Events', exact: true }).click();
    await page.getByRole('heading', { name: 'Events', level: 1 }).waitFor();
    await page
      .getByRole('button', { name: /Show content of top_up\.credited/ })
      .first()
      .click();
    await page.getByText('"amountMinor": 2500').first().waitFor();
    await isFine(page);
    expect(staff.complaints).toEqual([]);
  });
});
