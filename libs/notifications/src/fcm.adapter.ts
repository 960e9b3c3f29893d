import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type App, type AppOptions, type ServiceAccount, cert, deleteApp, initializeApp } from 'firebase-admin/app';
import { type Message, getMessaging } from 'firebase-admin/messaging';
import { CONFIG, type Config, assertNoTransaction, log, newId } from '@app/kernel';
import { Push, type PushMessage, type PushOutcome, type PushTarget } from './push.js';

type FcmConfig = Pick<Config, 'FIREBASE_CREDENTIALS' | 'FCM_BASE_URL' | 'FCM_CA_FILE'>;

const FCM_HOST = 'fcm.googleapis.com';
const DEFAULT_RETRY_SECONDS = 3;

/** The real Firebase SDK, one request per device; without credentials its connections lead to the sandbox. */
@Injectable()
export class FcmPush extends Push implements OnModuleDestroy {
  private app?: App;
  private agent?: Agent;

  constructor(@Inject(CONFIG) private readonly config: FcmConfig) {
    super();
  }

  async send(target: PushTarget, message: PushMessage): Promise<PushOutcome> {
    assertNoTransaction();
    let app: App;
    try {
      app = this.app ??= this.start();
    } catch (error) {
      // The reason stays here: it may quote the credentials.
      log.error(
        { code: codeOf(error) },
        'FCM cannot be used: check FIREBASE_CREDENTIALS, or FCM_BASE_URL and FCM_CA_FILE',
      );
      return { kind: 'rejected', code: 'misconfigured' };
    }
    try {
      await getMessaging(app).send(fcmMessage(target, message));
      return { kind: 'delivered' };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  async onModuleDestroy(): Promise<void> {
    if (this.app) await deleteApp(this.app);
    this.agent?.destroy();
  }

  private start(): App {
    const name = `push-${newId()}`; // the SDK keeps its apps per process by name
    return initializeApp(
      this.config.FIREBASE_CREDENTIALS === '' ? this.sandbox() : live(this.config.FIREBASE_CREDENTIALS),
      name,
    );
  }

  /** The SDK has its host built in, so it is the connection that goes elsewhere. Only `send()` uses the agent. */
  private sandbox(): AppOptions {
    const { hostname, port } = new URL(this.config.FCM_BASE_URL);
    const agent = new Agent({
      keepAlive: true,
      ca: this.config.FCM_CA_FILE === '' ? undefined : readFileSync(this.config.FCM_CA_FILE),
    });
    const connect = agent.createConnection.bind(agent);
    agent.createConnection = (options, callback) =>
      connect(
        { ...options, host: hostname, port: port === '' ? 443 : Number.parseInt(port, 10), servername: FCM_HOST },
        callback,
      );
    this.agent = agent;
    return {
      projectId: 'sandbox',
      credential: { getAccessToken: async () => ({ access_token: 'sandbox', expires_in: 3600 }) },
      httpAgent: agent,
    };
  }
}

function live(credentials: string): AppOptions {
  const account = JSON.parse(credentials) as ServiceAccount & { project_id?: string };
  return { credential: cert(account), projectId: account.project_id };
}

/** The message in FCM's words. */
export function fcmMessage(
  target: PushTarget,
  { data, collapseKey, ttlSeconds, expiresAt, alert }: PushMessage,
): Message {
  const address = target.kind === 'fcm_fid' ? { fid: target.value } : { token: target.value };
  return {
    ...address,
    data: { ...data },
    ...(alert && { notification: { ...alert } }),
    // Milliseconds here, seconds on the wire. The tag lets the app take down what the system has shown.
    android: {
      priority: 'high',
      ttl: ttlSeconds * 1000,
      collapseKey,
      ...(alert && { notification: { tag: collapseKey, priority: 'max', defaultSound: true, visibility: 'public' } }),
    },
    // The page of a licensee's own with Firebase's SDK: shown until it is answered, and taken down by the same tag.
    webpush: {
      headers: { TTL: String(ttlSeconds), Urgency: 'high', Topic: collapseKey },
      ...(alert && { notification: { tag: collapseKey, renotify: true, requireInteraction: true } }),
    },
    apns: {
      headers: {
        'apns-priority': '10',
        'apns-expiration': String(Math.floor(expiresAt.getTime() / 1000)),
        'apns-collapse-id': collapseKey,
      },
      ...(alert && { payload: { aps: { sound: 'default', 'interruption-level': 'time-sensitive' } } }),
    },
  };
}

const RETRY = new Set([
  'messaging/message-rate-exceeded',
  'messaging/device-message-rate-exceeded',
  'messaging/server-unavailable',
  'messaging/internal-error',
  'messaging/unknown-error',
  'app/network-error',
  'app/network-timeout',
]);

/** What a failure of the SDK means for the device. Only its code leaves this file: the rest holds the push address. */
export function outcomeOf(error: unknown): PushOutcome {
  const code = codeOf(error);
  if (code === 'messaging/registration-token-not-registered' || code === 'messaging/installation-id-not-registered')
    return { kind: 'dead', code };
  if (code === 'messaging/mismatched-credential') {
    // The SDK gives the same code when our account lacks a permission; then every device would look dead.
    return { kind: answer(error).includes('SENDER_ID_MISMATCH') ? 'dead' : 'rejected', code };
  }
  if (RETRY.has(code)) return { kind: 'retry', afterSeconds: retryAfter(error), code };
  return { kind: 'rejected', code };
}

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unknown';
};

interface Answered {
  readonly httpResponse?: { readonly headers?: Readonly<Record<string, unknown>>; readonly data?: unknown };
}

const answer = (error: unknown): string => JSON.stringify((error as Answered).httpResponse?.data ?? '');

/** Seconds of a Retry-After header; a short pause without one. */
function retryAfter(error: unknown): number {
  const header = (error as Answered).httpResponse?.headers?.['retry-after'];
  return typeof header === 'string' && /^\d{1,6}$/.test(header)
    ? Math.max(1, Number.parseInt(header, 10))
    : DEFAULT_RETRY_SECONDS;
}
