import { Controller, Get, Header, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, type Context, Ctx, NotFound } from '@app/kernel';
import { isPage } from './faces.js';
import { PagesService, type ServedPage } from './pages.service.js';

/** The screens. Every address that is no route of the API and no file is a page of one of the four faces. */
@ApiExcludeController()
@Controller()
@Allow('public')
export class WebController {
  constructor(private readonly pages: PagesService) {}

  @Get(['manifest.webmanifest', 'pro/manifest.webmanifest'])
  @Header('content-type', 'application/manifest+json')
  manifest(@Ctx() ctx: Context, @Req() request: FastifyRequest): Promise<object> {
    return this.pages.manifest(ctx, request.url.startsWith('/pro/') ? 'pro' : 'site');
  }

  @Get(['sw.js', 'pro/sw.js'])
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'no-cache')
  // What the worker may fetch is said by its own answer, not by the page's.
  @Header('content-security-policy', "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'")
  serviceWorker(): string {
    return this.pages.serviceWorker();
  }

  @Get(['', '*'])
  async page(
    @Ctx() ctx: Context,
    @Req() request: FastifyRequest,
    @Query('lang') lang: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const [path = '/'] = request.url.split('?');
    if (!isPage(path)) throw new NotFound();
    const { cookie, 'accept-language': acceptLanguage } = request.headers;
    const asked = typeof lang === 'string' ? lang : undefined;
    return sendPage(reply, await this.pages.page(ctx, { path, lang: asked, cookie, acceptLanguage }));
  }
}

function sendPage(reply: FastifyReply, { status, html, policy }: ServedPage): string {
  void reply.status(status).type('text/html; charset=utf-8').headers({
    'content-security-policy': policy,
    'permissions-policy': 'camera=(self), microphone=(self), geolocation=(), payment=(), usb=()',
    vary: 'accept-language, cookie',
  });
  return html;
}
