import { Controller, HttpCode, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, RateLimits } from '@app/kernel';
import { PresenceService } from './presence.service.js';

@ApiTags('advisors')
@Controller('v1/advisors')
export class PresenceController {
  constructor(private readonly presence: PresenceService) {}

  @Put('me/presence')
  @HttpCode(204)
  @Allow('advisor')
  // Five open consoles, and some impatience.
  @RateLimits({ name: 'presence', points: 60, perSeconds: 60, by: 'person' })
  @ApiOperation({
    operationId: 'presence.beat',
    summary:
      'Heartbeat of your open console: send it every 15 s. Without one for 60 s, and without a proved device, you are taken offline',
  })
  @ApiNoContentResponse()
  beat(@Ctx() ctx: Context): Promise<void> {
    return this.presence.beat(ctx);
  }
}
