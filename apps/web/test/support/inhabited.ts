import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { callerWith, fund, takeBookings, tokenOf } from './people.ts';
import { disputeNewestPayment } from './stripe.ts';
import { type Visitor, type World, signIn } from './world.ts';

export type Face = 'site' | 'pro' | 'admin' | 'ops';

/** A page of a face, and whether one must be signed in to see it. */
export interface PageOf {
  readonly face: Face;
  /** Name of its picture. */
  readonly name: string;
  readonly path: string;
}

/** A platform in which something has happened: a top-up, a call, a rating, money on its way back, a dispute. One signed-in browser for each face. */
export interface Inhabited {
  readonly people: Readonly<Record<Face, Visitor>>;
  readonly pages: readonly PageOf[];
  /** Address of a page. */
  readonly at: (page: Pick<PageOf, 'face' | 'path'>) => string;
}

interface List {
  data: { id: string; displayName?: string; name?: string; accountId?: string | null }[];
}

const LOGIN = {
  pro: ['aurora', '/pro/', 'ada@aurora.example'],
  admin: ['aurora', '/admin/', 'owner@aurora.example'],
  ops: ['ops', '/', 'ops@operator.example'],
} as const;

/** Pages that a stranger sees. */
export const PUBLIC_PAGES: readonly PageOf[] = [
  { face: 'site', name: 'sign-in', path: '/sign-in' },
  { face: 'site', name: 'sign-up', path: '/sign-up' },
  { face: 'site', name: 'terms', path: '/legal/terms' },
  { face: 'site', name: 'help', path: '/help' },
  { face: 'site', name: 'forgotten-password', path: '/forgotten-password' },
  { face: 'site', name: 'reset-password', path: '/reset-password' },
  { face: 'site', name: 'unsubscribe', path: '/unsubscribe' },
  { face: 'pro', name: 'sign-in', path: '/pro/' },
  { face: 'pro', name: 'forgotten-password', path: '/pro/forgotten-password' },
  { face: 'admin', name: 'sign-in', path: '/admin/' },
  { face: 'admin', name: 'reset-password', path: '/admin/reset-password' },
  { face: 'ops', name: 'sign-in', path: '/' },
];

/** Moments of the call that somebody may want to look at. */
export interface Moments {
  ringing?(caller: Page, advisor: Page): Promise<void>;
  talking?(caller: Page, advisor: Page): Promise<void>;
  ended?(caller: Page, advisor: Page): Promise<void>;
}

/** Signs somebody in on each face, and lets the caller pay for a call of some seconds. */
export async function inhabit(world: World, moments: Moments = {}): Promise<Inhabited> {
  const [site, pro, admin, ops] = await Promise.all([
    world.visitor(),
    world.visitor({ width: 420, height: 860 }),
    world.visitor(),
    world.visitor(),
  ]);
  const people = { site, pro, admin, ops };
  const caller = await callerWith(world, 'Carla', 2_500);
  await signIn(site.page, world.at('aurora', '/sign-in'), caller.email);
  for (const face of ['pro', 'admin', 'ops'] as const) {
    const [host, path, email] = LOGIN[face];
    await signIn(people[face].page, world.at(host, path), email);
  }
  const api = world.api('aurora');
  const advisors = (await api.get<List>('/v1/advisors', caller.token)).data;
  const ada = advisors.find(({ displayName }) => displayName === 'Ada')!;
  await call(world, people, ada.id, moments);
  const owner = await tokenOf(api, LOGIN.admin[2]);
  await takeBookings(world);
  await moveMoney(world, caller.token);
  const id = async (path: string, token = owner): Promise<string> => (await api.get<List>(path, token)).data[0]!.id;
  const callId = await id('/v1/calls', caller.token);
  const [endpointId, deliveryId] = await hook(world, owner);
  const operator = await tokenOf(world.api('ops'), LOGIN.ops[2]);
  const licensees = await world.api('ops').get<List>('/v1/operator/licensees', operator);
  const aurora = licensees.data.find(({ name }) => name?.startsWith('Aurora'))!;
  const { data: totals } = await api.get<List>('/v1/staff/ledger/accounts', owner);
  // Of the accounts of a kind, only those that are one for all have a page in that list.
  const accountId = totals.find((total) => total.accountId)!.accountId!;
  const page = (face: Face, name: string, path: string): PageOf => ({ face, name, path });
  return {
    people,
    at: ({ face, path }) => world.at(face === 'ops' ? 'ops' : 'aurora', path),
    pages: [
      page('site', 'directory', '/'),
      page('site', 'advisor', `/advisors/${ada.id}`),
      page('site', 'wallet', '/wallet'),
      page('site', 'history', '/history'),
      page('site', 'receipt', `/history/${callId}`),
      page('site', 'book', `/advisors/${ada.id}/book`),
      page('site', 'bookings', '/bookings'),
      page('site', 'account', '/account'),
      page('site', 'privacy', '/account/privacy'),
      page('site', 'messages', '/account/messages'),
      page('site', 'check', `/calls/new?advisor=${ada.id}`),
      page('pro', 'home', '/pro/'),
      page('pro', 'earnings', '/pro/earnings'),
      page('pro', 'payouts', '/pro/payouts'),
      page('pro', 'calls', '/pro/calls'),
      page('pro', 'bookings', '/pro/bookings'),
      page('pro', 'schedule', '/pro/schedule'),
      page('pro', 'profile', '/pro/profile'),
      page('pro', 'prices', '/pro/prices'),
      page('pro', 'statistics', '/pro/statistics'),
      page('pro', 'complaints', '/pro/complaints?state=all'),
      page('pro', 'callbacks', '/pro/callbacks'),
      page('pro', 'account', '/pro/account'),
      page('pro', 'links', '/pro/links'),
      page('pro', 'calendars', '/pro/calendars'),
      page('admin', 'home', '/admin/'),
      page('admin', 'brand', '/admin/brand'),
      page('admin', 'domains', '/admin/domains'),
      page('admin', 'legal', '/admin/legal'),
      page('admin', 'legal-editor', '/admin/legal/terms/en'),
      page('admin', 'mail', '/admin/mail'),
      page('admin', 'mail-words', '/admin/mail/call_receipt/en'),
      page('admin', 'pricing', '/admin/pricing'),
      page('admin', 'licence', '/admin/licence'),
      page('admin', 'advisors', '/admin/advisors'),
      page('admin', 'advisor', `/admin/advisors/${ada.id}`),
      page('admin', 'invite', '/admin/advisors/invite'),
      page('admin', 'people', '/admin/people'),
      page('admin', 'person', `/admin/people/${await id('/v1/staff/people?role=end_user')}`),
      page('admin', 'calls', '/admin/calls'),
      page('admin', 'call', `/admin/calls/${callId}`),
      page('admin', 'bookings', '/admin/bookings'),
      page('admin', 'booking-rules', '/admin/bookings?show=rules'),
      page('admin', 'reports', '/admin/reports'),
      page('admin', 'complaints', '/admin/complaints'),
      page('admin', 'complaint-rules', '/admin/complaints?state=rules'),
      page('admin', 'stripe', '/admin/stripe'),
      page('admin', 'payouts', '/admin/payouts'),
      page('admin', 'payout-nettings', '/admin/payouts?view=nettings'),
      page('admin', 'payout-accounts', '/admin/payouts?view=accounts'),
      page('admin', 'payout-debts', '/admin/payouts?view=debts'),
      page('admin', 'payout-tax', '/admin/payouts?view=tax'),
      page('admin', 'payout-rules', '/admin/payouts?view=rules'),
      page('admin', 'disputes', '/admin/disputes'),
      page('admin', 'dispute', `/admin/disputes/${await id('/v1/staff/disputes')}`),
      page('admin', 'ledger', '/admin/ledger'),
      page('admin', 'transaction', `/admin/ledger/transactions/${await id('/v1/staff/ledger/transactions')}`),
      page('admin', 'accounts', '/admin/ledger/accounts'),
      page('admin', 'seals', '/admin/ledger/seals'),
      page('admin', 'account', `/admin/ledger/accounts/${accountId}`),
      page('admin', 'tax', '/admin/tax'),
      page('admin', 'coupons', '/admin/coupons'),
      page('admin', 'referrals', '/admin/referrals'),
      page('admin', 'exports', '/admin/exports'),
      page('admin', 'team', '/admin/team'),
      page('admin', 'developers', '/admin/developers'),
      page('admin', 'audit', '/admin/audit'),
      page('admin', 'webhooks', '/admin/webhooks'),
      page('admin', 'webhook', `/admin/webhooks/${endpointId}`),
      page('admin', 'webhook-delivery', `/admin/webhooks/deliveries/${deliveryId}`),
      page('admin', 'events', '/admin/events'),
      page('admin', 'own-account', '/admin/account'),
      page('ops', 'licensees', '/'),
      page('ops', 'new-licensee', '/licensees/new'),
      page('ops', 'licensee', `/licensees/${aurora.id}`),
      page('ops', 'plans', '/plans'),
      page('ops', 'invoices', '/invoices'),
      page('ops', 'revenue', '/revenue'),
      page('ops', 'treasury', '/treasury'),
      page('ops', 'tax', '/tax'),
      page('ops', 'health', '/health'),
      page('ops', 'reconciliation', '/reconciliation'),
      page('ops', 'dead-jobs', '/dead-jobs'),
      page('ops', 'audit', '/audit'),
      page('ops', 'account', '/account'),
    ],
  };
}

/** The advisor has a payout account; a part of the caller's money goes back to the card; the wallet tops itself up; a bank asks for another payment. */
async function moveMoney(world: World, caller: string): Promise<void> {
  const api = world.api('aurora');
  const ada = await tokenOf(api, LOGIN.pro[2]);
  const account = { country: 'DE', entityType: 'individual' };
  await api.post('/v1/payout-account', { token: ada, key: randomUUID(), body: account });
  await api.post('/v1/wallet/refunds', { token: caller, key: randomUUID(), body: { amountMinor: 500 } });
  await fund(world, caller, 2_000);
  const cards = await api.get<List>('/v1/cards', caller);
  const terms = { cardId: cards.data[0]!.id, thresholdMinor: 100, amountMinor: 2_000, monthlyCapMinor: 8_000 };
  await api.send('PUT', '/v1/wallet/auto-top-up', { token: caller, body: { ...terms, agreed: true, locale: 'en' } });
  await disputeNewestPayment(world);
}

async function call(
  world: World,
  { site, pro: advisor }: Record<'site' | 'pro', Visitor>,
  advisorId: string,
  { ringing, talking, ended }: Moments,
): Promise<void> {
  const { page } = site;
  const { page: pro } = advisor;
  await page.goto(world.at('aurora', `/calls/new?advisor=${advisorId}`));
  await page.getByRole('button', { name: 'Allow the microphone' }).click();
  await page.getByRole('button', { name: 'Continue to the price' }).click({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Start paid call' }).click();
  await page.getByText('Rings for another', { exact: false }).waitFor();
  await pro.getByRole('button', { name: /^Accept/ }).waitFor();
  await ringing?.(page, pro);
  await pro.getByRole('button', { name: /^Accept/ }).click();
  await page.getByText('Charging', { exact: true }).first().waitFor({ timeout: 90_000 });
  // Twenty seconds are free, and the last ones before the end may not count: a price must come about.
  await page
    .getByTestId('meter-elapsed')
    .filter({ hasText: /0:2[4-9]|0:[3-5]|[1-9]:/ })
    .waitFor({ timeout: 60_000 });
  await talking?.(page, pro);
  await page.getByRole('button', { name: 'Hang up' }).click();
  await page.getByRole('heading', { name: 'Receipt' }).waitFor({ timeout: 60_000 });
  await ended?.(page, pro);
  await page.getByRole('radio', { name: /5/ }).first().check({ force: true });
  await page.getByRole('button', { name: 'Send rating' }).click();
}

/** An endpoint where nobody listens, and a message to it. */
async function hook(world: World, owner: string): Promise<[endpointId: string, deliveryId: string]> {
  const api = world.api('aurora');
  const body = { url: 'http://127.0.0.1:9/hooks', eventTypes: ['*'], description: 'Nobody listens' };
  const endpoint = await api.post<{ id: string }>('/v1/webhook-endpoints', { token: owner, body });
  const example = await api.post<{ id: string }>(`/v1/webhook-endpoints/${endpoint.id}/examples`, {
    token: owner,
    body: { type: 'call.ended' },
  });
  return [endpoint.id, example.id];
}
