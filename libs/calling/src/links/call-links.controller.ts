import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, KeyScope, RateLimits } from '@app/kernel';
import { CallLinkList, CallLinkView, CallLinksQuery, CreateCallLink, OpenCallLinkView } from './call-links.dto.js';
import { CallLinks } from './call-links.service.js';

@ApiTags('calls')
@Controller('v1')
export class CallLinksController {
  constructor(private readonly links: CallLinks) {}

  @Post('call-links')
  @Allow('advisor', 'owner', 'admin')
  @KeyScope('advisors:write')
  @RateLimits({ name: 'call_link', points: 60, perSeconds: 3600, by: 'person' })
  @ApiOperation({
    operationId: 'callLinks.create',
    summary: 'Make a link that calls an advisor at a price of its own',
    description:
      'For a time, for so many calls, at hours of the week, as you say. It is never changed: take it back and make another one.',
  })
  @ApiCreatedResponse({ type: CallLinkView })
  create(@Ctx() ctx: Context, @Body() body: CreateCallLink): Promise<CallLinkView> {
    return this.links.create(ctx, body);
  }

  @Get('call-links')
  @Allow('advisor', 'owner', 'admin', 'support')
  @KeyScope('advisors:read')
  @ApiOperation({ operationId: 'callLinks.list', summary: 'Links that call advisors, newest first' })
  @ApiOkResponse({ type: CallLinkList })
  list(@Ctx() ctx: Context, @Query() query: CallLinksQuery): Promise<CallLinkList> {
    return this.links.list(ctx, query);
  }

  @Get('call-links/:id')
  @Allow('advisor', 'owner', 'admin', 'support')
  @KeyScope('advisors:read')
  @ApiOperation({ operationId: 'callLinks.show', summary: 'A link that calls an advisor' })
  @ApiParam({ name: 'id', description: 'Id of the link' })
  @ApiOkResponse({ type: CallLinkView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('callLink')) id: string): Promise<CallLinkView> {
    return this.links.show(ctx, id);
  }

  @Post('call-links/:id/revoke')
  @HttpCode(200)
  @Allow('advisor', 'owner', 'admin')
  @KeyScope('advisors:write')
  @ApiOperation({ operationId: 'callLinks.revoke', summary: 'Take a link back; running calls go on' })
  @ApiParam({ name: 'id', description: 'Id of the link' })
  @ApiOkResponse({ type: CallLinkView })
  revoke(@Ctx() ctx: Context, @Param('id', IdPipe('callLink')) id: string): Promise<CallLinkView> {
    return this.links.revoke(ctx, id);
  }

  @Get('site/call-links/:token')
  @Allow('public')
  @RateLimits({ name: 'open_link', points: 120, perSeconds: 300, by: 'ip' })
  @ApiOperation({ operationId: 'callLinks.open', summary: 'What a link leads to, for who has it' })
  @ApiParam({ name: 'token', description: 'What stands behind `/c/`' })
  @ApiOkResponse({ type: OpenCallLinkView })
  open(@Ctx() ctx: Context, @Param('token') token: string): Promise<OpenCallLinkView> {
    return this.links.open(ctx, token);
  }
}
