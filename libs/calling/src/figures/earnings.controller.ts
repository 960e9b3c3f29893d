import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, asCsv } from '@app/kernel';
import { EarningList, EarningsQuery, EarningsSummaryView, StatisticsQuery, StatisticsView } from './earnings.dto.js';
import { EarningsService } from './earnings.service.js';
import { StatisticsService } from './statistics.service.js';

@ApiTags('earnings')
@Controller('v1/advisor')
export class EarningsController {
  constructor(
    private readonly earnings: EarningsService,
    private readonly statistics: StatisticsService,
  ) {}

  @Get('earnings')
  @Allow('advisor')
  @ApiOperation({
    operationId: 'earnings.list',
    summary: 'What you earned, call by call and of bookings without a call; as pages or as CSV',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiResponse({ status: 200, type: EarningList })
  async list(
    @Ctx() ctx: Context,
    @Query() query: EarningsQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EarningList | string> {
    if (query.format === 'json') return this.earnings.list(ctx, query);
    return asCsv(reply, 'earnings', await this.earnings.listCsv(ctx, query));
  }

  @Get('earnings/summary')
  @Allow('advisor')
  @ApiOperation({ operationId: 'earnings.summary', summary: 'What you earned, and what of it waits for which day' })
  @ApiResponse({ status: 200, type: EarningsSummaryView })
  summary(@Ctx() ctx: Context): Promise<EarningsSummaryView> {
    return this.earnings.summary(ctx);
  }

  @Get('statistics')
  @Allow('advisor')
  @ApiOperation({ operationId: 'statistics.show', summary: 'How you do: answers, length, earnings, rating' })
  @ApiResponse({ status: 200, type: StatisticsView })
  show(@Ctx() ctx: Context, @Query() query: StatisticsQuery): Promise<StatisticsView> {
    return this.statistics.show(ctx, query);
  }
}
