import { Injectable } from '@nestjs/common';
import { type Context, Db, inNameOf } from '@app/kernel';
import { AccountFrozen, PersonsService } from '@app/identity';
import { BookingRequestsService } from './booking-requests.service.js';
import type { BookForUser, BookingQuoteView, BookingView, CancelBooking, QuoteBooking } from './bookings.dto.js';
import { readBooking } from './bookings.queries.js';
import { BookingsService } from './bookings.service.js';
import { viewBooking } from './bookings.view.js';

/** Bookings that a licensee's server asks for in the name of a user (features.md N2): everything is as if the user had asked. */
@Injectable()
export class UserBookings {
  constructor(
    private readonly db: Db,
    private readonly persons: PersonsService,
    private readonly requests: BookingRequestsService,
    private readonly bookings: BookingsService,
  ) {}

  /** @throws NotFound, and what `BookingRequestsService.quote` throws */
  async quote(ctx: Context, userId: string, input: QuoteBooking): Promise<BookingQuoteView> {
    await this.db.read(ctx, (tx) => this.persons.userById(tx, userId));
    return this.requests.quote(inNameOf(ctx, userId, 'end_user'), input);
  }

  /** @throws NotFound, AccountFrozen, and what `BookingRequestsService.place` throws */
  request(ctx: Context, userId: string, { externalId, metadata, ...input }: BookForUser): Promise<BookingView> {
    return this.db.transaction(inNameOf(ctx, userId, 'end_user'), async (tx) => {
      if ((await this.persons.userById(tx, userId)).status !== 'active') throw new AccountFrozen();
      const id = await this.requests.place(tx, input, { actor: ctx.actor, externalId, metadata });
      return viewBooking(tx, await readBooking(tx, id), 'staff');
    });
  }

  /** As the user would: what comes back is what the tiers say [H6]. @throws NotFound, IllegalBookingMove, RefundChanged */
  async cancel(ctx: Context, userId: string, id: string, input: CancelBooking): Promise<BookingView> {
    await this.db.read(ctx, (tx) => this.persons.userById(tx, userId));
    await this.bookings.cancel(inNameOf(ctx, userId, 'end_user'), id, input);
    return this.bookings.show(ctx, id);
  }
}
