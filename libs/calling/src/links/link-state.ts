/** Pure: whether a link to call is open at a moment. */
import { type WeeklyHours, openIntervals } from '@app/advisors';

/** not_yet: before its first day. outside_hours: between its hours. over: its end has come. used_up: as many calls as it is for were made. */
export const LINK_STATES = ['open', 'not_yet', 'outside_hours', 'over', 'used_up', 'revoked'] as const;
export type LinkState = (typeof LINK_STATES)[number];

export interface LinkBounds {
  readonly validFrom: Date | null;
  readonly expiresAt: Date | null;
  readonly maxCalls: number | null;
  readonly usedCalls: number;
  /** Empty = at every hour. */
  readonly weekly: readonly WeeklyHours[];
  readonly revokedAt: Date | null;
}

export interface LinkMoment {
  readonly state: LinkState;
  /** When it opens, where it is not open yet or between its hours. */
  readonly opensAt: Date | null;
}

/** Hours come every week, so their next opening is never farther; with a clock change in between it may be a day more. */
const DAYS_AHEAD = 8;

/** The state at a moment; its hours are meant in the time zone. What ends a link for good is told before what opens it again. */
export function linkAt(link: LinkBounds, timeZone: string, at: Date): LinkMoment {
  const { validFrom, expiresAt, maxCalls, usedCalls, revokedAt } = link;
  if (revokedAt !== null) return { state: 'revoked', opensAt: null };
  if (expiresAt !== null && expiresAt <= at) return { state: 'over', opensAt: null };
  if (maxCalls !== null && usedCalls >= maxCalls) return { state: 'used_up', opensAt: null };
  const isEarly = validFrom !== null && validFrom > at;
  const opensAt = nextOpening(link.weekly, timeZone, isEarly ? validFrom : at);
  if (opensAt === null || (expiresAt !== null && opensAt >= expiresAt)) return { state: 'over', opensAt: null };
  if (isEarly) return { state: 'not_yet', opensAt };
  return opensAt > at ? { state: 'outside_hours', opensAt } : { state: 'open', opensAt: null };
}

function nextOpening(weekly: readonly WeeklyHours[], timeZone: string, from: Date): Date | null {
  if (weekly.length === 0) return from;
  return openIntervals({ timeZone, weekly, exceptions: [] }, from, DAYS_AHEAD)[0]?.start ?? null;
}
