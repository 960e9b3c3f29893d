import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Locator } from 'playwright-core';
import type { Refused } from '../../../scripts/demo/api.ts';
import { until } from '../../../scripts/processes.ts';
import { agree, fund, tokenOf } from './support/people.ts';
import { control } from './support/stripe.ts';
import { type Talk, talk } from './support/talk.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

/** What a stop may take until it is felt (O1). */
const FELT_MS = 5_000;
const FREE_SECONDS = 22;
const REASON = 'Chargebacks are looked into';

describe('the operator by hand', () => {
  let world: World;
  let operator: Visitor;
  let caller: Visitor;
  let db: pg.Client;
  let running: Talk | undefined;
  const token: Record<string, string> = {};
  const measured: Record<string, number> = {};
  const go = (name: string): Promise<void> =>
    operator.page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  const openAurora = async (): Promise<void> => {
    await go('Licensees');
    await operator.page.getByRole('link', { name: 'Aurora Advice' }).click();
    await operator.page.getByRole('heading', { name: 'Aurora Advice', level: 1 }).waitFor();
  };
  const section = (name: string): Locator => operator.page.getByRole('region', { name, exact: true });
  const dialog = (): Locator => operator.page.getByRole('dialog');
  const confirm = async (button: string): Promise<void> => {
    await dialog().getByLabel('Reason').fill(REASON);
    await dialog().getByRole('button', { name: button, exact: true }).click();
    await dialog().waitFor({ state: 'hidden' });
  };
  /** The problem that a request of the caller meets; undefined when it goes through. */
  const problemOf = async (path: string, body: object): Promise<string | undefined> => {
    const options = { token: token['caller']!, key: randomUUID(), body };
    return world
      .api('aurora')
      .post(path, options)
      .then(
        () => undefined,
        (error: Refused) => /"code":"([\w-]+)"/.exec(error.message)?.[1],
      );
  };
  let wish: object;

  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    db = new pg.Client({ connectionString: world.stack.databaseUrl });
    await db.connect();
    [operator, caller] = [await world.visitor(), await world.visitor({ width: 420 })];
    token['caller'] = await tokenOf(world.api('aurora'), 'user@aurora.example');
    token['ada'] = await tokenOf(world.api('aurora'), 'ada@aurora.example');
    await agree(world, token['caller']);
    await fund(world, token['caller'], 5_000);
    const { data } = await world.api('aurora').get<{ data: { id: string; displayName: string }[] }>('/v1/advisors');
    wish = { advisorId: data.find(({ displayName }) => displayName === 'Ben')!.id, medium: 'voice' };
  });
  afterAll(async () => {
    console.log(`Operator: ${JSON.stringify(measured)}`);
    running?.stop();
    await db?.end();
    await world?.close();
  });

  it('signs in and sees the licensees with state, use and limits', async () => {
    const { page } = operator;
    await page.goto(world.at('ops', '/'));
    await page.getByLabel('E-mail').fill('ops@operator.example');
    await page.getByLabel('Password', { exact: false }).first().fill('try-the-platform-2026');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: 'Aurora Advice' });
    await row.getByText('Active').waitFor();
    const text = await row.innerText();
    for (const one of ['aurora.localhost', 'Live: 0', 'Talk time: ', 'Operator fees: €', 'Advisors: 2, no limit'])
      expect(text).toContain(one);
  });

  it('makes a licensee, with a refusal at the field of a host that is taken', async () => {
    const { page } = operator;
    await page.getByRole('link', { name: 'Create a licensee' }).click();
    const fill = (label: string, text: string): Promise<void> => page.getByLabel(label, { exact: false }).fill(text);
    await fill('Name of the brand', 'Nova Talk');
    await fill('Short name', 'NOVA');
    await fill('Short address', 'nova');
    await page.getByRole('combobox', { name: 'Country' }).fill('Austria');
    await page.getByRole('option', { name: 'Austria', exact: true }).click();
    await page.getByRole('combobox', { name: 'Currency' }).or(page.getByLabel('Currency')).first().fill('EUR');
    await page.getByRole('option', { name: /^EUR/ }).click();
    await fill('Primary host', 'aurora.localhost');
    await fill('Operator, %', '10');
    await fill('Advisor, %', '62.5');
    await fill('Tax included, %', '20');
    await page.getByText('The licensee keeps 27.5% of the net price.').waitFor();
    await page.getByRole('region', { name: 'First owner' }).getByLabel('E-mail').fill('owner@nova.example');
    await fill('First password', 'a first password');
    await page.getByRole('button', { name: 'Create the licensee' }).click();
    await page.getByText('One of these hosts answers for another licensee', { exact: false }).waitFor();
    await fill('Primary host', 'nova.localhost');
    await page.getByRole('button', { name: 'Create the licensee' }).click();
    await page.getByRole('heading', { name: 'Nova Talk is created' }).waitFor();
    await go('Licensees');
    await page.getByRole('row').filter({ hasText: 'Nova Talk' }).getByText('Active').waitFor();
  });

  it('suspends after seeing the effects; new calls and top-ups stop within five seconds, a call that runs goes on', async () => {
    const { page } = operator;
    running = await talk(world, token['caller']!, token['ada']!, 'Ada');
    await signIn(caller.page, world.at('aurora', '/sign-in'), 'user@aurora.example');
    await caller.page.goto(world.at('aurora', '/wallet'));
    await caller.page.getByRole('button', { name: /^Pay €/ }).waitFor();
    await openAurora();
    await section('Suspension').getByRole('button', { name: 'Suspend' }).click();
    const effects = await dialog().innerText();
    for (const one of ['New calls, top-ups and accounts stop', '1 call that runs now goes on', 'their money'])
      expect(effects).toContain(one);
    await confirm('Suspend now');
    const began = performance.now();
    await caller.page.getByText('This service is paused', { exact: false }).first().waitFor({ timeout: FELT_MS });
    measured['paused page'] = Math.round(performance.now() - began);
    await caller.page.getByRole('button', { name: /^Pay €/ }).waitFor({ state: 'hidden' });
    expect([
      await problemOf('/v1/calls', wish),
      await problemOf('/v1/top-ups', { amountMinor: 1_000, method: 'checkout' }),
    ]).toEqual(['licensee-suspended', 'licensee-suspended']);
    measured['refused'] = Math.round(performance.now() - began);
    const { connectedSeconds } = (await running.show()).meter!;
    await page.waitForTimeout(3_000);
    const meter = (await running.show()).meter!;
    expect([meter.running, meter.connectedSeconds > connectedSeconds]).toEqual([true, true]);
  });

  it('resumes; the call that went on all the while is settled to the cent', async () => {
    await section('Suspension').getByRole('button', { name: 'Resume' }).click();
    await confirm('Resume now');
    const began = performance.now();
    await caller.page.getByRole('button', { name: /^Pay €/ }).waitFor({ timeout: FELT_MS });
    measured['resumed page'] = Math.round(performance.now() - began);
    await caller.page.getByText('This service is paused', { exact: false }).first().waitFor({ state: 'hidden' });
    // The first seconds of a call are free, and a price must come about.
    const costs = async (): Promise<boolean> => ((await running!.show()).meter?.connectedSeconds ?? 0) > FREE_SECONDS;
    expect(await until(costs, 60_000, 500)).toBe(true);
    const { priceMinor, billedSeconds } = await running!.hangUp();
    expect(billedSeconds).toBeGreaterThan(FREE_SECONDS);
    expect(priceMinor).toBeGreaterThan(0);
    expect(await problemOf('/v1/top-ups', { amountMinor: 1_000, method: 'checkout' })).toBeUndefined();
  });

  it('stops one part alone with a kill switch', async () => {
    await section('Kill switches').getByRole('button', { name: 'Switch off: New top-ups' }).click();
    await confirm('Switch off');
    const notice = caller.page.getByText('Top-ups are not possible at the moment', { exact: false }).first();
    await notice.waitFor({ timeout: FELT_MS });
    expect(await problemOf('/v1/top-ups', { amountMinor: 1_000, method: 'checkout' })).toBe('switched-off');
    await section('Kill switches').getByRole('button', { name: 'Switch on: New top-ups' }).click();
    await confirm('Switch on');
    await notice.waitFor({ state: 'hidden', timeout: FELT_MS });
  });

  it('works inside a licensee for a reason and for minutes only, under a banner, and the licensee reads it', async () => {
    const { page, context } = operator;
    const access = section('Work inside this licensee');
    await access.getByRole('button', { name: 'Open the admin' }).click();
    await access.getByText('Give a reason of at least 10 characters').waitFor();
    await access.getByLabel('Reason').fill('A caller waits for help with VAT');
    await access.getByLabel('Minutes').fill('90');
    await access.getByRole('button', { name: 'Open the admin' }).click();
    await access.getByText('Enter a whole number from 5 to 60.').waitFor();
    await access.getByLabel('Minutes').fill('5');
    const opened = context.waitForEvent('page');
    await access.getByRole('button', { name: 'Open the admin' }).click();
    await page.getByText('You may work inside Aurora Advice until', { exact: false }).waitFor();
    const admin = await opened;
    const banner = admin.getByRole('region', { name: 'Access of the operator' });
    await banner.getByText('A caller waits for help with VAT', { exact: false }).waitFor();
    expect(new URL(admin.url()).hash).toBe('');
    await admin.getByRole('link', { name: 'Calls', exact: true }).click();
    await admin.getByRole('heading', { name: 'Calls', level: 1 }).waitFor();
    await banner.waitFor();
    await banner.getByRole('button', { name: 'End access' }).click();
    await admin.getByRole('heading', { name: 'Sign in' }).waitFor();
    const owner = await world.visitor();
    await signIn(owner.page, world.at('aurora', '/admin/sign-in'), 'owner@aurora.example');
    await owner.page.goto(world.at('aurora', '/admin/audit'));
    const row = owner.page.getByRole('row').filter({ hasText: 'Reason: A caller waits for help with VAT' });
    await row.filter({ hasText: 'Operator asked for access' }).filter({ hasText: 'The operator' }).waitFor();
    await row.filter({ hasText: 'Operator came in' }).waitFor();
    await owner.page.getByRole('row').filter({ hasText: REASON }).first().waitFor();
    expect(owner.complaints).toEqual([]);
  });

  it('sees a difference between our books and the payments, once somebody has spoilt a row', async () => {
    const { page } = operator;
    await go('Reconciliation');
    const books = section('Aurora Advice, EUR');
    await books.getByText('There is no difference', { exact: false }).waitFor();
    const spoil = (minor: number) =>
      db.query(`update app.stripe_balance_transaction set amount = amount + $1, net = net + $1 where type = 'charge'`, [
        minor,
      ]);
    expect((await spoil(-250)).rowCount).toBe(1);
    await page.getByRole('button', { name: 'Compare again' }).click();
    await books.getByText('The ledger counts €2.50 more than Stripe told us of.').waitFor();
    await books.getByText('The amounts differ').waitFor();
    await spoil(250);
    await page.getByRole('button', { name: 'Compare again' }).click();
    await books.getByText('There is no difference', { exact: false }).waitFor();
  });

  it('finds a job that was given up in the health page, and replays it', async () => {
    const { page } = operator;
    await go('Health');
    const card = page.getByRole('article').filter({ hasText: 'Dead jobs' });
    await card.getByText('0 jobs', { exact: true }).waitFor();
    const { rows } = await db.query<{ task: string }>(
      `select identifier as task from graphile_worker._private_tasks order by identifier limit 1`,
    );
    const task = rows[0]!.task;
    await db.query(`select graphile_worker.add_job($1, '{"made":"by a test"}', run_at => now() + interval '1 day')`, [
      task,
    ]);
    await db.query(
      `update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'the cause in words' where payload->>'made' is not null`,
    );
    await card.getByText('1 job', { exact: true }).waitFor({ timeout: 30_000 });
    await card.getByText('What to do:').waitFor();
    await card.getByRole('link', { name: 'To the dead jobs' }).click();
    const row = page.getByRole('row').filter({ hasText: 'the cause in words' });
    await row.getByRole('button', { name: 'Retry' }).click();
    await confirm('Retry now');
    await page.getByText('No job was given up').waitFor();
    const left = await db.query(
      `select 1 from graphile_worker._private_jobs where payload->>'made' is not null and attempts >= max_attempts`,
    );
    expect(left.rowCount).toBe(0);
  });

  it('reads the revenue as a picture and as a table with the same figures', async () => {
    await go('Revenue');
    const euro = section('Euro');
    await euro.getByRole('img', { name: /Revenue per month/ }).waitFor();
    await euro.getByText('Table', { exact: true }).click();
    const table = euro.getByRole('table', { name: 'Revenue per month in Euro' });
    const gross = await euro.locator('dd').first().innerText();
    await table.getByRole('cell', { name: gross }).first().waitFor();
    expect(gross).not.toBe('€0.00');
  });

  it('pays out of the own money alone, once for a double click, and sees whose the rest is and how old', async () => {
    const { page } = operator;
    const ops = world.api('ops');
    const token = await tokenOf(ops, 'ops@operator.example');
    const surplus = async (): Promise<number> =>
      (await ops.get<{ data: { surplusMinor: number }[] }>('/v1/operator/treasury', token)).data[0]!.surplusMinor;
    const before = await surplus();
    // The operator puts some of its own money in.
    await control(world, 'balance', { type: 'topup', amount: 30_000, currency: 'eur' });
    await control(world, 'clock', { advanceSeconds: 3_600 });
    await ops.post('/v1/operator/stripe/comparisons', { token });
    const mine = before + 30_000;
    expect(await surplus()).toBe(mine);
    await go('Treasury');
    const euro = section('Euro');
    await euro.getByText('Covered', { exact: true }).waitFor();
    await euro.getByText(new RegExp(`^€${(mine / 100).toFixed(2)}$`)).waitFor();
    await euro.getByRole('button', { name: 'Pay out Euro' }).click();
    await dialog().getByLabel('Amount in EUR').fill('9999');
    await dialog().getByLabel('Reason').fill('no');
    await dialog().getByRole('button', { name: 'Pay €9,999.00 out' }).click();
    await dialog()
      .getByText(`At most €${(mine / 100).toFixed(2)}`, { exact: true })
      .nth(1)
      .waitFor();
    await dialog().getByText('Give a reason of at least 3 characters.').waitFor();
    await dialog().getByLabel('Amount in EUR').fill('100');
    await dialog().getByLabel('Reason').fill(REASON);
    await dialog().getByRole('button', { name: 'Pay €100.00 out' }).dblclick();
    await dialog().waitFor({ state: 'hidden' });
    const payouts = section('Payouts to our bank');
    await payouts.getByRole('row').filter({ hasText: '€100.00' }).getByText('On its way').waitFor();
    await euro.getByText(`€${(mine / 100 - 100).toFixed(2)}`, { exact: true }).waitFor();
    await control(world, 'clock', { advanceSeconds: 600 });
    await payouts.getByText('Paid', { exact: true }).waitFor({ timeout: 60_000 });
    const { rows } = await db.query<{ amount: string }>('select amount::text as amount from app.operator_payout');
    expect(rows).toEqual([{ amount: '10000' }]);
    // What somebody else takes between the look and the click is refused at the field.
    await euro.getByRole('button', { name: 'Pay out Euro' }).click();
    await ops.post('/v1/operator/payouts', {
      token,
      key: randomUUID(),
      body: { amountMinor: mine - 10_000 - 500, currency: 'EUR', reason: REASON },
    });
    await dialog().getByLabel('Amount in EUR').fill('50');
    await dialog().getByLabel('Reason').fill(REASON);
    await dialog().getByRole('button', { name: 'Pay €50.00 out' }).click();
    await dialog().getByText('At most €5.00 can leave Stripe now', { exact: false }).waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    const aurora = section('Age of callers’ money').getByRole('row').filter({ hasText: 'Aurora Advice' });
    await aurora.getByText('Under 60 days').waitFor();
    await db.query(`update app.top_up set closed_at = closed_at - interval '85 days' where status = 'credited'`);
    await page.reload();
    await aurora.getByText('Over 80 days').waitFor();
  });

  it('says who the invoices of a licensee are for, and finds its invoices', async () => {
    const { page } = operator;
    await openAurora();
    const profile = section('Who the invoices are for');
    await profile.getByRole('button', { name: 'Save' }).click();
    await profile.getByText('This is needed.').first().waitFor();
    for (const [label, text] of [
      ['Company', 'Aurora Advice GmbH'],
      ['Full name', 'Olga Owner'],
      ['E-mail', 'books@aurora.example'],
      ['Street', 'Main street 1'],
      ['Postal code', '10115'],
      ['City', 'Berlin'],
    ] as const)
      await profile.getByLabel(label, { exact: false }).first().fill(text);
    await profile.getByRole('combobox', { name: 'Country' }).fill('Germany');
    await page.getByRole('option', { name: 'Germany', exact: true }).click();
    await profile.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Who the invoices are for is saved.').waitFor();
    await section('Its invoices').getByText('No invoice yet').waitFor();
  });

  it('leaves every act in the own log, and no complaint of the browser', async () => {
    const { page } = operator;
    await go('Audit log');
    const main = page.getByRole('main');
    for (const one of ['Licensee created', 'Licensee suspended', 'Licensee resumed', 'Switches changed'])
      await main.getByText(one).first().waitFor();
    for (const one of ['Access requested', 'Job retried', 'Own payout requested', REASON])
      await main.getByText(one).first().waitFor();
    expect([...operator.complaints, ...caller.complaints]).toEqual([]);
  });
});
