import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { DashboardQuery, DashboardView } from './dashboard.dto.js';
import { DashboardService } from './dashboard.service.js';

@ApiTags('figures')
@Controller('v1')
export class DashboardController {
  constructor(private readonly dashboard: DashboardService) {}

  @Get('staff/dashboard')
  @Allow('owner', 'admin', 'finance', 'analyst')
  @ApiOperation({ operationId: 'dashboard.show', summary: 'Calls, money and people of the last days' })
  @ApiResponse({ status: 200, type: DashboardView })
  show(@Ctx() ctx: Context, @Query() query: DashboardQuery): Promise<DashboardView> {
    return this.dashboard.show(ctx, query);
  }
}
