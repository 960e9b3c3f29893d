import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, KeyScope, PageQuery, RateLimits } from '@app/kernel';
import {
  RefundWallet,
  RefundableView,
  RequestWalletRefund,
  WalletRefundList,
  WalletRefundView,
} from './wallet-refunds.dto.js';
import { WalletRefundsService } from './wallet-refunds.service.js';

@ApiTags('wallet refunds')
@Controller('v1')
export class WalletRefundsController {
  constructor(private readonly refunds: WalletRefundsService) {}

  @Get('wallet/refundable')
  @Allow('end_user')
  @ApiOperation({ operationId: 'walletRefunds.refundable', summary: 'What of your money can go back to your cards' })
  @ApiResponse({ status: 200, type: RefundableView })
  refundable(@Ctx() ctx: Context): Promise<RefundableView> {
    return this.refunds.refundable(ctx);
  }

  @Post('wallet/refunds')
  @Allow('end_user')
  @Idempotent()
  @RateLimits({ name: 'wallet-refund', points: 10, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'walletRefunds.request', summary: 'Have unspent money back on the cards it came from' })
  @ApiResponse({ status: 201, type: WalletRefundView })
  request(@Ctx() ctx: Context, @Body() body: RequestWalletRefund): Promise<WalletRefundView> {
    return this.refunds.request(ctx, body);
  }

  @Get('wallet/refunds')
  @Allow('end_user')
  @ApiOperation({ operationId: 'walletRefunds.listOwn', summary: 'Your refunds, newest first' })
  @ApiResponse({ status: 200, type: WalletRefundList })
  listOwn(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<WalletRefundList> {
    return this.refunds.listOwn(ctx, query);
  }

  @Post('staff/people/:id/wallet/refunds')
  @Allow('owner', 'admin', 'finance')
  @KeyScope('refunds:write')
  @Idempotent()
  @ApiOperation({
    operationId: 'walletRefunds.refund',
    summary: "Give an end user's unspent money back to their cards",
  })
  @ApiParam({ name: 'id', description: 'Id of the person' })
  @ApiResponse({ status: 201, type: WalletRefundView })
  refund(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Body() body: RefundWallet,
  ): Promise<WalletRefundView> {
    return this.refunds.refund(ctx, id, body);
  }

  @Get('staff/people/:id/wallet/refunds')
  @Allow('owner', 'admin', 'finance', 'support')
  @KeyScope('wallets:read')
  @ApiOperation({ operationId: 'walletRefunds.list', summary: "Refunds of an end user's wallet, newest first" })
  @ApiParam({ name: 'id', description: 'Id of the person' })
  @ApiResponse({ status: 200, type: WalletRefundList })
  list(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Query() query: PageQuery,
  ): Promise<WalletRefundList> {
    return this.refunds.list(ctx, id, query);
  }
}
