import type { Meter } from './model.ts';

/** What the meter shows, and whether the server has taken something back since the last reading. */
export interface Reading {
  readonly meter: Meter;
  readonly wasCorrected: boolean;
}

/** Readings of two processes may be a second apart without anything being wrong. */
const JITTER_SECONDS = 1;

/**
 * The reading after a message of the server. It never runs backwards, except when the server took time back: a lost connection is told late, and the
 * seconds since the loss are not charged (S8.2).
 */
export function nextReading(before: Reading | undefined, next: Meter): Reading {
  if (before === undefined) return { meter: next, wasCorrected: false };
  const { meter } = before;
  const stepBack = meter.connectedSeconds - next.connectedSeconds;
  if (stepBack <= 0) return { meter: next, wasCorrected: before.wasCorrected && !next.running };
  // The last reading equals the receipt, whatever was shown before.
  if (next.running && stepBack <= JITTER_SECONDS) return before;
  return { meter: next, wasCorrected: stepBack > JITTER_SECONDS };
}
