import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, PageQuery, ROLES, WithoutOperator } from '@app/kernel';
import { InAppService } from './in-app.service.js';
import { NoticeList } from './notices.dto.js';

@ApiTags('notifications')
@Allow(...ROLES)
@Controller('v1/me/notices')
export class NoticesController {
  constructor(private readonly notices: InAppService) {}

  @Get()
  @ApiOperation({ operationId: 'notices.list', summary: 'What happened that concerns you' })
  @ApiResponse({ status: 200, type: NoticeList })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<NoticeList> {
    return this.notices.list(ctx, query);
  }

  @Post('read')
  @WithoutOperator()
  @HttpCode(204)
  @ApiOperation({ operationId: 'notices.readAll', summary: 'All of it was read' })
  @ApiResponse({ status: 204 })
  readAll(@Ctx() ctx: Context): Promise<void> {
    return this.notices.readAll(ctx);
  }
}
