import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { stand, tooWideAt, violations } from './support/checks.ts';
import { type Account, callerWith, pay, soon, tokenOf } from './support/people.ts';
import { rows } from './support/stripe.ts';
import { talk } from './support/talk.ts';
import { type Visitor, type World, open, openWorld, signIn } from './support/world.ts';

/** A card whose bank wants to hear it from the payer each time. */
const ASKS = '4000002760003184';
/** The job looks each five seconds. */
const LOOK_MS = 40_000;

describe('a wallet that tops itself up', () => {
  let world: World;
  let caller: Visitor;
  let person: Account;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    await say({ 'site.wallet.autoTopUp.setUp': 'Let it do so', 'site.wallet.autoTopUp.mandate': 'Fine' });
    person = await callerWith(world, 'Tilda', 3_000);
    caller = await world.visitor({ width: 390, height: 844 });
    await signIn(caller.page, world.at('aurora', '/sign-in'), person.email);
    await caller.page.goto(world.at('aurora', '/wallet'));
  });
  afterAll(() => world?.close());

  const section = (): Locator => caller.page.getByRole('region', { name: 'Automatic top-up' });
  const dialog = (): Locator => caller.page.getByRole('dialog', { name: 'Automatic top-up' });
  const charges = (): Promise<{ status: string }[]> =>
    rows(world, 'select status from app.top_up where auto order by id');
  const fill = async (threshold: string, amount: string, cap: string): Promise<void> => {
    await dialog().getByLabel('When less is available than').fill(threshold);
    await dialog().getByLabel('Charge (EUR)').fill(amount);
    await dialog().getByLabel('At most in a month').fill(cap);
  };

  it('is off until the person agrees to words that name every amount and that no licensee can change', async () => {
    await section().getByText('Off', { exact: true }).waitFor();
    await section().getByRole('button', { name: 'Let it do so' }).click();
    await fill('40', '20', '10');
    const agree = dialog().getByRole('button', { name: 'Agree and switch on' });
    await agree.click();
    await dialog().getByText('The month must allow one charge at least.').waitFor();
    await dialog().getByText('Your agreement is needed.').waitFor();
    expect(await charges()).toEqual([]);
    await dialog().getByLabel('At most in a month').fill('20');
    const mandate = dialog().getByRole('checkbox', { name: /^I agree that Aurora/ });
    await mandate.check();
    for (const words of [
      'charges €20.00',
      'Visa ending in 4242',
      'less than €40.00',
      'at most €20.00 in a calendar month',
    ])
      expect(
        await dialog()
          .getByText(/^I agree that/)
          .innerText(),
      ).toContain(words);
    await agree.dblclick();
    await dialog().waitFor({ state: 'hidden' });
    const { body } = await shown();
    expect(body).toMatchObject({ thresholdMinor: 4_000, amountMinor: 2_000, monthlyCapMinor: 2_000 });
  });

  it('charges once, shows it with its outcome', async () => {
    await section()
      .getByRole('list', { name: 'What it did' })
      .getByText('Paid', { exact: true })
      .waitFor({ timeout: LOOK_MS });
    await caller.page.locator('dd').getByText('€50.00', { exact: true }).waitFor();
    await section().getByText('€20.00 of at most €20.00 used this month (UTC).').waitFor();
    expect(await charges()).toEqual([{ status: 'credited' }]);
  });

  it('says why it is paused when the limit of the month is used up, and stops at once with one press', async () => {
    const { page } = caller;
    await section().getByRole('button', { name: 'Change' }).click();
    await fill('90', '20', '30');
    await dialog()
      .getByRole('checkbox', { name: /^I agree/ })
      .check();
    await dialog().getByRole('button', { name: 'Agree and switch on' }).click();
    await dialog().waitFor({ state: 'hidden' });
    await page
      .getByText('Your limit of €30.00 for this month is used up.', { exact: false })
      .waitFor({ timeout: LOOK_MS });
    await section().getByText('Paused', { exact: true }).waitFor();
    await section().getByRole('button', { name: 'Stop now' }).dblclick();
    await section().getByText('You switched it off.').waitFor();
    await page.getByText('Your limit of €30.00 for this month', { exact: false }).waitFor({ state: 'hidden' });
    expect((await shown()).body).toMatchObject({ status: 'off', reason: 'switched_off' });
  });

  it('asks the payer when the bank wants to hear it from them, leads to the payment, and goes on by a new agreement', async () => {
    const { page } = caller;
    await page.getByRole('radio', { name: 'Another card, on the secure payment page' }).check();
    await page.getByRole('checkbox', { name: 'Save the card for next time' }).check();
    await page.getByRole('button', { name: /^Pay €/ }).click();
    await confirmAtBank();
    await page.getByText('was added to your balance', { exact: false }).waitFor({ timeout: LOOK_MS });
    await section().getByRole('button', { name: 'Let it do so' }).click();
    await fill('150', '20', '500');
    await dialog().getByRole('radio', { name: /3184/ }).check();
    await dialog()
      .getByRole('checkbox', { name: /^I agree/ })
      .check();
    await dialog().getByRole('button', { name: 'Agree and switch on' }).click();
    await page.getByText('Automatic top-up is paused').waitFor({ timeout: LOOK_MS });
    await page.getByText('Your bank wants you to confirm the payment yourself', { exact: false }).waitFor();
    await section().getByText('Not paid', { exact: true }).waitFor();
    const before = await charges();
    await page.getByRole('button', { name: 'Pay €20.00 and confirm' }).dblclick();
    await confirmAtBank();
    await page.getByText('€20.00 was added to your balance.').waitFor({ timeout: LOOK_MS });
    // Nobody agreed to the confirmed card yet.
    await page.getByText('Automatic top-up is paused').waitFor();
    expect(await charges()).toEqual(before);
    await section().getByRole('button', { name: 'Agree and go on' }).click();
    await fill('1', '20', '500');
    await dialog()
      .getByRole('checkbox', { name: /^I agree/ })
      .check();
    await dialog().getByRole('button', { name: 'Agree and switch on' }).click();
    await section().getByText('On', { exact: true }).waitFor();
    await page.getByText('Automatic top-up is paused').waitFor({ state: 'hidden' });
    const paidOnPage = await rows(
      world,
      `select 1 from app.top_up where not auto and amount = 2000 and status = 'credited'`,
    );
    expect(paidOnPage).toHaveLength(1);
  });

  it('tells a caller in the middle of a call, which goes on, and leads to the payment', async () => {
    const api = world.api('aurora');
    const running = await talk(world, person.token, await tokenOf(api, 'ada@aurora.example'), 'Ada');
    const during = await world.visitor({ width: 390, height: 844 });
    try {
      await signIn(during.page, world.at('aurora', '/sign-in'), person.email);
      await during.page.goto(world.at('aurora', `/calls/${running.id}`));
      await during.page.getByRole('button', { name: 'Hang up' }).waitFor();
      const cards = await api.get<{ data: { id: string; last4: string }[] }>('/v1/cards', person.token);
      const body = {
        cardId: cards.data.find(({ last4 }) => last4 === '3184')!.id,
        thresholdMinor: 15_000,
        amountMinor: 2_000,
        monthlyCapMinor: 50_000,
        agreed: true,
        locale: 'en',
      };
      await api.send('PUT', '/v1/wallet/auto-top-up', { token: person.token, body });
      const sheet = during.page.getByTestId('top-up-sheet');
      await sheet
        .getByText('your bank wants you to confirm the payment', { exact: false })
        .waitFor({ timeout: LOOK_MS });
      await sheet.getByRole('button', { name: 'Pay another way' }).waitFor();
      expect((await running.show()).meter?.running).toBe(true);
    } finally {
      await running.hangUp();
      await during.context.close();
    }
  });

  it('has no accessibility violation while it asks, light and dark, and fits at 320 pixels', async () => {
    const { page } = caller;
    await open(page, world.at('aurora', '/wallet'));
    await page.getByText('Automatic top-up is paused').waitFor();
    await section().getByText('Not paid', { exact: true }).first().waitFor();
    await section().getByRole('button', { name: 'Agree and go on' }).click();
    await stand(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    expect([await violations(page), await tooWideAt(page, [320])]).toEqual([[], []]);
  });

  it('left no complaint of the browser', () => expect(caller.complaints).toEqual([]));

  /** The licensee says something in other words. */
  async function say(texts: Readonly<Record<string, string>>): Promise<void> {
    const api = world.api('aurora');
    const token = await tokenOf(api, 'owner@aurora.example');
    const { draft } = await api.get<{ draft: { document: object; revision: number } }>('/v1/staff/brand', token);
    const body = { document: { ...draft.document, texts: { en: texts } }, revision: draft.revision };
    const { revision } = await api.send<{ revision: number }>('PUT', '/v1/staff/brand/draft', { token, body });
    await api.post('/v1/staff/brand/publish', { token, body: { revision } });
  }

  /** Pays with the card that asks, and says yes to the bank. */
  async function confirmAtBank(): Promise<void> {
    const { page } = caller;
    await page.getByLabel('Card number').waitFor();
    await pay(page, ASKS);
    await page.getByText('Your bank asks you to confirm this payment.').waitFor();
    await page.getByRole('button', { name: 'Complete' }).click();
    await page.waitForURL((url) => url.pathname === '/wallet');
  }

  async function shown(): Promise<{ body: object }> {
    const token = await tokenOf(world.api('aurora'), person.email);
    const body = await soon('the agreement', 5_000, async () =>
      world.api('aurora').get<{ agreedAt: string | null }>('/v1/wallet/auto-top-up', token),
    );
    return { body };
  }
});
