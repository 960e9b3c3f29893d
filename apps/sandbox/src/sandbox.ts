import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { SandboxClock } from './clock.js';
import { Control } from './control.js';
import { CalendarsStandIn } from './calendars/calendars-stand-in.js';
import { ApnsStandIn } from './apns/apns-stand-in.js';
import { FcmStandIn } from './fcm/fcm-stand-in.js';
import { asListener, listen, type Listening, sendHtml, sendJson } from './http.js';
import { indexPage } from './index.page.js';
import { type LiveKitOptions, LiveKitStandIn } from './livekit/livekit-stand-in.js';
import { MailCatcher } from './mail/mail-catcher.js';
import { mailListPage, mailPage } from './mail/mail.page.js';
import { Store } from './store.js';
import { type StripeOptions, StripeStandIn } from './stripe/stripe-stand-in.js';
import { ViesStandIn } from './vies/vies-stand-in.js';
import { TextsStandIn } from './texts/texts-stand-in.js';

/** How to start. Every port may be 0: any free one. */
export interface SandboxOptions {
  /** Loopback address only. */
  host?: string | undefined;
  port?: number | undefined;
  fcmPort?: number | undefined;
  smtpPort?: number | undefined;
  apnsPort?: number | undefined;
  /** Where state and the FCM certificate are kept; without it everything is forgotten at the end. */
  dataDir?: string | undefined;
  stripe: StripeOptions;
  /** A second account at Stripe, with keys, books and endpoints of its own: a licensee's. */
  secondStripe?: StripeOptions | undefined;
  /** The media simulator; left out when a real LiveKit server runs. */
  livekit?: (LiveKitOptions & { port?: number | undefined }) | undefined;
}

/** A running sandbox. */
export interface Sandbox {
  /** Stripe API, hosted pages, `/_control` and the start page. */
  stripeUrl: string;
  /** Address of the FCM stand-in; it presents a certificate for fcm.googleapis.com. */
  fcmUrl: string;
  /** PEM of the authority that signed it. */
  fcmCa: string;
  livekitUrl: string | undefined;
  /** Where mails are caught. */
  smtpUrl: string;
  /** Apple's push service; it presents the certificate of the FCM stand-in. */
  apnsUrl: string;
  port: number;
  fcmPort: number;
  stripe: StripeStandIn;
  secondStripe: StripeStandIn | undefined;
  fcm: FcmStandIn;
  apns: ApnsStandIn;
  /** Google Calendar and Microsoft Graph, on the main port. */
  calendars: CalendarsStandIn;
  /** The EU's register of VAT numbers, on the main port under `/vies`. */
  vies: ViesStandIn;
  /** SMS and WhatsApp, on the main port. */
  texts: TextsStandIn;
  mail: MailCatcher;
  livekit: LiveKitStandIn | undefined;
  /** Stops at once, like a killed process; what is kept stays in `dataDir`. */
  stop(): Promise<void>;
}

/** What must never happen: a stand-in where real money is meant. */
function refuseDanger(options: SandboxOptions): void {
  for (const { secretKey } of [options.stripe, ...(options.secondStripe ? [options.secondStripe] : [])]) {
    if (!secretKey.startsWith('sk_test_sandbox_'))
      throw new Error('the sandbox accepts only a Stripe key that starts with sk_test_sandbox_');
  }
  if (options.secondStripe?.secretKey === options.stripe.secretKey)
    throw new Error('the two Stripe accounts of the sandbox need keys of their own');
  const host = options.host ?? '127.0.0.1';
  if (host !== '127.0.0.1' && host !== '::1' && host !== 'localhost') {
    throw new Error(`the sandbox listens on the loopback address only, not on ${host}`);
  }
}

/**
 * Starts the stand-ins for Stripe, FCM, APNs, calendars, the register of VAT numbers, a mail server, a provider of texts and, if wanted, LiveKit.
 * @throws PortBusy when a port is taken; Error when a key or host is not for a sandbox
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  refuseDanger(options);
  const host = options.host ?? '127.0.0.1';
  if (options.dataDir) mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const opened: Listening[] = [];
  const openStore = (file: string) => new Store(options.dataDir ? join(options.dataDir, file) : ':memory:');
  const store = openStore('sandbox.sqlite');
  const secondStore = options.secondStripe && openStore('sandbox-second.sqlite');
  let stripe: StripeStandIn | undefined;
  let secondStripe: StripeStandIn | undefined;
  let livekit: LiveKitStandIn | undefined;
  const mail = new MailCatcher();
  const calendars = new CalendarsStandIn();
  const vies = new ViesStandIn();
  const texts = new TextsStandIn();
  let apns: ApnsStandIn | undefined;
  const stop = async () => {
    livekit?.stop();
    await Promise.all([mail.close(), apns?.close()]);
    await Promise.all(opened.map((listening) => listening.close()));
    await stripe?.stop();
    await secondStripe?.stop();
    store.close();
    secondStore?.close();
  };
  try {
    stripe = new StripeStandIn(store, new SandboxClock(), options.stripe);
    if (options.secondStripe && secondStore)
      secondStripe = new StripeStandIn(secondStore, new SandboxClock(), {
        ...options.secondStripe,
        platform: { ...SECOND, ...options.secondStripe.platform },
      });
    const fcm = await FcmStandIn.create(options.dataDir);
    apns = new ApnsStandIn(fcm.certificate);
    if (options.livekit) livekit = new LiveKitStandIn(options.livekit);
    const running = {
      stripe,
      secondStripe,
      mail,
      calendars,
      vies,
      texts,
      stripeUrl: '',
      fcmUrl: '',
      smtpUrl: '',
      apnsUrl: '',
      livekitUrl: undefined as string | undefined,
    };
    const web = createServer(
      asListener(
        webHandler(
          running,
          new Control({ stripe, fcm, apns, mail, texts, calendars, vies, livekit }),
          secondStripe && new Control({ stripe: secondStripe, fcm, apns, mail, texts, calendars, vies, livekit }),
        ),
      ),
    );
    const open = async (...wanted: Parameters<typeof listen>) => {
      const listening = await listen(...wanted);
      opened.push(listening);
      return listening.port;
    };
    const port = await open(web, options.port ?? 3900, 'SANDBOX_PORT', host);
    const fcmPort = await open(fcm.server(), options.fcmPort ?? 3901, 'SANDBOX_FCM_PORT', host);
    const shown = host === '::1' ? '[::1]' : host;
    running.stripeUrl = `http://${shown}:${port}`;
    running.fcmUrl = `https://${shown}:${fcmPort}`;
    running.smtpUrl = `smtp://${shown}:${await mail.listen(options.smtpPort ?? 3904, 'SANDBOX_SMTP_PORT', host)}`;
    running.apnsUrl = `https://${shown}:${await apns.listen(options.apnsPort ?? 3905, 'SANDBOX_APNS_PORT', host)}`;
    if (livekit) {
      const mediaPort = await open(livekit.server(), options.livekit?.port ?? 3902, 'SANDBOX_LIVEKIT_PORT', host);
      running.livekitUrl = `http://${shown}:${mediaPort}`;
      livekit.start();
    }
    for (const one of [stripe, secondStripe]) {
      if (!one) continue;
      one.state.baseUrl = running.stripeUrl;
      one.start();
    }
    return { ...running, fcmCa: fcm.certificate.ca, port, fcmPort, fcm, apns, livekit, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const SECOND = { id: 'acct_1SandboxSecond', name: 'Second sandbox', country: 'de', currency: 'eur' };

/** Pages are found by what they show: ids are unique over both accounts. */
function ownerOf(path: string, first: StripeStandIn, second: StripeStandIn | undefined): StripeStandIn {
  const id = decodeURIComponent(path.split('/')[3] ?? '');
  return second?.state.store.home(id) === undefined ? first : second;
}

/** Everything on the main port. */
function webHandler(
  running: Parameters<typeof indexPage>[0],
  control: Control,
  secondControl: Control | undefined,
): Parameters<typeof asListener>[0] {
  const { stripe, secondStripe } = running;
  return async (request, response) => {
    const [path = '/', query = ''] = (request.url ?? '/').split('?');
    if (path.startsWith('/v1/') || path.startsWith('/v2/'))
      return (secondStripe?.api.knows(request) ? secondStripe : stripe).api.serve(request, response, path, query);
    if (running.calendars.knows(path)) return running.calendars.serve(request, response, path, query);
    if (running.vies.knows(path)) return running.vies.serve(request, response, path);
    if (running.texts.knows(path)) return running.texts.serve(request, response, path);
    if (path.startsWith('/c/')) return ownerOf(path, stripe, secondStripe).pages.serve(request, response, path);
    if (secondControl && path.startsWith('/_control/second/'))
      return secondControl.serve(request, response, path.replace('/second/', '/'));
    if (path.startsWith('/_control/')) return control.serve(request, response, path);
    if (path === '/mail' && request.method === 'GET')
      return sendHtml(response, 200, mailListPage(running.mail.mails, running.texts.texts));
    const caught = path.startsWith('/mail/')
      ? running.mail.mails.find(({ id }) => path === `/mail/${encodeURIComponent(id)}`)
      : undefined;
    if (caught && request.method === 'GET') return sendHtml(response, 200, mailPage(caught));
    if (path === '/' && request.method === 'GET') return sendHtml(response, 200, indexPage(running));
    sendJson(response, 404, {
      error: { type: 'invalid_request_error', message: `Unrecognized request URL (${request.method}: ${path}).` },
    });
  };
}
