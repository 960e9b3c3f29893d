import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, IdPipe, Idempotent, KeyScope, RateLimits, asCsv } from '@app/kernel';
import { CallRequestsService } from './call-requests.service.js';
import {
  AcceptCall,
  CallExpandQuery,
  CallList,
  CallMoneyView,
  CallQuery,
  CallView,
  DeclineCall,
  EndCall,
  JoinView,
  Presence,
  PreviewRefund,
  QuoteCall,
  QuoteView,
  ReceiptKeyView,
  ReceiptView,
  RefundCall,
  RefundExpandQuery,
  RefundPreviewView,
  RefundView,
  RequestCall,
} from './calls.dto.js';
import { CallsService } from './calls.service.js';
import { ReceiptsService } from './receipts.service.js';
import { RefundsService } from './refunds/refunds.service.js';

@ApiTags('calls')
@Controller('v1')
export class CallsController {
  constructor(
    private readonly requests: CallRequestsService,
    private readonly calls: CallsService,
    private readonly refunds: RefundsService,
    private readonly receipts: ReceiptsService,
  ) {}

  @Post('calls/quote')
  @Allow('end_user')
  @HttpCode(200)
  @ApiOperation({ operationId: 'calls.quote', summary: 'Price, hold and reach before a call' })
  @ApiResponse({ status: 200, type: QuoteView })
  quote(@Ctx() ctx: Context, @Body() body: QuoteCall): Promise<QuoteView> {
    return this.requests.quote(ctx, body);
  }

  @Post('calls')
  @Allow('end_user')
  @Idempotent()
  @RateLimits(
    { name: 'call', points: 30, perSeconds: 600, by: 'person' },
    { name: 'call', points: 120, perSeconds: 600, by: 'ip' },
  )
  @ApiOperation({
    operationId: 'calls.request',
    summary: 'Request a call: money is held, the advisor is reserved, it rings',
  })
  @ApiResponse({ status: 201, type: CallView })
  request(@Ctx() ctx: Context, @Body() body: RequestCall): Promise<CallView> {
    return this.requests.request(ctx, body);
  }

  @Get('calls')
  @Allow('end_user', 'advisor', 'owner', 'admin', 'finance', 'support', 'analyst')
  @KeyScope('calls:read')
  @ApiOperation({ operationId: 'calls.list', summary: 'Own calls, staff see all of the licensee; as pages or as CSV' })
  @ApiProduces('application/json', 'text/csv')
  @ApiResponse({ status: 200, type: CallList })
  async list(
    @Ctx() ctx: Context,
    @Query() query: CallQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallList | string> {
    if (query.format === 'json') return this.calls.list(ctx, query);
    return asCsv(reply, 'calls', await this.calls.listCsv(ctx, query));
  }

  @Get('calls/:id')
  @Allow('end_user', 'advisor', 'owner', 'admin', 'finance', 'support', 'analyst')
  @KeyScope('calls:read')
  @ApiOperation({ operationId: 'calls.show', summary: 'A call as its side sees it' })
  @ApiResponse({ status: 200, type: CallView })
  show(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('call')) id: string,
    @Query() { expand }: CallExpandQuery,
  ): Promise<CallView> {
    return this.calls.show(ctx, id, expand);
  }

  @Post('calls/:id/accept')
  @Allow('advisor')
  @HttpCode(200)
  @ApiOperation({ operationId: 'calls.accept', summary: 'Take a ringing call; the first accept wins' })
  @ApiResponse({ status: 200, type: CallView })
  accept(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string, @Body() body: AcceptCall): Promise<CallView> {
    return this.calls.accept(ctx, id, body);
  }

  @Post('calls/:id/decline')
  @Allow('advisor')
  @HttpCode(200)
  @ApiOperation({ operationId: 'calls.decline', summary: 'Decline a ringing call' })
  @ApiResponse({ status: 200, type: CallView })
  decline(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string, @Body() body: DeclineCall): Promise<CallView> {
    return this.calls.decline(ctx, id, body);
  }

  @Post('calls/:id/cancel')
  @Allow('end_user')
  @HttpCode(200)
  @ApiOperation({ operationId: 'calls.cancel', summary: 'Give up a call that is not connected yet' })
  @ApiResponse({ status: 200, type: CallView })
  cancel(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string): Promise<CallView> {
    return this.calls.cancel(ctx, id);
  }

  @Post('calls/:id/join')
  @Allow('end_user', 'advisor')
  @HttpCode(200)
  @ApiOperation({ operationId: 'calls.join', summary: 'A ticket into the room, also to come back' })
  @ApiResponse({ status: 200, type: JoinView })
  join(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string): Promise<JoinView> {
    return this.calls.join(ctx, id);
  }

  @Post('calls/:id/presence')
  @Allow('end_user', 'advisor')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'calls.presence',
    summary: 'Proof of life of your participant; can only shorten a bill',
  })
  @ApiResponse({ status: 204 })
  presence(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string, @Body() body: Presence): Promise<void> {
    return this.calls.presence(ctx, id, body);
  }

  @Post('calls/:id/end')
  @Allow('end_user', 'advisor', 'owner', 'admin', 'support')
  @KeyScope('calls:write')
  @HttpCode(200)
  @ApiOperation({ operationId: 'calls.end', summary: 'Hang up; staff end any call of the licensee and say why' })
  @ApiResponse({ status: 200, type: CallView })
  end(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string, @Body() body: EndCall): Promise<CallView> {
    return this.calls.end(ctx, id, body);
  }

  @Post('calls/:id/refund')
  @Allow('advisor', 'owner', 'admin', 'finance', 'support')
  @KeyScope('refunds:write')
  @Idempotent()
  @ApiOperation({
    operationId: 'refunds.refund',
    summary:
      'Give part or all of a price back to the wallet, or by staff on to the cards; advisors, of their own calls',
  })
  @ApiResponse({ status: 201, type: RefundView })
  refund(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('call')) id: string,
    @Body() body: RefundCall,
    @Query() { expand }: RefundExpandQuery,
  ): Promise<RefundView> {
    return this.refunds.refund(ctx, id, body, expand);
  }

  @Post('calls/:id/refund/preview')
  @Allow('advisor', 'owner', 'admin', 'finance', 'support')
  @KeyScope('refunds:write')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'refunds.preview',
    summary: 'Who would bear a refund, and how much is left; moves nothing',
  })
  @ApiResponse({ status: 200, type: RefundPreviewView })
  previewRefund(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('call')) id: string,
    @Body() body: PreviewRefund,
  ): Promise<RefundPreviewView> {
    return this.refunds.preview(ctx, id, body);
  }

  @Get('calls/:id/money')
  @Allow('owner', 'admin', 'finance')
  @KeyScope('calls:read')
  @ApiOperation({ operationId: 'refunds.money', summary: 'Every cent of a call and its way to the four parties' })
  @ApiResponse({ status: 200, type: CallMoneyView })
  money(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string): Promise<CallMoneyView> {
    return this.refunds.money(ctx, id);
  }

  @Get('calls/:id/receipt')
  @Allow('end_user', 'owner', 'admin', 'finance', 'support')
  @KeyScope('calls:read')
  @ApiOperation({ operationId: 'receipts.show', summary: 'The signed receipt of a settled call' })
  @ApiResponse({ status: 200, type: ReceiptView })
  receipt(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string): Promise<ReceiptView> {
    return this.receipts.show(ctx, id);
  }

  @Get('receipt-key')
  @Allow('public')
  @ApiOperation({ operationId: 'receipts.key', summary: 'Public key that checks receipts' })
  @ApiResponse({ status: 200, type: ReceiptKeyView })
  key(): ReceiptKeyView {
    return this.receipts.key();
  }
}
