import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Api } from '../../../../scripts/demo/api.ts';
import { PASSWORD, type World } from './world.ts';

export interface Wallet {
  readonly paidMinor: number;
  readonly heldMinor: number;
  readonly availableMinor: number;
}

export interface Account {
  readonly email: string;
  readonly token: string;
}

const CARD = '4242424242424242';

/** Tries again until something is there. */
export async function soon<T>(what: string, ms: number, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + ms; ;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

export async function tokenOf(api: Api, email: string, password = PASSWORD): Promise<string> {
  const { accessToken } = await api.post<{ accessToken: string }>('/v1/auth/sign-in', { body: { email, password } });
  return accessToken;
}

/** What the site asks people before they may pay, said by the API. */
export async function agree(world: World, token: string): Promise<void> {
  const consents = ['terms', 'privacy'].map((kind) => ({ kind, version: 1, locale: 'en', granted: true }));
  await world.api('aurora').post('/v1/me/consents', { token, body: { consents } });
}

/** Money for a caller of aurora by the hosted page, without a browser; the card is kept. */
export async function fund(
  world: World,
  token: string,
  amountMinor: number,
  card = CARD,
  /** `second/` when the money is at the licensee's own account. */
  at: '' | 'second/' = '',
): Promise<void> {
  const api = world.api('aurora');
  const { paidMinor: before } = await api.get<Wallet>('/v1/wallet', token);
  const { checkoutUrl } = await api.post<{ checkoutUrl: string }>('/v1/top-ups', {
    token,
    key: randomUUID(),
    body: { amountMinor, method: 'checkout', saveCard: true },
  });
  const session = /\/(cs_[^/?#]+)/.exec(checkoutUrl)![1]!;
  const paid = await fetch(`${world.stack.urls.stripe!}/_control/${at}checkout/${session}/pay`, {
    method: 'POST',
    body: JSON.stringify({ card, save: true }),
    headers: { 'content-type': 'application/json' },
  });
  if (!paid.ok) throw new Error(`the sandbox did not pay: ${await paid.text()}`);
  await soon('the money', 20_000, async () =>
    (await api.get<Wallet>('/v1/wallet', token)).paidMinor === before + amountMinor ? true : undefined,
  );
}

/** A caller with money and a saved card, made by the API alone. */
export async function callerWith(
  world: World,
  displayName: string,
  amountMinor: number,
  card = CARD,
): Promise<Account> {
  const api = world.api('aurora');
  const email = `${displayName.toLowerCase()}-${Date.now()}@mail.example`;
  await api.post('/v1/auth/sign-up', { body: { email, password: PASSWORD, displayName, adult: true } });
  const token = await tokenOf(api, email);
  await agree(world, token);
  await fund(world, token, amountMinor, card);
  return { email, token };
}

/** Ada is there around the clock and takes bookings at any notice. */
export async function takeBookings(world: World): Promise<void> {
  const api = world.api('aurora');
  const token = await tokenOf(api, 'ada@aurora.example');
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00' }));
  const schedule = { timeZone: 'Europe/Berlin', weekly, exceptions: [] };
  await api.send('PUT', '/v1/advisors/me/schedule', { token, body: schedule });
  const body = {
    isOn: true,
    lengths: [15, 30],
    bufferMinutes: 0,
    noticeMinutes: 0,
    aheadDays: 14,
    autoAccept: false,
  };
  await api.send('PUT', '/v1/advisors/me/booking-settings', { token, body });
}

/** The licensee changes its rules for calls and top-ups. */
export async function changePricing(world: World, changes: object): Promise<void> {
  const api = world.api('aurora');
  const token = await tokenOf(api, 'owner@aurora.example');
  await api.text('PATCH', '/v1/staff/pricing', { token, body: changes });
}

/** The advisor goes online by hand; the seed may have done it. */
export async function goOnline(page: Page): Promise<void> {
  const online = page.getByRole('switch', { name: /Take calls/ });
  await online.waitFor();
  if (!(await online.isChecked())) await online.click();
  await page.getByText('Callers see you and can call you', { exact: false }).waitFor();
}

/** Pays on the hosted page of the sandbox. */
export async function pay(page: Page, card: string): Promise<void> {
  await page.getByLabel('Card number').fill(card);
  await page.getByLabel('Expiry').fill('12 / 34');
  await page.getByLabel('CVC').fill('123');
  const email = page.getByLabel('Email');
  if (await email.isEditable()) await email.fill('uma@aurora.example');
  const terms = page.locator('#terms');
  if (await terms.count()) await terms.check();
  const save = page.locator('input[name=save]');
  if (await save.count()) await save.check();
  await page.locator('#pay').click();
}
