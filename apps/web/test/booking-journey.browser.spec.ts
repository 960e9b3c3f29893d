import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Account, type Wallet, callerWith, takeBookings, tokenOf } from './support/people.ts';
import { rows } from './support/stripe.ts';
import { type Visitor, type World, openAudibleWorld, signIn } from './support/world.ts';

interface BookingList {
  data: { id: string; status: string; priceMinor: number; callId: string | null }[];
}

describe('from a booking to its call, in two browsers', () => {
  let world: World;
  let caller: Visitor;
  let advisor: Visitor;
  let account: Account;
  let bookPath: string;
  beforeAll(async () => {
    world = await openAudibleWorld();
    [caller, advisor] = [await world.visitor(), await world.visitor({ width: 420, height: 860 })];
    account = await callerWith(world, 'Bea', 10_000);
    await takeBookings(world);
  });
  afterAll(() => world?.close());

  /** Only the clock of the booking is moved. */
  const itsTimeComes = async (): Promise<void> => {
    const db = new pg.Client({ connectionString: world.stack.databaseUrl });
    await db.connect();
    await db.query(
      `update app.booking set starts_at = now(), ends_at = now() + minutes * interval '1 minute', free_at = now() + minutes * interval '1 minute',
         reminded_day_at = now(), reminded_soon_at = now(), due_at = now() + interval '10 minutes'`,
    );
    await db.end();
  };
  const booking = async () =>
    (await world.api('aurora').get<BookingList>('/v1/bookings?limit=1', account.token)).data[0]!;

  it('begins with a slot, its price and what comes back, and holds the money', async () => {
    const { page } = caller;
    await signIn(page, world.at('aurora', '/sign-in'), account.email);
    await page.getByRole('link', { name: /Ada/ }).first().click();
    await page.getByRole('link', { name: 'Book a time' }).click();
    await page.getByRole('heading', { name: 'Book a call with Ada' }).waitFor();
    bookPath = page.url();
    await page.getByText('Times in your time zone', { exact: false }).waitFor();
    await page.locator('button[aria-pressed]').last().click();
    await page.getByText('€29.85 for 15 minutes').waitFor();
    await page.getByText('hold the call at this time even before the 14 days', { exact: false }).waitFor();
    await page.getByText('At least 24 hours before: 100 % come back').waitFor();
    await page.getByRole('button', { name: 'Book for €29.85' }).click();
    await page.getByText('Waiting for the advisor').waitFor();
    const { heldMinor } = await world.api('aurora').get<Wallet>('/v1/wallet', account.token);
    expect(heldMinor).toBe(2_985);
    expect(await rows(world, `select kind, version, locale from app.start_consent where kind = 'booking'`)).toEqual([
      { kind: 'booking', version: 'start-at-once-1', locale: 'en' },
    ]);
  });

  it('names the zone of a time that comes twice in the night when the clocks go back', async () => {
    const { page } = caller;
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setTimezoneOverride', { timezoneId: 'Europe/Berlin' });
    const slot = (from: string, to: string) => ({
      startsAt: `2027-10-31T${from}:00.000Z`,
      endsAt: `2027-10-31T${to}:00.000Z`,
    });
    const data = [slot('00:00', '00:15'), slot('01:00', '01:15'), slot('02:00', '02:15')];
    await page.route('**/v1/advisors/*/slots?*', (route) =>
      route.fulfill({ json: { object: 'list', data, has_more: false, next_cursor: null } }),
    );
    await page.goto(bookPath);
    await page.locator('button[aria-pressed]').last().waitFor();
    expect(await page.locator('button[aria-pressed]').allInnerTexts()).toEqual([
      '02:00 AM GMT+2',
      '02:00 AM GMT+1',
      '3:00 AM',
    ]);
    await page.unroute('**/v1/advisors/*/slots?*');
    await devtools.send('Emulation.setTimezoneOverride', { timezoneId: '' });
    await page.goto(world.at('aurora', '/bookings'));
  });

  it('is accepted by the advisor, and the user sees it without a reload', async () => {
    const { page } = advisor;
    await signIn(page, world.at('aurora', '/pro/'), 'ada@aurora.example');
    await page.goto(world.at('aurora', '/pro/bookings'));
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByText('No requests').waitFor();
    await caller.page.getByText('Agreed', { exact: true }).waitFor();
  });

  it('says what comes back before it is called off', async () => {
    const { page } = caller;
    await page.getByRole('button', { name: 'Call off' }).click();
    await page.getByText('€29.85 of €29.85 come back to you.').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  });

  it('waits for a user who reloads the page after the advisor has started it, and no more once the advisor has left', async () => {
    await itsTimeComes();
    const api = world.api('aurora');
    const token = await tokenOf(api, 'ada@aurora.example');
    const { id } = await booking();
    const { callId } = await api.post<{ callId: string }>(`/v1/bookings/${id}/start`, { token, key: randomUUID() });
    const { page } = caller;
    const way = page.getByRole('link', { name: 'Your advisor is in the booked call. Join it now.' });
    await way.waitFor();
    await page.goto(world.at('aurora', '/'));
    await way.waitFor();
    expect(await way.getAttribute('href')).toBe(`/calls/${callId}`);
    await api.post(`/v1/calls/${callId}/end`, { token });
    await way.waitFor({ state: 'detached', timeout: 60_000 });
  });

  it('is started by the user at its time, rings, and is charged by the agreed price', async () => {
    const { page } = caller;
    await page.goto(world.at('aurora', '/bookings'));
    await page.getByRole('button', { name: 'Start the call' }).click();
    await advisor.page.getByRole('button', { name: /^Accept/ }).click();
    await page.getByRole('button', { name: 'Hang up' }).waitFor({ timeout: 30_000 });
    await page.getByText('Charging', { exact: true }).first().waitFor({ timeout: 90_000 });
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByRole('heading', { name: 'Receipt' }).waitFor({ timeout: 60_000 });
    const done = await booking();
    expect(done.status).toBe('completed');
    const wallet = await world.api('aurora').get<Wallet>('/v1/wallet', account.token);
    expect(wallet.heldMinor).toBe(0);
    // Who leaves after some seconds pays what who does not come pays: half of 29.85, in favour of who pays. The rest has come back.
    expect(10_000 - wallet.paidMinor).toBe(1_492);
  });
});
