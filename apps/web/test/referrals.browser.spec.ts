import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { stand, tooWideAt, violations } from './support/checks.ts';
import { agree, callerWith, fund, soon, tokenOf } from './support/people.ts';
import { control, newestPayment } from './support/stripe.ts';
import { PASSWORD, type Visitor, type World, openWorld, signIn } from './support/world.ts';

describe('referrals and warnings of fraud', () => {
  let world: World;
  let inviter: Visitor;
  let guest: Visitor;
  let staff: Visitor;
  let link: string;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    const ines = await callerWith(world, 'Ines', 3_000);
    [inviter, guest, staff] = [
      await world.visitor({ width: 390, height: 844 }),
      await world.visitor(),
      await world.visitor(),
    ];
    await signIn(inviter.page, world.at('aurora', '/sign-in'), ines.email);
    await signIn(staff.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
  }, 240_000);
  afterAll(() => world?.close());

  const isFine = async (page: Page): Promise<void> => {
    await stand(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await tooWideAt(page, [360])).toEqual([]);
  };

  it('are switched on by staff, each wrong figure told at its field', async () => {
    const { page } = staff;
    await page.getByRole('link', { name: 'Referrals', exact: true }).click();
    await page.getByRole('heading', { name: 'Referrals', level: 1 }).waitFor();
    await page.getByRole('switch', { name: 'Invitations bring rewards' }).click();
    await page.getByLabel('First payment of at least, in EUR').fill('a lot');
    await page.getByLabel('Days from the payment to the credit').fill('0');
    await page.getByRole('button', { name: 'Save programme' }).click();
    await page.getByText('Enter an amount, for example 5.00.').waitFor();
    await page.getByLabel('First payment of at least, in EUR').fill('20');
    await page.getByRole('button', { name: 'Save programme' }).click();
    await page.getByText('The programme is saved.').first().waitFor({ state: 'attached' });
    await page.getByText('Nobody came by a link yet').waitFor();
    await isFine(page);
  });

  it('begin with a link, and whoever comes by it reads what they get', async () => {
    const { page } = inviter;
    await page.goto(world.at('aurora', '/wallet'));
    const section = page.getByRole('region', { name: 'Invite somebody' });
    await section.getByText('You get €5.00 of promo credit, for 90 days.').waitFor();
    link = await section.getByLabel('Your link').inputValue();
    expect(link).toMatch(/\/sign-up\?invitation=[0-9A-Z]{10}$/);
    await isFine(page);
    await guest.page.goto(link);
    await guest.page
      .getByText('You were invited. With your first payment of at least €20.00 you get €5.00 of promo credit.')
      .waitFor();
    const email = `gregor-${Date.now()}@mail.example`;
    await guest.page.getByLabel('Name').fill('Gregor');
    await guest.page.getByLabel('E-mail').fill(email);
    await guest.page.getByLabel('Password', { exact: false }).first().fill(PASSWORD);
    for (const box of await guest.page.getByRole('checkbox').all()) await box.check();
    await guest.page.getByRole('button', { name: 'Create account' }).click();
    await guest.page.waitForURL((url) => url.pathname !== '/sign-up');
    await page.reload();
    await section.getByText('Has not paid in yet').waitFor();
    // The sandbox knows this card as another one than the inviter's.
    const token = await tokenOf(world.api('aurora'), email);
    await agree(world, token);
    await fund(world, token, 2_500, '5555555555554444');
    await section.getByText('Credit given').waitFor({ timeout: 40_000 });
    expect(await section.getByText('Gregor').count()).toBe(0);
    await staff.page.reload();
    await staff.page.getByRole('link', { name: 'Gregor' }).waitFor();
    await isFine(staff.page);
  });

  it('are taken back when a warning of fraud sends the payment back; staff see both and lift the warning', async () => {
    const { page } = staff;
    await control(world, 'early_fraud_warnings', { paymentIntent: await newestPayment(world) });
    // No list here is told of what Stripe says, and what was read a moment ago is shown again: the pages are opened when the platform knows.
    const api = world.api('aurora');
    const token = await tokenOf(api, 'owner@aurora.example');
    await soon('the reward is taken back', 40_000, async () => {
      const { data } = await api.get<{ data: { status: string }[] }>('/v1/staff/referrals', token);
      return data[0]?.status === 'reversed' ? true : undefined;
    });
    await page.goto(world.at('aurora', '/admin/disputes'));
    await page.getByText('€25.00 went back to the card').waitFor();
    await isFine(page);
    await page.getByRole('button', { name: 'Lift the warning about Gregor' }).click();
    await page.getByRole('dialog').getByLabel('Why the payment is good').fill('He called us');
    await page.getByRole('dialog').getByRole('button', { name: 'Lift', exact: true }).click();
    await page.getByText('He called us').waitFor();
    await page.goto(world.at('aurora', '/admin/referrals'));
    await page.getByText('The payment was paid back').waitFor();
    await inviter.page.reload();
    await inviter.page.getByText('€5.00 of it was taken back').waitFor();
    expect([...inviter.complaints, ...guest.complaints, ...staff.complaints]).toEqual([]);
  });
});
