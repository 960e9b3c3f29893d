import type { Interval } from '@app/advisors';

/** What an advisor offers. */
export interface BookingSettings {
  readonly isOn: boolean;
  /** Minutes of a booking. */
  readonly lengths: readonly number[];
  /** Pause after each. */
  readonly bufferMinutes: number;
  /** Least time from the request to the start. */
  readonly noticeMinutes: number;
  /** Most days ahead. */
  readonly aheadDays: number;
  /** Whether requests are accepted at once. */
  readonly autoAccept: boolean;
}

export const LENGTHS = [15, 30, 45, 60] as const;

export const DEFAULT_SETTINGS: BookingSettings = {
  isOn: false,
  lengths: [30, 60],
  bufferMinutes: 10,
  noticeMinutes: 120,
  aheadDays: 30,
  autoAccept: false,
};

const MINUTE_MS = 60_000;
/** Slots begin on quarters of an hour; those of every zone are those of UTC. */
const STEP_MS = 15 * MINUTE_MS;
const DAY_MS = 86_400_000;

/** From when to when a booking of this advisor may start. */
const bookable = ({ noticeMinutes, aheadDays }: BookingSettings, now: Date): Interval => ({
  start: new Date(now.getTime() + noticeMinutes * MINUTE_MS),
  end: new Date(now.getTime() + aheadDays * DAY_MS),
});

/**
 * Minutes that are kept free after a booking: the advisor's pause, and at the least the time that the sides wait for each other. So one that begins late has had all
 * its minutes when the next one begins.
 */
export const pauseAfter = ({ bufferMinutes }: BookingSettings, waitMinutes: number): number =>
  Math.max(bufferMinutes, waitMinutes);

/**
 * Slots of so many minutes: inside open hours, beginning on a quarter of an hour within the notice, and with their pause clear of everything that is taken.
 * @param pauseMinutes kept free after each, see {@link pauseAfter}
 * @param taken times that are not free, with the pauses that belong to them
 */
export function freeSlots(
  settings: BookingSettings,
  minutes: number,
  pauseMinutes: number,
  open: readonly Interval[],
  taken: readonly Interval[],
  now: Date,
): Interval[] {
  const within = bookable(settings, now);
  const length = minutes * MINUTE_MS;
  const pause = pauseMinutes * MINUTE_MS;
  return open.flatMap(({ start, end }) => {
    const slots: Interval[] = [];
    const first = Math.ceil(Math.max(start.getTime(), within.start.getTime()) / STEP_MS) * STEP_MS;
    for (let at = first; at + length <= end.getTime() && at <= within.end.getTime(); at += STEP_MS)
      if (!taken.some((one) => one.start.getTime() < at + length + pause && at < one.end.getTime()))
        slots.push({ start: new Date(at), end: new Date(at + length) });
    return slots;
  });
}
