import { useEffect, useState } from 'react';

let aheadMs: number | undefined;

/**
 * What the server says that the time is. A message can only be late, so the one that puts the server furthest ahead of this clock was the quickest.
 */
export function setServerTime(iso: string): void {
  const ahead = Date.parse(iso) - Date.now();
  if (aheadMs === undefined || ahead > aheadMs) aheadMs = ahead;
}

/** The server's time as far as it is known here. */
export const serverNow = (): Date | undefined => (aheadMs === undefined ? undefined : new Date(Date.now() + aheadMs));

const secondsTo = (iso: string): number =>
  Math.max(0, Math.ceil((Date.parse(iso) - Date.now() - (aheadMs ?? 0)) / 1000));

/** Whole seconds until a moment of the server's clock, never below zero. */
export function useSecondsTo(iso: string): number {
  const [seconds, setSeconds] = useState(() => secondsTo(iso));
  useEffect(() => {
    const look = (): void => setSeconds(secondsTo(iso));
    look();
    const timer = setInterval(look, 250);
    return () => clearInterval(timer);
  }, [iso]);
  return seconds;
}
