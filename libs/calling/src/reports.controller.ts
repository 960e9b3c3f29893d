import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, RateLimits } from '@app/kernel';
import { CloseReport, ReportCall, ReportView, ReportsQuery, StaffReportList, StaffReportView } from './reports.dto.js';
import { ReportsService } from './reports.service.js';

@ApiTags('reports')
@Controller('v1')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Post('calls/:id/report')
  @Allow('end_user', 'advisor')
  @RateLimits({ name: 'report', points: 20, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'reports.report', summary: 'Report a problem with a call of yours' })
  @ApiResponse({ status: 201, type: ReportView })
  report(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string, @Body() body: ReportCall): Promise<ReportView> {
    return this.reports.report(ctx, id, body);
  }

  @Get('staff/reports')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'reports.list', summary: 'Reported problems, newest first' })
  @ApiResponse({ status: 200, type: StaffReportList })
  list(@Ctx() ctx: Context, @Query() query: ReportsQuery): Promise<StaffReportList> {
    return this.reports.list(ctx, query);
  }

  @Post('staff/reports/:id/close')
  @Allow('owner', 'admin', 'finance', 'support')
  @HttpCode(200)
  @ApiOperation({ operationId: 'reports.close', summary: 'Close a report with what was done about it' })
  @ApiResponse({ status: 200, type: StaffReportView })
  close(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('report')) id: string,
    @Body() body: CloseReport,
  ): Promise<StaffReportView> {
    return this.reports.close(ctx, id, body);
  }
}
