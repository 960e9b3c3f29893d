import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stand, tooWideAt, violations } from './support/checks.ts';
import { type Account, callerWith, changePricing } from './support/people.ts';
import { rows } from './support/stripe.ts';
import { type Visitor, type World, open, openWorld, signIn } from './support/world.ts';

const NARROW = [360];

describe('stored value and invoices of users', () => {
  let world: World;
  let person: Account;
  let caller: Visitor;
  let owner: Visitor;
  let operator: Visitor;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    person = await callerWith(world, 'Carla', 5_000);
    [caller, owner, operator] = [
      await world.visitor({ width: 390, height: 844 }),
      await world.visitor(),
      await world.visitor(),
    ];
    await signIn(caller.page, world.at('aurora', '/sign-in'), person.email);
    await signIn(owner.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
    await signIn(operator.page, world.at('ops', '/'), 'ops@operator.example');
  }, 240_000);
  afterAll(() => world?.close());

  const isFine = async ({ page }: Visitor, widths = NARROW): Promise<void> => {
    await stand(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await tooWideAt(page, widths)).toEqual([]);
  };

  it('says who issues the balance, what can be topped up, and offers nothing more', async () => {
    await changePricing(world, { topUpDayMaxMinor: 8_000, topUpPresetsMinor: [1000, 2500, 5000] });
    const { page } = caller;
    await open(page, world.at('aurora', '/wallet'));
    await page.getByTestId('issuer').getByText('Issued by', { exact: false }).waitFor();
    const section = page.getByRole('region', { name: 'Top up' });
    await section.getByText('You can top up €30.00 at most now.', { exact: false }).waitFor();
    await section.getByText('Within a day €80.00 at most is possible.', { exact: false }).waitFor();
    await section.getByRole('radio', { name: '€25.00' }).waitFor();
    expect(await section.getByRole('radio', { name: '€50.00' }).count()).toBe(0);
    await section.getByRole('radio', { name: 'Another amount' }).check();
    await section.getByLabel('Your amount').fill('40');
    await section.getByRole('button', { name: 'Pay €40.00' }).click();
    await section.getByText('Between €5.00 and €30.00').last().waitFor();
    // Less is allowed meanwhile: the refusal says which cap it is.
    await changePricing(world, { topUpDayMaxMinor: 5_500 });
    await section.getByLabel('Your amount').fill('20');
    await section.getByRole('button', { name: 'Pay €20.00' }).click();
    await section.getByText('Within a day €55.00 at most is possible. You can top up €5.00 at most now.').waitFor();
    await isFine(caller);
    await changePricing(world, { topUpDayMaxMinor: 5_000 });
    await open(page, world.at('aurora', '/wallet'));
    await section.getByText('You cannot top up now.', { exact: false }).waitFor();
    expect(await section.getByRole('radio').count()).toBe(0);
    await changePricing(world, { topUpDayMaxMinor: 100_000 });
  });

  it('is kept within a maximum by the operator, and shown to both with its volume', async () => {
    const { page } = operator;
    const [licensee] = await rows<{ id: string }>(world, `select id from app.licensee where slug = 'aurora'`);
    await rows(
      world,
      `insert into app.top_up_volume (licensee_id, day, currency, amount, euro, counted_at) values ($1, current_date - 30, 'EUR', 85000000, 85000000, now())`,
      [licensee!.id],
    );
    await page.getByRole('link', { name: 'Aurora', exact: false }).first().click();
    const section = page.getByRole('region', { name: 'Stored value of users' });
    await section.getByText('€850,000.00 of €1,000,000.00 (85%)', { exact: false }).waitFor();
    await section.getByText('80 % of the volume is reached', { exact: false }).waitFor();
    await section.getByLabel('In a day per user, at most (EUR)').fill('many');
    await section.getByLabel('Reason').fill('Advice of counsel');
    await section.getByRole('button', { name: 'Save the maxima' }).click();
    await section.getByText('Type an amount such as 500, or nothing.').waitFor();
    await section.getByLabel('In a day per user, at most (EUR)').fill('400');
    await section.getByRole('button', { name: 'Save the maxima' }).click();
    // The button has its words back when this shows.
    await page.getByText('The maxima are saved.').waitFor();
    await section.getByText('In force: €400.00').first().waitFor();
    // The chart of this page takes its new width a moment after the window.
    await isFine(operator, []);
    await open(owner.page, world.at('aurora', '/admin/licence'));
    const shown = owner.page.getByRole('region', { name: 'Balances of your users' });
    await shown.getByText('€850,000.00 of €1,000,000.00 (85%)').waitFor();
    await shown.getByText('€400.00').first().waitFor();
    await isFine(owner);
    await open(owner.page, world.at('aurora', '/admin/pricing'));
    await owner.page.getByText('Agreed with the operator at most:', { exact: false }).waitFor();
  });

  it('an invoice of a month is beside the calls, as page and file, and staff have it too', async () => {
    const id = await addInvoice();
    const { page } = caller;
    await open(page, world.at('aurora', '/history'));
    const list = page.getByRole('region', { name: 'Invoices' });
    await list.getByText('January 2026, Invoice').waitFor();
    const file = page.waitForEvent('download');
    await list.getByRole('button', { name: 'AURORA-R2026-00001 as PDF' }).click();
    expect((await file).suggestedFilename()).toBe('AURORA-R2026-00001.pdf');
    await list.getByRole('link', { name: 'AURORA-R2026-00001' }).click();
    await page.getByRole('heading', { name: 'Invoice AURORA-R2026-00001' }).waitFor();
    await page.getByText('Call with Ada').waitFor();
    await page.getByText('VAT 19% DE').waitFor();
    await isFine(caller);
    await open(page, world.at('aurora', `/invoices/${id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))}`));
    await page.getByRole('heading', { name: 'not', exact: false }).waitFor();
    await open(owner.page, world.at('aurora', '/admin/people?role=end_user&q=Carla'));
    await owner.page.getByRole('link', { name: 'Carla' }).click();
    await owner.page.getByRole('button', { name: 'AURORA-R2026-00001 as PDF' }).waitFor();
    await open(owner.page, world.at('aurora', '/admin/tax'));
    const turn = owner.page.getByLabel('Issue an invoice of each month');
    expect(await turn.isChecked()).toBe(true);
    // A page that is loaded anew drops what it has not sent yet.
    const saved = owner.page.waitForResponse(
      (answer) => answer.request().method() === 'PUT' && answer.url().endsWith('/v1/staff/user-invoices'),
    );
    await turn.uncheck();
    expect((await saved).status()).toBe(200);
    await owner.page.reload();
    await turn.waitFor();
    expect(await turn.isChecked()).toBe(false);
    await isFine(owner);
  });

  it('without a complaint of the browser', () => {
    expect([...caller.complaints, ...owner.complaints, ...operator.complaints]).toEqual([]);
  });

  /** As the job of a month would have issued it. @returns its id in addresses */
  async function addInvoice(): Promise<string> {
    const line = { country: 'DE', rateBp: 1900, vatNumber: null, grossMinor: 398, taxMinor: 64 };
    const payload = JSON.stringify({
      version: 1,
      kind: 'user_invoice',
      number: 'AURORA-R2026-00001',
      locale: 'en',
      issuedOn: '2026-02-02',
      brand: 'Aurora',
      period: { from: '2026-01-01', to: '2026-01-31' },
      currency: 'EUR',
      seller: { name: 'Aurora Lines GmbH', lines: ['Ring 1', '10115 Berlin', 'DE'], taxNumber: 'DE123456789' },
      buyer: { name: 'Carla', lines: [person.email, 'DE'], taxNumber: null },
      lines: [{ ...line, kind: 'call', day: '2026-01-20', advisor: 'Ada', billedSeconds: 120, receipt: 1 }],
      rates: [{ ...line, netMinor: 334 }],
      netMinor: 334,
      taxMinor: 64,
      totalMinor: 398,
      original: null,
    });
    await rows(
      world,
      `insert into app.user_invoice (licensee_id, id, person_id, kind, month, number, currency, total, payload, sha256, issued_at)
       select p.licensee_id, gen_random_uuid(), p.id, 'user_invoice', '2026-01-01', 'AURORA-R2026-00001', 'EUR', 398, $2, $3, now() from app.person p where p.email = $1`,
      [person.email, payload, createHash('sha256').update(payload).digest()],
    );
    const { data } = await world.api('aurora').get<{ data: [{ id: string }] }>('/v1/user-invoices', person.token);
    return data[0].id;
  }
});
