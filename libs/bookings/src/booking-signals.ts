import { Injectable } from '@nestjs/common';
import { Live, Outbox, type Tx, publicId, toJsonMinor } from '@app/kernel';
import { BookedCalls } from '@app/calling';
import type { Booking } from './booking.entity.js';
import {
  BookingAccepted,
  BookingCancelled,
  BookingCompleted,
  BookingDeclined,
  type BookingFacts,
  BookingLapsed,
  BookingNoShow,
  BookingReminderDue,
  BookingRequested,
  BookingStarted,
} from './bookings.events.js';

/** Tells people and other modules what became of a booking, in the transaction that changed it. */
@Injectable()
export class BookingSignals {
  constructor(
    private readonly live: Live,
    private readonly outbox: Outbox,
    private readonly calls: BookedCalls,
  ) {}

  /** Both sides' open screens, and who listens. */
  async changed(tx: Tx, row: Booking, by?: 'user' | 'advisor'): Promise<void> {
    await this.hint(tx, row, 'booking.changed');
    const facts = factsOf(row);
    const keptMinor = toJsonMinor(row.keptMinor ?? 0n);
    const closed = { keptMinor, givenBackMinor: facts.priceMinor - keptMinor };
    switch (row.status) {
      case 'requested':
        await this.outbox.add(tx, BookingRequested, { ...facts, acceptBy: row.acceptBy!.toISOString() });
        break;
      case 'accepted':
        // Back from a call that nobody answered is no news.
        if (row.callId === null)
          await this.outbox.add(tx, BookingAccepted, { ...facts, isAutomatic: row.acceptBy === null });
        break;
      case 'started':
        await this.outbox.add(tx, BookingStarted, { ...facts, callId: row.callId!, by: by ?? 'user' });
        break;
      case 'declined':
        await this.outbox.add(tx, BookingDeclined, { ...facts, ...closed });
        break;
      case 'lapsed':
        await this.outbox.add(tx, BookingLapsed, { ...facts, ...closed });
        break;
      case 'cancelled':
        await this.outbox.add(tx, BookingCancelled, {
          ...facts,
          ...closed,
          by: row.cancelledBy!,
        });
        break;
      case 'no_show':
        await this.outbox.add(tx, BookingNoShow, { ...facts, ...closed, by: row.noShowBy! });
        break;
      case 'completed':
        await this.completed(tx, row, facts);
    }
  }

  async reminder(tx: Tx, row: Booking, before: 'day' | 'quarter_hour'): Promise<void> {
    await this.hint(tx, row, 'booking.reminder');
    await this.outbox.add(tx, BookingReminderDue, { ...factsOf(row), before });
  }

  private async completed(tx: Tx, row: Booking, facts: BookingFacts): Promise<void> {
    const { priceMinor, billedSeconds } = await this.calls.factsOf(tx, row.callId!);
    const keptMinor = toJsonMinor(priceMinor);
    await this.outbox.add(tx, BookingCompleted, {
      ...facts,
      callId: row.callId!,
      billedSeconds,
      keptMinor,
      givenBackMinor: Math.max(0, facts.priceMinor - keptMinor),
    });
  }

  private async hint(tx: Tx, row: Booking, type: string): Promise<void> {
    await this.live.tell(tx, [row.userId, row.advisorPersonId], type, {
      id: publicId('booking', row.id),
      status: row.status,
      startsAt: row.startsAt.toISOString(),
      callId: row.callId === null ? null : publicId('call', row.callId),
    });
  }
}

const factsOf = (row: Booking): BookingFacts => ({
  bookingId: row.id,
  userId: row.userId,
  advisorId: row.advisorId,
  advisorPersonId: row.advisorPersonId,
  medium: row.medium,
  minutes: row.minutes,
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
  priceMinor: toJsonMinor(row.priceMinor),
  currency: row.currency,
  externalId: row.externalId,
  metadata: row.metadata,
});
