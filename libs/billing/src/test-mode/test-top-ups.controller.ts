import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, KeyScope, WithoutOperator } from '@app/kernel';
import {
  CreateTestRefund,
  CreateTestTopUp,
  FinishTestTopUp,
  TestRefundView,
  TestTopUpView,
} from './test-top-ups.dto.js';
import { TestTopUps } from './test-top-ups.service.js';

/** Payments of test mode (features.md N13). */
@ApiTags('test mode')
@Allow('owner', 'admin')
@WithoutOperator()
@Controller('v1/test')
export class TestTopUpsController {
  constructor(private readonly topUps: TestTopUps) {}

  @Post('top-ups')
  @KeyScope('test:write')
  @Idempotent()
  @ApiOperation({ operationId: 'testTopUps.create', summary: 'Top up a wallet of test mode with a test card' })
  @ApiCreatedResponse({ type: TestTopUpView })
  create(@Ctx() ctx: Context, @Body() body: CreateTestTopUp): Promise<TestTopUpView> {
    return this.topUps.create(ctx, body);
  }

  @Post('top-ups/:id/complete')
  @HttpCode(200)
  @KeyScope('test:write')
  @ApiOperation({
    operationId: 'testTopUps.complete',
    summary: 'Finish a top-up of test mode that waits for its payer',
  })
  @ApiParam({ name: 'id', description: 'Id of the top-up' })
  @ApiOkResponse({ type: TestTopUpView })
  complete(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('topUp')) id: string,
    @Body() body: FinishTestTopUp,
  ): Promise<TestTopUpView> {
    return this.topUps.complete(ctx, id, body);
  }

  @Post('wallet-refunds')
  @KeyScope('test:write')
  @Idempotent()
  @ApiOperation({
    operationId: 'testTopUps.refund',
    summary: 'Give unspent money of test mode back to the cards it came from',
  })
  @ApiCreatedResponse({ type: TestRefundView })
  refund(@Ctx() ctx: Context, @Body() body: CreateTestRefund): Promise<TestRefundView> {
    return this.topUps.refund(ctx, body);
  }
}
