import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tooWideAt, violations } from './support/checks.ts';
import { type Account, callerWith, changePricing, goOnline, tokenOf } from './support/people.ts';
import { notGerman } from './support/words.ts';
import { PASSWORD, type Visitor, type World, openAudibleWorld, signIn } from './support/world.ts';

interface LinkRecord {
  readonly usedCalls: number;
  readonly state: string;
}
interface CallRecord {
  readonly linkId: string | null;
  readonly ratePerMinuteMinor: number;
}

// The short form, inside `npm test`, has the call journey only.
const full = process.env['SCREENS'] === 'short' ? describe.skip : describe;

full('a link to call', () => {
  let world: World;
  let advisor: Visitor;
  let caller: Visitor;
  let cara: Account;
  let ada: string;
  let url: string;
  beforeAll(async () => {
    world = await openAudibleWorld();
    await changePricing(world, { holdMinutes: 3, freeBelowSeconds: 0 });
    cara = await callerWith(world, 'Cara', 5_000);
    advisor = await world.visitor({ width: 420, height: 860 });
    caller = await world.visitor();
    ada = await tokenOf(world.api('aurora'), 'ada@aurora.example');
    await signIn(advisor.page, world.at('aurora', '/pro/'), 'ada@aurora.example');
    await goOnline(advisor.page);
  });
  afterAll(() => world?.close());

  const links = async (): Promise<LinkRecord[]> =>
    (await world.api('aurora').get<{ data: LinkRecord[] }>('/v1/call-links', ada)).data;

  it('is made by the advisor on a page of the console, and shown to be copied', async () => {
    const { page } = advisor;
    await page.goto(world.at('aurora', '/pro/prices'));
    await page.getByRole('link', { name: 'Call links' }).click();
    await page.getByText('No links yet').waitFor();
    await page.getByRole('button', { name: 'New call link' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('button', { name: 'Make link' }).click();
    await form.getByText('Type a price such as 2.50').waitFor();
    await form.getByLabel('Name').fill('Newsletter');
    await form.getByLabel(/^Price of a minute/).fill('0.75');
    await form.getByLabel('For how many calls').fill('1');
    expect(await violations(page)).toEqual([]);
    await form.getByRole('button', { name: 'Make link' }).click();
    const made = page.getByRole('dialog', { name: 'Your link' });
    url = (await made.locator('pre').innerText()).trim();
    expect(new URL(url).pathname).toMatch(/^\/c\/[A-Za-z0-9_-]{22}$/);
    await made.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('article', { name: 'Newsletter' }).getByText('0 of 1 calls').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await tooWideAt(page, [390, 320])).toEqual([]);
  });

  it('tells a stranger whom it calls and at which price, in their language', async () => {
    const { page } = await world.visitor({ locale: 'de', width: 390 });
    await page.goto(world.at('aurora', new URL(url).pathname));
    await page.getByRole('link', { name: 'Anmelden und anrufen' }).waitFor();
    await page.getByText(/0,75\s€ pro Minute/).waitFor();
    expect(await notGerman(page)).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await page.goto(world.at('aurora', '/c/AAAAAAAAAAAAAAAAAAAAAA'));
    await page.getByRole('heading', { name: 'Diesen Link gibt es nicht' }).first().waitFor();
  });

  it('leads through the sign-in to a call at its price, which connects', async () => {
    const { page } = caller;
    await page.goto(world.at('aurora', new URL(url).pathname));
    await page.getByText('€0.75 a minute').waitFor();
    await page.getByRole('link', { name: 'Sign in and call' }).click();
    await page.getByLabel('E-mail').fill(cara.email);
    await page.getByLabel('Password', { exact: false }).first().fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Allow the microphone' }).click();
    await page.getByRole('button', { name: 'Continue to the price' }).click({ timeout: 30_000 });
    await page.getByText('€0.75', { exact: false }).first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start paid call' }).click();
    await page.getByText('Rings for another', { exact: false }).waitFor();
    expect(await links()).toMatchObject([{ usedCalls: 1, state: 'used_up' }]);
    await advisor.page.getByRole('button', { name: /^Accept/ }).click();
    await page.getByRole('button', { name: 'Hang up' }).waitFor({ timeout: 30_000 });
    await page.getByText('Charging', { exact: true }).first().waitFor({ timeout: 90_000 });
    // Meanwhile it is used up, and its page says so.
    const other = await world.visitor();
    await other.page.goto(world.at('aurora', new URL(url).pathname));
    await other.page.getByText('has been used as often as it can be', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByRole('heading', { name: 'Receipt' }).waitFor({ timeout: 60_000 });
    const { data } = await world.api('aurora').get<{ data: CallRecord[] }>('/v1/calls', cara.token);
    expect(data[0]).toMatchObject({ ratePerMinuteMinor: 75, linkId: expect.stringMatching(/^lnk_/) as unknown });
  });

  it('is seen, made and taken back by staff on the page of the advisor', async () => {
    const staff = await world.visitor();
    const { page } = staff;
    await signIn(page, world.at('aurora', '/admin/'), 'owner@aurora.example');
    const { data } = await world.api('aurora').get<{ data: { id: string; displayName: string }[] }>('/v1/advisors');
    const id = data.find(({ displayName }) => displayName.startsWith('Ada'))!.id;
    await page.goto(world.at('aurora', `/admin/advisors/${id}`));
    const section = page.getByRole('region', { name: 'Call links' });
    await section.getByText('1 of 1 calls').waitFor();
    await section.getByRole('button', { name: 'New call link' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name').fill('By staff');
    await form.getByText('Flat, for so many minutes').click();
    await form.getByLabel(/^Flat price/).fill('15');
    await form.getByLabel('Monday').check();
    await form.getByRole('button', { name: 'Make link' }).click();
    const made = page.getByRole('dialog', { name: 'Your link' });
    const path = new URL((await made.locator('pre').innerText()).trim()).pathname;
    await made.getByRole('button', { name: 'Close' }).last().click();
    await section.getByText('Voice, €15.00 for 30 min', { exact: false }).waitFor();
    await section.getByRole('button', { name: 'Take By staff back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await section.getByRole('article', { name: 'By staff' }).getByText('Taken back', { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(world.at('aurora', path));
    await page.getByText('This link was taken back.').waitFor();
    expect([...staff.complaints, ...caller.complaints].filter((one) => /Content Security Policy/.test(one))).toEqual(
      [],
    );
  });
});
