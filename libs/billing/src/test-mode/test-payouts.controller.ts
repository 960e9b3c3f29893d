import { Body, Controller, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, KeyScope, WithoutOperator } from '@app/kernel';
import { CreateTestPayout, SetTestPayoutAccount, TestPayoutAccountView, TestPayoutView } from './test-payouts.dto.js';
import { TestPayouts } from './test-payouts.service.js';

/** Payouts of test mode (features.md N13). */
@ApiTags('test mode')
@Allow('owner', 'admin')
@WithoutOperator()
@Controller('v1/test')
export class TestPayoutsController {
  constructor(private readonly payouts: TestPayouts) {}

  @Put('advisors/:id/payout-account')
  @KeyScope('test:write')
  @ApiOperation({
    operationId: 'testPayouts.setAccount',
    summary: 'Give an advisor of test mode a payout account, or another bank',
  })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiOkResponse({ type: TestPayoutAccountView })
  setAccount(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('advisor')) id: string,
    @Body() body: SetTestPayoutAccount,
  ): Promise<TestPayoutAccountView> {
    return this.payouts.setAccount(ctx, id, body);
  }

  @Put('payout-account')
  @KeyScope('test:write')
  @ApiOperation({
    operationId: 'testPayouts.setOwnAccount',
    summary: 'Give yourself a payout account of test mode for your own share, or another bank',
  })
  @ApiOkResponse({ type: TestPayoutAccountView })
  setOwnAccount(@Ctx() ctx: Context, @Body() body: SetTestPayoutAccount): Promise<TestPayoutAccountView> {
    return this.payouts.setOwnAccount(ctx, body);
  }

  @Post('payouts')
  @KeyScope('test:write')
  @Idempotent()
  @ApiOperation({
    operationId: 'testPayouts.create',
    summary: 'Pay out what is available to an advisor of test mode, or of your own share; the bank answers at once',
  })
  @ApiCreatedResponse({ type: TestPayoutView })
  create(@Ctx() ctx: Context, @Body() body: CreateTestPayout): Promise<TestPayoutView> {
    return this.payouts.create(ctx, body);
  }
}
