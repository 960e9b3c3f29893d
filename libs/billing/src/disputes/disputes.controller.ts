import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, InTestMode } from '@app/kernel';
import { DisputeDesk } from './dispute-desk.service.js';
import { DisputeDetails, DisputeList, DisputesQuery, SubmitEvidence } from './disputes.dto.js';

@ApiTags('disputes')
@InTestMode()
@Controller('v1/staff/disputes')
export class DisputesController {
  constructor(private readonly desk: DisputeDesk) {}

  @Get()
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'disputes.list', summary: 'Payments that banks ask back, newest first' })
  @ApiResponse({ status: 200, type: DisputeList })
  list(@Ctx() ctx: Context, @Query() query: DisputesQuery): Promise<DisputeList> {
    return this.desk.list(ctx, query);
  }

  @Get(':id')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'disputes.show', summary: 'One dispute, its record and the evidence' })
  @ApiParam({ name: 'id', description: 'Id of the dispute' })
  @ApiResponse({ status: 200, type: DisputeDetails })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('dispute')) id: string): Promise<DisputeDetails> {
    return this.desk.show(ctx, id);
  }

  @Post(':id/evidence')
  @Allow('owner', 'admin', 'finance')
  @Idempotent()
  @HttpCode(200)
  @ApiOperation({ operationId: 'disputes.submit', summary: 'Send the evidence to the bank, once' })
  @ApiParam({ name: 'id', description: 'Id of the dispute' })
  @ApiResponse({ status: 200, type: DisputeDetails })
  submit(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('dispute')) id: string,
    @Body() body: SubmitEvidence,
  ): Promise<DisputeDetails> {
    return this.desk.submit(ctx, id, body);
  }

  @Post(':id/accept')
  @Allow('owner', 'admin', 'finance')
  @Idempotent()
  @HttpCode(200)
  @ApiOperation({ operationId: 'disputes.accept', summary: 'Give the dispute up' })
  @ApiParam({ name: 'id', description: 'Id of the dispute' })
  @ApiResponse({ status: 200, type: DisputeDetails })
  accept(@Ctx() ctx: Context, @Param('id', IdPipe('dispute')) id: string): Promise<DisputeDetails> {
    return this.desk.accept(ctx, id);
  }
}
