import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { sidewaysPixels, stand, violations } from './support/checks.ts';
import { contrastFaults } from './support/contrast.ts';
import { type Inhabited, PUBLIC_PAGES, type PageOf, inhabit } from './support/inhabited.ts';
import { PASSWORD, type World, open, openAudibleWorld, openWorld } from './support/world.ts';

/** Default, yellow, near-black, near-white (X2). */
const THEMES = [null, '#ffd60a', '#0a0a0a', '#fafafa'] as const;
/** Nothing but colours depends on the scheme, so the other rules are asked once in the short form. */
const SCHEMES = [
  ['light', 'all'],
  ['dark', process.env['SCREENS'] === 'short' ? 'colours' : 'all'],
] as const;
/** `npm test` has the gate of colours and one page of each face; `npm run test:web` has all. */
const isShort = process.env['SCREENS'] === 'short';
const pages = PUBLIC_PAGES.filter(({ name }) => !isShort || name === 'sign-in');

let world: World;
beforeAll(async () => {
  // Without the pages of people nobody calls.
  world = await (isShort ? openWorld({ MEDIA: 'simulated' }) : openAudibleWorld());
});
afterAll(() => world?.close());

const addressOf = ({ face, path }: PageOf): string => world.at(face === 'ops' ? 'ops' : 'aurora', path);

describe('pages before anybody signs in', () => {
  it('have no accessibility violation and keep to the policy of the page, light and dark', async () => {
    const { page, complaints } = await world.visitor();
    const found: string[] = [];
    for (const one of pages) {
      await open(page, addressOf(one));
      await stand(page);
      for (const [colorScheme, rules] of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        const faults = await violations(page, rules);
        found.push(...faults.map((fault) => `${one.face} ${one.name} ${colorScheme}: ${fault}`));
      }
    }
    expect([...found, ...complaints]).toEqual([]);
  });

  it('need no sideways scroll at 320 pixels, in longer words and from right to left', async () => {
    const { page } = await world.visitor({ width: 320 });
    const wide: string[] = [];
    for (const one of pages)
      for (const language of isShort ? ['ar-XB'] : ['de', 'en-XA', 'ar-XB']) {
        await open(page, `${addressOf(one)}?lang=${language}`);
        const over = await sidewaysPixels(page);
        if (over > 0) wide.push(`${one.face} ${one.name} in ${language}: ${over} px`);
      }
    expect(wide).toEqual([]);
  });

  /** The page in a frame that wears each theme in turn, as in the brand editor. */
  const gate = (page: Page, path: string, colours: readonly string[], ruin: string | null): Promise<string[]> =>
    page.evaluate(
      async ({ path, colours, ruin, source }) => {
        const check = new Function(`return (${source})`)() as (root: Document) => string[];
        const frame = document.createElement('iframe');
        Object.assign(frame.style, { width: '1000px', height: '700px' });
        frame.src = path;
        const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
        const until = async (what: string, isTrue: () => boolean): Promise<void> => {
          for (let tries = 0; !isTrue(); tries++) {
            if (tries === 1_200) throw new Error(`never came: ${what} of ${path}`);
            await pause(50);
          }
        };
        let isReady = false;
        addEventListener('message', ({ data, source }) => {
          isReady ||= data?.type === 'brand-preview-ready' && source === frame.contentWindow;
        });
        document.body.append(frame);
        await until('the preview', () => isReady);
        const inside = frame.contentDocument!;
        const brand = JSON.parse(inside.getElementById('boot')!.textContent!).site.brand.document;
        await until('the heading', () => inside.querySelector('main h1') !== null);
        await until('what it loads', () => inside.querySelector('.mantine-Skeleton-root') === null);
        // A colour on its way to another one is none of either theme.
        const still = new (frame.contentWindow as Window & typeof globalThis).CSSStyleSheet();
        still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important }');
        inside.adoptedStyleSheets.push(still);
        inside.querySelector<HTMLFormElement>('main form')?.requestSubmit();
        await pause(300);
        const faults: string[] = [];
        for (const brandColor of colours)
          for (const scheme of ['light', 'dark']) {
            frame.contentWindow!.postMessage(
              { type: 'brand-preview', document: { ...brand, brandColor }, scheme },
              location.origin,
            );
            // A browser without a screen may draw no frame for a while; styles are computed without one.
            await Promise.race([
              new Promise((done) => frame.contentWindow!.requestAnimationFrame(() => setTimeout(done, 0))),
              pause(1_000),
            ]);
            if (ruin !== null) inside.documentElement.style.setProperty(ruin, brandColor);
            faults.push(...check(inside).map((fault) => `${path} ${brandColor} ${scheme}: ${fault}`));
          }
        frame.remove();
        return faults;
      },
      { path, colours, ruin, source: contrastFaults.toString() },
    );

  it('keep their contrast for the 120 colours of the gate, in both schemes, by computed style', async () => {
    const { page } = await world.visitor();
    await open(page, world.at('aurora', '/'));
    const found: string[] = [];
    for (const path of isShort ? ['/sign-up'] : ['/', '/sign-up', '/help'])
      found.push(...(await gate(page, path, gateColours(), null)));
    expect(gateColours()).toHaveLength(120);
    expect(found).toEqual([]);
    // The gate sees a theme that writes in the brand's own colour on whatever is behind.
    for (const ruin of ['--t-brand-text', '--t-brand-on-solid', '--t-control'])
      expect(await gate(page, '/sign-up', ['#ffd60a', '#101010'], ruin)).not.toEqual([]);
  });
});

(isShort ? describe.skip : describe)('pages of people', () => {
  let inhabited: Inhabited;
  beforeAll(async () => {
    inhabited = await inhabit(world);
  });

  it.each(THEMES)(
    'have no accessibility violation, light and dark (brand colour: %s)',
    async (brandColor) => {
      if (brandColor !== null) await publish(brandColor);
      const found: string[] = [];
      for (const one of inhabited.pages.filter(({ face }) => brandColor === null || face !== 'ops')) {
        const { page } = inhabited.people[one.face];
        // Everything is in the window: what is under a sticky bar is no small target.
        await page.setViewportSize({ width: one.face === 'pro' ? 420 : 1280, height: 4_000 });
        await open(page, inhabited.at(one));
        await stand(page);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          found.push(
            ...(await violations(page, brandColor === null ? 'all' : 'colours')).map(
              (fault) => `${one.face} ${one.name} ${colorScheme}: ${fault}`,
            ),
          );
        }
      }
      expect(found).toEqual([]);
    },
    30 * 60_000, // beside other work
  );

  it(
    'need no sideways scroll at 320 pixels, at text of 200 %, in longer words and from right to left',
    async () => {
      const wide: string[] = [];
      for (const one of inhabited.pages) {
        const { page } = inhabited.people[one.face];
        await page.setViewportSize({ width: 320, height: 700 });
        for (const language of ['de', 'en-XA', 'ar-XB']) {
          const url = new URL(inhabited.at(one));
          url.searchParams.set('lang', language);
          await open(page, url.href);
          const over = await sidewaysPixels(page);
          if (over > 0) wide.push(`${one.face} ${one.name} in ${language}: ${over} px`);
        }
        await page.setViewportSize({ width: 640, height: 700 });
        await open(page, inhabited.at(one));
        await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
        const over = await sidewaysPixels(page);
        if (over > 0) wide.push(`${one.face} ${one.name} at 200 %: ${over} px`);
      }
      expect(wide).toEqual([]);
    },
    30 * 60_000, // beside other work
  );

  it('never broke the policy of their page', () => {
    const complaints = Object.values(inhabited.people).flatMap(({ complaints }) => complaints);
    expect(complaints.filter((one) => /^page:|Content Security Policy/.test(one))).toEqual([]);
  });

  async function publish(brandColor: string): Promise<void> {
    const api = world.api('aurora');
    const { accessToken: token } = await api.post<{ accessToken: string }>('/v1/auth/sign-in', {
      body: { email: 'owner@aurora.example', password: PASSWORD },
    });
    const { draft } = await api.get<{ draft: { document: object; revision: number } }>('/v1/staff/brand', token);
    const { revision } = await api.send<{ revision: number }>('PUT', '/v1/staff/brand/draft', {
      token,
      body: { document: { ...draft.document, brandColor }, revision: draft.revision },
    });
    await api.post('/v1/staff/brand/publish', { token, body: { revision } });
  }
});

/** 24 hues in five lightness steps, as in the spec of the theme engine. */
function gateColours(): string[] {
  const hex = (value: number): string =>
    Math.round(255 * value)
      .toString(16)
      .padStart(2, '0');
  return [0.15, 0.3, 0.5, 0.7, 0.9].flatMap((lightness) =>
    Array.from({ length: 24 }, (_, step) => {
      const chroma = 0.8 * Math.min(lightness, 1 - lightness);
      const channel = (offset: number): number => {
        const k = (offset + step / 2) % 12;
        return lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1));
      };
      return `#${hex(channel(0))}${hex(channel(8))}${hex(channel(4))}`;
    }),
  );
}
