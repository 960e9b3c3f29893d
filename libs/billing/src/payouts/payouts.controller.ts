import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, Idempotent, InTestMode, RateLimits } from '@app/kernel';
import {
  OnboardingLinkView,
  OpenPayoutAccount,
  PayoutAccountList,
  PayoutAccountOrNone,
  PayoutAccountView,
  PayoutAccountsQuery,
} from './connect-accounts.dto.js';
import { ConnectAccountsService } from './connect-accounts.service.js';
import { PayoutDesk } from './payout-desk.service.js';
import { PayoutList, PayoutRulesFields, PayoutRulesView, PayoutRunView, PayoutsQuery } from './payouts.dto.js';

@ApiTags('payouts')
@Controller('v1')
export class PayoutsController {
  constructor(
    private readonly accounts: ConnectAccountsService,
    private readonly desk: PayoutDesk,
  ) {}

  @Get('payout-account')
  @Allow('advisor', 'owner', 'finance')
  @ApiOperation({ operationId: 'connectAccounts.show', summary: 'Where you are paid out: an advisor, or the licensee' })
  @ApiResponse({ status: 200, type: PayoutAccountOrNone })
  show(@Ctx() ctx: Context): Promise<PayoutAccountOrNone> {
    return this.accounts.show(ctx);
  }

  @Post('payout-account')
  @Allow('advisor', 'owner')
  @Idempotent()
  @RateLimits({ name: 'payout-account', points: 10, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'connectAccounts.open', summary: 'Open an account to be paid out' })
  @ApiResponse({ status: 201, type: PayoutAccountView })
  open(@Ctx() ctx: Context, @Body() body: OpenPayoutAccount): Promise<PayoutAccountView> {
    return this.accounts.open(ctx, body);
  }

  @Post('payout-account/onboarding-link')
  @Allow('advisor', 'owner')
  @HttpCode(200)
  @RateLimits({ name: 'onboarding-link', points: 60, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'connectAccounts.onboardingLink', summary: "A page for Stripe's questions" })
  @ApiResponse({ status: 200, type: OnboardingLinkView })
  onboardingLink(@Ctx() ctx: Context): Promise<OnboardingLinkView> {
    return this.accounts.onboardingLink(ctx);
  }

  @Post('payout-account/refresh')
  @Allow('advisor', 'owner', 'finance')
  @HttpCode(200)
  @RateLimits({ name: 'payout-account-refresh', points: 120, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'connectAccounts.refresh', summary: 'Read your account at Stripe again' })
  @ApiResponse({ status: 200, type: PayoutAccountOrNone })
  refresh(@Ctx() ctx: Context): Promise<PayoutAccountOrNone> {
    return this.accounts.refresh(ctx);
  }

  @Get('advisor/payouts')
  @Allow('advisor')
  @ApiOperation({ operationId: 'payouts.listOwn', summary: 'Your payouts, newest first' })
  @ApiResponse({ status: 200, type: PayoutList })
  listOwn(@Ctx() ctx: Context, @Query() query: PayoutsQuery): Promise<PayoutList> {
    return this.desk.listOwn(ctx, query);
  }

  @Get('staff/payouts')
  @Allow('owner', 'admin', 'finance')
  @InTestMode()
  @ApiOperation({ operationId: 'payouts.list', summary: 'Payouts to advisors and to the licensee, newest first' })
  @ApiResponse({ status: 200, type: PayoutList })
  list(@Ctx() ctx: Context, @Query() query: PayoutsQuery): Promise<PayoutList> {
    return this.desk.list(ctx, query);
  }

  @Post('staff/payouts/run')
  @Allow('owner', 'finance')
  @Idempotent()
  @HttpCode(200)
  @ApiOperation({ operationId: 'payouts.run', summary: 'Pay out now what is available to every payee' })
  @ApiResponse({ status: 200, type: PayoutRunView })
  run(@Ctx() ctx: Context): Promise<PayoutRunView> {
    return this.desk.run(ctx);
  }

  @Post('staff/payouts/own')
  @Allow('owner', 'finance')
  @Idempotent()
  @HttpCode(200)
  @ApiOperation({ operationId: 'payouts.runOwn', summary: 'Pay out now what is available of your own share' })
  @ApiResponse({ status: 200, type: PayoutRunView })
  runOwn(@Ctx() ctx: Context): Promise<PayoutRunView> {
    return this.desk.runOwn(ctx);
  }

  @Get('staff/payout-accounts')
  @Allow('owner', 'admin', 'finance')
  @InTestMode()
  @ApiOperation({ operationId: 'connectAccounts.list', summary: 'Payout accounts of advisors and licensee' })
  @ApiResponse({ status: 200, type: PayoutAccountList })
  listAccounts(@Ctx() ctx: Context, @Query() query: PayoutAccountsQuery): Promise<PayoutAccountList> {
    return this.accounts.list(ctx, query);
  }

  @Get('staff/payout-rules')
  @Allow('owner', 'admin', 'finance')
  @InTestMode()
  @ApiOperation({ operationId: 'payouts.showRules', summary: 'When and how much is paid out' })
  @ApiResponse({ status: 200, type: PayoutRulesView })
  showRules(@Ctx() ctx: Context): Promise<PayoutRulesView> {
    return this.desk.showRules(ctx);
  }

  @Patch('staff/payout-rules')
  @Allow('owner', 'finance')
  @ApiOperation({ operationId: 'payouts.setRules', summary: 'Change when and how much is paid out' })
  @ApiResponse({ status: 200, type: PayoutRulesView })
  setRules(@Ctx() ctx: Context, @Body() body: PayoutRulesFields): Promise<PayoutRulesView> {
    return this.desk.setRules(ctx, body);
  }
}
