import { readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { solveTheme, themeCss } from '@app/theme';
import { type Browser, type Page, chromium } from 'playwright-core';
import { findChromium } from '../../../scripts/chromium.ts';
import type { DocPage } from '../../api/src/docs/doc-page.ts';
import { eventPages } from '../../api/src/docs/event-pages.ts';
import { guidePages } from '../../api/src/docs/guides.ts';
import { docHtml, docPolicy } from '../../api/src/docs/layout.ts';
import { renderMarkdown } from '../../api/src/docs/markdown.ts';
import { problemPages } from '../../api/src/docs/problem-pages.ts';
import { publicDocument } from '../../api/src/docs/public-document.ts';
import { withTries } from '../../api/src/docs/try-it.ts';
import { referencePages } from '../../api/src/docs/reference.ts';
import { sidewaysPixels, violations } from './support/checks.ts';

/** Default, yellow, near-black, near-white (X2). */
const BRANDS = ['#1d4e89', '#ffd60a', '#0a0a0a', '#fafafa'] as const;
/** Nothing but colours depends on the scheme, so the other rules are asked once in the short form. */
const SCHEMES = [
  ['light', 'all'],
  ['dark', process.env['SCREENS'] === 'short' ? 'colours' : 'all'],
] as const;

const openApi: unknown = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../docs/openapi.json'), 'utf8'),
);
const document = publicDocument(openApi as Parameters<typeof publicDocument>[0]);
const pages: readonly DocPage[] = [
  ...guidePages(document),
  ...referencePages(document),
  ...eventPages(document),
  ...problemPages(),
];

describe('the pages of the documentation in a browser', () => {
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    const found = findChromium(() => undefined);
    if ('reason' in found) throw new Error(found.reason);
    browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox', '--disable-gpu'] });
    server = createServer((request, response) => {
      const url = new URL(request.url!, 'http://localhost');
      const at = url.pathname.replace(/^\/docs\/?/, '');
      const page = pages.find((one) => one.path === at);
      if (!page) {
        response.writeHead(200, { 'content-type': 'image/png' }).end();
        return;
      }
      const theme = solveTheme({ brandColor: `#${url.searchParams.get('brand')!}` });
      const brand = {
        name: 'Aurora Advice',
        css: themeCss(theme),
        iconVersion: 1,
        logoLight: null,
        logoDark: null,
        themeColors: { light: theme.light.page, dark: theme.dark.page },
      };
      const { title, group, markdown, tries = [] } = page;
      const canTry = tries.some((one) => one !== undefined);
      const shown = { title, path: at, group, body: withTries(renderMarkdown(markdown), tries), query: '', canTry };
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': docPolicy('n', canTry),
      });
      response.end(docHtml(brand, pages, shown, 'n'));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(async () => {
    await browser?.close();
    // A connection that a browser opened ahead and never used would keep the worker for a minute.
    server?.closeAllConnections();
    server?.close();
  });

  it('have no accessibility violation in light and dark and four brands, fit 320 pixels, and keep to their policy', async () => {
    const page = await (await browser.newContext({ viewport: { width: 320, height: 700 } })).newPage();
    const found: string[] = [];
    page.on('console', (message) => message.type() === 'error' && found.push(message.text()));
    const { port } = server.address() as AddressInfo;
    const shown = ['', '/quickstart', '/reference/receipts', '/events/call.ended', '/problems/not-found'];
    for (const [index, address] of shown.entries()) {
      const brand = BRANDS[index % BRANDS.length]!;
      for (const [colorScheme, rules] of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        await page.goto(`http://127.0.0.1:${port}/docs${address}?brand=${brand.slice(1)}`);
        const faults = await violations(page, rules);
        const over = await sidewaysPixels(page);
        found.push(...faults.map((fault) => `/docs${address} ${brand} ${colorScheme}: ${fault}`));
        if (over > 0) found.push(`/docs${address}: ${over} px too wide`);
      }
    }
    expect(found).toEqual([]);
  });

  describe('send the example of an operation in test mode', () => {
    const LIVE = 'sk_live_4242424242424242424242424242424242';
    const TEST = 'sk_test_4242424242424242424242424242424242';
    const open = async (noun: string) => {
      const page = await (await browser.newContext()).newPage();
      const asked: { method: string; url: string; headers: Record<string, string>; body: string | null }[] = [];
      await page.route('**/v1/**', async (route) => {
        const request = route.request();
        const headers = await request.allHeaders();
        asked.push({ method: request.method(), url: request.url(), headers, body: request.postData() });
        if (request.url().endsWith('/v1/auth/refresh'))
          return route.fulfill({ json: { accessToken: 'token-of-the-sign-in' } });
        return route.fulfill({ status: 201, headers: { livemode: 'false' }, json: { id: 'call_1' } });
      });
      const { port } = server.address() as AddressInfo;
      await page.goto(`http://127.0.0.1:${port}/docs/reference/${noun}?brand=1d4e89`);
      return { page, asked, key: page.getByLabel('Key of test mode') };
    };
    const form = (page: Page, name: string) => page.getByRole('form', { name: new RegExp(`^Try ${name}`) });
    const unfold = async (page: Page) => {
      for (const summary of await page.getByText('Try it in test mode').all()) await summary.click();
    };

    it('with a test key, an idempotency key and the body of the example, and show status, headers and answer', async () => {
      const { page, asked, key } = await open('joinLinks');
      await unfold(page);
      await key.fill(TEST);
      const start = form(page, 'POST /v1/users');
      const sent = await start.getByLabel('Idempotency-Key').inputValue();
      expect(sent).toMatch(/^[0-9a-f-]{36}$/);
      await start.getByRole('button', { name: 'Send POST' }).click();
      await start.getByText('201', { exact: false }).first().waitFor();
      await start.getByText('livemode: false').waitFor();
      await start.getByText('"id": "call_1"').waitFor();
      // The next press is another request; the service would refuse another body under the key of an answer.
      expect(await start.getByLabel('Idempotency-Key').inputValue()).not.toBe(sent);
      expect(asked).toHaveLength(1);
      expect(asked[0]).toMatchObject({
        method: 'POST',
        headers: { authorization: `Bearer ${TEST}`, 'idempotency-key': sent, 'content-type': 'application/json' },
      });
      expect(JSON.parse(asked[0]!.body!)).toMatchObject({ medium: expect.any(String) });
      expect(asked[0]!.headers).not.toHaveProperty('test-mode');
      expect(await violations(page)).toEqual([]);
      const kept = await page.evaluate(() =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]),
      );
      expect(kept).not.toContain(TEST);
      await page.reload();
      expect(await key.inputValue()).toBe('');
      // What is no JSON, or of another place, stays here.
      await unfold(page);
      await key.fill(TEST);
      await start.getByLabel('Body').fill('{');
      await start.getByRole('button').click();
      await start.getByText('The body is not JSON').waitFor();
      await start.getByLabel('Address').fill('https://elsewhere.example/v1/calls');
      await start.getByRole('button').click();
      await start.getByText('The address has to begin with /v1/').waitFor();
      expect(asked).toHaveLength(1);
    });

    it('with the sign-in of the admin, which says that it is for test mode', async () => {
      const { page, asked } = await open('users');
      await unfold(page);
      const list = form(page, 'GET /v1/users$');
      await list.getByRole('button', { name: 'Send GET' }).click();
      await list.getByText('Paste a key of test mode first').waitFor();
      expect(asked).toEqual([]);
      await page.getByRole('button', { name: 'Use my sign-in' }).click();
      await page.getByText('Requests are sent with your sign-in, in test mode.').waitFor();
      await list.getByRole('button', { name: 'Send GET' }).click();
      await list.getByText('201', { exact: false }).first().waitFor();
      expect(asked[1]).toMatchObject({
        method: 'GET',
        headers: { authorization: 'Bearer token-of-the-sign-in', 'test-mode': 'true' },
      });
    });

    it('never with a live key: it is refused where it is typed, pasted or put by a program, before anything is sent', async () => {
      const { page, asked, key } = await open('joinLinks');
      await unfold(page);
      const start = form(page, 'POST /v1/users');
      const refusal = /This is a live key. It was not sent/;
      await key.fill(LIVE);
      await page.getByText(refusal).first().waitFor();
      expect(await key.inputValue()).toBe('');
      // Without an event of typing, as some programs fill fields.
      await key.evaluate((field, text) => void ((field as HTMLInputElement).value = text), ` ${LIVE}`);
      await start.getByRole('button').click();
      await start.getByText(refusal).waitFor();
      expect(await key.inputValue()).toBe('');
      await key.fill(TEST);
      await start.getByLabel('Body').fill(JSON.stringify({ note: LIVE }));
      await start.getByRole('button').click();
      await start.getByText(refusal).waitFor();
      await start.getByLabel('Body').fill('{}');
      await start.getByLabel('Address').fill(`/v1/calls?key=${LIVE}`);
      await start.getByRole('button').click();
      await start.getByText(refusal).waitFor();
      await key.fill('something else');
      await start.getByRole('button').click();
      await start.getByText('This is no key of test mode').waitFor();
      expect(asked).toEqual([]);
    });
  });
});
