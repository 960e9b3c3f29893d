import { type Tx, publicId, toJsonMinor } from '@app/kernel';
import { advisorNet, readTerms } from '@app/calling';
import { type BookingState, cancel, decidedAt } from './booking-machine.js';
import type { BookingView } from './bookings.dto.js';
import { type BookingPeople, type LoadedBooking, peopleOf } from './bookings.queries.js';
import { clashesOf } from './calendar/busy.queries.js';
import { keptOf } from './cancellation.js';

export type Viewer = BookingView['side'];

export async function viewBooking(tx: Tx, booking: LoadedBooking, viewer: Viewer): Promise<BookingView> {
  const [view] = await viewBookings(tx, [booking], viewer);
  return view!;
}

/** Several bookings with one look at their people. */
export async function viewBookings(tx: Tx, bookings: readonly LoadedBooking[], viewer: Viewer): Promise<BookingView[]> {
  if (bookings.length === 0) return [];
  const ids = bookings.map(({ row }) => row.id);
  const people = await peopleOf(tx, ids);
  // Only the advisor knows of their other calendars.
  const clashes = viewer === 'advisor' ? await clashesOf(tx, ids) : undefined;
  return bookings.map((booking) => ({
    ...view(booking, viewer, people.get(booking.row.id)!, tx.now),
    clashes: clashes?.has(booking.row.id) ?? null,
  }));
}

/** What a cancelling user gets back at this moment; null when there is nothing to cancel. */
export function refundNow({ row, state }: LoadedBooking, now: Date): bigint | null {
  const tried: BookingState = { ...state };
  if (!cancel(tried, 'user', now)) return null;
  return row.priceMinor - keptOf(tried, state.status === 'accepted', row.priceMinor, row.rules);
}

/** Neither side sees the other's money; the advisor knows the user by an alias. */
function view(booking: LoadedBooking, side: Viewer, people: BookingPeople, now: Date): Omit<BookingView, 'clashes'> {
  const { row, state } = booking;
  const back = side === 'user' ? refundNow(booking, now) : null;
  return {
    id: publicId('booking', row.id),
    status: state.status,
    side,
    advisorId: publicId('advisor', row.advisorId),
    advisorName: people.advisor_name,
    userId: side === 'advisor' ? null : publicId('person', row.userId),
    userName: side === 'staff' ? people.user_name : null,
    userAlias: side === 'user' ? null : people.user_alias,
    medium: row.medium,
    minutes: row.minutes,
    topic: row.topic,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    acceptBy: row.acceptBy?.toISOString() ?? null,
    waitUntil: decidedAt(state).toISOString(),
    priceMinor: side === 'advisor' ? null : toJsonMinor(row.priceMinor),
    earningMinor: side === 'user' ? null : toJsonMinor(advisorNet(readTerms(row.terms), row.priceMinor)),
    currency: row.currency,
    // The licensee's own words are nothing for the two sides.
    externalId: side === 'staff' ? row.externalId : null,
    metadata: side === 'staff' ? row.metadata : {},
    refundNowMinor: back === null ? null : toJsonMinor(back),
    keptMinor: side === 'advisor' || row.keptMinor === null ? null : toJsonMinor(row.keptMinor),
    tiers: [...row.rules.tiers],
    noShowFeePercent: row.rules.noShowFeePercent,
    cancelledBy: state.cancelledBy,
    noShowBy: state.noShowBy,
    reason: row.reason,
    callId: row.callId === null ? null : publicId('call', row.callId),
    requestedAt: row.requestedAt.toISOString(),
    endedAt: state.endedAt?.toISOString() ?? null,
  };
}
