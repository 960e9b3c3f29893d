import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx } from '@app/kernel';
import { BookingMoney } from './booking-money.js';
import { BookingSignals } from './booking-signals.js';
import { type BookingStatus, isLive } from './booking-machine.js';
import type { Booking } from './booking.entity.js';
import { type LoadedBooking, lockBooking, saveBooking } from './bookings.queries.js';
import { keptOf } from './cancellation.js';

/** The one way to change a booking: lock its row, let the machine decide, and in the same transaction close the money, write it back and tell the others. */
@Injectable()
export class BookingChanges {
  constructor(
    private readonly db: Db,
    private readonly money: BookingMoney,
    private readonly signals: BookingSignals,
  ) {}

  /** Runs `decide` on the locked booking; `extra` are columns that the machine does not know. @throws NotFound */
  async change<T>(
    ctx: Context,
    id: string,
    decide: (booking: LoadedBooking, tx: Tx, extra: Partial<Booking>) => T | Promise<T>,
  ): Promise<T> {
    return this.db.transaction(ctx, async (tx) => {
      const booking = await lockBooking(tx, id);
      const before = booking.state.status;
      const extra: Partial<Booking> = {};
      const result = await decide(booking, tx, extra);
      await this.finish(tx, booking, before, extra);
      return result;
    });
  }

  private async finish(tx: Tx, booking: LoadedBooking, before: BookingStatus, extra: Partial<Booking>): Promise<void> {
    const { row, state } = booking;
    const isOver = !isLive(state) && isLive({ status: before });
    // A call has settled its own price, and given back the rest.
    if (isOver && state.status !== 'completed') {
      extra.keptMinor = keptOf(state, before === 'accepted', row.priceMinor, row.rules);
      extra.feeTransactionId = await this.money.close(tx, row, extra.keptMinor);
    }
    await saveBooking(tx, booking, extra);
    if (state.status !== before) await this.signals.changed(tx, row, booking.startedBy);
  }
}
