import { createHash } from 'node:crypto';
import type { SandboxClock } from '../clock.js';
import type { Store } from '../store.js';
import { StripeRefusal } from './refusal.js';

/** An answer that is given again word for word. */
export interface StoredAnswer {
  status: number;
  body: string;
  requestId: string;
}

const KEPT_MS = 24 * 60 * 60 * 1000;

/** The refusal of a request whose key belongs to one that still runs. */
export const keyInUse = (key: string): StripeRefusal =>
  new StripeRefusal(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this Stripe Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}.`,
  });

/** Answers by idempotency key for 24 hours, as docs.stripe.com/api/idempotent_requests describes. */
export class IdempotencyKeys {
  private readonly inFlight = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
  ) {
    store.database.exec(`
      CREATE TABLE IF NOT EXISTS idempotency (
        key TEXT PRIMARY KEY, path TEXT NOT NULL, params TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
        request_id TEXT NOT NULL, created_at INTEGER NOT NULL);
    `);
  }

  /**
   * The stored answer of an earlier request with this key.
   * @throws StripeRefusal when the key was used for something else, or its first request is still running
   */
  recall(key: string, path: string, body: string): StoredAnswer | undefined {
    if (key.length > 255) {
      throw new StripeRefusal(400, {
        type: 'idempotency_error',
        message: 'Idempotency key is too long; the maximum is 255 characters.',
      });
    }
    if (this.inFlight.has(key)) throw keyInUse(key);
    const row = this.store.database.prepare('SELECT * FROM idempotency WHERE key = ?').get(key);
    if (!row || Number(row['created_at']) < this.clock.now() - KEPT_MS) return undefined;
    if (row['path'] !== path) {
      throw misuse(
        `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${path}' vs '${String(row['path'])}'). Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    }
    if (row['params'] !== digest(body)) {
      throw misuse(
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    }
    return { status: Number(row['status']), body: String(row['body']), requestId: String(row['request_id']) };
  }

  /** Marks the key as running; call `done` in any case. */
  begin(key: string): void {
    this.inFlight.add(key);
  }

  done(key: string): void {
    this.inFlight.delete(key);
  }

  /** Keeps an answer. Inside the transaction of its effect, so that both exist or neither. */
  keep(key: string, path: string, body: string, answer: StoredAnswer): void {
    this.store.database
      .prepare(
        `INSERT OR REPLACE INTO idempotency (key, path, params, status, body, request_id, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(key, path, digest(body), answer.status, answer.body, answer.requestId, this.clock.now());
  }
}

/** Parameters are the same in any order. */
function digest(body: string): string {
  return createHash('sha256').update(body.split('&').sort().join('&')).digest('hex');
}

function misuse(message: string): StripeRefusal {
  return new StripeRefusal(400, { type: 'idempotency_error', message });
}
