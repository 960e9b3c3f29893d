import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, RateLimits } from '@app/kernel';
import { RingHeard, RingView } from './rings.dto.js';
import { RingsService } from './rings.service.js';

@ApiTags('devices')
@Controller('v1')
export class RingsController {
  constructor(private readonly rings: RingsService) {}

  @Post('rings/heard')
  @HttpCode(200)
  @Allow('public')
  @RateLimits({ name: 'ring_heard', points: 300, perSeconds: 600, by: 'ip' })
  @ApiOperation({
    operationId: 'rings.hear',
    summary:
      'A ring has reached this device: send the token of the push within five seconds, or the next channel is tried',
    description:
      'Needs no session, as an app that a push has woken may have none: the token is the proof. The answer says who calls and whether it still rings.',
  })
  @ApiResponse({ status: 200, type: RingView })
  hear(@Ctx() ctx: Context, @Body() body: RingHeard): Promise<RingView> {
    return this.rings.hear(ctx, body);
  }

  @Post('calls/:id/heard')
  @HttpCode(204)
  @Allow('advisor')
  @RateLimits({ name: 'ring_heard_on_screen', points: 300, perSeconds: 600, by: 'person' })
  @ApiOperation({
    operationId: 'rings.hearOnScreen',
    summary: 'An open screen rings for this call: no further channel needs to be tried',
  })
  @ApiResponse({ status: 204 })
  hearOnScreen(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string): Promise<void> {
    return this.rings.hearOnScreen(ctx, id);
  }
}
