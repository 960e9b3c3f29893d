import { addSeconds } from '@app/kernel';

const WAIT_SECONDS = 24 * 3600;

/** One limit of a person, with the looser one that waits. Amounts are minor units; null = no limit. */
export interface SpendingLimit {
  readonly value: bigint | null;
  readonly next: bigint | null;
  /** When `next` holds; null = nothing waits. */
  readonly nextAt: Date | null;
}

export const NO_LIMIT: SpendingLimit = { value: null, next: null, nextAt: null };

/** What holds at a moment. */
export const inForce = (limit: SpendingLimit, now: Date): SpendingLimit =>
  limit.nextAt !== null && limit.nextAt <= now ? { value: limit.next, next: null, nextAt: null } : limit;

/** A stricter limit holds at once; a looser one, or none, a day after it was asked for [D23]. Asking for the same again does not start the day anew. */
export function changed(limit: SpendingLimit, wish: bigint | null, now: Date): SpendingLimit {
  const current = inForce(limit, now);
  if (!isLooser(wish, current.value)) return { value: wish, next: null, nextAt: null };
  if (current.nextAt !== null && current.next === wish) return current;
  return { value: current.value, next: wish, nextAt: addSeconds(now, WAIT_SECONDS) };
}

function isLooser(wish: bigint | null, value: bigint | null): boolean {
  if (value === null) return false;
  return wish === null || wish > value;
}
