import { Controller, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe } from '@app/kernel';
import { BlockView } from '@app/advisors';
import { CallBlocks } from './call-blocks.service.js';

@ApiTags('blocks')
@Controller('v1')
export class CallBlocksController {
  constructor(private readonly blocks: CallBlocks) {}

  @Put('calls/:id/block')
  @Allow('end_user', 'advisor')
  @ApiOperation({
    operationId: 'callBlocks.block',
    summary: 'Block the other side of a call of yours: neither reaches the other. They are not told',
  })
  @ApiResponse({ status: 200, type: BlockView })
  block(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string): Promise<BlockView> {
    return this.blocks.block(ctx, id);
  }
}
