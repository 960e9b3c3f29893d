import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, RateLimits } from '@app/kernel';
import { AskCallback, AskedCallbackList, WaitingView } from './callbacks.dto.js';
import { CallbacksService } from './callbacks.service.js';

const WAITS = { name: 'waiting', points: 60, perSeconds: 3600, by: 'person' } as const;

@ApiTags('callbacks')
@Controller('v1')
export class CallbacksController {
  constructor(private readonly callbacks: CallbacksService) {}

  @Get('me/waiting')
  @Allow('end_user')
  @ApiOperation({ operationId: 'callbacks.waiting', summary: 'Advisors whom you wait for' })
  @ApiResponse({ status: 200, type: WaitingView })
  waiting(@Ctx() ctx: Context): Promise<WaitingView> {
    return this.callbacks.waiting(ctx);
  }

  @Put('advisors/:id/watch')
  @Allow('end_user')
  @RateLimits(WAITS)
  @ApiOperation({ operationId: 'callbacks.watch', summary: 'Be told once when the advisor is online, for seven days' })
  @ApiResponse({ status: 200, type: WaitingView })
  watch(@Ctx() ctx: Context, @Param('id', IdPipe('advisor')) id: string): Promise<WaitingView> {
    return this.callbacks.watch(ctx, id);
  }

  @Delete('advisors/:id/watch')
  @Allow('end_user')
  @ApiOperation({ operationId: 'callbacks.unwatch', summary: 'Do not be told any more' })
  @ApiResponse({ status: 200, type: WaitingView })
  unwatch(@Ctx() ctx: Context, @Param('id', IdPipe('advisor')) id: string): Promise<WaitingView> {
    return this.callbacks.unwatch(ctx, id);
  }

  @Put('advisors/:id/callback')
  @Allow('end_user')
  @RateLimits(WAITS)
  @ApiOperation({ operationId: 'callbacks.ask', summary: 'Ask an advisor who is away or busy to call back' })
  @ApiResponse({ status: 200, type: WaitingView })
  ask(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('advisor')) id: string,
    @Body() body: AskCallback,
  ): Promise<WaitingView> {
    return this.callbacks.ask(ctx, id, body);
  }

  @Post('callbacks/:id/withdraw')
  @HttpCode(200)
  @Allow('end_user')
  @ApiOperation({ operationId: 'callbacks.withdraw', summary: 'Take a request back' })
  @ApiResponse({ status: 200, type: WaitingView })
  withdraw(@Ctx() ctx: Context, @Param('id', IdPipe('callback')) id: string): Promise<WaitingView> {
    return this.callbacks.withdraw(ctx, id);
  }

  @Get('callbacks')
  @Allow('advisor')
  @ApiOperation({ operationId: 'callbacks.asked', summary: 'People who wait for your call' })
  @ApiResponse({ status: 200, type: AskedCallbackList })
  asked(@Ctx() ctx: Context): Promise<AskedCallbackList> {
    return this.callbacks.asked(ctx);
  }

  @Post('callbacks/:id/ready')
  @HttpCode(204)
  @Allow('advisor')
  @ApiOperation({
    operationId: 'callbacks.ready',
    summary: 'You wait for the call: the person is told at once, and begins the call, as it is they who pay',
  })
  @ApiResponse({ status: 204 })
  ready(@Ctx() ctx: Context, @Param('id', IdPipe('callback')) id: string): Promise<void> {
    return this.callbacks.ready(ctx, id);
  }

  @Put('callbacks/:id/mute')
  @HttpCode(204)
  @Allow('advisor')
  @ApiOperation({
    operationId: 'callbacks.mute',
    summary:
      'You are not told any more when this person asks for a call back: it stands in your list, and they may call and book',
  })
  @ApiResponse({ status: 204 })
  mute(@Ctx() ctx: Context, @Param('id', IdPipe('callback')) id: string): Promise<void> {
    return this.callbacks.mute(ctx, id);
  }

  @Delete('callbacks/:id/mute')
  @HttpCode(204)
  @Allow('advisor')
  @ApiOperation({ operationId: 'callbacks.unmute', summary: 'You are told again' })
  @ApiResponse({ status: 204 })
  unmute(@Ctx() ctx: Context, @Param('id', IdPipe('callback')) id: string): Promise<void> {
    return this.callbacks.unmute(ctx, id);
  }

  @Post('callbacks/:id/decline')
  @HttpCode(204)
  @Allow('advisor')
  @ApiOperation({ operationId: 'callbacks.decline', summary: 'You do not call back' })
  @ApiResponse({ status: 204 })
  decline(@Ctx() ctx: Context, @Param('id', IdPipe('callback')) id: string): Promise<void> {
    return this.callbacks.decline(ctx, id);
  }
}
