import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { BrowserPush } from './support/browser-push.ts';
import { tooWideAt, violations } from './support/checks.ts';
import { callerWith, goOnline, soon, tokenOf } from './support/people.ts';
import { type Visitor, type World, openAudibleWorld, signIn } from './support/world.ts';

interface Entry {
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

describe('an advisor who is rung by push', () => {
  let world: World;
  let advisor: Visitor;
  let caller: Visitor;
  let push: BrowserPush;
  let callerPush: BrowserPush;
  let adaId: string;
  let caraEmail: string;
  /** A page of the same browser that has nothing to do with the console. */
  let elsewhere: Page;
  let path: string;
  beforeAll(async () => {
    world = await openAudibleWorld({ SANDBOX_WEB_PUSH: '1' });
    const cara = await callerWith(world, 'Cara', 5_000);
    advisor = await world.visitor({ width: 420, height: 860 });
    caller = await world.visitor();
    callerPush = await BrowserPush.on(world, caller.context, world.at('aurora', ''), '/');
    caraEmail = cara.email;
    await signIn(caller.page, world.at('aurora', '/sign-in'), cara.email);
    push = await BrowserPush.on(world, advisor.context, world.at('aurora', ''));
    const advisors = await world.api('aurora').get<{ data: { id: string; displayName: string }[] }>('/v1/advisors');
    adaId = advisors.data.find(({ displayName }) => displayName === 'Ada')!.id;
    path = `/calls/new?advisor=${adaId}&medium=voice`;
  });
  afterAll(() => world?.close());

  const timeline = async (id: string): Promise<Entry[]> => {
    const token = await tokenOf(world.api('aurora'), 'owner@aurora.example');
    const { entries } = await world.api('aurora').get<{ entries: Entry[] }>(`/v1/staff/calls/${id}/timeline`, token);
    return entries.filter(({ kind }) => kind === 'rung' || kind === 'heard');
  };
  const passCheck = async (): Promise<void> => {
    const { page } = caller;
    await page.goto(world.at('aurora', path));
    const allow = page.getByRole('button', { name: 'Allow the microphone' });
    const start = page.getByRole('button', { name: 'Start paid call' });
    await allow.or(start).first().waitFor();
    if (await start.isVisible()) return;
    await allow.click();
    await page.getByText('You can be heard.').waitFor();
    await page.getByText('Pass: your connection is good.').or(page.getByText('Warning: your connection')).waitFor();
    await page.getByRole('button', { name: 'Continue to the price' }).click();
    await start.waitFor();
  };
  /** From the price to the ring. */
  const ring = async (topic: string): Promise<string> => {
    const { page } = caller;
    await passCheck();
    await page.getByLabel('Topic').fill(topic);
    await page.getByRole('button', { name: 'Start paid call' }).click();
    await page.getByText('Rings for another').waitFor();
    return new URL(page.url()).pathname.split('/').at(-1)!;
  };

  it('allows it with one click, and a test message that comes back proves it', async () => {
    const { page } = advisor;
    await signIn(page, world.at('aurora', '/pro/'), 'ada@aurora.example');
    await goOnline(page);
    expect(await push.count()).toBe(0);
    await page.getByRole('button', { name: 'Allow push messages' }).click();
    await page.getByText('Allowed. A test message is on its way').waitFor();
    const test = await push.next();
    expect(Object.keys(test).sort()).toEqual(['nonce', 'type']);
    await push.deliver(test, page);
    await page.getByText('A test message came back to this device').waitFor();
    expect((await push.notifications()).map(({ body }) => body)).toEqual(['Push messages reach this device.']);
    expect(await violations(page)).toEqual([]);
    expect(await tooWideAt(page, [390, 320])).toEqual([]);
    await page.goto(world.at('aurora', '/pro/account'));
    const list = page.getByRole('region', { name: 'Devices that ring' });
    await list.getByText('This device').waitFor();
    await list.getByText('A test message came back').waitFor();
    // All of the page at once: a box that the bar at the bottom happens to cover would be too small to hit.
    await page.setViewportSize({ width: 420, height: 2_400 });
    expect(await violations(page)).toEqual([]);
    expect(advisor.complaints).toEqual([]);
  });

  it('is rung while no page of the console is open, sees who calls, answers, and is connected; the call says which device heard it', async () => {
    elsewhere = await advisor.context.newPage();
    await elsewhere.goto(world.at('aurora', '/legal/imprint'));
    await advisor.page.close();
    const id = await ring('Out of the dark');
    const pushed = await push.next();
    expect(pushed).toEqual({
      type: 'call.ring',
      callId: id,
      expiresAt: expect.stringMatching(/Z$/),
      token: expect.any(String),
    });
    await push.deliver(pushed, elsewhere);
    const [shown] = await soon('the notification', 10_000, async () => {
      const all = (await push.notifications()).filter(({ tag }) => tag === id);
      return all.length > 0 ? all : undefined;
    });
    expect(shown!.title).toMatch(/^Guest [0-9A-Z]{6}$/);
    expect(shown!.body).toMatch(/^Incoming call · Aurora/);
    expect(JSON.stringify(shown)).not.toContain('Cara');

    // No test can press what the system shows: the worker is told of the click, and where it leads is opened by hand.
    const worker = await push.worker();
    const opened = await worker.evaluate(`(async () => {
      const opened = [];
      self.clients.openWindow = async (url) => { opened.push(url); return null; };
      const [notification] = await registration.getNotifications({ tag: ${JSON.stringify(id)} });
      self.onerror = () => true;
      self.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
      for (let i = 0; i < 50 && opened.length === 0; i++) await new Promise((done) => setTimeout(done, 20));
      return opened;
    })()`);
    expect(opened).toEqual([world.at('aurora', '/pro/')]);
    expect((await push.notifications()).filter(({ tag }) => tag === id)).toEqual([]);
    const page = await advisor.context.newPage();
    advisor = { ...advisor, page };
    await page.goto((opened as string[])[0]!);
    const overlay = page.getByRole('dialog', { name: shown!.title });
    await overlay.getByText('Out of the dark').waitFor();
    await overlay.getByRole('button', { name: 'Accept' }).click();
    for (const { page } of [caller, advisor])
      await page.getByText('Charging', { exact: true }).first().waitFor({ timeout: 90_000 });

    const entries = await timeline(id);
    const devices = entries.filter(({ data }) => data['channel'] === 'web_push');
    expect(devices.map(({ kind, data }) => [kind, data['step'], data['outcome']])).toEqual([
      ['rung', 'push', 'delivered'],
      ['heard', 'push', 'delivered'],
    ]);
    // Nothing further was tried.
    expect(entries.filter(({ kind, data }) => kind === 'rung' && data['step'] !== 'push')).toEqual([]);
    expect(await push.next()).toEqual({ type: 'call.cancel', callId: id, why: 'accepted' });
    await caller.page.getByTestId('hang-up').click();
  });

  it('sees a missed call instead of the ring when the caller gives up', async () => {
    await soon('the call is over', 40_000, async () => {
      const { data } = await world
        .api('aurora')
        .get<{ data: unknown[] }>('/v1/calls?state=live', await tokenOf(world.api('aurora'), 'ada@aurora.example'));
      return data.length === 0 ? true : undefined;
    });
    await advisor.page.close();
    const id = await ring('In vain');
    await push.deliver(await push.next(), elsewhere);
    await soon('the notification', 10_000, async () =>
      (await push.notifications()).some(({ tag }) => tag === id) ? true : undefined,
    );
    await caller.page.getByRole('button', { name: 'Cancel for free' }).click();
    const cancel = await push.next();
    expect(cancel).toEqual({ type: 'call.cancel', callId: id, why: 'cancelled' });
    await push.deliver(cancel, elsewhere);
    await soon('the missed call', 10_000, async () => {
      const all = (await push.notifications()).filter(({ tag }) => tag === id);
      return all.length === 1 && /^Missed call · Aurora/.test(all[0]!.body) ? true : undefined;
    });
  });

  it('is rung there no more once it is turned off', async () => {
    const page = await advisor.context.newPage();
    await page.goto(world.at('aurora', '/pro/'));
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByRole('button', { name: 'Allow push messages' }).waitFor();
    const { data } = await world
      .api('aurora')
      .get<{ data: { platform: string }[] }>('/v1/devices', await tokenOf(world.api('aurora'), 'ada@aurora.example'));
    expect(data.filter(({ platform }) => platform === 'web')).toEqual([]);
  });

  it('a user who waits for an advisor is told in the browser that they allowed, and nowhere after the sign-out', async () => {
    const { page } = caller;
    const ada = await tokenOf(world.api('aurora'), 'ada@aurora.example');
    await world.api('aurora').text('PUT', '/v1/advisors/me/availability', { token: ada, body: { available: false } });
    await page.goto(world.at('aurora', '/account/messages'));
    expect(await callerPush.count()).toBe(0);
    await page.getByRole('button', { name: 'Allow push messages' }).click();
    await page.getByText('Allowed. A test message is on its way').waitFor();
    await callerPush.deliver(await callerPush.next(), page);
    await page.getByText('Push messages reach this device.').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await tooWideAt(page, [390, 320])).toEqual([]);

    await page.goto(world.at('aurora', `/advisors/${adaId}`));
    await page.getByRole('button', { name: 'Tell me when online' }).click();
    await page.getByText('You are told').first().waitFor();
    await world.api('aurora').text('PUT', '/v1/advisors/me/availability', { token: ada, body: { available: true } });
    const pushed = await callerPush.next();
    expect(pushed).toEqual({ type: 'notice', kind: 'advisor_online', path: `/advisors/${adaId}` });
    await callerPush.deliver(pushed, page);
    await soon('the notification', 10_000, async () => {
      const all = await callerPush.notifications();
      return all.some(({ body }) => body === 'The advisor whom you wait for is online.') ? true : undefined;
    });
    const [shown] = (await callerPush.notifications()).filter(({ tag }) => tag === 'notice');
    expect([shown!.title, JSON.stringify(shown).includes('Ada')]).toEqual(['AURORA', false]);

    await page.getByRole('button', { name: 'Sign out' }).first().click();
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
    const cara = await tokenOf(world.api('aurora'), caraEmail);
    const { data } = await world.api('aurora').get<{ data: unknown[] }>('/v1/devices', cara);
    expect(data).toEqual([]);
    expect(caller.complaints).toEqual([]);
  });
});
