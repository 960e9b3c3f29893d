import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  Allow,
  type Context,
  Ctx,
  IdPipe,
  Idempotent,
  KeyScope,
  type Page,
  PageQuery,
  WithoutOperator,
} from '@app/kernel';
import {
  BudgetView,
  GiveBudget,
  OutsidePayoutView,
  RecordedPayoutPage,
  type RecordedPayoutView,
  RecordOutsidePayout,
  TakeBudget,
} from './budgets.dto.js';
import { Budgets } from './budgets.service.js';

/** For licensees that keep the money of their users themselves: we meter, hold and tell what a call cost. */
@ApiTags('budgets')
@Controller('v1')
export class BudgetsController {
  constructor(private readonly budgets: Budgets) {}

  @Post('users/:id/budget')
  @Allow('owner', 'admin', 'finance')
  @WithoutOperator()
  @KeyScope('wallets:write')
  @Idempotent()
  @ApiOperation({
    operationId: 'budgets.give',
    summary: 'Let a user spend more of the money that you keep',
    description:
      'Set the amount aside on your side first. Calls are held and settled from it; `call.ended` says what one cost, `call.funds_low` that a running one needs more.',
  })
  @ApiParam({ name: 'id', description: 'Id of the user' })
  @ApiCreatedResponse({ type: BudgetView })
  give(@Ctx() ctx: Context, @Param('id', IdPipe('person')) id: string, @Body() body: GiveBudget): Promise<BudgetView> {
    return this.budgets.give(ctx, id, body);
  }

  @Post('users/:id/budget/return')
  @Allow('owner', 'admin', 'finance')
  @WithoutOperator()
  @KeyScope('wallets:write')
  @Idempotent()
  @HttpCode(200)
  @ApiOperation({ operationId: 'budgets.take', summary: 'Take back budget that a user has not spent' })
  @ApiParam({ name: 'id', description: 'Id of the user' })
  @ApiOkResponse({ type: BudgetView })
  take(@Ctx() ctx: Context, @Param('id', IdPipe('person')) id: string, @Body() body: TakeBudget): Promise<BudgetView> {
    return this.budgets.take(ctx, id, body);
  }

  @Post('staff/advisors/:id/outside-payouts')
  @Allow('owner', 'finance')
  @WithoutOperator()
  @Idempotent()
  @ApiOperation({
    operationId: 'budgets.recordPayout',
    summary: 'Record what you have paid an advisor by your own means',
  })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiCreatedResponse({ type: OutsidePayoutView })
  recordPayout(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('advisor')) id: string,
    @Body() body: RecordOutsidePayout,
  ): Promise<OutsidePayoutView> {
    return this.budgets.recordPayout(ctx, id, body);
  }

  @Get('staff/outside-payouts')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({ operationId: 'budgets.listPayouts', summary: 'What you have recorded as paid by your own means' })
  @ApiOkResponse({ type: RecordedPayoutPage })
  listPayouts(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<RecordedPayoutView>> {
    return this.budgets.listPayouts(ctx, query);
  }
}
