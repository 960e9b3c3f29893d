import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Config, NestLog, SERVER_OPTIONS, log, setupHttp } from '@app/kernel';
import { DocsService } from './docs/docs.service.js';
import { buildDocument } from './openapi.js';
import { webFiles } from './web/web-files.js';
import { WebModule } from './web/web.module.js';

/** Builds the HTTP application; the caller listens. */
export async function createServer(config: Config): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    ...SERVER_OPTIONS,
    rewriteUrl: ({ url = '/' }) => withoutSlash(url),
    trustProxy: config.TRUSTED_PROXIES.length > 0 ? [...config.TRUSTED_PROXIES] : false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(WebModule.forRoot(config), adapter, {
    rawBody: true,
    logger: new NestLog(),
    abortOnError: false,
  });
  await setupHttp(app);
  app.get(DocsService).publish(buildDocument(app));
  const web = webFiles();
  if (web)
    await app.register(fastifyStatic, {
      root: path.join(web.dir, 'assets'),
      prefix: '/assets/',
      // Names carry the hash of the content, and the build has compressed each file once.
      immutable: true,
      maxAge: '1y',
      preCompressed: true,
      index: false,
      decorateReply: false,
    });
  else log.warn('no screens were built: pages answer 404');
  app.enableShutdownHooks();
  log.debug('server built');
  return app;
}

/** The documentation has its pages with a slash at the end, too. */
const withoutSlash = (url: string): string => url.replace(/^(\/docs(?:\/[^/?]+){0,2})\/(?=$|\?)/, '$1');
