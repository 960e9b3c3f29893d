import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { stand, tooWideAt, violations } from './support/checks.ts';
import { changePricing, tokenOf } from './support/people.ts';
import { type Visitor, type World, open, openWorld, signIn } from './support/world.ts';

const NARROW = [360];
const dayAfter = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('tax, by the operator and by advisors', () => {
  let world: World;
  let operator: Visitor;
  let owner: Visitor;
  let advisor: Visitor;
  let caller: Visitor;
  const section = (name: string): Locator => operator.page.getByRole('region', { name, exact: true });
  const row = (country: string): Locator => operator.page.getByRole('row').filter({ hasText: country });
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    [operator, owner, advisor, caller] = [
      await world.visitor(),
      await world.visitor(),
      await world.visitor(),
      await world.visitor(),
    ];
    await signIn(operator.page, world.at('ops', '/'), 'ops@operator.example');
    await signIn(owner.page, world.at('aurora', '/admin/sign-in'), 'owner@aurora.example');
  }, 240_000);
  afterAll(() => world?.close());

  const add = async (country: string, rate: string, day: string): Promise<void> => {
    await section('Standard rates').getByRole('combobox', { name: 'Country' }).fill(country);
    await operator.page.getByRole('option', { name: country, exact: true }).click();
    await section('Standard rates').getByLabel('Rate in percent').fill(rate);
    await section('Standard rates').getByLabel('First day').fill(day);
    await section('Standard rates').getByRole('button', { name: 'Add the rate' }).click();
  };

  it('adds the rate of a country with its first day, each refusal at its field, and it counts at once', async () => {
    const { page } = operator;
    await page.getByRole('navigation').getByRole('link', { name: 'Tax', exact: true }).click();
    await page.getByRole('heading', { name: 'Tax', level: 1 }).waitFor();
    await row('Estonia').getByText('24%', { exact: true }).waitFor();
    await row('Estonia').getByText('22% from 2024-01-01').waitFor();
    await section('Standard rates').getByRole('button', { name: 'Add the rate' }).click();
    for (const one of ['Choose a country.', 'Enter a percentage, for example 19 or 8.1.', 'Choose a day.'])
      await page.getByText(one).waitFor();
    await add('Canada', '60', dayAfter(0));
    await page.getByText('must not be greater than 5000', { exact: false }).waitFor();
    await add('Canada', '5', '2026-01-01');
    await page.getByText('must not be before today', { exact: false }).waitFor();
    await add('Canada', '5', dayAfter(2));
    await row('Canada')
      .getByText(`5% from ${dayAfter(2)}`)
      .waitFor();
    await row('Canada').getByText('Not yet').waitFor();
    await add('Canada', '4.5', dayAfter(0));
    await row('Canada').getByText('4.5%', { exact: true }).waitFor();
    await stand(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await tooWideAt(page, NARROW)).toEqual([]);
    // A licensee that goes by the caller's country charges it to somebody who lives there.
    await changePricing(world, { taxPlace: 'customer' });
    const api = world.api('aurora');
    const token = await tokenOf(api, 'user@aurora.example');
    await api.send('PATCH', '/v1/me', { token, body: { billingCountry: 'CA' } });
    expect(await api.get('/v1/me/tax', token)).toMatchObject({ country: 'CA', rateBp: 450 });
    await open(owner.page, world.at('aurora', '/admin/tax'));
    await owner.page
      .getByRole('row')
      .filter({ hasText: 'Canada' })
      .getByText('4.5%', { exact: true })
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByText('Tax rate of a country set').first().waitFor();
  });

  it('downloads the yearly report of platforms, which the log keeps', async () => {
    const { page } = operator;
    await page.getByRole('navigation').getByRole('link', { name: 'Tax', exact: true }).click();
    const report = section('Yearly report (DAC7)');
    await report.getByText('Nothing to report').waitFor();
    await report.getByLabel('Licensees').selectOption('All');
    const file = page.waitForEvent('download');
    await report.getByRole('button', { name: 'Download the report as CSV' }).click();
    expect((await file).suggestedFilename()).toMatch(/^dac7-20\d\d\.csv$/);
    await report.getByRole('button', { name: 'Download the report as XML' }).click();
    await page.getByText('The report names your company', { exact: false }).waitFor();
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByText('Tax report downloaded').first().waitFor();
  });

  it('asks an advisor for their tax identity where they look each day', async () => {
    const api = world.api('aurora');
    const token = await tokenOf(api, 'owner@aurora.example');
    const { data } = await api.get<{ data: { advisorId: string; advisorName: string }[] }>(
      '/v1/staff/payee-tax',
      token,
    );
    const ada = data.find(({ advisorName }) => advisorName === 'Ada')!;
    const asked = advisor.page.getByText('The team asks you to say who you are for the tax office.');
    await signIn(advisor.page, world.at('aurora', '/pro/'), 'ada@aurora.example');
    await open(advisor.page, world.at('aurora', '/pro/'));
    expect(await asked.count()).toBe(0);
    await api.post(`/v1/staff/payee-tax/${ada.advisorId}/remind`, { token, key: randomUUID() });
    for (const path of ['/pro/', '/pro/earnings']) {
      await open(advisor.page, world.at('aurora', path));
      await asked.waitFor();
    }
    await stand(advisor.page);
    expect(await violations(advisor.page)).toEqual([]);
    await advisor.page.getByRole('link', { name: 'To your tax identity' }).click();
    await advisor.page.getByRole('heading', { name: 'Your tax identity' }).waitFor();
    await advisor.page.getByText('The team asks you to declare this.').waitFor();
  });

  it('takes a caller’s company, asks the EU’s register for its number, and calls it free of tax', async () => {
    const { page } = caller;
    await signIn(page, world.at('aurora', '/sign-in'), 'user@aurora.example');
    await open(page, world.at('aurora', '/account'));
    const company = page.getByRole('region', { name: 'Company', exact: true });
    await company.getByRole('switch', { name: 'I call for a company' }).check();
    await company.getByRole('button', { name: 'Save' }).click();
    await company.getByText('Fill this in.').first().waitFor();
    for (const [label, text] of [
      ['Name of the company', 'Analytical SARL'],
      ['Street and number', '1 rue du Port'],
      ['Postal code', '69001'],
      ['City', 'Lyon'],
      ['VAT number', 'FR41303265045'],
    ] as const)
      await company.getByLabel(label).fill(text);
    await company.getByRole('combobox', { name: 'Country' }).fill('France');
    await page.getByRole('listbox').getByRole('option', { name: 'France', exact: true }).click();
    await company.getByRole('button', { name: 'Save' }).click();
    await company.getByText('is no VAT number of FR', { exact: false }).waitFor();
    await company.getByLabel('VAT number').fill('FR40303265045');
    await company.getByRole('button', { name: 'Save' }).click();
    // The register answers by itself: nobody loads the page again.
    await company.getByText('Valid', { exact: true }).waitFor();
    await company.getByText('In the register: COMPANY 40303265045').waitFor();
    await stand(page);
    expect(await violations(page)).toEqual([]);
    expect(await tooWideAt(page, NARROW)).toEqual([]);
    const api = world.api('aurora');
    const token = await tokenOf(api, 'user@aurora.example');
    expect(await api.get('/v1/me/tax', token)).toMatchObject({ country: 'FR', rateBp: 0, reverseCharge: true });
  });

  it('shows the returns of a quarter to the licensee and the operator, and saves them', async () => {
    for (const [{ page }, path] of [
      [owner, world.at('aurora', '/admin/tax')],
      [operator, world.at('ops', '/tax')],
    ] as const) {
      await open(page, path);
      const returns = page.getByRole('region', { name: 'Returns', exact: true });
      await returns.getByText('Nothing to declare').first().waitFor();
      for (const [button, name] of [
        ['Download One-stop shop (OSS) as CSV', /^oss-20\d\d-Q\d\.csv$/],
        ['Download EC sales list as CSV', /^ec-sales-20\d\d-Q\d\.csv$/],
      ] as const) {
        const file = page.waitForEvent('download');
        await returns.getByRole('button', { name: button }).click();
        expect((await file).suggestedFilename()).toMatch(name);
      }
      await stand(page);
      expect(await violations(page)).toEqual([]);
      expect(await tooWideAt(page, NARROW)).toEqual([]);
    }
  });

  it('without a complaint of the browser', () => {
    expect([...operator.complaints, ...owner.complaints, ...advisor.complaints, ...caller.complaints]).toEqual([]);
  });
});
