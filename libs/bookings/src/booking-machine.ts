import { addSeconds } from '@app/kernel';

/**
 * The life of a booking: pure decisions on facts and times. Callers hold the lock of the booking's row. A move that is refused changes nothing and answers false.
 */
export const BOOKING_STATUSES = [
  'requested',
  'accepted',
  'started',
  'completed',
  'declined',
  'lapsed',
  'cancelled',
  'no_show',
] as const;
export type BookingStatus = (typeof BOOKING_STATUSES)[number];

export const CANCELLED_BY = ['user', 'advisor', 'staff', 'platform'] as const;
export type CancelledBy = (typeof CANCELLED_BY)[number];
export const NO_SHOW_BY = ['user', 'advisor', 'both'] as const;
export type NoShowBy = (typeof NO_SHOW_BY)[number];

export interface BookingState {
  status: BookingStatus;
  readonly startsAt: Date;
  /** How long a side waits for the other from the start on. */
  readonly waitMinutes: number;
  /** Null = it was accepted at once. */
  readonly acceptBy: Date | null;
  userArrivedAt: Date | null;
  advisorArrivedAt: Date | null;
  remindedDayAt: Date | null;
  remindedSoonAt: Date | null;
  /** Who wants no contact with the other any more: the first of the two. */
  blockedBy: 'user' | 'advisor' | null;
  cancelledBy: CancelledBy | null;
  noShowBy: NoShowBy | null;
  endedAt: Date | null;
}

/** What a call of the booking tells of its sides. */
interface Attempt {
  readonly isConnected: boolean;
  readonly endedAt: Date;
  readonly userThere: boolean;
  readonly advisorThere: boolean;
}

/** What time alone has brought about. */
type Due = 'lapsed' | 'reminder_day' | 'reminder_soon' | 'no_show' | 'cancelled';

const DAY_SECONDS = 24 * 3600;
const SOON_SECONDS = 15 * 60;

export const isLive = ({ status }: Pick<BookingState, 'status'>): boolean =>
  status === 'requested' || status === 'accepted' || status === 'started';

/** When waiting is over and somebody is found missing. */
export const decidedAt = ({ startsAt, waitMinutes }: BookingState): Date => addSeconds(startsAt, waitMinutes * 60);

export function accept(booking: BookingState, now: Date): boolean {
  if (booking.status !== 'requested' || !booking.acceptBy || now >= booking.acceptBy) return false;
  booking.status = 'accepted';
  skipReminders(booking, now);
  return true;
}

/** A reminder whose time had come when it was accepted would repeat the news. */
export function skipReminders(booking: BookingState, now: Date): void {
  if (now >= addSeconds(booking.startsAt, -DAY_SECONDS)) booking.remindedDayAt = now;
  if (now >= addSeconds(booking.startsAt, -SOON_SECONDS)) booking.remindedSoonAt = now;
}

export function decline(booking: BookingState, now: Date): boolean {
  if (booking.status !== 'requested') return false;
  end(booking, 'declined', now);
  return true;
}

/** From its time on the user waits for the advisor instead, who cancels as long as no call runs; so do staff. */
export function cancel(booking: BookingState, by: CancelledBy, now: Date): boolean {
  const may =
    booking.status === 'requested' || (booking.status === 'accepted' && (by !== 'user' || now < booking.startsAt));
  if (!may) return false;
  booking.cancelledBy = by;
  end(booking, 'cancelled', now);
  return true;
}

/** A call is made, by either side, from the agreed time until waiting is over. */
export function start(booking: BookingState, now: Date): boolean {
  if (booking.status !== 'accepted' || now < booking.startsAt || now >= decidedAt(booking)) return false;
  booking.status = 'started';
  return true;
}

/** A side blocks the other, at its own cost: no call can be made of the booking any more. One that is made already goes on. */
export function block(booking: BookingState, by: 'user' | 'advisor', now: Date): void {
  if (!isLive(booking)) return;
  booking.blockedBy ??= by;
  if (booking.status !== 'started') shut(booking, booking.blockedBy, now);
}

/** Before the start the blocker has cancelled. A user who blocks from then on waits for nobody: it is decided at once who did not come. */
function shut(booking: BookingState, by: 'user' | 'advisor', now: Date): void {
  if (!cancel(booking, by, now)) missed(booking, now);
}

/** The call is over. When nobody met, each side may try again until waiting is over; what was seen of them is kept. */
export function attempted(booking: BookingState, attempt: Attempt): boolean {
  if (booking.status !== 'started') return false;
  if (attempt.userThere) booking.userArrivedAt ??= attempt.endedAt;
  if (attempt.advisorThere) booking.advisorArrivedAt ??= attempt.endedAt;
  if (attempt.isConnected) end(booking, 'completed', attempt.endedAt);
  else {
    booking.status = 'accepted';
    if (booking.blockedBy !== null) shut(booking, booking.blockedBy, attempt.endedAt);
  }
  return true;
}

/** The user was there, and the call could not be made. */
export function userCame(booking: BookingState, now: Date): void {
  if (booking.status === 'accepted' && now >= booking.startsAt) booking.userArrivedAt ??= now;
}

/** Applies one timer that is due. Call again for the next. */
export function tick(booking: BookingState, now: Date): Due | undefined {
  if (booking.status === 'requested' && booking.acceptBy && now >= booking.acceptBy) {
    end(booking, 'lapsed', now);
    return 'lapsed';
  }
  if (booking.status !== 'accepted') return undefined;
  if (now >= decidedAt(booking)) return missed(booking, now);
  const soon = addSeconds(booking.startsAt, -SOON_SECONDS);
  if (booking.remindedSoonAt === null && now >= soon) {
    booking.remindedSoonAt = now;
    booking.remindedDayAt ??= now; // a worker that slept over the day's reminder gives one, not two
    return now < booking.startsAt ? 'reminder_soon' : undefined;
  }
  if (booking.remindedDayAt === null && now >= addSeconds(booking.startsAt, -DAY_SECONDS)) {
    booking.remindedDayAt = now;
    return 'reminder_day';
  }
  return undefined;
}

/** The next time at which {@link tick} has something to do. */
export function dueAt(booking: BookingState): Date | null {
  if (booking.status === 'requested') return booking.acceptBy;
  if (booking.status !== 'accepted') return null;
  if (booking.remindedDayAt === null) return addSeconds(booking.startsAt, -DAY_SECONDS);
  if (booking.remindedSoonAt === null) return addSeconds(booking.startsAt, -SOON_SECONDS);
  return decidedAt(booking);
}

/**
 * Waiting is over [H7]. Without proof that the advisor was in the room the user pays nothing, but for one who has locked the advisor out instead of coming; who both
 * came and could not meet was failed by us.
 */
function missed(booking: BookingState, now: Date): 'no_show' | 'cancelled' {
  const { userArrivedAt, advisorArrivedAt } = booking;
  if (userArrivedAt !== null && advisorArrivedAt !== null) {
    booking.cancelledBy = 'platform';
    end(booking, 'cancelled', now);
    return 'cancelled';
  }
  const isUserMissing = advisorArrivedAt !== null || (booking.blockedBy === 'user' && userArrivedAt === null);
  booking.noShowBy = isUserMissing ? 'user' : userArrivedAt !== null ? 'advisor' : 'both';
  end(booking, 'no_show', now);
  return 'no_show';
}

function end(booking: BookingState, status: BookingStatus, now: Date): void {
  booking.status = status;
  booking.endedAt = now;
}
