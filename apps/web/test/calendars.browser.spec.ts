import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Account, callerWith } from './support/people.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

describe('calendars on the screens', () => {
  let world: World;
  let advisor: Visitor;
  let caller: Visitor;
  let account: Account;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    [advisor, caller] = [await world.visitor({ width: 420, height: 860 }), await world.visitor()];
    account = await callerWith(world, 'Bea', 10_000);
    await signIn(advisor.page, world.at('aurora', '/pro/'), 'ada@aurora.example');
  });
  afterAll(() => world?.close());

  it.each(['Google Calendar', 'Microsoft Outlook'])('%s is connected on the page of the provider', async (name) => {
    const { page } = advisor;
    await page.goto(world.at('aurora', '/pro/bookings'));
    await page.getByRole('link', { name: 'Calendars' }).click();
    const card = page.getByRole('region', { name });
    await card.getByText('Not connected').waitFor();
    await card.getByRole('button', { name: 'Connect' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await card.getByText('Connected', { exact: true }).waitFor();
    // What came behind the # has left the address.
    expect(new URL(page.url()).hash).toBe('');
    await card.getByText('Read last:', { exact: false }).waitFor({ timeout: 30_000 });
  });

  it('a consent that is not given is told, and a calendar is disconnected again', async () => {
    const { page } = advisor;
    const card = page.getByRole('region', { name: 'Google Calendar' });
    await card.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await card.getByText('Not connected').waitFor();
    await card.getByRole('button', { name: 'Connect' }).click();
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByText('you did not allow it', { exact: false }).waitFor();
    await card.getByText('Not connected').waitFor();
  });

  it('an address of the own bookings is shown once, read by a calendar program, and renewed', async () => {
    const { page } = caller;
    await signIn(page, world.at('aurora', '/sign-in'), account.email);
    await page.goto(world.at('aurora', '/bookings'));
    await page.getByRole('button', { name: 'Make an address' }).click();
    const field = page.getByLabel('Address of your bookings');
    const first = await field.inputValue();
    // By the browser: not every machine resolves `*.localhost`.
    const read = (url: string) =>
      page.evaluate(async (at) => {
        const answer = await fetch(at, { cache: 'no-store' });
        return { status: answer.status, text: await answer.text() };
      }, url);
    const answer = await read(first);
    expect([answer.status, answer.text.startsWith('BEGIN:VCALENDAR')]).toEqual([200, true]);
    await page.getByRole('button', { name: 'Make a new address' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make a new address' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const second = await field.inputValue();
    expect([(await read(first)).status, (await read(second)).status]).toEqual([404, 200]);
    await page.reload();
    await page.getByText('You have an address since', { exact: false }).waitFor();
    expect(await field.count()).toBe(0);
  });
});
