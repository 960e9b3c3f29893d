import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, RateLimits } from '@app/kernel';
import { GiveTip, TipView } from './tips.dto.js';
import { TipsService } from './tips.service.js';

@ApiTags('calls')
@Controller('v1/calls/:id/tip')
export class TipsController {
  constructor(private readonly tips: TipsService) {}

  @Post()
  @Allow('end_user')
  @Idempotent()
  @RateLimits({ name: 'tip', points: 20, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'tips.give', summary: 'Give the advisor of a paid call a tip from your paid balance' })
  @ApiResponse({ status: 201, type: TipView })
  give(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string, @Body() body: GiveTip): Promise<TipView> {
    return this.tips.give(ctx, id, body);
  }
}
