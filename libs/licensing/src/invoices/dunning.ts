import { addSeconds } from '@app/kernel';

/** Days to the next attempt after the first, second and third failure [M3]. After the fourth the licence is suspended. */
export const RETRY_DAYS = [3, 5, 7] as const;

const DAY_SECONDS = 86_400;

/** When an invoice is tried again; null: never, this was the last time. */
export function nextAttempt(failures: number, now: Date): Date | null {
  const days = RETRY_DAYS[failures - 1];
  return days === undefined ? null : addSeconds(now, days * DAY_SECONDS);
}
