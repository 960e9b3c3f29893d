import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Caught, caughtMail } from './support/mails.ts';
import { callerWith, tokenOf } from './support/people.ts';
import { PASSWORD, type World, open, openWorld, signIn } from './support/world.ts';

let world: World;
/** Somebody who forgets her password. */
let mara = '';
beforeAll(async () => {
  world = await openWorld({ MEDIA: 'simulated' });
});
afterAll(() => world?.close());

const mailTo = (address: string, subject: RegExp): Promise<Caught> => caughtMail(world, address, subject);
const linkIn = ({ text }: Caught): string => /https?:\/\/\S+#token=\S+/.exec(text)![0];

describe('messages to people', () => {
  it('come in the name and the colours of the brand at the sign-up, and their link proves the address', async () => {
    const { page, complaints } = await world.visitor();
    ({ email: mara } = await callerWith(world, 'Mara', 2_500));
    const email = mara;
    await signIn(page, world.at('aurora', '/sign-in'), email);
    const mail = await mailTo(email, /Confirm your e-mail/);
    expect(mail.from).toMatch(/^Aurora/);
    expect(mail.html).not.toContain('Operator');
    await open(page, world.at('aurora', '/account'));
    await page.getByText('Your e-mail address is not confirmed yet').waitFor();
    await open(page, linkIn(mail));
    await page.getByText('Thank you: your address is confirmed.').waitFor();
    await open(page, world.at('aurora', '/account'));
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    expect(await page.getByText('Your e-mail address is not confirmed yet').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('set a forgotten password anew', async () => {
    const { page } = await world.visitor();
    const email = mara;
    await open(page, world.at('aurora', '/sign-in'));
    await page.getByRole('link', { name: 'Password forgotten?' }).click();
    // The page before has a field of the same name.
    await page.getByRole('heading', { name: 'Password forgotten' }).waitFor();
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Mail the link' }).click();
    await page.getByText(`If ${email} has an account here`).waitFor();
    await open(page, linkIn(await mailTo(email, /Set a new password/)));
    await page.getByLabel('New password').fill(`${PASSWORD} and more`);
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('The new password counts from now on.').waitFor();
    await page.getByRole('link', { name: 'To the sign-in' }).click();
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: false }).first().fill(`${PASSWORD} and more`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL((address) => !address.pathname.includes('sign-in'));
  });

  it('are switched off by their reader, and marketing comes only after a second yes', async () => {
    const { page } = await world.visitor();
    const { email } = await callerWith(world, 'Cora', 2_500);
    await signIn(page, world.at('aurora', '/sign-in'), email);
    await open(page, world.at('aurora', '/account/messages'));
    const receipts = page.getByRole('group', { name: 'Receipts of calls and top-ups' }).getByLabel('By mail');
    expect(await receipts.isChecked()).toBe(true);
    await receipts.click();
    await page.waitForFunction(() => document.querySelectorAll('input[type=checkbox]:disabled').length === 0);
    await page.reload();
    await receipts.waitFor();
    expect(await receipts.isChecked()).toBe(false);
    await page.getByRole('button', { name: 'Send me news' }).click();
    await page.getByText('A link is on its way to you.').waitFor();
    await open(page, linkIn(await mailTo(email, /news from/)));
    await page.getByText('Confirmed: you get news and offers from now on.').waitFor();
    await open(page, world.at('aurora', '/account/messages'));
    await page.getByText('You get news and offers.').waitFor();
  });

  it('say once when an advisor comes online, on the page and by mail', async () => {
    const { page } = await world.visitor();
    const { email, token } = await callerWith(world, 'Pat', 2_500);
    const api = world.api('aurora');
    const { data } = await api.get<{ data: { id: string; displayName: string }[] }>('/v1/advisors', token);
    const ada = data.find(({ displayName }) => displayName === 'Ada')!;
    const adaToken = await tokenOf(api, 'ada@aurora.example');
    await api.text('PUT', '/v1/advisors/me/availability', { token: adaToken, body: { available: false } });
    await signIn(page, world.at('aurora', '/sign-in'), email);
    await open(page, world.at('aurora', `/advisors/${ada.id}`));
    await page.getByRole('button', { name: 'Tell me when online' }).click();
    await page.getByText('You are told once').waitFor();
    await api.text('PUT', '/v1/advisors/me/availability', { token: adaToken, body: { available: true } });
    await page.getByRole('link', { name: 'Ada is online' }).waitFor();
    expect((await mailTo(email, /Ada is online/)).text).toContain(`/advisors/${ada.id}`);
  });
});
