import { readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Browser, type Page, chromium } from 'playwright-core';
import { findChromium } from '../../../scripts/chromium.ts';
import { violations } from './support/checks.ts';

// The button alone, on a page of somebody else: the host of the licensee is a stand-in that answers as embed.controller.ts does.

const script = readFileSync(path.resolve(import.meta.dirname, '../../../dist/web/embed.js'), 'utf8');
const scheme = { solid: '#1d4e89', hover: '#163c6a', onSolid: '#ffffff', edge: '#1d4e89', focus: '#1d4e89' };

describe('a call button on a page with a strict policy', () => {
  let browser: Browser;
  let platform: Server;
  let site: Server;
  let page: Page;
  let faults: string[];
  let asked: { cookie: string | undefined; referer: string | undefined }[];
  let advisor: object | undefined;
  const at = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  beforeAll(async () => {
    const found = findChromium(() => undefined);
    if ('reason' in found) throw new Error(found.reason);
    browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox', '--disable-gpu'] });
    platform = createServer((request, response) => {
      const headers = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };
      if (request.url === '/embed/v1.js') {
        response.writeHead(200, { ...headers, 'content-type': 'text/javascript; charset=utf-8' }).end(script);
        return;
      }
      asked.push({ cookie: request.headers.cookie, referer: request.headers.referer });
      response.writeHead(advisor ? 200 : 404, { ...headers, 'content-type': 'application/json' });
      response.end(JSON.stringify(advisor ?? { code: 'not-found' }));
    });
    site = createServer((_request, response) => {
      response.writeHead(200, {
        'content-type': 'text/html',
        'content-security-policy': `default-src 'none'; script-src ${at(platform)}; connect-src ${at(platform)}; base-uri 'none'`,
      });
      response.end(
        `<!doctype html><html lang="en"><head><title>Somebody else</title></head><body><main><h1>Somebody else</h1>` +
          `<call-button advisor="adv_1"></call-button></main><script src="${at(platform)}/embed/v1.js" async></script></body></html>`,
      );
    });
    for (const server of [platform, site]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(async () => {
    await browser?.close();
    // A connection that a browser opened ahead and never used would keep the worker for a minute.
    for (const server of [platform, site]) {
      server?.closeAllConnections();
      server?.close();
    }
  });
  beforeEach(async () => {
    [faults, asked] = [[], []];
    const look = { light: scheme, dark: scheme, radiusPx: 8, font: 'sans-serif' };
    advisor = {
      name: 'Ada',
      status: 'online',
      rateMinor: 199,
      currency: 'EUR',
      url: `${at(platform)}/advisors/adv_1`,
      ...look,
    };
    await page?.context().close();
    page = await (await browser.newContext({ locale: 'en-US' })).newPage();
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
  });

  /** What the browser tells assistive programs; scripts cannot look into a closed shadow root. */
  const told = async (): Promise<string> => {
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    await session.detach();
    const text = (value: unknown): string => (typeof value === 'string' ? value : '');
    return nodes
      .filter(({ ignored }) => !ignored)
      .map(({ role, name }) => `${text(role?.value)} ${text(name?.value)}`)
      .join('\n');
  };
  const shows = async (text: RegExp): Promise<void> => {
    for (let tries = 0; !text.test(await told()); tries++) {
      if (tries > 100) throw new Error(`${String(text)} is not in ${await told()}`);
      await page.waitForTimeout(50);
    }
  };

  it('shows name, status and price, says that a tab opens, and offends neither the policy nor accessibility', async () => {
    await page.goto(at(site));
    await shows(/link Call Ada \(opens in a new tab\)/);
    expect(await told()).toContain('Online now · €1.99 per minute');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.querySelector('call-button')!.shadowRoot)).toBeNull();
    expect(asked).toEqual([{ cookie: undefined, referer: undefined }]);
    expect(faults).toEqual([]);
  });

  it('opens the page of the advisor in a tab that knows nothing of this one, also by keyboard', async () => {
    await page.goto(at(site));
    await shows(/Call Ada/);
    await page.keyboard.press('Tab');
    const [tab] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Enter')]);
    await tab.waitForURL(`${at(platform)}/advisors/adv_1`);
    expect(await tab.evaluate(() => window.opener as unknown)).toBeNull();
  });

  it('says in another language that nobody can be called, and that an advisor is gone', async () => {
    advisor = { ...advisor, status: 'in_call', rateMinor: null, name: '<b>Ada</b>' };
    await page.goto(at(site));
    await shows(/See <b>Ada<\/b>/);
    await page.evaluate(() => document.querySelector('call-button')!.setAttribute('lang', 'de'));
    await shows(/In einem anderen Gespräch/);
    advisor = undefined;
    await page.evaluate(() => document.querySelector('call-button')!.setAttribute('advisor', 'adv_2'));
    await shows(/Nicht verfügbar/);
    expect(await told()).not.toContain('link ');
  });
});
