import { Controller, Get, Query, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, RateLimits } from '@app/kernel';
import { asDac7File } from '@app/billing';
import { OperatorDac7Query, OperatorDac7Report } from './operator-dac7.dto.js';
import { OperatorDac7Service } from './operator-dac7.service.js';
import { OperatorHostGuard } from './operator-host.guard.js';

@ApiTags('operator')
@Controller('v1/operator')
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class OperatorDac7Controller {
  constructor(private readonly dac7: OperatorDac7Service) {}

  @Get('dac7')
  @RateLimits({ name: 'operator-dac7', points: 60, perSeconds: 3600, by: 'person' })
  @ApiOperation({
    operationId: 'operatorDac7.report',
    summary: 'What advisors of all licensees were credited in a year, for the report of platforms',
  })
  @ApiProduces('application/json', 'text/csv', 'application/xml')
  @ApiResponse({ status: 200, type: OperatorDac7Report })
  async report(
    @Ctx() ctx: Context,
    @Query() query: OperatorDac7Query,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperatorDac7Report | string> {
    return asDac7File(reply, query, await this.dac7.report(ctx, query));
  }
}
