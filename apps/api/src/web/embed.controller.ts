import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx } from '@app/kernel';
import { EmbedService, type EmbeddedAdvisor } from './embed.service.js';

const FOR_EVERY_PAGE = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };

/** What pages of other hosts may load: the call button, and what it shows. It is the same for every visitor, and nothing of one is sent. */
@ApiExcludeController()
@Controller('embed')
@Allow('public')
export class EmbedController {
  constructor(private readonly embed: EmbedService) {}

  @Get('v1.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  script(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.headers({ ...FOR_EVERY_PAGE, 'cache-control': 'public, max-age=300' });
    return this.embed.script();
  }

  /** A refusal has the headers as well: the button must read that an advisor is gone. */
  @Get('advisors/:id')
  advisor(
    @Ctx() ctx: Context,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EmbeddedAdvisor> {
    void reply.headers(FOR_EVERY_PAGE);
    return this.embed.advisor(ctx, id);
  }
}
