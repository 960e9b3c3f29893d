import { rmSync } from 'node:fs';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { findChromium } from '../../../../scripts/chromium.ts';
import { isAlive } from '../../../../scripts/processes.ts';
import { type Stack, startStack } from '../../../../scripts/stack.ts';
import { Api } from '../../../../scripts/demo/api.ts';
import { resolveLiveKit } from '../../../../scripts/livekit.ts';
import { Network, networkProcesses } from './network.ts';
import { ENVIRONMENT, copySeeded, platformFolder, removeSeeded } from './seeded.ts';

/** Real audio from a made microphone; nothing of Chromium's own asks the network. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  // A window that is behind another must not be slowed down: two people sit at two desks here.
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser complained about: errors of the console, of the page, of its policy. */
  readonly complaints: string[];
  /** Of somebody with an own browser. */
  readonly network: Network | undefined;
}

export interface VisitorOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly locale?: string;
  /** Not only a context of the common browser, so that the network can be cut for this person alone. */
  readonly ownBrowser?: boolean;
}

export interface World {
  readonly stack: Stack;
  readonly browser: Browser;
  /** Address of a path on the host of a licensee. */
  at(host: 'aurora' | 'zenith' | 'ops', path: string): string;
  api(host: 'aurora' | 'zenith' | 'ops'): Api;
  /** A person with a browser of their own. */
  visitor(options?: VisitorOptions): Promise<Visitor>;
  close(): Promise<void>;
}

export const PASSWORD = 'try-the-platform-2026';

/** A {@link World} in which people hear each other. @throws Error where there is no media server: what waits for sound would only say that it never came */
export async function openAudibleWorld(env: NodeJS.ProcessEnv = {}): Promise<World> {
  const media = await resolveLiveKit();
  if (media.kind === 'none') throw new Error(`A call with sound cannot be tried: ${media.reason}.`);
  return openWorld(env);
}

/** The whole platform on free ports with its seed, and a browser. */
export async function openWorld(env: NodeJS.ProcessEnv = {}): Promise<World> {
  const found = findChromium((line) => console.log(line));
  if ('reason' in found) throw new Error(`The browser tests cannot run: ${found.reason}.`);
  const dataDir = platformFolder();
  const isSeeded = copySeeded(dataDir);
  const stack = await startStack({
    dataDir,
    ports: 'free',
    onStatus: () => undefined,
    postgres: { fast: true },
    seed: !isSeeded,
    env: { ...ENVIRONMENT, ...env },
  });
  const launch = (): Promise<Browser> => chromium.launch({ executablePath: found.path, args: ARGUMENTS });
  const browser = await launch();
  const browsers = [browser];
  const contexts: BrowserContext[] = [];
  const [port] = stack.ports.api;
  const close = async (): Promise<void> => {
    clearInterval(watch);
    await Promise.all(contexts.map((context) => context.close().catch(() => undefined)));
    await Promise.all(browsers.map((one) => one.close()));
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const watch = whenOrphaned(async () => {
    await close();
    removeSeeded();
  });
  return {
    close,
    stack,
    browser,
    at: (host, where) => `http://${host}.localhost:${port}${where}`,
    api: (host) => new Api(`${host}.localhost`, port!),
    visitor: async ({ width = 1280, height = 800, dark = false, locale = 'en', ownBrowser = false } = {}) => {
      const others = ownBrowser ? networkProcesses() : [];
      if (ownBrowser) browsers.push(await launch());
      const context = await (ownBrowser ? browsers.at(-1)! : browser).newContext({
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        locale,
        reducedMotion: 'reduce',
      });
      context.setDefaultTimeout(20_000);
      contexts.push(context);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
      page.on('console', (message) => {
        // The browser itself reports each refused request; what a refusal means is the screen's to say.
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
          complaints.push(`console: ${message.text()}`);
      });
      const pid = ownBrowser ? networkProcesses().find((one) => !others.includes(one)) : undefined;
      return { context, page, complaints, network: pid === undefined ? undefined : new Network(pid) };
    },
  };
}

/** A worker outlives a Jest that was killed, and all that it has started would stay with it for ever: it cleans up by itself and ends. */
function whenOrphaned(cleanUp: () => Promise<void>): NodeJS.Timeout | undefined {
  if (process.env['JEST_WORKER_ID'] === undefined) return undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (isAlive(parent)) return;
    clearInterval(timer);
    void cleanUp().finally(() => process.exit(1));
  }, 1_000);
  return timer.unref();
}

/** Signs in by hand, on the sign-in page of a face. */
export async function signIn(page: Page, url: string, email: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: false }).first().fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((address) => !address.pathname.includes('sign-in'));
}

/** Goes to a page and waits until it shows what it has to show. */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('main h1').first().waitFor();
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}
