import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../scripts/processes.ts';
import { violations } from './support/checks.ts';
import { callerWith, tokenOf } from './support/people.ts';
import { type Talk, talk } from './support/talk.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

/** Shorter calls cost nothing. */
const FREE_SECONDS = 22;

describe('who pays for credit, and where a refund goes', () => {
  let world: World;
  let staff: Visitor;
  let running: Talk | undefined;
  let caller: string;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    const api = world.api('aurora');
    caller = (await callerWith(world, 'Cleo', 5_000)).token;
    running = await talk(world, caller, await tokenOf(api, 'ada@aurora.example'), 'Ada');
    await until(async () => ((await running!.show()).meter?.connectedSeconds ?? 0) > FREE_SECONDS, 60_000, 500);
    await running.hangUp();
    staff = await world.visitor();
    await signIn(staff.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
  });
  afterAll(async () => {
    running?.stop();
    await world?.close();
  });

  it('an advisor is asked to pay for a code, agrees, and stops it', async () => {
    const { page } = staff;
    await page.goto(world.at('aurora', '/admin/coupons'));
    await page.getByLabel(/^Code/).fill('ADA-PAYS');
    await page.getByLabel('Credit in EUR').fill('2');
    await page.getByRole('radio', { name: 'An advisor pays' }).check();
    await page.getByRole('button', { name: 'Make code' }).click();
    await page.getByText('Choose the advisor.').first().waitFor();
    await page.getByRole('combobox', { name: 'Advisor' }).fill('Ada');
    await page.getByRole('option', { name: /^Ada/ }).first().click();
    await page.getByRole('button', { name: 'Make code' }).click();
    await page.getByText('Waits for the advisor', { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);

    const advisor = await world.visitor({ width: 390, height: 844 });
    await signIn(advisor.page, world.at('aurora', '/pro/sign-in'), 'ada@aurora.example');
    await advisor.page.goto(world.at('aurora', '/pro/prices'));
    const codes = advisor.page.getByRole('region', { name: 'Codes that you pay for' });
    await codes.getByText('Waits for you').waitFor();
    await codes.getByRole('button', { name: 'Agree to pay for ADA-PAYS' }).click();
    const dialog = advisor.page.getByRole('dialog', { name: 'Pay for this code?' });
    await dialog.getByText('gets €2.00, without a limit', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Agree' }).click();
    await codes.getByText('Open', { exact: true }).waitFor();
    expect(await violations(advisor.page)).toEqual([]);
    await page.reload();
    await page.getByRole('row', { name: /ADA-PAYS Open Ada/ }).waitFor();
    await codes.getByRole('button', { name: 'Stop paying for ADA-PAYS' }).click();
    await advisor.page
      .getByRole('dialog', { name: 'Stop this code?' })
      .getByRole('button', { name: 'Stop paying' })
      .click();
    await codes.getByText('Over', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('Declined by the advisor').waitFor();
    expect([...advisor.complaints, ...staff.complaints]).toEqual([]);
  });

  it('the operator makes a code that the licensee sees and does not pay for', async () => {
    const operator = await world.visitor();
    const { page } = operator;
    await signIn(page, world.at('ops', '/'), 'ops@operator.example');
    await page
      .getByRole('link', { name: /Aurora Advice/ })
      .first()
      .click();
    const codes = page.getByRole('region', { name: 'Codes', exact: true });
    await codes.getByLabel(/^Code/).fill('FROM-OPERATOR');
    await codes.getByLabel('Credit in EUR').fill('3');
    await codes.getByRole('button', { name: 'Make code' }).click();
    await codes.getByRole('row', { name: /FROM-OPERATOR Open Operator/ }).waitFor();
    await codes.getByRole('button', { name: 'Stop FROM-OPERATOR' }).waitFor();
    await staff.page.goto(world.at('aurora', '/admin/coupons'));
    await staff.page.getByRole('row', { name: /FROM-OPERATOR Open Operator/ }).waitFor();
    expect([...operator.complaints, ...staff.complaints]).toEqual([]);
  });

  it('staff refund a call to the card that paid it, in one act', async () => {
    const { page } = staff;
    await page.goto(world.at('aurora', `/admin/calls/${running!.id}`));
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'To the card that paid' }).check();
    await dialog.getByText('can go to the card. €0.00 stays in the wallet.', { exact: false }).waitFor();
    await dialog.getByLabel('Reason').fill('Poor line');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: /^Give back €/ }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('In the wallet: €0.00.', { exact: false }).waitFor();
    const paidBack = async () =>
      (
        await world
          .api('aurora')
          .get<{ data: { cause: string; parts: { status: string }[] }[] }>('/v1/wallet/refunds', caller)
      ).data;
    const isBack = async () => (await paidBack())[0]?.parts.every(({ status }) => status === 'succeeded') === true;
    expect(await until(isBack, 40_000, 500)).toBe(true);
    expect((await paidBack()).map(({ cause }) => cause)).toEqual(['call_refund']);
    expect(staff.complaints).toEqual([]);
  });
});
