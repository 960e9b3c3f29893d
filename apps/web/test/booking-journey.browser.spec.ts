import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Account, type Wallet, callerWith, takeBookings, tokenOf } from './support/people.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

interface BookingList {
  data: { id: string; status: string; priceMinor: number; callId: string | null }[];
}

describe('from a booking to its call, in two browsers', () => {
  let world: World;
  let caller: Visitor;
  let advisor: Visitor;
  let account: Account;
  beforeAll(async () => {
    world = await openWorld();
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
    await page.getByText('Times in your time zone', { exact: false }).waitFor();
    await page.locator('button[aria-pressed]').last().click();
    await page.getByText('€29.85 for 15 minutes').waitFor();
    await page.getByText('At least 24 hours before: 100 % come back').waitFor();
    await page.getByRole('button', { name: 'Book for €29.85' }).click();
    await page.getByText('Waiting for the advisor').waitFor();
    const { heldMinor } = await world.api('aurora').get<Wallet>('/v1/wallet', account.token);
    expect(heldMinor).toBe(2_985);
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
    await page.getByText('Charging', { exact: true }).first().waitFor({ timeout: 40_000 });
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
