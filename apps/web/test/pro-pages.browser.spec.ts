import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../scripts/processes.ts';
import { agree, fund, tokenOf } from './support/people.ts';
import { type Talk, talk } from './support/talk.ts';
import { type World, openWorld, signIn } from './support/world.ts';

const FREE_SECONDS = 22;
const PAGES = [
  '',
  'calls',
  'earnings',
  'payouts',
  'statistics',
  'bookings',
  'schedule',
  'profile',
  'prices',
  'account',
];

interface Money {
  priceMinor: number;
  split: { advisorMinor: number; licenseeMinor: number; operatorMinor: number; taxMinor: number };
}

describe("an advisor's pages after a paid call", () => {
  let world: World;
  let running: Talk | undefined;
  let money: Money;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    const caller = await tokenOf(world.api('aurora'), 'user@aurora.example');
    const ada = await tokenOf(world.api('aurora'), 'ada@aurora.example');
    await agree(world, caller);
    await fund(world, caller, 5_000);
    running = await talk(world, caller, ada, 'Ada');
    const costs = async (): Promise<boolean> => ((await running!.show()).meter?.connectedSeconds ?? 0) > FREE_SECONDS;
    await until(costs, 60_000, 500);
    const { id } = await running.hangUp();
    const owner = await tokenOf(world.api('aurora'), 'owner@aurora.example');
    money = await world.api('aurora').get<Money>(`/v1/calls/${id}/money`, owner);
  });
  afterAll(async () => {
    running?.stop();
    await world?.close();
  });

  it('show where each cent of the price went, and when it is paid out', async () => {
    const { page } = await world.visitor({ width: 390, height: 844 });
    await signIn(page, world.at('aurora', '/pro/sign-in'), 'ada@aurora.example');
    await page.goto(world.at('aurora', '/pro/earnings'));
    const list = page.getByRole('region', { name: 'Calls and fees of bookings' });
    await list.locator('.mantine-Accordion-control').first().click();
    const table = list.getByRole('table').first();
    await table.waitFor();
    const shown = (await table.getByRole('cell').allInnerTexts()).map((text) =>
      Number.parseInt(text.replace(/[^\d-]/g, ''), 10),
    );
    const { advisorMinor, licenseeMinor, operatorMinor, taxMinor } = money.split;
    expect(shown.slice(0, 5)).toEqual([money.priceMinor, -taxMinor, -operatorMinor, -licenseeMinor, advisorMinor]);
    expect(shown.slice(1, 4).reduce((sum, part) => sum + part, shown[0]!)).toBe(advisorMinor);
    await list.getByText(/^Paid out on .*\d{4}/).waitFor();
  });

  it.each([false, true])('fit a phone without sideways scroll or cut words (dark: %s)', async (dark) => {
    const { page, complaints } = await world.visitor({ width: 390, height: 844, dark });
    await signIn(page, world.at('aurora', '/pro/sign-in'), 'ada@aurora.example');
    const faults: string[] = [];
    for (const path of PAGES) {
      await page.goto(world.at('aurora', `/pro/${path}`));
      await page.locator('main h1').first().waitFor();
      await page
        .locator('[aria-busy=true]')
        .first()
        .waitFor({ state: 'hidden' })
        .catch(() => undefined);
      const found = await page.evaluate(() => {
        const root = document.documentElement;
        const wide = root.scrollWidth > root.clientWidth ? [`${root.scrollWidth - root.clientWidth} px too wide`] : [];
        const cut = [...document.querySelectorAll<HTMLElement>('main *, nav *, header *')]
          .filter((one) => {
            const style = getComputedStyle(one);
            const hides = style.overflowX === 'hidden' || style.overflowX === 'clip';
            const isText = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
            return isText && hides && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1;
          })
          .map((one) => `cut: ${one.textContent?.slice(0, 40)}`);
        return [...wide, ...cut];
      });
      faults.push(...found.map((one) => `/pro/${path}: ${one}`));
      if (process.env['SHOTS'])
        await page.screenshot({
          path: `${process.env['SHOTS']}/${path || 'home'}-${dark ? 'dark' : 'light'}.png`,
          fullPage: true,
        });
    }
    expect([...faults, ...complaints]).toEqual([]);
  });
});
