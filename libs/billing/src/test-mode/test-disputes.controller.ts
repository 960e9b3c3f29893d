import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, KeyScope, WithoutOperator } from '@app/kernel';
import { CreateTestDispute, DecideTestDispute, TestDisputeView } from './test-disputes.dto.js';
import { TestDisputes } from './test-disputes.service.js';

/** Disputes of test mode (features.md N13). */
@ApiTags('test mode')
@Allow('owner', 'admin')
@WithoutOperator()
@Controller('v1/test/disputes')
export class TestDisputesController {
  constructor(private readonly disputes: TestDisputes) {}

  @Post()
  @KeyScope('test:write')
  @Idempotent()
  @ApiOperation({
    operationId: 'testDisputes.create',
    summary: 'Have the bank of a payer ask a top-up of test mode back',
  })
  @ApiCreatedResponse({ type: TestDisputeView })
  create(@Ctx() ctx: Context, @Body() body: CreateTestDispute): Promise<TestDisputeView> {
    return this.disputes.create(ctx, body);
  }

  @Post(':id/decide')
  @HttpCode(200)
  @KeyScope('test:write')
  @Idempotent()
  @ApiOperation({ operationId: 'testDisputes.decide', summary: 'Have the bank decide about a dispute of test mode' })
  @ApiParam({ name: 'id', description: 'Id of the dispute' })
  @ApiOkResponse({ type: TestDisputeView })
  decide(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('dispute')) id: string,
    @Body() body: DecideTestDispute,
  ): Promise<TestDisputeView> {
    return this.disputes.decide(ctx, id, body);
  }
}
