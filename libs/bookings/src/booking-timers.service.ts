import { Injectable } from '@nestjs/common';
import { type Context, Db } from '@app/kernel';
import { BookingChanges } from './booking-changes.js';
import { BookingSignals } from './booking-signals.js';
import { block, cancel, tick } from './booking-machine.js';
import { hasLeft, isOff, readBooking } from './bookings.queries.js';

/** What time alone does to one booking [H3, H5, H7]. */
@Injectable()
export class BookingTimers {
  constructor(
    private readonly db: Db,
    private readonly changes: BookingChanges,
    private readonly signals: BookingSignals,
  ) {}

  /** When time has something to do next; null = never. @throws NotFound */
  next(ctx: Context, id: string): Promise<Date | null> {
    return this.db.read(ctx, async (tx) => (await readBooking(tx, id)).row.dueAt);
  }

  /** Applies the timer that is due, if one is. @throws NotFound */
  pass(ctx: Context, id: string): Promise<void> {
    return this.changes.change(ctx, id, async ({ row, state }, tx) => {
      if (await hasLeft(tx, row)) block(state, 'user', tx.now);
      // One that was asked for while its advisor was suspended is nobody's to wait for.
      else if ((await isOff(tx, row)) && cancel(state, 'platform', tx.now)) return;
      const what = tick(state, tx.now);
      if (what === 'reminder_day') await this.signals.reminder(tx, row, 'day');
      if (what === 'reminder_soon') await this.signals.reminder(tx, row, 'quarter_hour');
    });
  }
}
