import { Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, type Page, PageQuery } from '@app/kernel';
import { BlockList, BlockView } from './blocks.dto.js';
import { Blocks } from './blocks.service.js';

@ApiTags('blocks')
@Controller('v1')
export class BlocksController {
  constructor(private readonly blocks: Blocks) {}

  @Put('advisors/:id/block')
  @Allow('end_user')
  @ApiOperation({
    operationId: 'blocks.blockAdvisor',
    summary: 'Block an advisor: neither reaches the other. The advisor is not told',
  })
  @ApiOkResponse({ type: BlockView })
  blockAdvisor(@Ctx() ctx: Context, @Param('id', IdPipe('advisor')) id: string): Promise<BlockView> {
    return this.blocks.blockAdvisor(ctx, id);
  }

  @Get('me/blocks')
  @Allow('end_user', 'advisor')
  @ApiOperation({ operationId: 'blocks.list', summary: 'Whom you have blocked' })
  @ApiOkResponse({ type: BlockList })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<BlockView>> {
    return this.blocks.list(ctx, query);
  }

  @Delete('me/blocks/:id')
  @HttpCode(204)
  @Allow('end_user', 'advisor')
  @ApiOperation({ operationId: 'blocks.unblock', summary: 'Take a block back' })
  @ApiNoContentResponse()
  unblock(@Ctx() ctx: Context, @Param('id', IdPipe('block')) id: string): Promise<void> {
    return this.blocks.unblock(ctx, id);
  }
}
