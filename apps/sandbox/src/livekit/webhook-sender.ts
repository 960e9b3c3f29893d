import { createHash } from 'node:crypto';
import { AccessToken } from 'livekit-server-sdk';
import { liveKitId, type RoomEvent } from './rooms.js';
import { eventJson } from './wire.js';

/** What a test may do to the webhooks of the media server. */
export interface LiveKitWebhookFaults {
  /** This many events (or all) are lost. */
  drop: number | boolean;
  /** How many more times an event is sent. */
  duplicate: number;
  /** Each event waits this long. */
  delayMs: number;
}

/** Waits before each attempt: 0, 1, 3, 7 and 15 s after the first, then the event is lost. */
export const DEFAULT_RETRY_WAITS_MS = [0, 1000, 2000, 4000, 8000];
/** Older events are thrown away when their turn comes. */
const MAX_AGE_MS = 30_000;
const MAX_QUEUE = 200;

interface Queued {
  id: string;
  body: string;
  queuedAtMs: number;
}

/**
 * Sends the webhooks as LiveKit does: one after the other per room, from memory, never persisted, and a 4xx counts as
 * delivered. All of that is what the receiver has to live with.
 */
export class LiveKitWebhookSender {
  readonly faults: LiveKitWebhookFaults = { drop: false, duplicate: 0, delayMs: 0 };
  /** Every event that happened, sent or lost: id and name. */
  readonly emitted: { id: string; event: string; room: string }[] = [];
  private readonly queues = new Map<string, Queued[]>();
  private readonly abort = new AbortController();

  constructor(
    private readonly url: string | undefined,
    private readonly apiKey: string,
    private readonly apiSecret: string,
    private readonly retryWaitsMs: readonly number[],
  ) {}

  stop(): void {
    this.abort.abort();
    this.queues.clear();
  }

  emit(happened: RoomEvent): void {
    const id = liveKitId('EV');
    this.emitted.push({ id, event: happened.event, room: happened.room.name });
    if (this.emitted.length > 2000) this.emitted.shift();
    if (!this.url || this.isDropped()) return;
    const createdAt = String(Math.floor(Date.now() / 1000));
    const queued = { id, body: JSON.stringify({ ...eventJson(happened), id, createdAt }), queuedAtMs: Date.now() };
    const room = happened.room.name;
    const queue = this.queues.get(room);
    if (queue) {
      if (queue.length < MAX_QUEUE) queue.push(queued);
      return;
    }
    this.queues.set(room, [queued]);
    void this.drain(room);
  }

  private isDropped(): boolean {
    const { drop } = this.faults;
    if (typeof drop === 'boolean') return drop;
    if (drop <= 0) return false;
    this.faults.drop = drop - 1;
    return true;
  }

  private async drain(room: string): Promise<void> {
    for (;;) {
      const next = this.queues.get(room)?.[0];
      if (!next || this.abort.signal.aborted) break;
      await this.wait(this.faults.delayMs);
      if (Date.now() - next.queuedAtMs <= MAX_AGE_MS + this.faults.delayMs) {
        for (let copy = 0; copy <= this.faults.duplicate; copy++) await this.deliver(next);
      }
      this.queues.get(room)?.shift();
    }
    this.queues.delete(room);
  }

  private async deliver(event: Queued): Promise<void> {
    for (const waitMs of this.retryWaitsMs) {
      await this.wait(waitMs);
      if (this.abort.signal.aborted) return;
      const status = await this.post(event.body);
      const again = status === null || status === 429 || (status >= 500 && status !== 501);
      if (!again) return;
    }
  }

  private async post(body: string): Promise<number | null> {
    try {
      const answer = await fetch(this.url ?? '', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/webhook+json', authorization: await this.sign(body) },
        signal: this.abort.signal,
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return null;
    }
  }

  /** A token without "Bearer", valid 5 minutes, over the hash of the body. */
  private async sign(body: string): Promise<string> {
    const token = new AccessToken(this.apiKey, this.apiSecret, { ttl: '5m' });
    token.sha256 = createHash('sha256').update(body).digest('base64');
    return token.toJwt();
  }

  private async wait(ms: number): Promise<void> {
    if (ms <= 0 || this.abort.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.abort.signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    });
  }
}
