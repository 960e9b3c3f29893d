import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
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

  /** Tells staff of what is on the page. */
  const report = async (page: Page, button: string | RegExp, kind: string): Promise<void> => {
    await page.getByRole('button', { name: button }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: kind }).check();
    await dialog.getByLabel('Where is the fault?').fill('See above.');
    await dialog.getByRole('button', { name: 'Send report' }).click();
    await dialog.waitFor({ state: 'hidden' });
  };
  /** What staff make of the one open report. */
  const decide = async (decision: string, rest: (dialog: Locator) => Promise<void>): Promise<void> => {
    const { page } = staff;
    await page.goto(world.at('aurora', '/admin/reports'));
    await page.getByRole('button', { name: 'Close report' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: decision }).check();
    await rest(dialog);
    await dialog.getByLabel('What was done').fill('Read it.');
    await isSound(staff);
    await dialog.getByRole('button', { name: 'Close report' }).click();
    await dialog.waitFor({ state: 'hidden' });
  };

  it('is rated; the reply that insults the caller is reported and removed, and its author hears why', async () => {
    const api = world.api('aurora');
    const token = await tokenOf(api, 'owner@aurora.example');
    await api.text('PATCH', '/v1/staff/rating-rules', { token, body: { minMinutes: 0 } });
    const rating = { stars: 2, text: 'Too slow' };
    await api.text('PUT', `/v1/calls/${callId}/rating`, { token: person.token, body: rating });
    await advisor.page.goto(world.at('aurora', '/pro/statistics'));
    await advisor.page.getByRole('button', { name: 'Reply', exact: true }).click();
    const reply = advisor.page.getByRole('dialog');
    await reply.getByLabel('Your reply').fill('You are a fool');
    await reply.getByRole('button', { name: 'Reply', exact: true }).click();
    await reply.waitFor({ state: 'hidden' });

    const { advisorId } = await api.get<{ advisorId: string }>(`/v1/calls/${callId}`, person.token);
    await caller.page.goto(world.at('aurora', `/advisors/${advisorId}`));
    await caller.page.getByText('You are a fool').waitFor();
    await report(caller.page, /^Report the reply to/, 'Insult');
    await decide('Remove the reply; the rating stays', async (dialog) => {
      await dialog.getByLabel('Reason').selectOption({ label: 'Insult' });
      await dialog.getByLabel(/^What .+ reads/).fill('The second word.');
    });
    await caller.page.reload();
    await caller.page.getByText('A reply of the advisor was removed here. Reason: Insult').waitFor();
    await caller.page.getByText('Too slow').waitFor();
    await advisor.page.goto(world.at('aurora', '/pro/account'));
    await advisor.page.getByText('Your reply to a rating was removed').first().waitFor();
  });

  it('brings its advisor a warning, which stands on their page, and a block, which ends with a press', async () => {
    await report(caller.page, 'Report advisor', 'Behaviour');
    // As long as nobody has decided, a second one is none, and says so.
    await caller.page.reload();
    await caller.page.getByRole('button', { name: 'Report advisor' }).click();
    const dialog = caller.page.getByRole('dialog');
    await dialog.getByLabel('Where is the fault?').fill('Once more.');
    await dialog.getByRole('button', { name: 'Send report' }).click();
    await dialog.getByText('You have reported this already.').waitFor();
    await isSound(caller);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await decide('Warn the person', async (dialog) => {
      await dialog.getByLabel(/^What .+ reads/).fill('Please stay polite.');
    });
    const { page } = advisor;
    // Told, not asked for.
    await page
      .getByText(/^A warning from aurora/i)
      .first()
      .waitFor();
    await page.getByRole('region', { name: 'Warnings from our team' }).getByText('Please stay polite.').waitFor();
    await isSound(advisor);

    await caller.page.goto(world.at('aurora', `/history/${callId}`));
    await caller.page.getByRole('button', { name: 'Block Ada' }).click();
    await caller.page.getByRole('dialog').getByRole('button', { name: 'Block', exact: true }).click();
    await caller.page.getByRole('dialog').waitFor({ state: 'hidden' });
    await caller.page.goto(world.at('aurora', '/account'));
    await caller.page.getByRole('button', { name: 'Unblock Ada' }).click();
    await caller.page.getByRole('dialog').getByRole('button', { name: 'Unblock', exact: true }).click();
    await caller.page.getByText('You have blocked nobody.').waitFor();
    await isSound(caller);
  });

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
