import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, type Page, PageQuery } from '@app/kernel';
import { DeadJobPage, DeadJobView, RetryDeadJob } from './dead-jobs.dto.js';
import { DeadJobsService } from './dead-jobs.service.js';
import { OperatorAuditPage, OperatorAuditQuery, type OperatorAuditView } from './operator-audit.dto.js';
import { OperatorAuditService } from './operator-audit.service.js';
import {
  ReconciliationPage,
  type ReconciliationView,
  RevenueList,
  RevenueQuery,
  type RevenueView,
} from './operator-books.dto.js';
import { OperatorBooksService } from './operator-books.service.js';
import { HealthView } from './operator-health.dto.js';
import { OperatorHealthService } from './operator-health.service.js';
import { OperatorHostGuard } from './operator-host.guard.js';
import {
  LicenseesQuery,
  LimitsView,
  OperatorLicenseeDetails,
  OperatorLicenseePage,
  type OperatorLicenseeView,
  SetLimits,
} from './operator-licensees.dto.js';
import { OperatorLicenseesService } from './operator-licensees.service.js';

@ApiTags('operator')
@Controller('v1/operator')
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class OperatorController {
  constructor(
    private readonly licensees: OperatorLicenseesService,
    private readonly books: OperatorBooksService,
    private readonly health: OperatorHealthService,
    private readonly deadJobs: DeadJobsService,
    private readonly audit: OperatorAuditService,
  ) {}

  @Get('licensees')
  @ApiOperation({ operationId: 'operatorLicensees.list', summary: 'Licensees with usage and limits' })
  @ApiResponse({ status: 200, type: OperatorLicenseePage })
  list(@Query() query: LicenseesQuery): Promise<Page<OperatorLicenseeView>> {
    return this.licensees.list(query);
  }

  @Get('licensees/:id')
  @ApiOperation({ operationId: 'operatorLicensees.show', summary: 'One licensee, its hosts and its last 30 days' })
  @ApiParam({ name: 'id', description: 'Id of the licensee' })
  @ApiResponse({ status: 200, type: OperatorLicenseeDetails })
  show(@Param('id', IdPipe('licensee')) id: string): Promise<OperatorLicenseeDetails> {
    return this.licensees.show(id);
  }

  @Put('licensees/:id/limits')
  @ApiOperation({ operationId: 'operatorLicensees.setLimits', summary: 'Say how much a licensee may use' })
  @ApiParam({ name: 'id', description: 'Id of the licensee' })
  @ApiResponse({ status: 200, type: LimitsView })
  setLimits(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() body: SetLimits,
  ): Promise<LimitsView> {
    return this.licensees.setLimits(ctx, id, body);
  }

  @Get('health')
  @ApiOperation({ operationId: 'operatorHealth.show', summary: 'How the platform is, with what to do' })
  @ApiResponse({ status: 200, type: HealthView })
  showHealth(): Promise<HealthView> {
    return this.health.show();
  }

  @Get('dead-jobs')
  @ApiOperation({ operationId: 'deadJobs.list', summary: 'Jobs that used up their attempts' })
  @ApiResponse({ status: 200, type: DeadJobPage })
  listDeadJobs(@Query() query: PageQuery): Promise<Page<DeadJobView>> {
    return this.deadJobs.list(query);
  }

  @Post('dead-jobs/:id/retry')
  @HttpCode(200)
  @ApiOperation({ operationId: 'deadJobs.retry', summary: 'Give a job all its attempts again' })
  @ApiParam({ name: 'id', description: 'Id of the job' })
  @ApiResponse({ status: 200, type: DeadJobView })
  retryDeadJob(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('job')) id: string,
    @Body() body: RetryDeadJob,
  ): Promise<DeadJobView> {
    return this.deadJobs.retry(ctx, id, body);
  }

  @Get('reconciliation')
  @ApiOperation({ operationId: 'operatorBooks.reconcile', summary: 'Our ledger against what Stripe told us' })
  @ApiResponse({ status: 200, type: ReconciliationPage })
  reconcile(@Query() query: PageQuery): Promise<Page<ReconciliationView>> {
    return this.books.reconcile(query);
  }

  @Get('revenue')
  @ApiOperation({ operationId: 'operatorBooks.revenue', summary: 'Revenue by licensee, currency and month' })
  @ApiResponse({ status: 200, type: RevenueList })
  revenue(@Query() query: RevenueQuery): Promise<Page<RevenueView>> {
    return this.books.revenue(query);
  }

  @Get('audit')
  @ApiOperation({ operationId: 'operatorAudit.list', summary: "What the operator's own people did" })
  @ApiResponse({ status: 200, type: OperatorAuditPage })
  listAudit(@Ctx() ctx: Context, @Query() query: OperatorAuditQuery): Promise<Page<OperatorAuditView>> {
    return this.audit.list(ctx, query);
  }
}
