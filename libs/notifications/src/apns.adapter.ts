import { readFileSync } from 'node:fs';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ApnsClient, ApnsError, Notification, PushType } from 'apns2';
import { CONFIG, type Config, assertNoTransaction, log } from '@app/kernel';
import { Push, type PushMessage, type PushOutcome, type PushTarget } from './push.js';

type ApnsConfig = Pick<
  Config,
  'APNS_KEY' | 'APNS_KEY_ID' | 'APNS_TEAM_ID' | 'APNS_BUNDLE_ID' | 'APNS_BASE_URL' | 'APNS_CA_FILE'
>;

const ANSWER_MS = 5_000;
const BUSY_RETRY_SECONDS = 3;

/** VoIP pushes straight to Apple: they wake a closed iOS app, which FCM cannot. Only for rings: the app must show a call for each of them. */
@Injectable()
export class ApnsPush extends Push implements OnModuleDestroy {
  private client?: ApnsClient;

  constructor(@Inject(CONFIG) private readonly config: ApnsConfig) {
    super();
  }

  async send(target: PushTarget, message: PushMessage): Promise<PushOutcome> {
    assertNoTransaction();
    if (this.config.APNS_KEY === '') return { kind: 'rejected', code: 'not_configured' };
    try {
      await answered(this.open().send(this.notification(target, message)));
      return { kind: 'delivered' };
    } catch (error) {
      return outcomeOfApns(error);
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.client?.destroy();
  }

  private notification({ value }: PushTarget, { data, collapseKey }: PushMessage): Notification {
    return new Notification(value, {
      type: PushType.voip,
      topic: `${this.config.APNS_BUNDLE_ID}.voip`,
      // A ring that cannot be delivered now is worth nothing later.
      expiration: 0,
      collapseId: collapseKey.slice(0, 64),
      data: { ...data },
    });
  }

  private open(): ApnsClient {
    return (this.client ??= this.start());
  }

  private start(): ApnsClient {
    const { hostname, port } = new URL(this.config.APNS_BASE_URL);
    const client = new ApnsClient({
      team: this.config.APNS_TEAM_ID,
      keyId: this.config.APNS_KEY_ID,
      signingKey: this.config.APNS_KEY,
      host: hostname,
    });
    // The SDK has its port built in and trusts public authorities only, so for the sandbox its connections are made anew by the class of its own.
    if (port !== '' || this.config.APNS_CA_FILE !== '') {
      const Pool = client.client.constructor as new (url: string, options: object) => ApnsClient['client'];
      const ca = this.config.APNS_CA_FILE === '' ? undefined : readFileSync(this.config.APNS_CA_FILE);
      const pool = new Pool(this.config.APNS_BASE_URL, { allowH2: true, connections: 4, connect: { ca } });
      void client.client.close();
      Object.assign(client, { client: pool });
    }
    return client;
  }
}

/** Apple keeps connections open that are dead; a ring cannot wait for them. */
function answered<T>(sending: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), ANSWER_MS);
  });
  return Promise.race([sending, late]).finally(() => clearTimeout(timer));
}

const DEAD = new Set(['BadDeviceToken', 'DeviceTokenNotForTopic', 'Unregistered', 'ExpiredToken']);

/** What Apple's answer means for the device [O1]. Only its reason leaves this file: the rest holds the push address. */
export function outcomeOfApns(error: unknown): PushOutcome {
  if (!(error instanceof ApnsError)) {
    log.warn({ code: (error as { code?: unknown }).code }, 'APNs cannot be reached');
    return { kind: 'retry', afterSeconds: BUSY_RETRY_SECONDS, code: 'unreachable' };
  }
  const { statusCode, reason: code } = error;
  if (statusCode === 410 || DEAD.has(code)) return { kind: 'dead', code };
  if (statusCode === 429 || statusCode >= 500 || code === 'ExpiredProviderToken')
    return { kind: 'retry', afterSeconds: BUSY_RETRY_SECONDS, code };
  return { kind: 'rejected', code };
}
