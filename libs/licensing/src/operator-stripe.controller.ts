import { Controller, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, RateLimits } from '@app/kernel';
import { OperatorHostGuard } from './operator-host.guard.js';
import { OperatorStripeAccountList, StripeComparisonList } from './operator-stripe.dto.js';
import { OperatorStripeService } from './operator-stripe.service.js';

@ApiTags('operator')
@Controller('v1/operator/stripe')
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class OperatorStripeController {
  constructor(private readonly stripe: OperatorStripeService) {}

  @Get('comparisons')
  @ApiOperation({
    operationId: 'operatorStripe.latest',
    summary: "Our books against Stripe's balance, as last compared",
  })
  @ApiResponse({ status: 200, type: StripeComparisonList })
  latest(@Ctx() ctx: Context): Promise<StripeComparisonList> {
    return this.stripe.latest(ctx);
  }

  @Get('accounts')
  @ApiOperation({
    operationId: 'operatorStripe.accounts',
    summary: 'How each account at Stripe is: keys, endpoints of webhooks, what Stripe holds back',
  })
  @ApiResponse({ status: 200, type: OperatorStripeAccountList })
  accounts(): Promise<OperatorStripeAccountList> {
    return this.stripe.accounts();
  }

  @Post('comparisons')
  @HttpCode(200)
  @RateLimits({ name: 'stripe-compare', points: 20, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'operatorStripe.compare', summary: "Compare our books with Stripe's balance now" })
  @ApiResponse({ status: 200, type: StripeComparisonList })
  compare(): Promise<StripeComparisonList> {
    return this.stripe.compare();
  }
}
