import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import type { BrowserContext, CDPSession, Page, Worker } from 'playwright-core';
import { soon } from './people.ts';
import type { World } from './world.ts';

interface Sealed {
  readonly subscription: string;
  readonly ttl: number;
  readonly topic: string | null;
  readonly body: string;
}

/**
 * The browser's side of Web Push where no push service of a browser can be asked: the page gets a subscription whose keys the test holds, and what the platform sends to
 * the sandbox's push service for it is opened here and given to the service worker through the developer tools, byte for byte. Only the wire of the vendor is missing.
 */
export class BrowserPush {
  private readonly keys = createECDH('prime256v1');
  private readonly secret = randomBytes(16);
  private readonly subscription = `chromium-${randomBytes(12).toString('hex')}`;
  private tools: { readonly page: Page; readonly session: CDPSession } | undefined;
  private taken = 0;
  private readonly registrations = new Map<string, string>();

  private constructor(
    private readonly world: World,
    private readonly context: BrowserContext,
    /** The host's address, as `http://aurora.localhost:1234`. */
    private readonly origin: string,
    /** Path of the worker's scope. */
    private readonly scope: '/pro/' | '/',
  ) {}

  static async on(
    world: World,
    context: BrowserContext,
    origin: string,
    scope: '/pro/' | '/' = '/pro/',
  ): Promise<BrowserPush> {
    const push = new BrowserPush(world, context, origin, scope);
    // What is not named here is refused from now on, the microphone too.
    await context.grantPermissions(['notifications', 'microphone', 'camera'], { origin });
    await context.addInitScript(push.script());
    return push;
  }

  /** The next push for this browser, opened. */
  async next(): Promise<Record<string, string>> {
    const found = await soon('a push at the push service', 15_000, async () => (await this.sent())[this.taken]);
    this.taken++;
    return JSON.parse(this.open(found)) as Record<string, string>;
  }

  /** How many pushes have come for this browser. */
  async count(): Promise<number> {
    return (await this.sent()).length;
  }

  /** Gives a push to the service worker. */
  async deliver(pushed: Record<string, string>, page: Page): Promise<void> {
    if (this.tools?.page !== page) this.tools = { page, session: await this.attach(page) };
    await this.tools.session.send('ServiceWorker.deliverPushMessage', {
      origin: this.origin,
      registrationId: await this.registrationId(),
      data: JSON.stringify(pushed),
    });
  }

  /** The service worker, woken if it sleeps. */
  async worker(): Promise<Worker> {
    return soon('the service worker', 10_000, async () =>
      this.context.serviceWorkers().find((one) => one.url() === `${this.origin}${this.scope}sw.js`),
    );
  }

  /** What the system shows now. */
  async notifications(): Promise<{ title: string; body: string; tag: string }[]> {
    return (await this.worker()).evaluate(
      'registration.getNotifications().then((all) => all.map(({ title, body, tag }) => ({ title, body, tag })))',
    );
  }

  private async attach(page: Page): Promise<CDPSession> {
    const tools = await this.context.newCDPSession(page);
    tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      for (const { registrationId, scopeURL } of registrations) this.registrations.set(scopeURL, registrationId);
    });
    await tools.send('ServiceWorker.enable');
    return tools;
  }

  private registrationId(): Promise<string> {
    return soon('the registration of the worker', 10_000, async () =>
      this.registrations.get(`${this.origin}${this.scope}`),
    );
  }

  private async sent(): Promise<Sealed[]> {
    const answer = await fetch(`${this.world.stack.urls.stripe!}/_control/web-push`);
    const { messages } = (await answer.json()) as { messages: Sealed[] };
    return messages.filter(({ subscription }) => subscription === this.subscription);
  }

  /** RFC 8291, the receiving side. */
  private open({ body }: Sealed): string {
    const sealed = Buffer.from(body, 'base64');
    const [salt, sender] = [sealed.subarray(0, 16), sealed.subarray(21, 86)];
    const derive = (key: Buffer, salted: Buffer, info: string | Buffer, length: number): Buffer =>
      Buffer.from(hkdfSync('sha256', key, salted, info, length));
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.keys.getPublicKey(), sender]);
    const key = derive(this.keys.computeSecret(sender), this.secret, info, 32);
    const decipher = createDecipheriv(
      'aes-128-gcm',
      derive(key, salt, 'Content-Encoding: aes128gcm\0', 16),
      derive(key, salt, 'Content-Encoding: nonce\0', 12),
    );
    decipher.setAuthTag(sealed.subarray(-16));
    const text = Buffer.concat([decipher.update(sealed.subarray(86, -16)), decipher.final()]);
    return text.subarray(0, -1).toString();
  }

  private script(): string {
    const json = JSON.stringify({
      endpoint: `https://fcm.googleapis.com/fcm/send/${this.subscription}`,
      expirationTime: null,
      keys: { p256dh: this.keys.generateKeys().toString('base64url'), auth: this.secret.toString('base64url') },
    });
    return `if (window.PushManager) {
      const mark = 'subscribed-by-the-test';
      const subscription = {
        toJSON: () => (${json}),
        unsubscribe: async () => { localStorage.removeItem(mark); return true; },
      };
      PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
        if (userVisibleOnly !== true || !/^B[\\w-]{86}$/.test(applicationServerKey)) throw new DOMException('', 'NotAllowedError');
        localStorage.setItem(mark, '1');
        return subscription;
      };
      PushManager.prototype.getSubscription = async () => (localStorage.getItem(mark) ? subscription : null);
    }`;
  }
}
