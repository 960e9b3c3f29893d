import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config, assertNoTransaction, log } from '@app/kernel';
import { Push, type PushMessage, type PushOutcome, type PushTarget } from './push.js';
import { Sender, readSubscription, sealFor } from './web-push.js';

type WebPushConfig = Pick<Config, 'WEB_PUSH_KEY' | 'WEB_PUSH_CONTACT' | 'WEB_PUSH_BASE_URL' | 'WEB_PUSH_CA_FILE'>;

const ANSWER_MS = 5_000;
const BUSY_RETRY_SECONDS = 3;

/** Pushes to browsers by the push service that each has of its own, sealed so that only the browser can read them (RFC 8030, 8291, 8292). */
@Injectable()
export class WebPush extends Push implements OnModuleDestroy {
  private sender?: Sender;
  private agent?: Agent;

  constructor(@Inject(CONFIG) private readonly config: WebPushConfig) {
    super();
  }

  /** What pages subscribe with; null = browsers cannot be rung here. */
  get publicKey(): string | null {
    return this.config.WEB_PUSH_KEY === '' ? null : this.start().publicKey;
  }

  async send({ value }: PushTarget, message: PushMessage): Promise<PushOutcome> {
    assertNoTransaction();
    if (this.config.WEB_PUSH_KEY === '') return { kind: 'rejected', code: 'not_configured' };
    const subscription = readSubscription(value);
    if (!subscription) return { kind: 'rejected', code: 'not_a_subscription' };
    const headers = {
      authorization: this.start().authorization(subscription.endpoint, new Date()),
      'content-type': 'application/octet-stream',
      'content-encoding': 'aes128gcm',
      ttl: String(message.ttlSeconds),
      urgency: 'high',
      topic: message.collapseKey,
    };
    try {
      const { status, retryAfter } = await this.post(
        this.addressOf(subscription.endpoint),
        headers,
        sealFor(subscription, Buffer.from(JSON.stringify(message.data))),
      );
      return outcomeOfStatus(status, retryAfter);
    } catch (error) {
      log.warn({ code: (error as { code?: unknown }).code }, 'a push service of browsers cannot be reached');
      return { kind: 'retry', afterSeconds: BUSY_RETRY_SECONDS, code: 'unreachable' };
    }
  }

  onModuleDestroy(): void {
    this.agent?.destroy();
  }

  private start(): Sender {
    return (this.sender ??= new Sender(this.config.WEB_PUSH_KEY, this.config.WEB_PUSH_CONTACT));
  }

  private addressOf(endpoint: string): URL {
    const { pathname, search } = new URL(endpoint);
    return this.config.WEB_PUSH_BASE_URL === ''
      ? new URL(endpoint)
      : new URL(`${pathname}${search}`, this.config.WEB_PUSH_BASE_URL);
  }

  /** Redirects are not followed: the address was checked, where it leads was not. */
  private post(
    url: URL,
    headers: Record<string, string>,
    body: Buffer,
  ): Promise<{ status: number; retryAfter: string | undefined }> {
    this.agent ??= new Agent({
      keepAlive: true,
      ca: this.config.WEB_PUSH_CA_FILE === '' ? undefined : readFileSync(this.config.WEB_PUSH_CA_FILE),
    });
    return new Promise((resolve, reject) => {
      const outgoing = request(
        url,
        {
          method: 'POST',
          headers: { ...headers, 'content-length': String(body.length) },
          agent: this.agent,
          signal: AbortSignal.timeout(ANSWER_MS),
        },
        (incoming) => {
          incoming.resume();
          resolve({ status: incoming.statusCode ?? 0, retryAfter: incoming.headers['retry-after'] });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

/** What the answer of a push service means for the browser [O1]. */
export function outcomeOfStatus(status: number, retryAfter?: string): PushOutcome {
  const code = `http_${status}`;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 404 || status === 410) return { kind: 'dead', code };
  if (status === 429 || status >= 500) {
    const asked = /^\d{1,6}$/.test(retryAfter ?? '') ? Number.parseInt(retryAfter!, 10) : BUSY_RETRY_SECONDS;
    return { kind: 'retry', afterSeconds: Math.max(1, asked), code };
  }
  return { kind: 'rejected', code };
}
