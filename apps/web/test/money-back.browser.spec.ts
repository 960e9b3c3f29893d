import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { violations } from './support/checks.ts';
import { type Account, callerWith } from './support/people.ts';
import { control, disputeNewestPayment } from './support/stripe.ts';
import { PASSWORD, type Visitor, type World, openWorld, signIn } from './support/world.ts';

describe('money that goes back', () => {
  let world: World;
  let person: Account;
  let caller: Visitor;
  let staff: Visitor;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    person = await callerWith(world, 'Carla', 5_000);
    [caller, staff] = [await world.visitor({ width: 390, height: 844 }), await world.visitor()];
    await signIn(caller.page, world.at('aurora', '/sign-in'), person.email);
    await signIn(staff.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
  });
  afterAll(() => world?.close());

  it('to the card, when the person asks for a part of it', async () => {
    const { page } = caller;
    await page.goto(world.at('aurora', '/wallet'));
    await page.getByText('€50.00 can go back to the cards that they came from.').waitFor();
    await page.getByRole('button', { name: 'Pay back', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Another amount' }).check();
    await dialog.getByLabel('Your amount').fill('60');
    await dialog.getByRole('button', { name: 'Pay €60.00 back' }).click();
    await dialog.getByText('At most €50.00 can be paid back.').waitFor();
    await dialog.getByLabel('Your amount').fill('10');
    // A double click is one refund.
    await dialog.getByRole('button', { name: 'Pay €10.00 back' }).dblclick();
    await dialog.waitFor({ state: 'hidden' });
    const list = page.getByRole('region', { name: 'Paid back' });
    await list.getByText('Paid back', { exact: true }).nth(1).waitFor({ timeout: 40_000 });
    await page.getByText('€40.00 can go back to the cards that they came from.').waitFor();
    await page.getByRole('cell', { name: '-€10.00' }).waitFor();
    expect(await list.locator('tbody tr').count()).toBe(1);
  });

  it('to the card, when staff say why', async () => {
    const { page } = staff;
    await page.goto(world.at('aurora', '/admin/people?role=end_user&q=Carla'));
    await page.getByRole('link', { name: 'Carla' }).click();
    await page.getByRole('button', { name: 'Pay back to card' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Asked by mail');
    // Everything is reserved for a call that began a moment ago.
    const refusal = { code: 'refund-above-refundable', title: 'x', status: 409, detail: 'x', refundableMinor: 0 };
    await page.route(
      '**/wallet/refunds',
      (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(refusal) }),
      { times: 1 },
    );
    await dialog.getByRole('button', { name: 'Pay back to card' }).click();
    await dialog.getByText('Nothing can be paid back now', { exact: false }).waitFor();
    await dialog.getByRole('radio', { name: 'An amount' }).check();
    await dialog.getByLabel('Amount in EUR').fill('500');
    await dialog.getByRole('button', { name: 'Pay back to card' }).click();
    await dialog.getByText('At most €40.00 can be paid back now.').waitFor();
    await dialog.getByLabel('Amount in EUR').fill('5');
    await dialog.getByRole('button', { name: 'Pay back to card' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('By staff: Asked by mail').waitFor();
    await caller.page.reload();
    await caller.page.getByText('By our team: Asked by mail').waitFor();
  });

  it('when the bank takes it: staff answer once with the records, and everybody sees how it ended', async () => {
    const { page } = staff;
    const { stripeId } = await disputeNewestPayment(world);
    await page.getByRole('link', { name: 'Disputes', exact: true }).click();
    await page.getByText('Needs an answer', { exact: true }).waitFor();
    await page.getByText(/^9 days, \d+ hours? left$|^10 days left$/).waitFor();
    await page.getByRole('row').nth(1).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Dispute of Carla' }).waitFor();
    await page.getByText('that were still in the wallet are frozen', { exact: false }).waitFor();
    await page
      .getByRole('region', { name: 'Records of the calls' })
      .getByText('The credit was not used', { exact: false })
      .waitFor();
    await page.getByLabel('Your own words').fill('Carla wrote to us before and was content.');
    await page.getByRole('button', { name: 'Send evidence' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send evidence' }).click();
    await page.getByText('With the bank', { exact: true }).waitFor({ timeout: 40_000 });
    await page.locator('main').getByText('The evidence was sent.').waitFor();
    expect(await page.getByRole('button', { name: 'Send evidence' }).count()).toBe(0);
    await caller.page.reload();
    await caller.page.getByText('Held for a dispute', { exact: true }).waitFor();
    await caller.page.getByText('Nothing can be paid back now.').waitFor();
    await control(world, `disputes/${stripeId}`, { outcome: 'won' });
    await page.getByText('Won. The bank left the payment with you', { exact: false }).waitFor({ timeout: 40_000 });
    await caller.page.getByText('Released after a dispute', { exact: true }).waitFor({ timeout: 40_000 });
    expect([...caller.complaints, ...staff.complaints]).toEqual([]);
  });

  it('when the account is closed: what is left goes to the card, and nobody gets in any more', async () => {
    const leaver = await callerWith(world, 'Lea', 3_000);
    const closing = await world.visitor({ width: 390, height: 844 });
    const { page } = closing;
    await signIn(page, world.at('aurora', '/sign-in'), leaver.email);
    await page.goto(world.at('aurora', '/account/privacy'));
    await page.getByRole('button', { name: 'Close my account …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Close account' });
    await dialog.getByText('€30.00 that you have not spent go back', { exact: false }).waitFor();
    await dialog.getByLabel('Current password').fill('something else');
    await dialog.getByRole('button', { name: 'Close account for good' }).click();
    await dialog.getByText('This is not your current password.').waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByLabel('Current password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Close account for good' }).click();
    await page.getByText('Your account is closed.').waitFor();
    await expect(
      world.api('aurora').post('/v1/auth/sign-in', { body: { email: leaver.email, password: PASSWORD } }),
    ).rejects.toMatchObject({ status: 401 });
    await staff.page.goto(world.at('aurora', '/admin/people?role=end_user&q=Lea'));
    await staff.page.getByRole('link', { name: 'Lea' }).click();
    await staff.page.getByText('The account was closed').waitFor();
    expect([...closing.complaints, ...staff.complaints]).toEqual([]);
  });
});
