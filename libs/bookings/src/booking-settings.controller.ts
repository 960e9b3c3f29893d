import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { BookingSettingsService } from './booking-settings.service.js';
import { BookingSettingsDto } from './bookings.dto.js';

@ApiTags('bookings')
@Controller('v1/advisors/me/booking-settings')
export class BookingSettingsController {
  constructor(private readonly settings: BookingSettingsService) {}

  @Get()
  @Allow('advisor')
  @ApiOperation({ operationId: 'bookingSettings.showMine', summary: 'What bookings you offer' })
  @ApiResponse({ status: 200, type: BookingSettingsDto })
  showMine(@Ctx() ctx: Context): Promise<BookingSettingsDto> {
    return this.settings.showMine(ctx);
  }

  @Put()
  @Allow('advisor')
  @ApiOperation({ operationId: 'bookingSettings.replaceMine', summary: 'Set what bookings you offer' })
  @ApiResponse({ status: 200, type: BookingSettingsDto })
  replaceMine(@Ctx() ctx: Context, @Body() body: BookingSettingsDto): Promise<BookingSettingsDto> {
    return this.settings.replaceMine(ctx, body);
  }
}
