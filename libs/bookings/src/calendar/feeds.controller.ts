import { Controller, Delete, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, RateLimits, WithoutOperator } from '@app/kernel';
import { CalendarFeedView, NewCalendarFeedView } from './feeds.dto.js';
import { CalendarFeeds } from './feeds.service.js';

@ApiTags('calendars')
@Controller('v1')
export class CalendarFeedsController {
  constructor(private readonly feeds: CalendarFeeds) {}

  @Get('me/calendar-feed')
  @Allow('end_user', 'advisor')
  @ApiOperation({ operationId: 'calendarFeeds.show', summary: 'Whether your bookings have a calendar address' })
  @ApiOkResponse({ type: CalendarFeedView })
  show(@Ctx() ctx: Context): Promise<CalendarFeedView> {
    return this.feeds.show(ctx);
  }

  @Post('me/calendar-feed')
  @Allow('end_user', 'advisor')
  @WithoutOperator()
  @HttpCode(200)
  @RateLimits({ name: 'calendar_feed_renew', points: 20, perSeconds: 3600, by: 'person' })
  @ApiOperation({
    operationId: 'calendarFeeds.renew',
    summary: 'Make a calendar address of your bookings, or a new one; an older one stops working',
  })
  @ApiOkResponse({ type: NewCalendarFeedView })
  renew(@Ctx() ctx: Context): Promise<NewCalendarFeedView> {
    return this.feeds.renew(ctx);
  }

  @Delete('me/calendar-feed')
  @Allow('end_user', 'advisor')
  @HttpCode(204)
  @ApiOperation({ operationId: 'calendarFeeds.revoke', summary: 'Take the calendar address away' })
  @ApiNoContentResponse()
  revoke(@Ctx() ctx: Context): Promise<void> {
    return this.feeds.revoke(ctx);
  }

  @Get('calendars/:file')
  @Allow('public')
  @RateLimits({ name: 'calendar_feed', points: 120, perSeconds: 60, by: 'ip' })
  @ApiOperation({
    operationId: 'calendarFeeds.read',
    summary: 'Bookings as iCalendar (RFC 5545), for a calendar program that knows the address',
  })
  @ApiParam({ name: 'file', description: 'The secret part of the address, with .ics' })
  @ApiOkResponse({ content: { 'text/calendar': { schema: { type: 'string' } } } })
  @ApiResponse({ status: 304, description: 'The reader has it (`If-None-Match`)' })
  async read(
    @Ctx() ctx: Context,
    @Param('file') file: string,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const { body, etag } = await this.feeds.read(ctx, file);
    // Only now: a 404 must not be kept.
    void reply.header('cache-control', 'private, max-age=300').header('etag', etag);
    if (known?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag) === true) {
      void reply.status(304);
      return undefined;
    }
    void reply.type('text/calendar; charset=utf-8').header('content-disposition', 'inline; filename="bookings.ics"');
    return body;
  }
}
