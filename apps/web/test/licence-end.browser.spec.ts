import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { violations } from './support/checks.ts';
import { callerWith, soon, tokenOf } from './support/people.ts';
import { control, rows } from './support/stripe.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

/** A card whose refunds Stripe takes, and the bank does not. */
const REFUND_FAILS = '4000000000005126';

interface Ending {
  readonly stage: string;
  readonly refundsOpen: number;
}

describe('a licence comes to its end by hand', () => {
  let world: World;
  let operator: Visitor;
  let owner: Visitor;
  let caller: Visitor;
  let licensee: string;
  let ownerToken: string;
  let dora: string;

  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    await callerWith(world, 'Carla', 5_000);
    ({ email: dora } = await callerWith(world, 'Dora', 2_000, REFUND_FAILS));
    const ops = world.api('ops');
    const token = await tokenOf(ops, 'ops@operator.example');
    const { data } = await ops.get<{ data: { id: string; name: string }[] }>('/v1/operator/licensees', token);
    licensee = data.find(({ name }) => name === 'Aurora Advice')!.id;
    const plan = await ops.post<{ id: string }>('/v1/operator/plans', { token, body: PLAN });
    await ops.post(`/v1/operator/licensees/${licensee}/licence`, {
      token,
      body: { planId: plan.id, reason: 'Signed' },
    });
    ownerToken = await tokenOf(world.api('aurora'), 'owner@aurora.example');
    [operator, owner, caller] = [await world.visitor(), await world.visitor(), await world.visitor({ width: 390 })];
    await signIn(operator.page, world.at('ops', '/'), 'ops@operator.example');
    await signIn(owner.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
    await signIn(caller.page, world.at('aurora', '/sign-in'), dora);
  });
  afterAll(() => world?.close());

  const shot = async ({ page }: Visitor, name: string): Promise<void> => {
    const dir = process.env['SCREENS_TO'];
    if (dir !== undefined) await page.screenshot({ path: `${dir}/${name}.png`, fullPage: true });
  };
  const ending = () => world.api('aurora').get<Ending>('/v1/staff/licence/ending', ownerToken);
  /** The run that takes the next step every five minutes, now; Stripe's answers follow. */
  const advance = async (): Promise<void> => {
    await rows(world, `select graphile_worker.add_job('licensing.run_licences', job_key := 'spec')`);
    await soon('the run', 30_000, async () => {
      const left = await rows(world, `select 1 from graphile_worker.jobs where key = 'spec'`);
      return left.length === 0 ? true : undefined;
    });
    await control(world, 'clock', { advanceSeconds: 5 });
  };
  const until = (what: string, is: (now: Ending) => boolean): Promise<true> =>
    soon(what, 90_000, async () => {
      await advance();
      return is(await ending()) ? true : undefined;
    });

  it('the operator ends it, and the site says that it is closed', async () => {
    const { page } = operator;
    await page.getByRole('link', { name: 'Aurora Advice' }).click();
    const section = page.getByRole('region', { name: 'Licence', exact: true });
    await section.getByLabel('End before').fill(new Date().toISOString().slice(0, 10));
    await section.getByRole('button', { name: 'End the licence', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Notice was given');
    await dialog.getByRole('button', { name: 'End the licence', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await section.getByText('The end is planned', { exact: false }).first().waitFor();
    await caller.page.goto(world.at('aurora', '/wallet'));
    await caller.page.getByRole('button', { name: /^Pay €/ }).waitFor();
    await advance();
    // Without loading the page again.
    await caller.page.getByText('This service is closed for good.', { exact: false }).first().waitFor();
    await caller.page.getByRole('button', { name: /^Pay €/ }).waitFor({ state: 'hidden' });
    for (const offer of ['Automatic top-up', 'Use a code'])
      expect(await caller.page.getByRole('region', { name: offer }).count()).toBe(0);
    await shot(caller, 'site-ended');
    expect(await violations(caller.page)).toEqual([]);
  });

  it('who begins the day reads it where they begin: staff, and advisors above why they are offline', async () => {
    await owner.page.reload();
    await owner.page.getByRole('alert').getByText('The licence has ended.', { exact: false }).waitFor();
    const advisor = await world.visitor();
    await signIn(advisor.page, world.at('aurora', '/pro/'), 'ada@aurora.example');
    await advisor.page.getByText('Aurora Advice is closed for good', { exact: false }).waitFor();
    await advisor.page.getByText('No calls come as long as', { exact: false }).waitFor();
    await shot(advisor, 'pro-ended');
    expect(await violations(advisor.page)).toEqual([]);
    await shot(owner, 'admin-home-ended');
    await owner.page.getByRole('alert').getByRole('link', { name: 'To the licence' }).waitFor();
  });

  it('the licensee sees the run: what is paid back, what a card refused, and what deletion waits for', async () => {
    await until('the export', ({ stage, refundsOpen }) => stage === 'export' && refundsOpen === 0);
    const { page } = owner;
    await page.getByRole('navigation').getByRole('link', { name: 'Licence', exact: true }).click();
    const section = page.getByRole('region', { name: 'End the licence' });
    await section.getByText('Data can be exported', { exact: true }).waitFor();
    await section.getByText('€50.00').first().waitFor();
    await section.getByText('Export until', { exact: true }).waitFor();
    await section
      .getByText('Deletion waits for: the end of the 30 days, money of callers that the operator still has.')
      .waitFor();
    const row = section.getByRole('row').filter({ hasText: dora });
    for (const text of ['Dora', '€20.00', 'The card refused it', 'The operator pays it'])
      await row.getByText(text, { exact: false }).first().waitFor();
    await shot(owner, 'admin-licence-ended');
    expect(await violations(page)).toEqual([]);
  });

  it('takes along its ledger, its invoices and its pages', async () => {
    const { page } = owner;
    for (const [label, name] of [
      ['Ledger, every entry as JSON lines', 'ledger.jsonl'],
      ['Balances of callers as CSV', 'wallets.csv'],
      ['Legal pages, every version as JSON lines', 'legal-pages.jsonl'],
    ] as const) {
      const coming = page.waitForEvent('download');
      await page.getByRole('button', { name: label }).click();
      const file = await coming;
      expect(file.suggestedFilename()).toBe(name);
      const text = readFileSync(await file.path(), 'utf8');
      if (name === 'ledger.jsonl') expect(text).toContain('"kind":"top_up"');
      if (name === 'wallets.csv') expect(text).toContain(dora);
    }
  });

  it('the operator pays by hand what no card took, and the books have it', async () => {
    const { page } = operator;
    await page.reload();
    const row = page.getByRole('row').filter({ hasText: 'The card refused it' });
    await row.getByText('€20.00').waitFor();
    expect(await page.getByText(dora).count()).toBe(0);
    await shot(operator, 'ops-licence-ended');
    await row.getByRole('button', { name: 'Mark as paid' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reference of the transfer').fill('SEPA OP-17');
    // A double click is one payment.
    await dialog.getByRole('button', { name: 'Mark as paid' }).dblclick();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('€20.00 paid by hand.').waitFor();
    await page.getByText('Nobody has money left here').waitFor();
    await page.getByText('Deletion waits for: the end of the 30 days.').waitFor();
    expect(await violations(page)).toEqual([]);
    const check = await world.api('aurora').get<{ violations: unknown[] }>('/v1/staff/ledger/check', ownerToken);
    expect(check.violations).toEqual([]);
    await caller.page.reload();
    await caller.page.getByText('Paid to you by bank transfer').first().waitFor();
    expect([...operator.complaints, ...owner.complaints, ...caller.complaints]).toEqual([]);
  });
});

const PLAN = {
  name: 'Studio',
  currency: 'EUR',
  isPublic: false,
  setupFeeMinor: null,
  monthlyFeeMinor: null,
  minimumMonthlyMinor: null,
  operatorShareBp: null,
  operatorRatePerMinuteMinor: null,
  trialDays: 0,
  maxAdvisors: null,
  maxUsers: null,
  maxConcurrentCalls: null,
  maxApiPerMinute: null,
  maxStorageMb: null,
};
