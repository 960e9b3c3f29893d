import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Api } from '../../../scripts/demo/api.ts';
import { violations } from './support/checks.ts';
import { type Wallet, goOnline, pay, soon, tokenOf } from './support/people.ts';
import { PASSWORD, type Visitor, type World, openAudibleWorld, signIn } from './support/world.ts';

const COMPANY = {
  Company: 'Nova Advice GmbH',
  'Full name': 'Nora Nova',
  'E-mail': 'nora@nova.example',
  'Street and number': 'Am Markt 1',
  'Postal code': '10115',
  City: 'Berlin',
  'Tax number': 'DE 136 695 976',
  'Name of the brand': 'Nova Advice',
  'Short address': 'nova',
} as const;

interface PricedCall {
  readonly priceMinor: number | null;
  readonly meter: { readonly priceMinor: number | null } | null;
}

describe('a company becomes a licensee by hand', () => {
  let world: World;
  let nora: Visitor;
  let operator: Visitor;
  let advisor: Visitor;
  let nova: Api;
  let admin: string;

  beforeAll(async () => {
    world = await openAudibleWorld();
    [nora, operator] = [await world.visitor(), await world.visitor()];
    nova = new Api('nova.edge.localhost', world.stack.ports.api[0]!);
  });
  afterAll(async () => {
    await world?.close();
  });

  const site = (where: string): string => new URL(where, admin).href;
  const shot = async ({ page }: Visitor, name: string): Promise<void> => {
    const dir = process.env['SCREENS_TO'];
    if (dir !== undefined) await page.screenshot({ path: `${dir}/${name}.png`, fullPage: true });
  };

  it('the operator offers a plan', async () => {
    const { page } = operator;
    await signIn(page, world.at('ops', '/'), 'ops@operator.example');
    await page.getByRole('navigation').getByRole('link', { name: 'Plans' }).click();
    await page.getByRole('button', { name: 'New plan' }).click();
    await page.getByLabel('Name', { exact: false }).fill('Studio');
    await page.getByLabel('Set-up fee').fill('100');
    await page.getByLabel('Monthly fee').fill('99');
    await page.getByLabel('Per billed minute').fill('0.02');
    await page.getByLabel('Advisors').fill('5');
    await page.getByRole('button', { name: 'Offer the plan' }).click();
    const row = page.getByRole('row').filter({ hasText: 'Studio, version 1' });
    await row.getByText('Offered to everybody').waitFor();
    await shot(operator, 'ops-plans');
  });

  it('a stranger signs up on the site of the operator', async () => {
    const { page } = nora;
    await page.goto(world.at('ops', '/'));
    await page.getByRole('link', { name: 'Become a licensee' }).click();
    await page.getByText('€99.00 per month').waitFor();
    await page.getByRole('radio', { name: 'Studio' }).check();
    for (const [label, value] of Object.entries(COMPANY))
      await page.getByRole('textbox', { name: label }).first().fill(value);
    await page.getByRole('combobox', { name: 'Country' }).fill('Germany');
    await page.getByRole('option', { name: 'Germany', exact: true }).click();
    await page.getByLabel('Password').first().fill(PASSWORD);
    await shot(nora, 'ops-sign-up');
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    admin = (await page.getByRole('link', { name: /nova\.edge\.localhost/ }).getAttribute('href'))!;
    await signIn(page, admin, COMPANY['E-mail']);
    await page.getByText(/steps are left before you can open/).waitFor();
    await shot(nora, 'admin-home-closed');
    expect((await nova.get<{ open: boolean }>('/v1/site')).open).toBe(false);
  });

  it('proves the e-mail address by a link that the operator hands on', async () => {
    const { page } = operator;
    await page.goto(world.at('ops', '/'));
    await page.getByRole('link', { name: 'Nova Advice' }).click();
    await page.getByRole('button', { name: 'Make a link that verifies the e-mail address' }).click();
    const link = await page.locator('code').filter({ hasText: 'verify-email' }).innerText();
    await shot(operator, 'ops-licensee');
    await nora.page.goto(link);
    await nora.page.getByText('Your e-mail address is verified.').waitFor();
  });

  it('pays the set-up fee on the page of the provider, and the card stays', async () => {
    const { page } = nora;
    await page.goto(`${admin}licence`);
    await page.getByRole('button', { name: /^Pay invoice OP-/ }).click();
    await page.waitForURL(/\/c\/pay\//);
    await pay(page, '4242 4242 4242 4242');
    await page.getByText(/Invoice OP-\d+-00001 is paid/).waitFor();
    await page.getByText(/ending in 4242/).waitFor();
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: /^PDF of invoice OP-/ }).click();
    expect((await file).suggestedFilename()).toMatch(/^OP-\d+-00001\.pdf$/);
    await shot(nora, 'admin-licence');
    await page.getByRole('link', { name: /^OP-\d+-00001$/ }).click();
    await page.getByRole('heading', { name: /^Invoice OP-\d+-00001$/ }).waitFor();
    await page.getByText('Set-up, Studio').waitFor();
    await page.getByRole('row').filter({ hasText: 'Payment page' }).getByText('Paid', { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('sets up the rest, and opens the site', async () => {
    const { accessToken: token } = await nova.post<{ accessToken: string }>('/v1/auth/sign-in', {
      body: { email: COMPANY['E-mail'], password: PASSWORD },
    });
    const send = (method: string, path: string, body: object = {}) => nova.text(method, path, { token, body });
    const brand = await nova.get<{ draft: { document: object; revision: number } }>('/v1/staff/brand', token);
    const saved = JSON.parse(
      await send('PUT', '/v1/staff/brand/draft', {
        document: { ...brand.draft.document, brandColor: '#1d4e89' },
        revision: brand.draft.revision,
      }),
    ) as { revision: number };
    await send('POST', '/v1/staff/brand/publish', { revision: saved.revision });
    for (const kind of ['terms', 'privacy', 'imprint', 'withdrawal']) {
      await send('PUT', `/v1/staff/legal/${kind}/en/draft`, { title: kind, markdown: `# ${kind}` });
      await send('POST', `/v1/staff/legal/${kind}/en/publish`);
    }
    await send('PATCH', '/v1/staff/pricing', { taxRateBp: 1900, freeSeconds: 0 });
    await send('POST', '/v1/staff/advisors', {
      email: 'ada@nova.example',
      displayName: 'Ada',
      voiceRateMinor: 199,
      password: PASSWORD,
    });
    const { page } = nora;
    await page.goto(admin);
    await page.getByRole('button', { name: 'Open the site' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Open now' }).click();
    await page.getByText('Your site is open.').waitFor();
    await shot(nora, 'admin-home-open');
    expect((await nova.get<{ open: boolean }>('/v1/site')).open).toBe(true);
    expect([...nora.complaints, ...operator.complaints]).toEqual([]);
  });

  it('has an advisor whom nobody can call until payouts to them work', async () => {
    advisor = await world.visitor({ width: 420, height: 860 });
    const { page } = advisor;
    await signIn(page, site('/pro/'), 'ada@nova.example');
    await goOnline(page);
    const isListed = async (): Promise<boolean> =>
      (await nova.get<{ data: object[] }>('/v1/advisors?online=true')).data.length === 1;
    expect(await isListed()).toBe(false);
    await page.goto(site('/pro/payouts'));
    const go = page.getByRole('button', { name: 'Go on to Stripe' });
    const account = page.locator('section').filter({ has: go });
    await account.getByRole('combobox', { name: 'Country' }).fill('Germany');
    await page.getByRole('option', { name: 'Germany' }).click();
    await go.click();
    await page.waitForURL(/\/c\/onboarding\//);
    await page.getByLabel('First name').fill('Ada');
    await page.getByLabel('Last name').fill('Advisor');
    await page.getByLabel('IBAN or account number').fill('DE89370400440532013000');
    await page.locator('#submit').click();
    await page.waitForURL((url) => url.pathname === '/pro/payouts');
    await page.locator('main').getByText('Ready', { exact: true }).waitFor();
    await soon('an advisor who can be called', 20_000, async () => ((await isListed()) ? true : undefined));
    await page.goto(site('/pro/'));
  });

  it('takes its first paid call: somebody signs up, pays in and calls the advisor', async () => {
    const caller = await world.visitor();
    const { page } = caller;
    await page.goto(site('/sign-up'));
    await page.getByLabel('Name').fill('Uma');
    await page.getByLabel('E-mail').fill('uma@nova.example');
    await page.getByLabel('Password', { exact: false }).first().fill(PASSWORD);
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    await page.goto(site('/wallet'));
    await page.getByRole('radio').first().check({ force: true });
    await page.getByRole('button', { name: /^Pay €/ }).click();
    await page.waitForURL(/\/c\/pay\//);
    await pay(page, '4242 4242 4242 4242');
    await page.waitForURL((url) => url.pathname === '/wallet');
    await page.getByText('€10.00').first().waitFor();

    await page.goto(site('/'));
    await page.getByRole('link', { name: /Ada/ }).first().click();
    await page.getByRole('link', { name: 'Call now' }).first().click();
    await page.getByRole('button', { name: 'Allow the microphone' }).click();
    await page.getByRole('button', { name: 'Continue to the price' }).click({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Start paid call' }).click();
    await advisor.page.getByRole('button', { name: /^Accept/ }).click();
    await page.getByText('Charging', { exact: true }).first().waitFor({ timeout: 90_000 });
    const token = await tokenOf(nova, 'uma@nova.example');
    const { data } = await nova.get<{ data: { id: string }[] }>('/v1/calls', token);
    const call = () => nova.get<PricedCall>(`/v1/calls/${data[0]!.id}`, token);
    await soon('a price', 60_000, async () => ((await call()).meter?.priceMinor ? true : undefined));
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByRole('heading', { name: 'Receipt' }).waitFor({ timeout: 60_000 });
    await shot(caller, 'site-first-receipt');

    const { priceMinor } = await soon('the price', 20_000, async () => {
      const one = await call();
      return one.priceMinor === null ? undefined : one;
    });
    const wallet = await nova.get<Wallet>('/v1/wallet', token);
    expect(priceMinor).toBeGreaterThan(0);
    expect([wallet.paidMinor + priceMinor!, wallet.heldMinor]).toEqual([1_000, 0]);
    const owner = await tokenOf(nova, COMPANY['E-mail']);
    const check = await nova.get<{ violations: unknown[] }>('/v1/staff/ledger/check', owner);
    expect(check.violations).toEqual([]);
    await nora.page.goto(`${admin}calls`);
    await nora.page.getByRole('row').filter({ hasText: 'Ada' }).first().waitFor();
    expect([...caller.complaints, ...advisor.complaints].filter((one) => one.startsWith('page:'))).toEqual([]);
  });

  it('is in the list of invoices of the operator', async () => {
    const { page } = operator;
    await page.getByRole('navigation').getByRole('link', { name: 'Invoices' }).click();
    await page.getByRole('link', { name: /^OP-\d+-00001$/ }).click();
    await page.getByText('Set-up, Studio').waitFor();
    await page.getByText('VAT 19%').waitFor();
    await shot(operator, 'ops-invoice');
    await page.getByRole('navigation').getByRole('link', { name: 'Licensees' }).click();
    await page.getByRole('link', { name: COMPANY['Name of the brand'] }).click();
    await page
      .getByRole('region', { name: 'Its invoices' })
      .getByRole('link', { name: /^OP-\d+-00001$/ })
      .waitFor();
    expect(await page.getByRole('region', { name: 'Who the invoices are for' }).getByLabel('City').inputValue()).toBe(
      COMPANY.City,
    );
  });
});
