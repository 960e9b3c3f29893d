import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../scripts/processes.ts';
import { tooWideAt, violations } from './support/checks.ts';
import { type Account, type Wallet, callerWith, changePricing, soon, tokenOf } from './support/people.ts';
import { type Talk, talk } from './support/talk.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

const NARROW = [390, 320];

describe('a call that its caller complains about', () => {
  let world: World;
  let person: Account;
  let caller: Visitor;
  let advisor: Visitor;
  let staff: Visitor;
  let running: Talk | undefined;
  let callId: string;
  let priceMinor: number;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    await changePricing(world, { freeBelowSeconds: 0, minimumSeconds: 60, freeSeconds: 0 });
    person = await callerWith(world, 'Carla', 5_000);
    const ada = await tokenOf(world.api('aurora'), 'ada@aurora.example');
    running = await talk(world, person.token, ada, 'Ada');
    callId = running.id;
    const costs = async (): Promise<boolean> => ((await running!.show()).meter?.chargedSeconds ?? 0) > 0;
    await until(costs, 30_000, 500);
    priceMinor = (await running.hangUp()).priceMinor!;
    caller = await world.visitor({ width: 390, height: 844 });
    [advisor, staff] = [await world.visitor(), await world.visitor()];
    await signIn(caller.page, world.at('aurora', '/sign-in'), person.email);
    await signIn(advisor.page, world.at('aurora', '/pro/'), 'ada@aurora.example');
    await signIn(staff.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
  });
  afterAll(async () => {
    running?.stop();
    await world?.close();
  });

  const balance = async (): Promise<number> =>
    (await world.api('aurora').get<Wallet>('/v1/wallet', person.token)).paidMinor;
  /** Nothing is wrong with the page for whoever reads it, on a narrow screen too. */
  const isSound = async ({ page }: Visitor): Promise<void> => {
    expect(await violations(page)).toEqual([]);
    expect(await tooWideAt(page, NARROW)).toEqual([]);
  };

  it('is complained about from its receipt, and the advisor sees it with the time that is left', async () => {
    expect(priceMinor).toBeGreaterThan(100);
    await advisor.page.goto(world.at('aurora', '/pro/complaints'));
    await advisor.page.getByText('No complaints', { exact: true }).waitFor();
    const { page } = caller;
    await page.goto(world.at('aurora', `/history/${callId}`));
    await page.getByRole('button', { name: 'Something was wrong with this call' }).click();
    await page.getByText('You can complain about this call until', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Send complaint' }).click();
    await page.getByText('Say what happened.').waitFor();
    await page.getByRole('radio', { name: 'Charge' }).check();
    await page.getByLabel('What happened?').fill('I was charged for the silence.');
    await isSound(caller);
    await page.getByRole('button', { name: 'Send complaint' }).click();
    const course = page.getByRole('region', { name: 'Complaint' });
    await course.getByText('Advisor is asked').waitFor();
    await course.getByText('The advisor may answer until', { exact: false }).waitFor();
    await course.getByText('I was charged for the silence.').waitFor();
    expect(await page.getByRole('button', { name: 'Report a problem' }).count()).toBe(0);
    await isSound(caller);
    // Told, not asked for.
    const article = advisor.page.getByRole('article', { name: /^Guest/ });
    await article.getByText('I was charged for the silence.').waitFor();
    expect(await advisor.page.locator('main').innerText()).not.toContain('Carla');
  });

  it('is answered once by the advisor, and then waits for staff', async () => {
    const { page } = advisor;
    await page.goto(world.at('aurora', '/pro/calls'));
    await page.getByText('1 complaint waits for your answer').waitFor();
    await page.getByRole('link', { name: 'Show complaints' }).click();
    await isSound(advisor);
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Your answer').fill('We talked all the time.');
    await isSound(advisor);
    await dialog.getByRole('button', { name: 'Answer', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('Team decides', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Answer', exact: true }).count()).toBe(0);
    const course = caller.page.getByRole('region', { name: 'Complaint' });
    await course.getByText('We talked all the time.').waitFor();
    await course.getByText('The team decides by', { exact: false }).waitFor();
  });

  it('is given back in part by staff, and both sides see the money and the same story', async () => {
    const had = await balance();
    const { page } = staff;
    await page.getByRole('link', { name: 'Complaints', exact: true }).click();
    const article = page.getByRole('article', { name: 'Carla' });
    await article.getByText('We talked all the time.').waitFor();
    await isSound(staff);
    await article.getByRole('button', { name: 'Decide' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Amount in EUR').fill('500');
    await dialog.getByLabel('Reason').fill('Half of it was silent');
    await dialog.getByLabel('Note for the team').fill('Listen to Ada next week');
    await dialog.getByRole('button', { name: 'Decide' }).click();
    await dialog.getByText('Type an amount of at most', { exact: false }).waitFor();
    await dialog.getByLabel('Amount in EUR').fill('1.00');
    await isSound(staff);
    // A double click is one decision.
    await dialog.getByRole('button', { name: 'Decide' }).dblclick();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('No complaints here').waitFor();
    await page.getByText('Over', { exact: true }).click();
    await article.getByText('Note: Listen to Ada next week').waitFor();

    const course = caller.page.getByRole('region', { name: 'Complaint' });
    await course.getByText('Given back in part').waitFor();
    await course.getByText('€1.00 given back', { exact: true }).waitFor();
    await course.getByText('Half of it was silent').waitFor();
    await soon('the money', 10_000, async () => ((await balance()) === had + 100 ? true : undefined));
    await caller.page.getByText('Given back so far: €1.00 of', { exact: false }).waitFor();
    await isSound(caller);
    await advisor.page.goto(world.at('aurora', '/pro/complaints?state=all'));
    await advisor.page.getByText('Half of it was silent').waitFor();
    for (const one of [caller, advisor])
      expect(await one.page.locator('main').innerText()).not.toContain('Listen to Ada');
    await caller.page.goto(world.at('aurora', '/wallet'));
    await caller.page.getByRole('cell', { name: '+€1.00' }).first().waitFor();
  });

  it('is given back by the advisor as well, from the earnings, as far as something is left', async () => {
    const had = await balance();
    const { page } = advisor;
    await page.goto(world.at('aurora', '/pro/earnings'));
    await page.getByRole('region', { name: 'Calls' }).getByRole('button').filter({ hasText: '€' }).first().click();
    await page.getByRole('button', { name: 'Give money back' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'A part' }).check();
    await dialog.getByLabel('Amount in EUR').fill('500');
    await dialog.getByLabel('Why').fill('My gift');
    await dialog.getByRole('button', { name: 'Give money back' }).click();
    await dialog.getByText('Type an amount of at most', { exact: false }).waitFor();
    await dialog.getByRole('radio', { name: 'All that is left' }).check();
    await isSound(advisor);
    await dialog.getByRole('button', { name: 'Give money back' }).dblclick();
    await dialog.waitFor({ state: 'hidden' });
    await soon('the money', 10_000, async () => ((await balance()) === had + priceMinor - 100 ? true : undefined));
  });

  it('has rules that the owner sets', async () => {
    const { page } = staff;
    await page.goto(world.at('aurora', '/admin/complaints?state=rules'));
    await page.getByLabel('Hours for a complaint').fill('12');
    await page.getByRole('button', { name: 'Save rules' }).click();
    await page.getByText('Type a number from 24 to 336.').waitFor();
    await page.getByLabel('Hours for a complaint').fill('48');
    await isSound(staff);
    await page.getByRole('button', { name: 'Save rules' }).click();
    await soon('the rules', 10_000, async () => {
      const token = await tokenOf(world.api('aurora'), 'owner@aurora.example');
      const { windowHours } = await world
        .api('aurora')
        .get<{ windowHours: number }>('/v1/staff/complaint-rules', token);
      return windowHours === 48 ? true : undefined;
    });
    expect([...caller.complaints, ...advisor.complaints, ...staff.complaints]).toEqual([]);
  });
});
