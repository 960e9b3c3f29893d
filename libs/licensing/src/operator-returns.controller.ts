import { Controller, Get, Query, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, RateLimits, asCsv } from '@app/kernel';
import { EcSalesList, OssReturn, TaxReportQuery } from '@app/calling';
import { OperatorHostGuard } from './operator-host.guard.js';
import { OperatorReturns } from './operator-returns.service.js';

@ApiTags('operator')
@Controller('v1/operator')
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class OperatorReturnsController {
  constructor(private readonly returns: OperatorReturns) {}

  @Get('oss-return')
  @RateLimits({ name: 'operator-returns', points: 60, perSeconds: 3600, by: 'person' })
  @ApiOperation({
    operationId: 'operatorReturns.oss',
    summary:
      'Lines of a quarter for a return under the Union one-stop shop, over all licensees whose calls the operator sells',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiResponse({ status: 200, type: OssReturn })
  async oss(
    @Ctx() ctx: Context,
    @Query() query: TaxReportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OssReturn | string> {
    return asCsv(reply, `oss-${query.quarter}`, await this.returns.oss(ctx, query));
  }

  @Get('ec-sales-list')
  @RateLimits({ name: 'operator-returns', points: 60, perSeconds: 3600, by: 'person' })
  @ApiOperation({
    operationId: 'operatorReturns.ecSales',
    summary:
      'Supplies of a quarter to companies that owe the tax themselves, over all licensees whose calls the operator sells',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiResponse({ status: 200, type: EcSalesList })
  async ecSales(
    @Ctx() ctx: Context,
    @Query() query: TaxReportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EcSalesList | string> {
    return asCsv(reply, `ec-sales-${query.quarter}`, await this.returns.ecSales(ctx, query));
  }
}
