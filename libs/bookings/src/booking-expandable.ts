import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Expandable, type Tx } from '@app/kernel';
import { Booking } from './booking.entity.js';
import { loadBooking } from './bookings.queries.js';
import { viewBookings } from './bookings.view.js';

/** Bookings as staff see them, where answers have their ids. */
@Injectable()
export class BookingExpandable extends Expandable {
  readonly name = 'booking';
  readonly idKind = 'booking';
  readonly isNamed = true;
  readonly scope = 'bookings:read';
  readonly roles = ['owner', 'admin', 'finance', 'support'] as const;

  async of(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, object>> {
    const rows = await tx.findBy(Booking, { licenseeId: tx.ctx.licenseeId, id: In([...ids]) });
    const views = await viewBookings(tx, rows.map(loadBooking), 'staff');
    return new Map(rows.map(({ id }, index) => [id, views[index]!]));
  }
}
