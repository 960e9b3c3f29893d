import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, RateLimits } from '@app/kernel';
import { BookingRequestsService } from './booking-requests.service.js';
import {
  BookingList,
  BookingQuoteView,
  BookingView,
  CancelBooking,
  DeclineBooking,
  MyBookingsQuery,
  OfferView,
  QuoteBooking,
  RequestBooking,
  SlotList,
  SlotsQuery,
} from './bookings.dto.js';
import { BookingsService } from './bookings.service.js';

@ApiTags('bookings')
@Controller('v1')
export class BookingsController {
  constructor(
    private readonly requests: BookingRequestsService,
    private readonly bookings: BookingsService,
  ) {}

  @Get('advisors/:id/booking-offer')
  @Allow('public')
  @ApiOperation({ operationId: 'bookings.offer', summary: 'Whether an advisor takes bookings, and of what length' })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiResponse({ status: 200, type: OfferView })
  offer(@Ctx() ctx: Context, @Param('id', IdPipe('advisor')) id: string): Promise<OfferView> {
    return this.requests.offer(ctx, id);
  }

  @Get('advisors/:id/slots')
  @Allow('public')
  @RateLimits({ name: 'slots', points: 120, perSeconds: 60, by: 'ip' })
  @ApiOperation({ operationId: 'bookings.slots', summary: 'Free slots of an advisor' })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiResponse({ status: 200, type: SlotList })
  slots(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('advisor')) id: string,
    @Query() query: SlotsQuery,
  ): Promise<SlotList> {
    return this.requests.slots(ctx, id, query);
  }

  @Post('bookings/quote')
  @Allow('end_user')
  @HttpCode(200)
  @ApiOperation({ operationId: 'bookings.quote', summary: 'Price and rules of a slot before it is booked' })
  @ApiResponse({ status: 200, type: BookingQuoteView })
  quote(@Ctx() ctx: Context, @Body() body: QuoteBooking): Promise<BookingQuoteView> {
    return this.requests.quote(ctx, body);
  }

  @Post('bookings')
  @Allow('end_user')
  @Idempotent()
  @RateLimits({ name: 'booking', points: 30, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'bookings.request', summary: 'Book a slot: its price is held, the advisor is asked' })
  @ApiResponse({ status: 201, type: BookingView })
  request(@Ctx() ctx: Context, @Body() body: RequestBooking): Promise<BookingView> {
    return this.requests.request(ctx, body);
  }

  @Get('bookings')
  @Allow('end_user', 'advisor')
  @ApiOperation({ operationId: 'bookings.list', summary: 'Your bookings' })
  @ApiResponse({ status: 200, type: BookingList })
  list(@Ctx() ctx: Context, @Query() query: MyBookingsQuery): Promise<BookingList> {
    return this.bookings.list(ctx, query);
  }

  @Get('bookings/:id')
  @Allow('end_user', 'advisor')
  @ApiOperation({ operationId: 'bookings.show', summary: 'A booking as its side sees it' })
  @ApiResponse({ status: 200, type: BookingView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('booking')) id: string): Promise<BookingView> {
    return this.bookings.show(ctx, id);
  }

  @Post('bookings/:id/accept')
  @Allow('advisor')
  @HttpCode(200)
  @ApiOperation({ operationId: 'bookings.accept', summary: 'Take a booking that you were asked for' })
  @ApiResponse({ status: 200, type: BookingView })
  accept(@Ctx() ctx: Context, @Param('id', IdPipe('booking')) id: string): Promise<BookingView> {
    return this.bookings.accept(ctx, id);
  }

  @Post('bookings/:id/decline')
  @Allow('advisor')
  @HttpCode(200)
  @ApiOperation({ operationId: 'bookings.decline', summary: 'Do not take it; the user gets everything back' })
  @ApiResponse({ status: 200, type: BookingView })
  decline(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('booking')) id: string,
    @Body() body: DeclineBooking,
  ): Promise<BookingView> {
    return this.bookings.decline(ctx, id, body);
  }

  @Post('bookings/:id/cancel')
  @Allow('end_user', 'advisor')
  @Idempotent()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'bookings.cancel',
    summary: 'Call it off. The user gets back what the notice says, and everything when the advisor does',
  })
  @ApiResponse({ status: 200, type: BookingView })
  cancel(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('booking')) id: string,
    @Body() body: CancelBooking,
  ): Promise<BookingView> {
    return this.bookings.cancel(ctx, id, body);
  }

  @Post('bookings/:id/start')
  @Allow('end_user', 'advisor')
  @Idempotent()
  @HttpCode(200)
  @ApiOperation({ operationId: 'bookings.start', summary: 'Make its call at the agreed time; the other side is rung' })
  @ApiResponse({ status: 200, type: BookingView })
  start(@Ctx() ctx: Context, @Param('id', IdPipe('booking')) id: string): Promise<BookingView> {
    return this.bookings.start(ctx, id);
  }
}
