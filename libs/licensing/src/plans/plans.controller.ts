import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, type Page } from '@app/kernel';
import { OperatorHostGuard } from '../operator-host.guard.js';
import { CreatePlan, PlanPage, PlanView, PlansQuery, RevisePlan } from './plans.dto.js';
import { PlansService } from './plans.service.js';

@ApiTags('operator')
@Controller('v1/operator/plans')
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class PlansController {
  constructor(private readonly plans: PlansService) {}

  @Get()
  @ApiOperation({ operationId: 'plans.list', summary: 'Plans that are or were offered, each version' })
  @ApiResponse({ status: 200, type: PlanPage })
  list(@Ctx() ctx: Context, @Query() query: PlansQuery): Promise<Page<PlanView>> {
    return this.plans.list(ctx, query);
  }

  @Post()
  @ApiOperation({ operationId: 'plans.create', summary: 'Offer a plan' })
  @ApiResponse({ status: 201, type: PlanView })
  create(@Ctx() ctx: Context, @Body() body: CreatePlan): Promise<PlanView> {
    return this.plans.create(ctx, body);
  }

  @Post(':id/revise')
  @HttpCode(200)
  @ApiOperation({ operationId: 'plans.revise', summary: 'The next version of a plan; running licences keep theirs' })
  @ApiParam({ name: 'id', description: 'Id of the version that is offered' })
  @ApiResponse({ status: 200, type: PlanView })
  revise(@Ctx() ctx: Context, @Param('id', IdPipe('plan')) id: string, @Body() body: RevisePlan): Promise<PlanView> {
    return this.plans.revise(ctx, id, body);
  }

  @Post(':id/archive')
  @HttpCode(200)
  @ApiOperation({ operationId: 'plans.archive', summary: 'Stop offering a plan' })
  @ApiParam({ name: 'id', description: 'Id of the version that is offered' })
  @ApiResponse({ status: 200, type: PlanView })
  archive(@Ctx() ctx: Context, @Param('id', IdPipe('plan')) id: string): Promise<PlanView> {
    return this.plans.archive(ctx, id);
  }
}
