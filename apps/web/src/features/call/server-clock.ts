import { useEffect, useState } from 'react';

let aheadMs = 0;

/** The stream's first event says what time it is at the server; countdowns end when the server says so, not when this clock does. */
export function setServerTime(iso: string): void {
  aheadMs = Date.parse(iso) - Date.now();
}

const secondsTo = (iso: string): number => Math.max(0, Math.ceil((Date.parse(iso) - Date.now() - aheadMs) / 1000));

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
