import { Body, Controller, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, KeyScope, WithoutOperator } from '@app/kernel';
import { BookingSettingsDto } from '../bookings.dto.js';
import { SimulateBooking, SimulatedBookingView } from './test-bookings.dto.js';
import { TestBookings } from './test-bookings.service.js';

/** What the sides of a booking would do themselves; in test mode nobody signs in to do it (features.md N13). */
@ApiTags('test mode')
@Allow('owner', 'admin')
@WithoutOperator()
@Controller('v1/test')
export class TestBookingsController {
  constructor(private readonly bookings: TestBookings) {}

  @Put('advisors/:id/booking-settings')
  @KeyScope('test:write')
  @ApiOperation({
    operationId: 'testAdvisors.setBookingSettings',
    summary: 'Set what bookings an advisor of test mode offers',
  })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiOkResponse({ type: BookingSettingsDto })
  setSettings(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('advisor')) id: string,
    @Body() body: BookingSettingsDto,
  ): Promise<BookingSettingsDto> {
    return this.bookings.setSettings(ctx, id, body);
  }

  @Post('bookings/:id/simulate')
  @HttpCode(200)
  @KeyScope('test:write')
  @ApiOperation({
    operationId: 'testBookings.simulate',
    summary: 'Play a booking of test mode',
    description:
      'The advisor accepts or declines, a side calls it off or starts its call, at seconds of the test clock. Reminders and ends come on the way, each at its time. Money and events are those of a real booking.',
  })
  @ApiParam({ name: 'id', description: 'Id of the booking' })
  @ApiOkResponse({ type: SimulatedBookingView })
  simulate(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('booking')) id: string,
    @Body() body: SimulateBooking,
  ): Promise<SimulatedBookingView> {
    return this.bookings.simulate(ctx, id, body);
  }
}
