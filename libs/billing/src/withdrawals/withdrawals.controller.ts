import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, PageQuery, RateLimits } from '@app/kernel';
import { WithdrawalCases } from './withdrawal-cases.service.js';
import {
  ConfirmWithdrawal,
  DecideWithdrawalCase,
  DeclareWithdrawal,
  DeclaredView,
  StaffWithdrawalCaseList,
  StaffWithdrawalCaseView,
  WithdrawalCasesQuery,
  WithdrawalList,
  WithdrawalOfferView,
  WithdrawalView,
} from './withdrawals.dto.js';
import { WithdrawalsService } from './withdrawals.service.js';

@ApiTags('withdrawals')
@Controller('v1')
export class WithdrawalsController {
  constructor(
    private readonly withdrawals: WithdrawalsService,
    private readonly cases: WithdrawalCases,
  ) {}

  @Get('wallet/withdrawals/offer')
  @Allow('end_user')
  @ApiOperation({ operationId: 'withdrawals.offer', summary: 'What you can withdraw from, and what comes back of it' })
  @ApiResponse({ status: 200, type: WithdrawalOfferView })
  offer(@Ctx() ctx: Context): Promise<WithdrawalOfferView> {
    return this.withdrawals.offer(ctx);
  }

  @Post('wallet/withdrawals')
  @Allow('end_user')
  @Idempotent()
  @RateLimits({ name: 'withdrawal', points: 20, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'withdrawals.confirm', summary: 'Confirm a withdrawal; it is acknowledged by mail' })
  @ApiResponse({ status: 201, type: WithdrawalView })
  confirm(@Ctx() ctx: Context, @Body() body: ConfirmWithdrawal): Promise<WithdrawalView> {
    return this.withdrawals.confirm(ctx, body);
  }

  @Get('wallet/withdrawals')
  @Allow('end_user')
  @ApiOperation({ operationId: 'withdrawals.list', summary: 'Your withdrawals, newest first' })
  @ApiResponse({ status: 200, type: WithdrawalList })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<WithdrawalList> {
    return this.withdrawals.list(ctx, query);
  }

  @Post('withdrawals')
  @Allow('public')
  @HttpCode(202)
  @RateLimits(
    { name: 'withdrawal', points: 20, perSeconds: 3600, by: 'ip' },
    { name: 'withdrawal', points: 5, perSeconds: 86_400, by: 'body.email' },
  )
  @ApiOperation({
    operationId: 'withdrawals.declare',
    summary: 'Withdraw without signing in; staff look at it, and it is acknowledged by mail',
  })
  @ApiResponse({ status: 202, type: DeclaredView })
  declare(@Ctx() ctx: Context, @Body() body: DeclareWithdrawal): Promise<DeclaredView> {
    return this.withdrawals.declare(ctx, body);
  }

  @Get('staff/withdrawal-cases')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'withdrawalCases.list', summary: 'What of withdrawals waits for staff, or was decided' })
  @ApiResponse({ status: 200, type: StaffWithdrawalCaseList })
  queue(@Ctx() ctx: Context, @Query() query: WithdrawalCasesQuery): Promise<StaffWithdrawalCaseList> {
    return this.cases.list(ctx, query);
  }

  @Get('staff/withdrawal-cases/:id')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'withdrawalCases.show', summary: 'One of them' })
  @ApiParam({ name: 'id', description: 'Id of the case' })
  @ApiResponse({ status: 200, type: StaffWithdrawalCaseView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('withdrawalCase')) id: string): Promise<StaffWithdrawalCaseView> {
    return this.cases.show(ctx, id);
  }

  @Post('staff/withdrawal-cases/:id/decide')
  @Allow('owner', 'admin', 'finance')
  @Idempotent()
  @HttpCode(200)
  @ApiOperation({ operationId: 'withdrawalCases.decide', summary: 'Decide it, once; the person is told by mail' })
  @ApiParam({ name: 'id', description: 'Id of the case' })
  @ApiResponse({ status: 200, type: StaffWithdrawalCaseView })
  decide(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('withdrawalCase')) id: string,
    @Body() body: DecideWithdrawalCase,
  ): Promise<StaffWithdrawalCaseView> {
    return this.cases.decide(ctx, id, body);
  }
}
