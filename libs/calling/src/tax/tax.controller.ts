import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, asCsv } from '@app/kernel';
import { EcSalesList, OssReturn } from './returns.dto.js';
import { TaxReturns } from './returns.service.js';
import { TaxReport, TaxReportQuery, TaxView } from './tax.dto.js';
import { TaxReportService } from './tax-report.service.js';
import { Taxes } from './taxes.service.js';

@ApiTags('tax')
@Controller('v1')
export class TaxController {
  constructor(
    private readonly taxes: Taxes,
    private readonly reports: TaxReportService,
    private readonly returns: TaxReturns,
  ) {}

  @Get('tax')
  @Allow('public')
  @ApiOperation({ operationId: 'taxes.show', summary: 'How prices are taxed for somebody who is not known' })
  @ApiResponse({ status: 200, type: TaxView })
  show(@Ctx() ctx: Context): Promise<TaxView> {
    return this.taxes.show(ctx);
  }

  @Get('me/tax')
  @Allow('end_user')
  @ApiOperation({ operationId: 'taxes.showOwn', summary: 'How prices are taxed for you' })
  @ApiResponse({ status: 200, type: TaxView })
  showOwn(@Ctx() ctx: Context): Promise<TaxView> {
    return this.taxes.showOwn(ctx);
  }

  @Get('staff/tax-report')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({ operationId: 'taxReports.report', summary: 'Tax of a quarter by country and rate' })
  @ApiProduces('application/json', 'text/csv')
  @ApiResponse({ status: 200, type: TaxReport })
  report(
    @Ctx() ctx: Context,
    @Query() query: TaxReportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaxReport | string> {
    return this.reports.report(ctx, query).then((file) => asCsv(reply, `tax-${query.quarter}`, file));
  }

  @Get('staff/oss-return')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({
    operationId: 'taxReturns.oss',
    summary: 'Lines of a quarter for a return under the Union one-stop shop',
    description:
      'Tax of other member states than the seller’s, and corrections of earlier quarters apart. Calls that were sold by the operator when they were made are in the operator’s return.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiResponse({ status: 200, type: OssReturn })
  oss(
    @Ctx() ctx: Context,
    @Query() query: TaxReportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OssReturn | string> {
    return this.returns.oss(ctx, query).then((file) => asCsv(reply, `oss-${query.quarter}`, file));
  }

  @Get('staff/ec-sales-list')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({
    operationId: 'taxReturns.ecSales',
    summary: 'Supplies of a quarter to companies that owe the tax themselves, for an EC sales list',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiResponse({ status: 200, type: EcSalesList })
  ecSales(
    @Ctx() ctx: Context,
    @Query() query: TaxReportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EcSalesList | string> {
    return this.returns.ecSales(ctx, query).then((file) => asCsv(reply, `ec-sales-${query.quarter}`, file));
  }
}
