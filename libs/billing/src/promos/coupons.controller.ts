import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, PageQuery, RateLimits } from '@app/kernel';
import { CouponList, CouponView, CreateCoupon, RedeemCoupon, RedemptionView } from './coupons.dto.js';
import { CouponsService } from './coupons.service.js';

@ApiTags('coupons')
@Controller('v1')
export class CouponsController {
  constructor(private readonly coupons: CouponsService) {}

  @Post('wallet/coupons')
  @Allow('end_user')
  @Idempotent()
  // Few tries: a code must not be found by guessing.
  @RateLimits(
    { name: 'coupon', points: 10, perSeconds: 3600, by: 'person' },
    { name: 'coupon', points: 30, perSeconds: 3600, by: 'ip' },
  )
  @ApiOperation({ operationId: 'coupons.redeem', summary: 'Use a code: promo credit in your wallet' })
  @ApiResponse({ status: 201, type: RedemptionView })
  redeem(@Ctx() ctx: Context, @Body() body: RedeemCoupon): Promise<RedemptionView> {
    return this.coupons.redeem(ctx, body);
  }

  @Get('staff/coupons')
  @Allow('owner', 'admin', 'finance', 'analyst')
  @ApiOperation({ operationId: 'coupons.list', summary: 'Codes and how often they were used' })
  @ApiResponse({ status: 200, type: CouponList })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<CouponList> {
    return this.coupons.list(ctx, query);
  }

  @Post('staff/coupons')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({
    operationId: 'coupons.create',
    summary: 'Make a code, paid for by the licensee or by an advisor who agrees to it',
  })
  @ApiResponse({ status: 201, type: CouponView })
  create(@Ctx() ctx: Context, @Body() body: CreateCoupon): Promise<CouponView> {
    return this.coupons.create(ctx, body);
  }

  @Post('staff/coupons/:id/stop')
  @Allow('owner', 'admin', 'finance')
  @HttpCode(200)
  @ApiOperation({ operationId: 'coupons.stop', summary: 'Stop a code; credit that was given stays' })
  @ApiResponse({ status: 200, type: CouponView })
  stop(@Ctx() ctx: Context, @Param('id', IdPipe('coupon')) id: string): Promise<CouponView> {
    return this.coupons.stop(ctx, id);
  }

  @Get('advisor/coupons')
  @Allow('advisor')
  @ApiOperation({ operationId: 'coupons.listSponsored', summary: 'Codes that you pay for, or are asked to pay for' })
  @ApiResponse({ status: 200, type: CouponList })
  listSponsored(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<CouponList> {
    return this.coupons.listSponsored(ctx, query);
  }

  @Post('advisor/coupons/:id/agree')
  @Allow('advisor')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'coupons.agree',
    summary: 'Agree to pay, from your share of calls, for what of its credit is spent with you',
  })
  @ApiResponse({ status: 200, type: CouponView })
  agree(@Ctx() ctx: Context, @Param('id', IdPipe('coupon')) id: string): Promise<CouponView> {
    return this.coupons.agree(ctx, id);
  }

  @Post('advisor/coupons/:id/decline')
  @Allow('advisor')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'coupons.decline',
    summary: 'Decline to pay for a code, or take your word back: nobody uses it any more, credit that was given stays',
  })
  @ApiResponse({ status: 200, type: CouponView })
  decline(@Ctx() ctx: Context, @Param('id', IdPipe('coupon')) id: string): Promise<CouponView> {
    return this.coupons.decline(ctx, id);
  }
}
