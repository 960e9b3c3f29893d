import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, KeyScope, WithoutOperator } from '@app/kernel';
import { BookForUser, BookingQuoteView, BookingView, CancelBooking, QuoteBooking } from './bookings.dto.js';
import { UserBookings } from './user-bookings.service.js';

/** What a licensee's server does about bookings in the name of its users. */
@ApiTags('bookings')
@Allow('owner', 'admin')
@WithoutOperator()
@Controller('v1/users')
export class UserBookingsController {
  constructor(private readonly bookings: UserBookings) {}

  @Post(':id/bookings/quote')
  @HttpCode(200)
  @KeyScope('bookings:write')
  @ApiOperation({
    operationId: 'userBookings.quote',
    summary: 'Price and rules of a slot for a user before it is booked',
    description:
      "It says what the user could spend, so it asks for the scope of booking. An advisor's free slots are public.",
  })
  @ApiParam({ name: 'id', description: 'Id of the user' })
  @ApiOkResponse({ type: BookingQuoteView })
  quote(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Body() body: QuoteBooking,
  ): Promise<BookingQuoteView> {
    return this.bookings.quote(ctx, id, body);
  }

  @Post(':id/bookings')
  @KeyScope('bookings:write')
  @Idempotent()
  @ApiOperation({
    operationId: 'userBookings.request',
    summary: 'Book a slot for a user: its price is held, the advisor is asked',
    description:
      "It is the user's booking: their money is held, their limits and blocks count, and the advisor has the same time to accept.",
  })
  @ApiParam({ name: 'id', description: 'Id of the user' })
  @ApiCreatedResponse({ type: BookingView })
  request(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Body() body: BookForUser,
  ): Promise<BookingView> {
    return this.bookings.request(ctx, id, body);
  }

  @Post(':id/bookings/:bookingId/cancel')
  @HttpCode(200)
  @KeyScope('bookings:write')
  @Idempotent()
  @ApiOperation({
    operationId: 'userBookings.cancel',
    summary: 'Call a booking off for its user; what comes back is what the notice says',
  })
  @ApiParam({ name: 'id', description: 'Id of the user' })
  @ApiParam({ name: 'bookingId', description: 'Id of the booking' })
  @ApiOkResponse({ type: BookingView })
  cancel(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Param('bookingId', IdPipe('booking')) bookingId: string,
    @Body() body: CancelBooking,
  ): Promise<BookingView> {
    return this.bookings.cancel(ctx, id, bookingId, body);
  }
}
