import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { TopUpRoomView } from './top-up-caps.dto.js';
import { TopUpCaps } from './top-up-caps.service.js';

@ApiTags('wallet')
@Controller('v1/wallet/top-up-room')
@Allow('end_user')
export class TopUpCapsController {
  constructor(private readonly caps: TopUpCaps) {}

  @Get()
  @ApiOperation({ operationId: 'topUpCaps.show', summary: 'What you can top up now, and who issues your balance' })
  @ApiResponse({ status: 200, type: TopUpRoomView })
  show(@Ctx() ctx: Context): Promise<TopUpRoomView> {
    return this.caps.show(ctx);
  }
}
