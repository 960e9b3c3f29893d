import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, KeyScope, type Page } from '@app/kernel';
import {
  ChangeStaffAdvisorRequest,
  StaffAdvisorPage,
  StaffAdvisorResponse,
  StaffAdvisorsQuery,
  SuspendAdvisorRequest,
} from './staff-advisors.dto.js';
import { StaffAdvisorsService } from './staff-advisors.service.js';

@ApiTags('advisors')
@Controller('v1/staff/advisors')
export class StaffAdvisorsController {
  constructor(private readonly advisors: StaffAdvisorsService) {}

  @Get()
  @Allow('owner', 'admin', 'support', 'analyst')
  @KeyScope('advisors:read')
  @ApiOperation({ operationId: 'staffAdvisors.list', summary: 'Advisors of the licensee in every state' })
  @ApiOkResponse({ type: StaffAdvisorPage })
  list(@Ctx() ctx: Context, @Query() query: StaffAdvisorsQuery): Promise<Page<StaffAdvisorResponse>> {
    return this.advisors.list(ctx, query);
  }

  @Get(':id')
  @Allow('owner', 'admin', 'support', 'analyst')
  @KeyScope('advisors:read')
  @ApiOperation({ operationId: 'staffAdvisors.show', summary: 'One advisor in whatever state' })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiOkResponse({ type: StaffAdvisorResponse })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('advisor')) id: string): Promise<StaffAdvisorResponse> {
    return this.advisors.show(ctx, id);
  }

  @Patch(':id')
  @Allow('owner', 'admin')
  @KeyScope('advisors:write')
  @ApiOperation({ operationId: 'staffAdvisors.change', summary: 'Change name, headline or commission of an advisor' })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiOkResponse({ type: StaffAdvisorResponse })
  change(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('advisor')) id: string,
    @Body() body: ChangeStaffAdvisorRequest,
  ): Promise<StaffAdvisorResponse> {
    return this.advisors.change(ctx, id, body);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Allow('owner', 'admin')
  @KeyScope('advisors:write')
  @ApiOperation({ operationId: 'staffAdvisors.approve', summary: 'List a pending advisor' })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiOkResponse({ type: StaffAdvisorResponse })
  approve(@Ctx() ctx: Context, @Param('id', IdPipe('advisor')) id: string): Promise<StaffAdvisorResponse> {
    return this.advisors.approve(ctx, id);
  }

  @Post(':id/suspend')
  @HttpCode(200)
  @Allow('owner', 'admin')
  @KeyScope('advisors:write')
  @ApiOperation({
    operationId: 'staffAdvisors.suspend',
    summary: 'Unlist an advisor and take them offline; a running call ends normally',
  })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiOkResponse({ type: StaffAdvisorResponse })
  suspend(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('advisor')) id: string,
    @Body() body: SuspendAdvisorRequest,
  ): Promise<StaffAdvisorResponse> {
    return this.advisors.suspend(ctx, id, body);
  }

  @Post(':id/reinstate')
  @HttpCode(200)
  @Allow('owner', 'admin')
  @KeyScope('advisors:write')
  @ApiOperation({ operationId: 'staffAdvisors.reinstate', summary: 'List a suspended advisor again' })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiOkResponse({ type: StaffAdvisorResponse })
  reinstate(@Ctx() ctx: Context, @Param('id', IdPipe('advisor')) id: string): Promise<StaffAdvisorResponse> {
    return this.advisors.reinstate(ctx, id);
  }
}
