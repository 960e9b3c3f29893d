const FIRST_MS = 500;
const MOST_MS = 8_000;
/** A server that asks for more than this is told to the caller instead. */
const LONGEST_ASKED_MS = 60_000;

/** What is known of a request that did not succeed. */
export interface Failure {
  /** Undefined when there was no answer at all. */
  readonly status: number | undefined;
  readonly code?: string;
  readonly retryAfterMs?: number | undefined;
}

/**
 * Whether the same request may be sent again. `isRepeatable`: reading, replacing, removing, or under an Idempotency-Key, so that doing it twice does no harm.
 * What was refused before anything began (408, 429) may always be sent again.
 */
export function mayRepeat({ status, code, retryAfterMs = 0 }: Failure, isRepeatable: boolean): boolean {
  if (retryAfterMs > LONGEST_ASKED_MS) return false;
  if (status === undefined) return isRepeatable;
  if (status === 408 || status === 429) return true;
  if (status === 409) return code === 'idempotency-key-in-flight';
  return isRepeatable && (status === 500 || status === 502 || status === 503 || status === 504);
}

/** Doubles with each try, half of it at random, so that many clients do not come back together. Never earlier than asked. */
export function pauseMs(tried: number, retryAfterMs: number | undefined, random: () => number): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** (tried - 1));
  const own = most / 2 + (most / 2) * random();
  return Math.round(Math.max(own, retryAfterMs ?? 0));
}

/** `Retry-After` in seconds or as a date. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number.parseInt(header, 10) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
