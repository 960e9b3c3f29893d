import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { headingIs, stopwatch, tooWideAt, violations } from './support/checks.ts';
import { type Account, type Wallet, callerWith, changePricing, goOnline, soon, tokenOf } from './support/people.ts';
import { notGerman, wordsOf } from './support/words.ts';
import { type Visitor, type World, openAudibleWorld, signIn } from './support/world.ts';

interface CallRecord {
  readonly id: string;
  readonly status: string;
  readonly endReason: string | null;
  readonly priceMinor: number | null;
  readonly limitSeconds: number | null;
  readonly endedAt: string | null;
  readonly pauses: readonly { readonly from: string; readonly to: string; readonly cause: string }[];
}

const NARROW = [390, 320];

/** A microphone that does what `sessionStorage.microphone` says; without a word there, the one of the browser. */
const MICROPHONE = `if (navigator.mediaDevices) {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (wish) => {
    const mood = sessionStorage.getItem('microphone');
    if (mood === 'denied') return Promise.reject(new DOMException('', 'NotAllowedError'));
    if (mood === 'silent') return Promise.resolve(new MediaStreamAudioDestinationNode(new AudioContext()).stream);
    return open(wish);
  };
}`;
const microphoneIs = (page: Page, mood: 'denied' | 'silent' | 'fine'): Promise<unknown> =>
  page.evaluate(`sessionStorage.setItem('microphone', '${mood}')`);

/** Whether nothing lies over the middle of an element, and it is on the screen without scrolling. */
const isUncovered = (page: Page, testId: string): Promise<unknown> =>
  page.evaluate(`(() => {
    const element = document.querySelector('[data-testid=${testId}]');
    const { x, y, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  })()`);

/** Waits until the sound of the other side plays on this page. */
const hears = (page: Page): Promise<true> =>
  soon('the sound of the other side', 20_000, async () =>
    (await page.evaluate(`document.querySelector('body > audio')?.currentTime > 0`)) ? true : undefined,
  );

/** `1:02` and `−0:07` as seconds, `€1.02` as cents. */
const seconds = (text: string): number =>
  (text.startsWith('−') ? -1 : 1) *
  text
    .replace(/^[−+]/, '')
    .split(':')
    .reduce((all, part) => all * 60 + Number.parseInt(part, 10), 0);
const cents = (text: string): number => Number.parseInt(text.replace(/[^0-9]/g, ''), 10);
const sum = (lines: readonly [string, string][], read: (text: string) => number): number =>
  lines.reduce((all, [, value]) => all + read(value), 0);

const figure = (what: string, ms: number): void => console.log(`${what}: ${(ms / 1000).toFixed(2)} s`);

describe('calls that go another way than planned', () => {
  let world: World;
  let cara: Account;
  let caller: Visitor;
  let advisor: Visitor;
  let ada: string;
  let lou: Account;
  let poor: Visitor;
  let callId: string;
  let path: string;
  beforeAll(async () => {
    world = await openAudibleWorld();
    await changePricing(world, { holdMinutes: 3, freeBelowSeconds: 0 });
    cara = await callerWith(world, 'Cara', 5_000);
    caller = await world.visitor({ ownBrowser: true });
    advisor = await world.visitor({ width: 390, height: 860 });
    await caller.context.addInitScript(MICROPHONE);
    await signIn(advisor.page, world.at('aurora', '/pro/'), 'ada@aurora.example');
    await goOnline(advisor.page);
    await signIn(caller.page, world.at('aurora', '/sign-in'), cara.email);
    ada = await tokenOf(world.api('aurora'), 'ada@aurora.example');
    const advisors = await world.api('aurora').get<{ data: { id: string; displayName: string }[] }>('/v1/advisors');
    path = `/calls/new?advisor=${advisors.data.find(({ displayName }) => displayName === 'Ada')!.id}`;
  });
  afterAll(() => world?.close());

  /** The tests are one story: after a broken one the others would only wait in vain. */
  let broken: string | undefined;
  const step = (name: string, work: () => Promise<void>): void =>
    it(name, async () => {
      if (broken !== undefined) throw new Error(`not tried, because this failed: ${broken}`);
      broken = name;
      try {
        await work();
      } catch (error) {
        for (const { page } of [caller, advisor, ...(poor ? [poor] : [])])
          console.log(
            page.url(),
            await page
              .locator('main')
              .innerText()
              .catch(() => ''),
          );
        throw error;
      }
      broken = undefined;
    });

  const wallet = (): Promise<Wallet> => world.api('aurora').get<Wallet>('/v1/wallet', cara.token);
  const record = (): Promise<CallRecord> => world.api('aurora').get<CallRecord>(`/v1/calls/${callId}`, cara.token);

  /** The ring over the screen of the advisor. */
  const overlay = (): Locator => advisor.page.getByRole('dialog', { name: /^Guest/ });

  /** From the price to the ring, on a device that passed the check. */
  const ring = async (page: Page, topic: string, medium: 'voice' | 'video' = 'voice'): Promise<void> => {
    await page.goto(world.at('aurora', `${path}&medium=${medium}`));
    await page.getByLabel('Topic').fill(topic);
    await page.getByRole('button', { name: 'Start paid call' }).click();
    await page.getByText('Rings for another').waitFor();
    callId = new URL(page.url()).pathname.split('/').at(-1)!;
    await overlay().getByText(topic).waitFor();
  };

  /** The end of a call that did not come about, as the caller sees it; nothing is held and nothing was paid. */
  const endsFree = async (sentence: string, nextStep: string): Promise<void> => {
    const { page } = caller;
    await page.getByRole('heading', { level: 1, name: sentence }).waitFor();
    await headingIs(page, sentence);
    await page.getByRole('link', { name: nextStep }).waitFor();
    const { paidMinor } = await soon('the hold is gone', 5_000, async () => {
      const now = await wallet();
      return now.heldMinor === 0 ? now : undefined;
    });
    expect([paidMinor, (await record()).priceMinor ?? 0]).toEqual([5_000, 0]);
    await page.getByText('Nothing was charged, and nothing is reserved any more.').waitFor();
  };

  step('explains a refused microphone, and takes it without a reload once it is allowed (S6.1)', async () => {
    const { page } = caller;
    await page.goto(world.at('aurora', `${path}&medium=voice`));
    await microphoneIs(page, 'denied');
    await page.getByRole('button', { name: 'Allow the microphone' }).click();
    await page.getByRole('alert').getByText('Press the icon at the start of the address bar.').waitFor();
    const next = page.getByRole('button', { name: 'Continue to the price' });
    expect(await next.isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
    await page.evaluate('window.sameDocument = true');
    await microphoneIs(page, 'fine');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('You can be heard.').waitFor();
    expect(await page.evaluate('window.sameDocument')).toBe(true);
    expect(await tooWideAt(page, NARROW)).toEqual([]);
  });

  step('warns of a silent microphone after three seconds (S6.2)', async () => {
    const { page } = caller;
    await microphoneIs(page, 'silent');
    await page.reload();
    const seen = await stopwatch(page, ['The bar moves', 'Your microphone is silent']);
    await page.getByRole('button', { name: 'Allow the microphone' }).click();
    const after = (await seen('Your microphone is silent')) - (await seen('The bar moves'));
    figure('Silent microphone is told', after);
    expect(after).toBeGreaterThan(2_500);
    expect(after).toBeLessThan(5_000);
    expect(await violations(page)).toEqual([]);
    await microphoneIs(page, 'fine');
    await page.reload();
    await page.getByRole('button', { name: 'Allow the microphone' }).click();
    await page.getByText('You can be heard.').waitFor();
    await page.getByText('Pass: your connection is good.').or(page.getByText('Warning: your connection')).waitFor();
    await page.getByRole('button', { name: 'Continue to the price' }).click();
    await page.getByRole('button', { name: 'Start paid call' }).waitFor();
    await headingIs(page, 'Price and start');
    expect(await violations(page)).toEqual([]);
    expect(await tooWideAt(page, NARROW)).toEqual([]);
  });

  step(
    'rings with all that the advisor needs to know, and stops when the caller cancels (S7.1, A3.1, A3.4)',
    async () => {
      await ring(caller.page, 'My first question');
      const text = await overlay().innerText();
      expect(text).toMatch(/Guest [0-9A-Z]{6}/);
      expect(text).toMatch(/€1\.99 per minute/);
      expect(text).toMatch(/Rings for another \d+/);
      expect(text).not.toContain('Cara');
      await headingIs(caller.page, 'Calling Ada');
      await caller.page.getByText('you can cancel for free', { exact: false }).waitFor();
      expect(await violations(caller.page)).toEqual([]);
      expect(await violations(advisor.page)).toEqual([]);
      expect([await tooWideAt(caller.page, NARROW), await tooWideAt(advisor.page, NARROW)]).toEqual([[], []]);
      for (const name of ['Accept', 'Decline']) {
        const box = (await overlay().getByRole('button', { name }).boundingBox())!;
        expect([box.width >= 64, box.height >= 64]).toEqual([true, true]);
      }
      const before = Date.now();
      await caller.page.getByRole('button', { name: 'Cancel for free' }).click();
      await overlay().waitFor({ state: 'detached' });
      const after = Date.now() - before;
      figure('Ring stops after the click on cancel', after);
      expect(after).toBeLessThan(3_000);
      await endsFree('You cancelled the call', 'Call again');
      expect(await violations(caller.page)).toEqual([]);
    },
  );

  step('is declined with a reason that the caller does not see (S7.2, A3.5)', async () => {
    await ring(caller.page, 'Something else');
    const { page } = advisor;
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByRole('radio', { name: 'Not my field' }).check();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Decline the call' }).click();
    await endsFree('Ada cannot take the call now', 'Choose another advisor');
    expect(await caller.page.locator('main').innerText()).not.toContain('field');
    await overlay().waitFor({ state: 'detached' });
  });

  step(
    'says that nobody answered, and that the advisor missed it, when an answer comes too late (S7.2, A3.4)',
    async () => {
      await changePricing(world, { ringSeconds: 10 });
      await ring(caller.page, 'Too late');
      const { page } = advisor;
      let letGo = (): void => undefined;
      const held = new Promise<void>((done) => (letGo = done));
      await page.route('**/v1/calls/*/accept', async (route) => {
        await held;
        await route.continue();
      });
      await page.getByRole('button', { name: 'Accept' }).click();
      await endsFree('Ada did not answer', 'Choose another advisor');
      letGo();
      await page.getByRole('dialog', { name: 'You missed this call' }).waitFor();
      expect(await page.getByText(wordsOf('en').get('common.state.error')!).count()).toBe(0);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.unroute('**/v1/calls/*/accept');
      await changePricing(world, { ringSeconds: 45 });
    },
  );

  step('connects, with controls that are large enough and never covered (S8.4, X4)', async () => {
    await ring(caller.page, 'A long talk');
    await advisor.page.getByRole('button', { name: 'Accept' }).click();
    for (const { page } of [caller, advisor]) {
      await page.getByText('Charging', { exact: true }).waitFor();
      await headingIs(page, await page.getByRole('heading', { level: 1 }).innerText());
      const controls = page.getByRole('region', { name: 'Controls of the call' });
      for (const button of await controls.getByRole('button').all()) {
        const box = (await button.boundingBox())!;
        expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
      }
      expect(await isUncovered(page, 'hang-up')).toBe(true);
    }
  });

  step('is muted and unmuted by button and by key, and both sides see it (S8.4)', async () => {
    const { page } = caller;
    const mute = page.getByRole('button', { name: 'Mute', exact: true });
    const muted = page.getByRole('button', { name: 'Muted: speak again' });
    const told = advisor.page.getByText(/^Guest \w+ has muted the microphone\.$/);
    await mute.click();
    await muted.waitFor();
    expect(await muted.getAttribute('aria-pressed')).toBe('true');
    await told.waitFor();
    await page.keyboard.press('m');
    await mute.waitFor();
    expect(await mute.getAttribute('aria-pressed')).toBe('false');
    await told.waitFor({ state: 'detached' });
    await page.keyboard.press('m');
    await muted.waitFor();
    await muted.click();
    await mute.waitFor();
  });

  step('shows the advisor what was earned, keeps a note, and tells nothing about the caller (A4)', async () => {
    const { page } = advisor;
    await page.getByLabel('Note on this call').fill('mmm, wants a memo');
    await page.getByRole('button', { name: 'Save note' }).click();
    await page.getByText('The note is saved.').first().waitFor();
    // Typing is not the key for mute.
    expect(await page.getByRole('button', { name: 'Mute', exact: true }).getAttribute('aria-pressed')).toBe('false');
    await soon('an earning', 20_000, async () =>
      /^€0\.[0-9]*[1-9]/.test(await page.getByTestId('meter-amount').innerText()) ? true : undefined,
    );
    const text = await page.locator('body').innerText();
    expect(text).toContain('Earned');
    for (const secret of [cara.email, 'Cara', '50.00', 'Remaining']) expect(text).not.toContain(secret);
    const seen = await world.api('aurora').text('GET', `/v1/calls/${callId}`, { token: ada });
    for (const secret of [cara.email, 'Cara']) expect(seen).not.toContain(secret);
    expect(JSON.parse(seen)).toMatchObject({ callerId: null, heldMinor: null, limitSeconds: null, priceMinor: null });
  });

  step('can be read by everybody, on both sides, light and dark, on narrow screens', async () => {
    for (const { page } of [caller, advisor]) {
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        await soon(colorScheme, 5_000, async () =>
          (await page.evaluate('document.documentElement.dataset.mantineColorScheme')) === colorScheme
            ? true
            : undefined,
        );
        expect(await violations(page)).toEqual([]);
      }
      expect(await tooWideAt(page, NARROW)).toEqual([]);
    }
  });

  step('tells both sides of a network that is cut, and that billing is paused (S8.6)', async () => {
    const words = ['Reconnecting', 'Billing paused'];
    const watches = [
      ['caller', await stopwatch(caller.page, words)],
      ['advisor', await stopwatch(advisor.page, words)],
    ] as const;
    const cutAt = Date.now();
    caller.network!.cut();
    for (const [side, seen] of watches)
      for (const word of words) figure(`${word} at the ${side}`, (await seen(word)) - cutAt);
    for (const [, seen] of watches) {
      expect((await seen('Reconnecting')) - cutAt).toBeLessThan(2_000);
      expect((await seen('Billing paused')) - cutAt).toBeLessThan(5_000);
    }
    caller.network!.restore();
    const backAt = Date.now();
    for (const { page } of [caller, advisor]) await page.getByText('Charging', { exact: true }).waitFor();
    figure('Charging again after the network came back', Date.now() - backAt);
    await hears(caller.page);
  });

  step('comes back after a reload, in German without an English word (S8.7)', async () => {
    const { page } = caller;
    const before = Date.now();
    await page.goto(`${page.url()}?lang=de`, { waitUntil: 'commit' });
    await hears(page);
    const after = Date.now() - before;
    figure('Sound of the other side after a reload', after);
    expect(after).toBeLessThan(8_000);
    const german = wordsOf('de');
    await page.getByText(german.get('call.meter.running')!, { exact: true }).waitFor();
    expect(await notGerman(page)).toEqual([]);
    expect(await tooWideAt(page, NARROW)).toEqual([]);
  });

  step('is moved to a second tab, and goes on as one call (S8.7)', async () => {
    const second = await caller.context.newPage();
    await second.goto(world.at('aurora', `/calls/${callId}?lang=en`));
    await second.getByText('The call is open elsewhere').waitFor();
    const before = Date.now();
    await second.getByRole('button', { name: 'Move it here' }).click();
    await hears(second);
    figure('Sound of the other side after the move', Date.now() - before);
    await caller.page.getByText(wordsOf('de').get('call.line.elsewhere')!).waitFor();
    await second.getByText('Charging', { exact: true }).waitFor();
    // For a moment the server knows of the first tab's end alone.
    await soon('the call goes on', 10_000, async () => (await record()).status === 'in_progress' || undefined);
    await caller.page.close();
    caller = { ...caller, page: second };
    const live = await world.api('aurora').get<{ data: unknown[] }>('/v1/calls?state=live', cara.token);
    expect(live.data).toHaveLength(1);
  });

  step('ends with a receipt whose lines add up (S10.1, S10.2)', async () => {
    const { page } = caller;
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByRole('heading', { name: 'Receipt' }).waitFor({ timeout: 60_000 });
    await headingIs(page, 'You hung up');
    await page.getByText('Balance after the call').waitFor();
    const [times, charged, amounts] = (await page.evaluate(`[...document.querySelectorAll('[aria-label=Receipt] dl')]
      .map((list) => [...list.querySelectorAll('dt')].map((dt) => [dt.textContent, dt.nextElementSibling.textContent]))`)) as [
      string,
      string,
    ][][];
    const [whole, ...parts] = times!.slice(2);
    const talk = parts.pop()!;
    expect([whole![0], talk[0]]).toEqual(['From start to end', 'Talk time']);
    expect(parts.some(([label]) => /your connection was lost/.test(label))).toBe(true);
    expect(seconds(whole![1]) + sum(parts, seconds)).toBe(seconds(talk[1]));
    const billed = charged!.pop()!;
    expect(seconds(talk[1]) + sum(charged!, seconds)).toBe(seconds(billed[1]));
    const amount = (label: RegExp): number => cents(amounts!.find(([one]) => label.test(one))![1]);
    const total = amount(/^Total$/);
    expect(amount(/ at €1\.99 per minute$/)).toBe(total);
    expect(total).toBe(Math.round((seconds(billed[1]) * 199) / 60));
    expect(amount(/^Paid from your balance$/)).toBe(total);
    expect(amount(/^Balance after the call$/)).toBe(5_000 - total);
    expect(await wallet()).toMatchObject({ paidMinor: 5_000 - total, heldMinor: 0 });
    expect((await record()).priceMinor).toBe(total);
    const statement = await world
      .api('aurora')
      .get<{ data: { callId: string | null; kind: string }[] }>('/v1/wallet/statement?bucket=paid', cara.token);
    expect(statement.data.filter((line) => line.callId === callId).map(({ kind }) => kind)).toEqual(['settlement']);
  });

  step('leaves both with pages that everybody can read, and the advisor with the note (S10, A4)', async () => {
    const { page } = advisor;
    await page.getByTestId('earned').waitFor();
    expect(await page.getByLabel('Note on this call').inputValue()).toBe('mmm, wants a memo');
    expect(await page.locator('body').innerText()).not.toContain(cara.email);
    for (const one of [caller.page, page]) {
      expect(await violations(one)).toEqual([]);
      expect(await tooWideAt(one, NARROW)).toEqual([]);
    }
  });

  step('is rated, rated anew, and reported (S10.4, S10.5)', async () => {
    const { page } = caller;
    await page.getByRole('radio', { name: '5 stars: very good' }).check();
    await page.getByRole('button', { name: 'Send rating' }).click();
    await page.getByText('Saved. You can change it until', { exact: false }).waitFor();
    await page.getByRole('radio', { name: '4 stars: good' }).check();
    await page.getByRole('button', { name: 'Change rating' }).click();
    await soon('four stars', 5_000, async () => {
      const { stars } = await world.api('aurora').get<{ stars: number }>(`/v1/calls/${callId}/rating`, cara.token);
      return stars === 4 ? true : undefined;
    });
    await page.getByRole('button', { name: 'Report a problem' }).click();
    await page.getByRole('radio', { name: 'Sound or connection' }).check();
    await page.getByLabel('What happened?').fill('My network broke off once.');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Send report' }).click();
    await page.getByText('Thank you. Your report has been sent', { exact: false }).first().waitFor();
  });

  step('prints the receipt and nothing else, readable also from a dark screen (S10.6)', async () => {
    const { page } = caller;
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const style = (selector: string, what: string): Promise<unknown> =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${what}`);
    expect(await style('[aria-label=Receipt] dl', 'visibility')).toBe('visible');
    for (const other of ['header', 'footer', 'main h1'])
      await soon(`${other} is left out`, 5_000, async () =>
        (await style(other, 'visibility')) === 'hidden' ? true : undefined,
      );
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  });

  step('is not billed from the moment its line died when it is hung up without a network (E13)', async () => {
    const { page } = caller;
    await ring(page, 'A dead line');
    await advisor.page.getByRole('button', { name: 'Accept' }).click();
    await page.getByText('Charging', { exact: true }).waitFor();
    await page.getByTestId('meter-elapsed').filter({ hasText: '0:05' }).waitFor();
    const cutAt = Date.now();
    caller.network!.cut();
    await page.getByText('Billing paused', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Hang up' }).click();
    // The page cannot tell it before the network is back.
    await new Promise((done) => setTimeout(done, 6_000));
    caller.network!.restore();
    const ended = await soon('the end of the call', 40_000, async () => {
      const now = await record();
      return now.status === 'ended' ? now : undefined;
    });
    figure('Not billed before the hang-up arrived', Date.parse(ended.endedAt!) - Date.parse(ended.pauses.at(-1)!.from));
    const lastBilled = Date.parse(ended.pauses.at(-1)!.from);
    expect(ended.pauses.at(-1)!.cause).toBe('network_caller');
    expect(lastBilled - cutAt).toBeLessThan(2_000);
    await page.getByRole('heading', { name: 'Receipt' }).waitFor({ timeout: 60_000 });
    await page.getByText(/your connection was lost/).waitFor();
  });

  step('shows both pictures in a video call', async () => {
    lou = await callerWith(world, 'Lou', 750);
    poor = await world.visitor({ width: 390 });
    await signIn(poor.page, world.at('aurora', '/sign-in'), lou.email);
    await poor.page.evaluate(`localStorage.setItem('call-check-passed', String(Date.now()))`);
    await ring(poor.page, 'Face to face', 'video');
    await overlay().getByText('Incoming video call').waitFor();
    await advisor.page.getByRole('button', { name: 'Accept' }).click();
    for (const { page } of [poor, advisor])
      await soon('two moving pictures', 30_000, async () =>
        (await page.evaluate(
          `[...document.querySelectorAll('video')].filter((one) => one.currentTime > 0 && one.videoWidth > 0 && !one.paused).length`,
        )) === 2
          ? true
          : undefined,
      );
    expect(await isUncovered(poor.page, 'hang-up')).toBe(true);
  });

  step('warns when the money ends, and takes more with one tap, of which the advisor sees no amount (S9)', async () => {
    const { page } = poor;
    const sheet = page.getByTestId('top-up-sheet');
    await sheet.getByText('Your money for this call is running out').waitFor({ timeout: 90_000 });
    expect(await isUncovered(page, 'hang-up')).toBe(true);
    expect(await violations(page)).toEqual([]);
    expect(await tooWideAt(page, NARROW)).toEqual([]);
    // How long the call can last in all: what is left goes down meanwhile, and three minutes are reserved from wherever the call is when the money comes.
    const funded = async (): Promise<number> => {
      const [elapsed, left] = await Promise.all(
        ['meter-elapsed', 'meter-left'].map(async (id) => seconds(await page.getByTestId(id).innerText())),
      );
      return elapsed! + left!;
    };
    const before = await funded();
    const seen = await stopwatch(page, ['The money is there', 'Reconnecting']);
    const told = await stopwatch(advisor.page, ['is adding money', 'has added money']);
    await sheet.getByRole('button', { name: /^Pay €10\.00 with card ending 4242$/ }).click();
    await told('is adding money');
    await told('has added money');
    const paidAt = await seen('The money is there');
    await soon('more time', 10_000, async () => ((await funded()) > before + 30 ? true : undefined));
    figure('More time after the money came', Date.now() - paidAt);
    expect(await page.evaluate(`'Reconnecting' in window.seenAt`)).toBe(false);
    const text = await advisor.page.locator('body').innerText();
    for (const secret of ['10.00', '7.50', lou.email, 'Lou']) expect(text).not.toContain(secret);
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByRole('heading', { name: 'Receipt' }).waitFor({ timeout: 60_000 });
  });

  it('breaks neither a page nor its policy', () => {
    const complaints = [caller, advisor, poor].flatMap((one) => one.complaints);
    expect(complaints.filter((one) => /^page:|Content Security Policy/.test(one))).toEqual([]);
  });
});
