import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../scripts/processes.ts';
import { tooWideAt, violations } from './support/checks.ts';
import { agree, tokenOf } from './support/people.ts';
import { rows } from './support/stripe.ts';
import { type Talk, talk } from './support/talk.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

const FREE_SECONDS = 22;

// The short form, inside `npm test`, has the call journey only.
const full = process.env['SCREENS'] === 'short' ? describe.skip : describe;

full('a licensee that pays its advisors by its own means', () => {
  let world: World;
  let staff: Visitor;
  let owner: string;
  let running: Talk | undefined;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    const api = world.api('aurora');
    // The operator agrees to it in the contract, before there is any money.
    await rows(
      world,
      `insert into app.money_rules (licensee_id, topology, changed_at) select id, 'self_managed', now() from app.licensee where slug = 'aurora'
         on conflict (licensee_id) do update set topology = 'self_managed'`,
    );
    owner = await tokenOf(api, 'owner@aurora.example');
    const caller = await tokenOf(api, 'user@aurora.example');
    const ada = await tokenOf(api, 'ada@aurora.example');
    await agree(world, caller);
    const { id } = await api.get<{ id: string }>('/v1/me', caller);
    await api.post(`/v1/users/${id}/budget`, { token: owner, key: randomUUID(), body: { amountMinor: 5000 } });
    running = await talk(world, caller, ada, 'Ada');
    const costs = async (): Promise<boolean> => ((await running!.show()).meter?.connectedSeconds ?? 0) > FREE_SECONDS;
    await until(costs, 60_000, 500);
    await running.hangUp();
    staff = await world.visitor();
    await signIn(staff.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
  });
  afterAll(async () => {
    running?.stop();
    await world?.close();
  });

  const recorded = async (): Promise<{ amountMinor: number; reference: string; paidOn: string }[]> =>
    (
      await world
        .api('aurora')
        .get<{ data: { amountMinor: number; reference: string; paidOn: string }[] }>('/v1/staff/outside-payouts', owner)
    ).data;

  it('records a payment once, however quickly it is sent twice, and is told at the field what is wrong', async () => {
    const { page } = staff;
    await page.goto(world.at('aurora', '/admin/payouts'));
    await page.getByText('No payments recorded').waitFor();
    await page.getByRole('button', { name: 'Record a payment' }).click();
    const form = page.getByRole('dialog');
    const record = form.getByRole('button', { name: 'Record' });
    await record.click();
    await form.getByText('Choose an advisor').waitFor();
    await form.getByText('Type an amount above zero').waitFor();
    expect(await violations(page)).toEqual([]);
    await form.getByRole('combobox', { name: 'Advisor' }).fill('Ada');
    await page.getByRole('option', { name: /^Ada/ }).first().click();
    await form.getByLabel('Amount').fill('1000.00');
    await form.getByLabel('Currency').fill('USD');
    await form.getByLabel('Paid on').fill('2026-01-31');
    await form.getByLabel('Reference').fill('Transfer of January');
    // The API's own word on it, at its field.
    await record.click();
    await form.getByText('must be EUR').waitFor();
    await form.getByLabel('Currency').fill('EUR');
    await record.click();
    await form.getByText('More than the advisor is owed').waitFor();
    expect(await recorded()).toEqual([]);
    await form.getByLabel('Amount').fill('0.01');
    // Twice in one turn of the page, before it can show that it sends.
    await record.evaluate((button) => {
      (button as HTMLButtonElement).click();
      (button as HTMLButtonElement).click();
    });
    await page.getByRole('cell', { name: 'Transfer of January' }).waitFor();
    await form.waitFor({ state: 'detached' });
    expect(await recorded()).toEqual([
      expect.objectContaining({ amountMinor: 1, reference: 'Transfer of January', paidOn: '2026-01-31' }),
    ]);
    expect(await violations(page)).toEqual([]);
    expect(await tooWideAt(page, [390, 320])).toEqual([]);
    expect(staff.complaints).toEqual([]);
  });
});
