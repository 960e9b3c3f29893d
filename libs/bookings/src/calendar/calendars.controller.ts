import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, AnyHost, type Context, Ctx, NotFound, RateLimits, WithoutOperator, WordPipe } from '@app/kernel';
import { PROVIDERS, type Provider } from './calendar-port.js';
import { CalendarConsentView, CalendarList, ConnectCalendar } from './calendars.dto.js';
import { CalendarsService } from './calendars.service.js';

const ProviderPipe = WordPipe(PROVIDERS);
const OfProvider = (): MethodDecorator =>
  ApiParam({ name: 'provider', description: 'Whose calendar', enum: [...PROVIDERS] });

@ApiTags('calendars')
@Controller('v1/advisors/me/calendars')
export class CalendarsController {
  constructor(private readonly calendars: CalendarsService) {}

  @Get()
  @Allow('advisor')
  @ApiOperation({
    operationId: 'calendars.list',
    summary: 'Your calendars elsewhere: times that are busy there are no slots',
  })
  @ApiResponse({ status: 200, type: CalendarList })
  list(@Ctx() ctx: Context): Promise<CalendarList> {
    return this.calendars.list(ctx);
  }

  @Post(':provider/consent')
  @Allow('advisor')
  @WithoutOperator()
  @HttpCode(200)
  @OfProvider()
  @RateLimits({ name: 'calendar_consent', points: 30, perSeconds: 3600, by: 'person' })
  @ApiOperation({
    operationId: 'calendars.begin',
    summary: 'Begin to connect a calendar: the answer says where you allow it',
  })
  @ApiResponse({ status: 200, type: CalendarConsentView })
  begin(@Ctx() ctx: Context, @Param('provider', ProviderPipe) provider: Provider): Promise<CalendarConsentView> {
    return this.calendars.begin(ctx, provider);
  }

  @Post('connect')
  @Allow('advisor')
  @WithoutOperator()
  @HttpCode(200)
  @RateLimits({ name: 'calendar_connect', points: 30, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'calendars.connect', summary: 'Connect the calendar that you came back from' })
  @ApiResponse({ status: 200, type: CalendarList })
  connect(@Ctx() ctx: Context, @Body() body: ConnectCalendar): Promise<CalendarList> {
    return this.calendars.connect(ctx, body);
  }

  @Delete(':provider')
  @Allow('advisor')
  @WithoutOperator()
  @OfProvider()
  @ApiOperation({
    operationId: 'calendars.disconnect',
    summary: 'Disconnect a calendar and forget what was read from it',
  })
  @ApiResponse({ status: 200, type: CalendarList })
  disconnect(@Ctx() ctx: Context, @Param('provider', ProviderPipe) provider: Provider): Promise<CalendarList> {
    return this.calendars.disconnect(ctx, provider);
  }
}

/** Google and Microsoft know one address for all licensees. */
@Controller('calendars')
export class CalendarCallbackController {
  constructor(private readonly calendars: CalendarsService) {}

  @Get('callback')
  @Allow('public')
  @AnyHost()
  @RateLimits({ name: 'calendar_callback', points: 60, perSeconds: 60, by: 'ip' })
  async callback(
    @Query('state') state: unknown,
    @Query('code') code: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (typeof state !== 'string' || state.length > 200) throw new NotFound();
    const url = await this.calendars.returnUrl(state, typeof code === 'string' && code !== '' ? code : undefined);
    void reply.header('referrer-policy', 'no-referrer').redirect(url, 303);
  }
}
