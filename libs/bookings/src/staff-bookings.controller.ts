import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, KeyScope } from '@app/kernel';
import { BookingRulesService } from './booking-rules.service.js';
import {
  BookingExpandQuery,
  BookingList,
  BookingRulesDto,
  BookingView,
  BookingsQuery,
  StaffCancelBooking,
} from './bookings.dto.js';
import { BookingsService } from './bookings.service.js';

@ApiTags('bookings')
@Controller('v1/staff')
export class StaffBookingsController {
  constructor(
    private readonly bookings: BookingsService,
    private readonly rules: BookingRulesService,
  ) {}

  @Get('bookings')
  @Allow('owner', 'admin', 'finance', 'support')
  @KeyScope('bookings:read')
  @ApiOperation({ operationId: 'staffBookings.list', summary: 'All bookings' })
  @ApiResponse({ status: 200, type: BookingList })
  list(@Ctx() ctx: Context, @Query() query: BookingsQuery): Promise<BookingList> {
    return this.bookings.listAll(ctx, query);
  }

  @Get('bookings/:id')
  @Allow('owner', 'admin', 'finance', 'support')
  @KeyScope('bookings:read')
  @ApiOperation({ operationId: 'staffBookings.show', summary: 'A booking' })
  @ApiResponse({ status: 200, type: BookingView })
  show(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('booking')) id: string,
    @Query() { expand }: BookingExpandQuery,
  ): Promise<BookingView> {
    return this.bookings.show(ctx, id, expand);
  }

  @Post('bookings/:id/cancel')
  @Allow('owner', 'admin', 'support')
  @KeyScope('bookings:write')
  @Idempotent()
  @HttpCode(200)
  @ApiOperation({ operationId: 'staffBookings.cancel', summary: 'Call a booking off; the user gets everything back' })
  @ApiResponse({ status: 200, type: BookingView })
  cancel(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('booking')) id: string,
    @Body() body: StaffCancelBooking,
  ): Promise<BookingView> {
    return this.bookings.cancelByStaff(ctx, id, body);
  }

  @Get('booking-rules')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'bookingRules.show', summary: 'Time to accept, what comes back, who does not come' })
  @ApiResponse({ status: 200, type: BookingRulesDto })
  showRules(@Ctx() ctx: Context): Promise<BookingRulesDto> {
    return this.rules.show(ctx);
  }

  @Put('booking-rules')
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'bookingRules.replace', summary: 'Set them, for bookings that are made from now on' })
  @ApiResponse({ status: 200, type: BookingRulesDto })
  replaceRules(@Ctx() ctx: Context, @Body() body: BookingRulesDto): Promise<BookingRulesDto> {
    return this.rules.replace(ctx, body);
  }
}
