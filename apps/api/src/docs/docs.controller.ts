import { Controller, Get, Header, NotFoundException, Param, Query, Redirect, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, type Context, Ctx } from '@app/kernel';
import { type DocHtml, DocsService } from './docs.service.js';

const MARKDOWN = 'text/markdown; charset=utf-8';

/** The documentation of the API, on the host and in the look of each licensee. */
@ApiExcludeController()
@Controller()
@Allow('public')
export class DocsController {
  constructor(private readonly docs: DocsService) {}

  @Get('v1/openapi.json')
  openApi(@Ctx() ctx: Context): Promise<object> {
    return this.docs.openApi(ctx);
  }

  /** Where the `type` of a problem leads. */
  @Get('problems/:code')
  @Redirect()
  problem(@Param('code') code: string): { url: string; statusCode: number } {
    if (!/^[a-z0-9-]{1,80}$/.test(code)) throw new NotFoundException();
    return { url: `/docs/problems/${code}`, statusCode: 302 };
  }

  @Get('llms.txt')
  @Header('content-type', 'text/plain; charset=utf-8')
  llms(@Ctx() ctx: Context): Promise<string> {
    return this.docs.llms(ctx);
  }

  @Get(['docs', 'docs/:page', 'docs/:page/:part'])
  async page(
    @Ctx() ctx: Context,
    @Req() request: FastifyRequest,
    @Query('q') query: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | Buffer> {
    const at = request.url
      .split('?')[0]!
      .replace(/^\/docs\/?/, '')
      .replace(/\/$/, '');
    if (at === 'platform-sdk.tgz') {
      void reply.type('application/gzip');
      return this.docs.sdk();
    }
    if (at.endsWith('.md')) {
      const path = at.slice(0, -'.md'.length);
      const text = await this.docs.markdown(ctx, path === 'index' ? '' : path);
      void reply.type(MARKDOWN);
      return text;
    }
    if (at === 'search')
      return send(reply, await this.docs.search(ctx, typeof query === 'string' ? query.slice(0, 100) : ''));
    return send(reply, await this.docs.page(ctx, at));
  }
}

function send(reply: FastifyReply, { html, policy }: DocHtml): string {
  void reply.type('text/html; charset=utf-8').header('content-security-policy', policy);
  return html;
}
