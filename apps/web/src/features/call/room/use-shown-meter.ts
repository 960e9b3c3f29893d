import { useEffect, useState } from 'react';
import type { MediaState } from '../media/state.ts';
import type { Reading } from '../meter.ts';
import type { Call } from '../model.ts';

/** Shorter than the promise of three seconds, longer than what the line recovers from by itself. */
const PAUSE_AFTER_MS = 2_000;

export interface ShownMeter {
  readonly reading: Reading | undefined;
  /** The line of one side is broken. */
  readonly isInterrupted: boolean;
  /** Nothing is charged meanwhile. */
  readonly isPaused: boolean;
}

/** True from `delayMs` after a moment on. */
function useIsPast(sinceMs: number | null, delayMs: number): boolean {
  const [pastSince, setPast] = useState<number | null>(null);
  useEffect(() => {
    if (sinceMs === null) return;
    const timer = setTimeout(() => setPast(sinceMs), Math.max(0, sinceMs + delayMs - Date.now()));
    return () => clearTimeout(timer);
  }, [sinceMs, delayMs]);
  return sinceMs !== null && pastSince === sinceMs;
}

/**
 * What the meter shows. The media server tells a loss 20 s late, and the API then takes the time since the loss back; both clients see it within a second, so
 * they stop the meter at once instead of letting it run and jump back.
 */
export function useShownMeter(call: Call, reading: Reading | undefined, media: MediaState): ShownMeter {
  const lostSince = media.lostSinceMs ?? media.peerLostSinceMs;
  const [held, setHeld] = useState<Reading>();
  const isLongLost = useIsPast(lostSince, PAUSE_AFTER_MS);
  const isStarted = call.startedAt !== null;
  // After a reload the way in is a way back.
  const isComingBack = media.phase === 'connecting' || media.phase === 'reconnecting';
  const isRunning = call.status === 'in_progress' || call.status === 'reconnecting';
  if (lostSince !== null && held === undefined && reading) setHeld(reading);
  if (lostSince === null && held !== undefined) setHeld(undefined);
  return {
    reading: held && isRunning && reading?.meter.running ? held : reading,
    isInterrupted: isStarted && isRunning && (call.status === 'reconnecting' || isComingBack || lostSince !== null),
    isPaused: isStarted && isRunning && (call.status === 'reconnecting' || isLongLost),
  };
}
