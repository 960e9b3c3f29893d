import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Expandables,
  NotFound,
  type Page,
  type Problem,
  type Tx,
  actingOf,
  expansionsOf,
  page,
  personOf,
  publicId,
  recordAudit,
  toJsonMinor,
  translateDatabaseError,
} from '@app/kernel';
import { LicenseeSuspended, LimitReached, SwitchedOff } from '@app/licensees';
import { AdvisorBusy, AdvisorUnavailable, BookedCalls, readTerms } from '@app/calling';
import { BookingChanges } from './booking-changes.js';
import { accept, cancel, decline, start, userCame } from './booking-machine.js';
import type { Booking } from './booking.entity.js';
import {
  BOOKING_EXPANSIONS,
  type BookingView,
  type BookingsQuery,
  type CancelBooking,
  type DeclineBooking,
  type MyBookingsQuery,
  type StaffCancelBooking,
} from './bookings.dto.js';
import { IllegalBookingMove, RefundChanged } from './bookings.problems.js';
import { type LoadedBooking, bookingsOf, isOff, loadBooking, nextStart, readBooking } from './bookings.queries.js';
import { type Viewer, refundNow, viewBooking, viewBookings } from './bookings.view.js';

/** Why a call could not be made although its user was there for it. */
const NOT_THE_USERS_FAULT = [AdvisorBusy, LicenseeSuspended, LimitReached, SwitchedOff];

/** What the two sides, and staff, do with a booking. */
@Injectable()
export class BookingsService {
  constructor(
    private readonly db: Db,
    private readonly changes: BookingChanges,
    private readonly calls: BookedCalls,
    private readonly expandables: Expandables,
  ) {}

  /** @throws NotFound */
  show(ctx: Context, id: string, expand?: string): Promise<BookingView> {
    return this.db.read(ctx, async (tx) => {
      const booking = await readBooking(tx, id);
      const view = await viewBooking(tx, booking, sideOf(ctx, booking));
      const [expanded] = await this.expanded(tx, expand, [booking], [view]);
      return expanded!;
    });
  }

  /** The user's or advisor's own. */
  list(ctx: Context, query: MyBookingsQuery): Promise<Page<BookingView>> {
    const { role, personId } = personOf(ctx);
    return role === 'advisor'
      ? this.page(ctx, { advisorPersonId: personId }, query, 'advisor')
      : this.page(ctx, { userId: personId }, query, 'user');
  }

  /** Everybody's, for staff. */
  listAll(ctx: Context, query: BookingsQuery): Promise<Page<BookingView>> {
    return this.page(ctx, {}, query, 'staff');
  }

  /** @throws NotFound, IllegalBookingMove, AdvisorUnavailable */
  accept(ctx: Context, id: string): Promise<BookingView> {
    return this.changes.change(ctx, id, async (booking, tx) => {
      requireSide(ctx, booking, 'advisor');
      if (booking.state.status !== 'accepted') {
        if (!accept(booking.state, tx.now)) throw refused('accepted', booking);
        await this.assertOn(tx, booking.row);
      }
      return viewBooking(tx, booking, 'advisor');
    });
  }

  /** Everything goes back. @throws NotFound, IllegalBookingMove */
  decline(ctx: Context, id: string, { reason }: DeclineBooking): Promise<BookingView> {
    return this.ended(ctx, id, 'advisor', (booking, now, extra) => {
      if (booking.state.status === 'declined') return;
      if (!decline(booking.state, now)) throw refused('declined', booking);
      extra.reason = reason ?? null;
    });
  }

  /** The user by the tiers, the advisor with everything back [H6]. @throws NotFound, IllegalBookingMove, RefundChanged */
  cancel(ctx: Context, id: string, { reason, acceptedRefundMinor }: CancelBooking): Promise<BookingView> {
    return this.ended(ctx, id, undefined, (booking, now, extra) => {
      const by = sideOf(ctx, booking);
      if (booking.state.status === 'cancelled') return;
      const back = by === 'user' ? refundNow(booking, now) : null;
      if (back !== null && acceptedRefundMinor !== undefined && back !== BigInt(acceptedRefundMinor))
        throw new RefundChanged(toJsonMinor(back), booking.row.currency);
      if (!cancel(booking.state, by, now)) throw refused('cancelled', booking);
      extra.reason = reason ?? null;
    });
  }

  /** Staff call it off: everything goes back. @throws NotFound, IllegalBookingMove */
  async cancelByStaff(ctx: Context, id: string, { reason }: StaffCancelBooking): Promise<BookingView> {
    await this.changes.change(ctx, id, async (booking, tx, extra) => {
      if (!cancel(booking.state, 'staff', tx.now)) throw refused('cancelled', booking);
      extra.reason = reason;
      await recordAudit(tx, {
        action: 'booking.cancelled',
        subject: { kind: 'booking', id: publicId('booking', id) },
        after: { status: 'cancelled' },
        reason,
      });
    });
    return this.show(ctx, id);
  }

  /**
   * Makes the call, at the agreed time and as long as the sides wait for each other. A call that is there already is answered with.
   * @throws NotFound, IllegalBookingMove, AdvisorUnavailable, AdvisorBusy, AlreadyInCall, LicenseeSuspended, SwitchedOff, LimitReached
   */
  async start(ctx: Context, id: string): Promise<BookingView> {
    try {
      return await this.changes.change(ctx, id, async (booking, tx, extra) => {
        const { row, state } = booking;
        const side = sideOf(ctx, booking);
        if (side === 'staff') throw new NotFound();
        if (state.status !== 'started') {
          if (!start(state, tx.now)) throw refused('started', booking);
          await this.assertOn(tx, row);
          const next = await nextStart(tx, row);
          // The overrun ends where the advisor's next booking begins, which leaves room for all minutes of a late start (see `pauseAfter`).
          const room = next === null ? row.capSeconds : Math.floor((next.getTime() - tx.now.getTime()) / 1000);
          extra.tries = row.tries + 1;
          extra.callId = await this.calls.start(tx, {
            bookingId: row.id,
            callerId: row.userId,
            advisorId: row.advisorId,
            advisorPersonId: row.advisorPersonId,
            medium: row.medium,
            topic: row.topic,
            terms: readTerms(row.terms),
            holdId: row.holdId,
            heldMinor: row.priceMinor,
            capSeconds: Math.max(row.minutes * 60, Math.min(row.capSeconds, room)),
            idempotencyKey: `booking:${row.id}:${extra.tries}`,
            by: side === 'user' ? 'caller' : 'advisor',
            device: personOf(ctx).sessionId,
          });
          booking.startedBy = side;
          Object.assign(row, extra);
        }
        return viewBooking(tx, booking, side);
      });
    } catch (refusal) {
      // A busy advisor is told by a constraint.
      const error = translateDatabaseError(refusal);
      if (NOT_THE_USERS_FAULT.some((kind) => error instanceof kind)) await this.userCame(ctx, id);
      throw error;
    }
  }

  /** Neither side has blocked the other, both are in, and so is the licensee. The worker ends such a booking; nobody must be bound by it meanwhile. @throws AdvisorUnavailable */
  private async assertOn(tx: Tx, row: Booking): Promise<void> {
    await this.calls.assertReachable(tx, row.userId, row.advisorId);
    if (await isOff(tx, row)) throw new AdvisorUnavailable();
  }

  /** A user who could not be connected through no fault of theirs was there all the same. */
  private async userCame(ctx: Context, id: string): Promise<void> {
    await this.changes.change(ctx, id, (booking, tx) => {
      if (sideOf(ctx, booking) === 'user') userCame(booking.state, tx.now);
    });
  }

  /** A move that ends the booking: it is seen as it is when the money is closed. */
  private async ended(
    ctx: Context,
    id: string,
    side: 'advisor' | undefined,
    move: (booking: LoadedBooking, now: Date, extra: Partial<Booking>) => void,
  ): Promise<BookingView> {
    await this.changes.change(ctx, id, (booking, tx, extra) => {
      if (side !== undefined) requireSide(ctx, booking, side);
      if (sideOf(ctx, booking) === 'staff') throw new NotFound();
      move(booking, tx.now, extra);
    });
    return this.show(ctx, id);
  }

  /** What was asked for beside their ids, for who stands for the licensee. */
  private expanded(
    tx: Tx,
    expand: string | undefined,
    bookings: readonly LoadedBooking[],
    views: readonly BookingView[],
  ): Promise<BookingView[]> {
    return this.expandables.beside(tx, expansionsOf(expand, BOOKING_EXPANSIONS), views, {
      advisor: { ids: bookings.map(({ row }) => row.advisorId) },
      user: { ids: bookings.map(({ row }) => row.userId) },
      call: { ids: bookings.map(({ row }) => row.callId) },
    });
  }

  private page(
    ctx: Context,
    who: Parameters<typeof bookingsOf>[1],
    query: BookingsQuery,
    viewer: Viewer,
  ): Promise<Page<BookingView>> {
    return this.db.read(ctx, async (tx) => {
      const rows = await bookingsOf(tx, who, query);
      const shown = rows.slice(0, query.limit).map(loadBooking);
      const views = await this.expanded(tx, query.expand, shown, await viewBookings(tx, shown, viewer));
      const byRow = new Map(rows.map((row, i) => [row.id, views[i]]));
      return page(
        rows,
        query.limit,
        (row) => [row.startsAt.toISOString(), row.id],
        (row) => byRow.get(row.id)!,
      );
    });
  }
}

/** Somebody else's booking does not exist for users and advisors. @throws NotFound */
function sideOf(ctx: Context, { row }: LoadedBooking): Viewer {
  const { personId, role } = actingOf(ctx);
  if (row.userId === personId) return 'user';
  if (row.advisorPersonId === personId) return 'advisor';
  if (role === 'end_user' || role === 'advisor') throw new NotFound();
  return 'staff';
}

function requireSide(ctx: Context, booking: LoadedBooking, side: 'user' | 'advisor'): void {
  if (sideOf(ctx, booking) !== side) throw new NotFound();
}

const refused = (move: string, { state }: LoadedBooking): Problem =>
  new IllegalBookingMove(move, state.status, state.startsAt);
