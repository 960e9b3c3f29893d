import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { agree, tokenOf } from './support/people.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

interface View {
  readonly host: 'aurora' | 'ops';
  readonly path: string;
  /** Path of the read that the view shows. */
  readonly api: string;
  /** What is seen once it is there. */
  readonly ready: string | RegExp;
  /** Title of the view without rows, and its next action; null where there is always something to show. */
  readonly empty: readonly [title: string, action: string | null] | null;
}

const VIEWS = {
  site: [
    {
      host: 'aurora',
      path: '/wallet',
      api: '/v1/wallet/refundable',
      ready: 'Nothing can be paid back now.',
      empty: null,
    },
    {
      host: 'aurora',
      path: '/wallet',
      api: '/v1/wallet/auto-top-up',
      ready: 'Your wallet can top itself up',
      empty: null,
    },
    { host: 'aurora', path: '/', api: '/v1/advisors', ready: 'Ada', empty: ['No advisor found', 'Look again'] },
    {
      host: 'aurora',
      path: '/wallet',
      api: '/v1/wallet/statement',
      ready: 'Nothing booked yet',
      empty: ['Nothing booked yet', 'To the top-up'],
    },
    {
      host: 'aurora',
      path: '/wallet',
      api: '/v1/wallet',
      ready: 'Part of the available balance, spent first',
      empty: null,
    },
    {
      host: 'aurora',
      path: '/history',
      api: '/v1/calls',
      ready: 'You have not called anybody yet.',
      empty: ['You have not called anybody yet.', 'All advisors'],
    },
    {
      host: 'aurora',
      path: '/bookings',
      api: '/v1/bookings',
      ready: 'No bookings',
      empty: ['No bookings', 'All advisors'],
    },
  ],
  pro: [
    {
      host: 'aurora',
      path: '/pro/calls',
      api: '/v1/calls',
      ready: 'No calls yet',
      empty: ['No calls yet', 'To the start page'],
    },
    {
      host: 'aurora',
      path: '/pro/earnings',
      api: '/v1/advisor/earnings',
      ready: 'No earnings yet',
      empty: ['No earnings yet', 'To the start page'],
    },
    {
      host: 'aurora',
      path: '/pro/payouts',
      api: '/v1/advisor/payouts',
      ready: 'No payouts yet',
      empty: ['No payouts yet', 'To your earnings'],
    },
    { host: 'aurora', path: '/pro/payouts', api: '/v1/payout-account', ready: 'Go on to Stripe', empty: null },
    {
      host: 'aurora',
      path: '/pro/bookings',
      api: '/v1/bookings',
      ready: 'No requests',
      empty: ['No requests', null],
    },
    { host: 'aurora', path: '/pro/schedule', api: '/v1/advisors/me/schedule', ready: 'Monday', empty: null },
  ],
  admin: [
    { host: 'aurora', path: '/admin/', api: '/v1/staff/dashboard', ready: 'Live calls', empty: null },
    {
      host: 'aurora',
      path: '/admin/advisors',
      api: '/v1/staff/advisors',
      ready: 'Ada',
      empty: ['No advisors yet', 'Invite advisor'],
    },
    {
      host: 'aurora',
      path: '/admin/people',
      api: '/v1/staff/people',
      ready: 'Uma User',
      empty: ['Nobody yet', 'Open the site'],
    },
    {
      host: 'aurora',
      path: '/admin/calls',
      api: '/v1/calls',
      ready: 'No calls yet',
      empty: ['No calls yet', 'See who takes calls'],
    },
    {
      host: 'aurora',
      path: '/admin/bookings',
      api: '/v1/staff/bookings',
      ready: 'No bookings',
      empty: ['No bookings', null],
    },
    {
      host: 'aurora',
      path: '/admin/payouts',
      api: '/v1/staff/payouts',
      ready: 'No payouts yet',
      empty: ['No payouts yet', null],
    },
    {
      host: 'aurora',
      path: '/admin/stripe',
      api: '/v1/staff/stripe',
      ready: 'Payments go to the account of the operator',
      empty: null,
    },
    {
      host: 'aurora',
      path: '/admin/disputes?state=all',
      api: '/v1/staff/disputes',
      ready: 'No disputes',
      empty: ['No disputes', null],
    },
    {
      host: 'aurora',
      path: '/admin/ledger',
      api: '/v1/staff/ledger/transactions',
      ready: 'No entries yet',
      empty: ['No entries yet', 'To the people'],
    },
    {
      host: 'aurora',
      path: '/admin/ledger/seals',
      api: '/v1/staff/ledger/checkpoints',
      ready: 'No seal yet',
      empty: ['No seal yet', null],
    },
    {
      host: 'aurora',
      path: '/admin/developers',
      api: '/v1/staff/api-keys',
      ready: 'No keys yet',
      empty: ['No keys yet', null],
    },
    {
      host: 'aurora',
      path: '/admin/developers',
      api: '/v1/staff/api-access',
      ready: 'No requests yet',
      empty: ['No requests yet', null],
    },
    {
      host: 'aurora',
      path: '/admin/developers',
      api: '/v1/staff/sign-in-keys',
      ready: 'No sign-in keys yet',
      empty: ['No sign-in keys yet', null],
    },
    {
      host: 'aurora',
      path: '/admin/audit',
      api: '/v1/staff/audit',
      ready: /published/,
      empty: ['No entries', 'Clear filters'],
    },
    {
      host: 'aurora',
      path: '/admin/webhooks',
      api: '/v1/webhook-endpoints',
      ready: 'No endpoints yet',
      empty: ['No endpoints yet', 'Add endpoint'],
    },
    {
      host: 'aurora',
      path: '/admin/events',
      api: '/v1/events',
      ready: 'advisor.created',
      empty: ['Nothing happened yet', null],
    },
  ],
  ops: [
    {
      host: 'ops',
      path: '/',
      api: '/v1/operator/licensees',
      ready: 'Aurora Advice',
      empty: ['There is no licensee yet', 'Create a licensee'],
    },
    { host: 'ops', path: '/health', api: '/v1/operator/health', ready: 'Database', empty: null },
    {
      host: 'ops',
      path: '/treasury',
      api: '/v1/operator/treasury',
      ready: /There is no money yet|Owed to others/,
      empty: ['There is no money yet', null],
    },
    {
      host: 'ops',
      path: '/treasury',
      api: '/v1/operator/payouts',
      ready: 'Nothing was paid out yet',
      empty: ['Nothing was paid out yet', null],
    },
    {
      host: 'ops',
      path: '/treasury',
      api: '/v1/operator/treasury/ages',
      ready: 'No caller has unspent money',
      empty: ['No caller has unspent money', null],
    },
    {
      host: 'ops',
      path: '/treasury',
      api: '/v1/operator/treasury/safeguarding/moves',
      ready: 'Nothing was moved yet',
      empty: ['Nothing was moved yet', null],
    },
    {
      host: 'ops',
      path: '/tax',
      api: '/v1/operator/tax-rates',
      ready: 'Austria',
      empty: ['There is no rate yet', 'Add the rate'],
    },
    {
      host: 'ops',
      path: '/tax',
      api: '/v1/operator/dac7',
      ready: 'Nothing to report',
      empty: ['Nothing to report', null],
    },
    {
      host: 'ops',
      path: '/reconciliation',
      api: '/v1/operator/stripe/comparisons',
      ready: "Stripe's balance has not been compared yet.",
      empty: ["Stripe's balance has not been compared yet.", 'Compare with Stripe now'],
    },
    {
      host: 'ops',
      path: '/dead-jobs',
      api: '/v1/operator/dead-jobs',
      ready: 'No job was given up',
      empty: ['No job was given up', null],
    },
  ],
} as const satisfies Record<string, readonly View[]>;
type Face = keyof typeof VIEWS;

const NOTHING = { object: 'list', data: [], has_more: false, next_cursor: null };
const REQUEST_ID = 'req_states_0001';
const PROBLEM = {
  type: 'about:blank',
  title: 'Internal error',
  status: 500,
  code: 'internal',
  detail: '',
  requestId: REQUEST_ID,
};

describe('each view of data has its four states', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    await agree(world, await tokenOf(world.api('aurora'), 'user@aurora.example'));
  });
  afterAll(() => world?.close());

  /** What is wrong with one view, in words; nothing when it has its states. */
  async function faultsOf(page: Page, view: View): Promise<string[]> {
    const faults: string[] = [];
    const main = page.locator('main');
    // The list of what runs is a view of its own on the page of calls.
    const isRead = (url: URL): boolean => url.pathname === view.api && !url.searchParams.has('state');
    const serve = async (answer: (route: Route) => Promise<unknown>): Promise<void> => {
      await page.unroute(isRead);
      await page.route(isRead, (route) => (route.request().method() === 'GET' ? answer(route) : route.fallback()));
    };
    const sees = async (what: string, ready: Promise<unknown>): Promise<void> => {
      await ready.catch(() => faults.push(`${view.host}${view.path} (${view.api}): ${what}`));
    };
    const timeout = 12_000;
    const open = (): Promise<unknown> => page.goto(world.at(view.host, view.path));

    let release = (): void => undefined;
    const held = new Promise<void>((done) => (release = done));
    await serve(async (route) => {
      await held;
      await route.continue().catch(() => undefined);
    });
    await open();
    await sees(
      'no skeleton while it loads',
      main.locator('[aria-busy] .mantine-Skeleton-root').first().waitFor({ timeout }),
    );
    if (view.empty && (await main.getByText(view.empty[0], { exact: true }).count()) > 0)
      faults.push(`${view.host}${view.path}: says that it is empty while it loads`);
    release();
    await sees('not ready', main.getByText(view.ready).first().waitFor({ timeout }));

    let isWell = false;
    await serve((route) =>
      isWell
        ? route.continue()
        : route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(PROBLEM) }),
    );
    await open();
    const alert = main.getByRole('alert').filter({ hasText: REQUEST_ID }).first();
    await sees('no error with the request id', alert.waitFor({ timeout }));
    await sees(
      'no plain sentence',
      alert.getByText('Something went wrong on our side', { exact: false }).waitFor({ timeout: 1_000 }),
    );
    isWell = true;
    await sees('no retry', alert.getByRole('button', { name: 'Try again' }).click({ timeout: 2_000 }));
    await sees('retry does not bring it', main.getByText(view.ready).first().waitFor({ timeout }));
    await sees('the error stays', alert.waitFor({ state: 'hidden', timeout: 2_000 }));

    if (view.empty) {
      const [title, action] = view.empty;
      await serve((route) => route.fulfill({ json: NOTHING }));
      await open();
      await sees(`no "${title}"`, main.getByText(title, { exact: true }).first().waitFor({ timeout }));
      if (action !== null)
        await sees(
          `no "${action}"`,
          main
            .getByRole('button', { name: action })
            .or(main.getByRole('link', { name: action }))
            .first()
            .waitFor({ timeout: 2_000 }),
        );
    }
    await page.unroute(isRead);
    return faults;
  }

  it.each<[Face, string, string]>([
    ['site', '/sign-in', 'user@aurora.example'],
    ['pro', '/pro/sign-in', 'ada@aurora.example'],
    ['admin', '/admin/sign-in', 'owner@aurora.example'],
    ['ops', '/', 'ops@operator.example'],
  ])(
    '%s',
    async (face, path, email) => {
      // A console that stays open keeps reading; the service worker of the site would answer for the network.
      const { page, complaints }: Visitor = await world.visitor();
      const host = VIEWS[face][0].host;
      if (face === 'ops') {
        await page.goto(world.at(host, path));
        await page.getByLabel('E-mail').fill(email);
        await page.getByLabel('Password', { exact: false }).first().fill('try-the-platform-2026');
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await page.getByRole('heading', { name: 'Licensees' }).waitFor();
      } else await signIn(page, world.at(host, path), email);
      const faults: string[] = [];
      for (const view of VIEWS[face] as readonly View[]) faults.push(...(await faultsOf(page, view)));
      expect([...faults, ...complaints]).toEqual([]);
    },
    6 * 60_000,
  );
});
