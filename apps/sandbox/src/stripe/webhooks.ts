import { createHmac } from 'node:crypto';
import type { Stored } from '../store.js';
import { payloadOf } from './events.js';
import { noSuch } from './refusal.js';
import type { StripeState } from './state.js';
import { secretsOf } from './webhook-endpoints.js';

/** What a test may do to the delivery of webhooks. */
export interface WebhookControls {
  /** Nothing is sent; events wait. */
  paused: boolean;
  /** How many more times a delivered event is sent. */
  duplicate: number;
  /** Events wait for each other a moment and leave in another order. */
  shuffle: boolean;
  /** Every first attempt waits this long. */
  delayMs: number;
  /** This many deliveries (or all) are lost on the way; `events.list({delivery_success:false})` shows them. */
  drop: number | boolean;
}

/** One event on its way to one endpoint. */
interface Delivery {
  event_id: string;
  endpoint_id: string;
  attempts: number;
}

interface Endpoint extends Stored {
  url: string;
  status: string;
}

/** Stripe repeats for three days; in the sandbox the waits are short and the last one repeats. */
export const DEFAULT_RETRY_SECONDS = [0.2, 1, 5, 15, 60, 60, 60, 60, 60, 60, 300, 300, 300, 300];
const SHUFFLE_WINDOW_MS = 150;
const PARALLEL = 16;
const ANSWER_WITHIN_MS = 10_000;

/** Names below `localhost` are this machine (RFC 6761), which not every resolver knows. */
function reachable(address: string): URL {
  const url = new URL(address);
  if (url.hostname.endsWith('.localhost')) url.hostname = '127.0.0.1';
  return url;
}

/** Signature header as Stripe writes it: one `v1` per secret. */
export function signatureHeader(payload: string, secrets: readonly string[], timestampSeconds: number): string {
  const signatures = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${timestampSeconds}.${payload}`).digest('hex')}`,
  );
  return [`t=${timestampSeconds}`, ...signatures].join(',');
}

/** Sends events to the endpoints until each has said 2xx; what is undelivered is kept in the database. */
export class WebhookSender {
  readonly controls: WebhookControls = { paused: false, duplicate: 0, shuffle: false, delayMs: 0, drop: false };
  private readonly inFlight = new Map<string, Promise<void>>();
  private readonly abort = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly state: StripeState,
    private readonly retrySeconds: readonly number[] = DEFAULT_RETRY_SECONDS,
  ) {
    state.store.database.exec(`
      CREATE TABLE IF NOT EXISTS delivery (
        event_id TEXT NOT NULL, endpoint_id TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
        next_at INTEGER NOT NULL, PRIMARY KEY (event_id, endpoint_id));
      CREATE INDEX IF NOT EXISTS delivery_due ON delivery (state, next_at);
    `);
    state.onEvent = () => this.wake(0);
  }

  /** Starts sending, first of all what a former run left undelivered. */
  start(): void {
    this.wake(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    this.abort.abort();
    await Promise.allSettled(this.inFlight.values());
  }

  /** Changes some controls; the others stay. */
  control(change: Partial<WebhookControls> & { duplicate?: number | boolean }): WebhookControls {
    const { duplicate, ...rest } = change as Partial<Record<keyof WebhookControls, unknown>>;
    Object.assign(this.controls, rest);
    if (duplicate !== undefined) this.controls.duplicate = Number(duplicate);
    this.wake(0);
    return this.controls;
  }

  /** Sends an event now, whatever the controls say and however often it was sent before. */
  async deliverNow(eventId: string): Promise<{ endpoint: string; status: number | null }[]> {
    const event = this.state.store.find(eventId);
    if (!event) throw noSuch('event', eventId);
    const rows = this.state.store.database.prepare('SELECT * FROM delivery WHERE event_id = ?').all(event.id);
    const results = [];
    for (const row of rows as unknown as Delivery[]) {
      results.push({ endpoint: row.endpoint_id, status: await this.send(row) });
    }
    return results;
  }

  /** Events that somebody still waits for, the oldest first. */
  waiting(): string[] {
    return this.state.store.database
      .prepare("SELECT event_id FROM delivery WHERE state = 'pending' GROUP BY event_id ORDER BY min(rowid)")
      .all()
      .map((row) => String(row['event_id']));
  }

  /** How many deliveries are in each state. */
  counts(): Record<string, number> {
    const rows = this.state.store.database.prepare('SELECT state, count(*) AS n FROM delivery GROUP BY state').all();
    return Object.fromEntries(rows.map((row) => [String(row['state']), Number(row['n'])]));
  }

  /** Resolves when nothing is pending or in flight (paused deliveries do not count as idle). */
  async idle(timeoutMs = 10_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while ((this.counts()['pending'] ?? 0) > 0 || this.inFlight.size > 0) {
      if (Date.now() > deadline) throw new Error(`webhooks still pending after ${timeoutMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  private wake(ms: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sendDue(), ms);
  }

  private sendDue(): void {
    if (this.stopped || this.controls.paused) return;
    const now = Date.now();
    const hold = this.controls.delayMs + (this.controls.shuffle ? SHUFFLE_WINDOW_MS : 0);
    const pending = this.state.store.database
      .prepare(
        `SELECT event_id, endpoint_id, attempts, next_at + CASE attempts WHEN 0 THEN ? ELSE 0 END AS due_at
         FROM delivery WHERE state = 'pending' ORDER BY rowid LIMIT 500`,
      )
      .all(hold) as unknown as (Delivery & { due_at: number })[];
    const waiting = pending.filter((row) => !this.inFlight.has(keyOf(row)));
    let due = waiting.filter((row) => row.due_at <= now);
    if (this.controls.shuffle) due = this.shuffled(due);
    for (const row of due.slice(0, Math.max(0, PARALLEL - this.inFlight.size))) this.launch(row);
    const later = waiting.filter((row) => row.due_at > now).map((row) => row.due_at - now);
    if (later.length > 0) this.wake(Math.min(...later) + 1);
  }

  /** Another order than before, and one at a time, so that the receiver really sees it. */
  private shuffled(rows: (Delivery & { due_at: number })[]): (Delivery & { due_at: number })[] {
    if (this.inFlight.size > 0 || rows.length === 0) return [];
    const [first, ...rest] = rows;
    if (!first) return [];
    const chosen = rest.length > 0 ? rest[Math.floor(Math.random() * rest.length)] : first;
    return chosen ? [chosen] : [];
  }

  private launch(row: Delivery): void {
    const key = keyOf(row);
    if (this.isDropped()) {
      this.note(row, 'dropped', row.attempts, Date.now());
      this.wake(0);
      return;
    }
    const work = this.attempt(row).finally(() => {
      this.inFlight.delete(key);
      this.wake(0);
    });
    this.inFlight.set(key, work);
  }

  private isDropped(): boolean {
    const { drop } = this.controls;
    if (drop === true) return true;
    if (typeof drop !== 'number' || drop <= 0) return false;
    this.controls.drop = drop - 1;
    return true;
  }

  private async attempt(row: Delivery): Promise<void> {
    const status = await this.send(row);
    if (this.stopped) return;
    if (status !== null && status >= 200 && status < 300) {
      for (let copy = 0; copy < this.controls.duplicate; copy++) await this.send(row);
      return;
    }
    const attempts = row.attempts + 1;
    const wait = this.retrySeconds[attempts - 1];
    if (wait === undefined) this.note(row, 'failed', attempts, Date.now());
    else this.note(row, 'pending', attempts, Date.now() + wait * 1000);
  }

  /** One POST; a 2xx is noted. Null when nobody answered. */
  private async send(row: Delivery): Promise<number | null> {
    const endpoint = this.state.get<Endpoint>('webhook_endpoint', row.endpoint_id);
    const event = this.state.store.find(row.event_id);
    const kept = secretsOf(this.state, row.endpoint_id);
    if (!endpoint || !event || !kept) return null;
    const payload = payloadOf(this.state, event);
    try {
      const answer = await fetch(reachable(endpoint.url), {
        method: 'POST',
        body: payload,
        redirect: 'manual',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': signatureHeader(payload, kept.secrets, Math.floor(Date.now() / 1000)),
        },
        signal: AbortSignal.any([this.abort.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      await answer.arrayBuffer();
      if (answer.ok && !this.stopped) this.note(row, 'delivered', row.attempts + 1, Date.now());
      return answer.status;
    } catch {
      return null;
    }
  }

  private note(row: Delivery, state: string, attempts: number, nextAt: number): void {
    this.state.store.database
      .prepare(`UPDATE delivery SET state = ?, attempts = ?, next_at = ? WHERE event_id = ? AND endpoint_id = ?`)
      .run(state, attempts, Math.floor(nextAt), row.event_id, row.endpoint_id);
  }
}

const keyOf = (row: Delivery) => `${row.event_id} ${row.endpoint_id}`;
