import { Injectable } from '@nestjs/common';
import { type Context, Db, addSeconds, inNameOf } from '@app/kernel';
import { TestAdvisors } from '@app/advisors';
import { TestClock } from '@app/calling';
import { TestTwins } from '@app/licensees';
import { BookingSettingsService } from '../booking-settings.service.js';
import { BookingTimers } from '../booking-timers.service.js';
import type { Booking } from '../booking.entity.js';
import type { BookingSettingsDto } from '../bookings.dto.js';
import { readBooking } from '../bookings.queries.js';
import { BookingsService } from '../bookings.service.js';
import { viewBooking } from '../bookings.view.js';
import type { SimulateBooking, SimulatedBookingView, SimulatedMove } from './test-bookings.dto.js';

/** Plays bookings in test mode: the two sides do what people do, by the services that people reach, and its timers are passed at their times (docs/decisions/0026). */
@Injectable()
export class TestBookings {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
    private readonly advisors: TestAdvisors,
    private readonly settings: BookingSettingsService,
    private readonly bookings: BookingsService,
    private readonly timers: BookingTimers,
    private readonly clock: TestClock,
  ) {}

  /** @throws TestModeOnly, NotFound */
  async setSettings(ctx: Context, advisorId: string, input: BookingSettingsDto): Promise<BookingSettingsDto> {
    return this.settings.replaceMine(await this.advisors.as(ctx, advisorId), input);
  }

  /** @throws TestModeOnly, NotFound, IllegalBookingMove, and what accepting, starting and cancelling throw */
  async simulate(ctx: Context, id: string, { steps }: SimulateBooking): Promise<SimulatedBookingView> {
    const { row } = await this.db.read(ctx, (tx) => readBooking(tx, id)); // somebody else's does not exist, in no mode
    await this.twins.assertTwin(ctx);
    for (const { event, afterSeconds = 0 } of steps) {
      if (afterSeconds > 0) await this.wait(ctx, id, afterSeconds);
      await this.happen(ctx, row, event);
    }
    return this.db.read(ctx, async (tx) => ({
      booking: await viewBooking(tx, await readBooking(tx, id), 'staff'),
      now: tx.now.toISOString(),
      livemode: false as const,
    }));
  }

  private async happen(ctx: Context, { id, userId, advisorPersonId }: Booking, event: SimulatedMove): Promise<void> {
    const [user, advisor] = [inNameOf(ctx, userId, 'end_user'), inNameOf(ctx, advisorPersonId, 'advisor')];
    switch (event) {
      case 'advisor_accepts':
        await this.bookings.accept(advisor, id);
        break;
      case 'advisor_declines':
        await this.bookings.decline(advisor, id, {});
        break;
      case 'advisor_cancels':
        await this.bookings.cancel(advisor, id, {});
        break;
      case 'user_cancels':
        await this.bookings.cancel(user, id, {});
        break;
      case 'advisor_starts':
        await this.bookings.start(advisor, id);
        break;
      case 'user_starts':
        await this.bookings.start(user, id);
        break;
      case 'time_passes':
    }
  }

  /** Reminders and ends come on the way, each at its time, as if the time had gone by. */
  private async wait(ctx: Context, id: string, seconds: number): Promise<void> {
    const end = addSeconds(await this.db.now(ctx), seconds);
    let before: Date | null = null;
    for (;;) {
      const next = await this.timers.next(ctx, id);
      // One that stays due would be passed for ever.
      if (next === null || next > end || next.getTime() === before?.getTime()) break;
      // A moment later than the column says: it has microseconds.
      await this.clock.passTo(ctx, addSeconds(next, 0.001));
      await this.timers.pass(ctx, id);
      before = next;
    }
    await this.clock.passTo(ctx, end);
  }
}
