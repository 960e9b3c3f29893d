import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tooWideAt, violations } from './support/checks.ts';
import { caughtMail } from './support/mails.ts';
import { callerWith, soon } from './support/people.ts';
import { type Visitor, type World, open, openWorld, signIn } from './support/world.ts';

const NARROW = [320, 390, 768];

describe('who withdraws from a contract', () => {
  let world: World;
  let staff: Visitor;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    staff = await world.visitor();
    await signIn(staff.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
  });
  afterAll(() => world?.close());

  it('finds the way at the foot of every page, confirms in a second step, and gets the money and a mail', async () => {
    const { email, token } = await callerWith(world, 'Wilma', 3_000);
    const { page, complaints } = await world.visitor({ width: 390, height: 844 });
    await signIn(page, world.at('aurora', '/sign-in'), email);
    await open(page, world.at('aurora', '/help'));
    await page.getByRole('contentinfo').getByRole('link', { name: 'Withdraw from contract here' }).click();
    await page.getByRole('heading', { name: 'Withdraw from contract', level: 1 }).waitFor();
    await page.getByRole('checkbox', { name: /^€30\.00 of / }).waitFor();
    await page.getByText(/^€30\.00 unspent goes back\. Until /).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await tooWideAt(page, NARROW)).toEqual([]);
    await page.getByRole('checkbox').uncheck();
    await page.getByRole('button', { name: 'Withdraw from contract' }).click();
    await page.getByText('Choose a payment, or write what else you withdraw from.').waitFor();
    await page.getByRole('checkbox').check();
    await page.getByLabel('Something else that you withdraw from').fill('My booking of Friday');
    await page.getByRole('button', { name: 'Withdraw from contract' }).click();
    await page.getByText('€30.00 goes back to your cards.').waitFor();
    expect(await violations(page)).toEqual([]);
    // A double click is one withdrawal.
    await page.getByRole('button', { name: 'Confirm withdrawal' }).dblclick();
    await page
      .getByText(/^Your withdrawal was received on /)
      .first()
      .waitFor();
    await page.getByText('A mail to you acknowledges it. Please keep it.').waitFor();
    expect(await violations(page)).toEqual([]);
    const mail = await caughtMail(world, email, /^Your withdrawal of /);
    expect(mail.from).toMatch(/^Aurora/);
    expect(mail.text).toMatch(/Content: payment of .+, €30\.00: €30\.00 goes back; “My booking of Friday”/);
    const api = world.api('aurora');
    const { data } = await api.get<{ data: object[] }>('/v1/wallet/withdrawals', token);
    expect(data).toHaveLength(1);
    await soon('the money at the card', 40_000, async () => {
      const refunds = await api.get<{ data: { cause: string; parts: { status: string }[] }[] }>(
        '/v1/wallet/refunds',
        token,
      );
      return refunds.data[0]?.parts[0]?.status === 'succeeded' ? true : undefined;
    });
    await page.getByRole('link', { name: 'To the wallet' }).click();
    await page.getByText('You withdrew from the contract').waitFor();
    await page.getByText('By paying you ask us to start at once', { exact: false }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('needs no account: the form is acknowledged by mail, and staff decide about it', async () => {
    const { page, complaints } = await world.visitor({ width: 390, height: 844, locale: 'de' });
    await open(page, world.at('aurora', '/'));
    await page.getByRole('contentinfo').getByRole('link', { name: 'Vertrag hier widerrufen' }).click();
    await page.getByLabel('Ihr Name').fill('Otto Ohne');
    await page.getByLabel('Ihre E-Mail-Adresse').fill('keine adresse');
    await page.getByLabel('Was widerrufen Sie?').fill('Meine Zahlung vom Montag');
    expect(await violations(page)).toEqual([]);
    expect(await tooWideAt(page, NARROW)).toEqual([]);
    await page.getByRole('button', { name: 'Vertrag widerrufen' }).click();
    await page.getByText('Geben Sie eine Adresse wie name@example.com ein.').waitFor();
    await page.getByLabel('Ihre E-Mail-Adresse').fill('otto.ohne@mail.example');
    await page.getByRole('button', { name: 'Vertrag widerrufen' }).click();
    await page.getByRole('button', { name: 'Widerruf bestätigen' }).click();
    await page
      .getByText(/^Ihr Widerruf ist am .+ eingegangen/)
      .first()
      .waitFor();
    const mail = await caughtMail(world, 'otto.ohne@mail.example', /^Ihr Widerruf vom /);
    expect(mail.text).toContain('„Meine Zahlung vom Montag“');

    const admin = staff.page;
    await open(admin, world.at('aurora', '/admin/'));
    await admin.getByRole('link', { name: 'Withdrawals', exact: true }).click();
    const one = admin.getByRole('article', { name: 'Otto Ohne' });
    await one.getByText('There is no account with this address.').waitFor();
    expect(await violations(admin)).toEqual([]);
    expect(await tooWideAt(admin, NARROW)).toEqual([]);
    await one.getByRole('button', { name: 'Decide' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Give nothing back' }).check();
    await dialog.getByRole('button', { name: 'Decide' }).click();
    await dialog.getByText('A reason is needed.').waitFor();
    await dialog.getByLabel('Reason').fill('We do not know you.');
    await dialog.getByRole('button', { name: 'Decide' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await one.waitFor({ state: 'hidden' });
    await admin.getByText('Decided', { exact: true }).click();
    await one.getByText('We do not know you.', { exact: false }).waitFor();
    expect((await caughtMail(world, 'otto.ohne@mail.example', /^Zu Ihrem Widerruf vom /)).text).toContain(
      'We do not know you.',
    );
    expect([...complaints, ...staff.complaints]).toEqual([]);
  });
});
