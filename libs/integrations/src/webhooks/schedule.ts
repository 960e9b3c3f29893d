import { addSeconds } from '@app/kernel';

/** Pauses before each try after the first, as Standard Webhooks suggests them: ten tries over about three days [N8]. */
const PAUSES_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;
export const MAX_TRIES = PAUSES_SECONDS.length + 1;
const JITTER = 0.1;
/** What a receiver may ask for at the most. */
const MAX_ASKED_SECONDS = 86_400;
const MAX_QUIET_SECONDS = 900;

/** So many failures in a row, and the endpoint is asked with one message at a time, after pauses that grow. */
export const FAILURES_TO_PAUSE = 5;
const FIRST_REST_SECONDS = 30;
const LONGEST_REST_SECONDS = 300;

/** An endpoint that answered nothing good for so long, and to so many tries in a row, is disabled [N11]. */
const FAILING_DAYS = 5;
const FAILING_TRIES = 10;

/** So long an early failure holds back later messages about the same subject: tries at 0 s, 5 s and 5 min. After that they are let past it. */
export const TRIES_IN_ORDER = 3;

/**
 * When to try again after `failures` failed tries; undefined = no more.
 * @param askedSeconds what the receiver asked for in `Retry-After`
 * @param random 0 to 1
 */
export function nextTry(failures: number, at: Date, askedSeconds = 0, random = Math.random()): Date | undefined {
  const pause = PAUSES_SECONDS[failures - 1];
  if (pause === undefined) return undefined;
  const jittered = pause * (1 - JITTER + 2 * JITTER * random);
  return addSeconds(at, Math.max(jittered, Math.min(askedSeconds, MAX_ASKED_SECONDS)));
}

/** Until when the whole endpoint is left alone after so many failures in a row; null = it is not. */
export function restUntil(failuresInRow: number, at: Date, askedSeconds = 0): Date | null {
  const over = failuresInRow - FAILURES_TO_PAUSE;
  const rest = over < 0 ? 0 : Math.min(FIRST_REST_SECONDS * 2 ** Math.min(over, 10), LONGEST_REST_SECONDS);
  const seconds = Math.max(rest, Math.min(askedSeconds, MAX_QUIET_SECONDS));
  return seconds > 0 ? addSeconds(at, seconds) : null;
}

export const isGivenUp = (failuresInRow: number, failingSince: Date, at: Date): boolean =>
  failuresInRow >= FAILING_TRIES && at >= addSeconds(failingSince, FAILING_DAYS * 86_400);

/** Seconds that `Retry-After` asks for: a number or a date (RFC 9110, 10.2.3). Anything else asks for nothing. */
export function askedPause(header: string | undefined, at: Date): number {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number.parseInt(text, 10);
  const date = /[A-Za-z]{3}, \d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? 0 : Math.max(0, (date - at.getTime()) / 1000);
}
