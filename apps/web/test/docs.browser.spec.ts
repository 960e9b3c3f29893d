import { readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { solveTheme, themeCss } from '@app/theme';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../../../scripts/chromium.ts';
import type { DocPage } from '../../api/src/docs/doc-page.ts';
import { eventPages } from '../../api/src/docs/event-pages.ts';
import { guidePages } from '../../api/src/docs/guides.ts';
import { docHtml, docPolicy } from '../../api/src/docs/layout.ts';
import { renderMarkdown } from '../../api/src/docs/markdown.ts';
import { problemPages } from '../../api/src/docs/problem-pages.ts';
import { publicDocument } from '../../api/src/docs/public-document.ts';
import { referencePages } from '../../api/src/docs/reference.ts';
import { sidewaysPixels, violations } from './support/checks.ts';

/** Default, yellow, near-black, near-white (X2). */
const BRANDS = ['#1d4e89', '#ffd60a', '#0a0a0a', '#fafafa'] as const;

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
      const shown = { title: page.title, path: at, group: page.group, body: renderMarkdown(page.markdown), query: '' };
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': docPolicy('n'),
      });
      response.end(docHtml(brand, pages, shown, 'n'));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(async () => {
    await browser?.close();
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
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.goto(`http://127.0.0.1:${port}/docs${address}?brand=${brand.slice(1)}`);
        const faults = await violations(page);
        const over = await sidewaysPixels(page);
        found.push(...faults.map((fault) => `/docs${address} ${brand} ${colorScheme}: ${fault}`));
        if (over > 0) found.push(`/docs${address}: ${over} px too wide`);
      }
    }
    expect(found).toEqual([]);
  });
});
