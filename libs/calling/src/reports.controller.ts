import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, PageQuery, RateLimits } from '@app/kernel';
import { ReportDecisions } from './report-decisions.service.js';
import {
  AssignReport,
  CloseReport,
  ReportCall,
  ReportContent,
  ReportRating,
  ReportView,
  ReportsQuery,
  StaffReportList,
  StaffReportView,
  WarningList,
} from './reports.dto.js';
import { ReportsService } from './reports.service.js';

@ApiTags('reports')
@Controller('v1')
export class ReportsController {
  constructor(
    private readonly reports: ReportsService,
    private readonly decisions: ReportDecisions,
  ) {}

  @Post('calls/:id/report')
  @Allow('end_user', 'advisor')
  @RateLimits({ name: 'report', points: 20, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'reports.report', summary: 'Report a problem with a call of yours' })
  @ApiResponse({ status: 201, type: ReportView })
  report(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string, @Body() body: ReportCall): Promise<ReportView> {
    return this.reports.report(ctx, id, body);
  }

  @Post('ratings/:id/report')
  @Allow('end_user', 'advisor')
  @RateLimits({ name: 'report', points: 20, perSeconds: 3600, by: 'person' })
  @ApiOperation({
    operationId: 'reports.reportRating',
    summary: 'Report a rating, or the reply to it, that breaks a rule',
  })
  @ApiResponse({ status: 201, type: ReportView })
  reportRating(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('rating')) id: string,
    @Body() body: ReportRating,
  ): Promise<ReportView> {
    return this.reports.reportRating(ctx, id, body);
  }

  @Post('advisors/:id/report')
  @Allow('end_user')
  @RateLimits({ name: 'report', points: 20, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'reports.reportAdvisor', summary: 'Report an advisor' })
  @ApiResponse({ status: 201, type: ReportView })
  reportAdvisor(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('advisor')) id: string,
    @Body() body: ReportContent,
  ): Promise<ReportView> {
    return this.reports.reportAdvisor(ctx, id, body);
  }

  @Get('me/warnings')
  @Allow('end_user', 'advisor')
  @ApiOperation({ operationId: 'reportDecisions.warnings', summary: 'Warnings that staff gave you' })
  @ApiResponse({ status: 200, type: WarningList })
  warnings(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<WarningList> {
    return this.decisions.warnings(ctx, query);
  }

  @Get('staff/reports')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'reports.list', summary: 'Reports of calls, ratings and people, newest first' })
  @ApiResponse({ status: 200, type: StaffReportList })
  list(@Ctx() ctx: Context, @Query() query: ReportsQuery): Promise<StaffReportList> {
    return this.reports.list(ctx, query);
  }

  @Put('staff/reports/:id/assignee')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'reports.assign', summary: 'Take a report that nobody has, or take it over' })
  @ApiResponse({ status: 200, type: StaffReportView })
  assign(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('report')) id: string,
    @Body() body: AssignReport,
  ): Promise<StaffReportView> {
    return this.reports.assign(ctx, id, body);
  }

  @Delete('staff/reports/:id/assignee')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'reports.release', summary: 'Put a report back for everybody' })
  @ApiResponse({ status: 200, type: StaffReportView })
  release(@Ctx() ctx: Context, @Param('id', IdPipe('report')) id: string): Promise<StaffReportView> {
    return this.reports.release(ctx, id);
  }

  @Post('staff/reports/:id/close')
  @Allow('owner', 'admin', 'finance', 'support')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'reportDecisions.close',
    summary: 'Decide about a report, once; what is decided is done with it',
  })
  @ApiResponse({ status: 200, type: StaffReportView })
  close(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('report')) id: string,
    @Body() body: CloseReport,
  ): Promise<StaffReportView> {
    return this.decisions.close(ctx, id, body);
  }
}
