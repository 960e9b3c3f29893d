import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { type Config, NestLog, SERVER_OPTIONS, log, setupHttp } from '@app/kernel';
import { buildDocument } from './openapi.js';
import { webFiles } from './web/web-files.js';
import { WebModule } from './web/web.module.js';

const DOCS_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

/** Builds the HTTP application; the caller listens. */
export async function createServer(config: Config): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    ...SERVER_OPTIONS,
    trustProxy: config.TRUSTED_PROXIES.length > 0 ? [...config.TRUSTED_PROXIES] : false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(WebModule.forRoot(config), adapter, {
    rawBody: true,
    logger: new NestLog(),
    abortOnError: false,
  });
  await setupHttp(app);
  SwaggerModule.setup('docs', app, buildDocument(app), { raw: ['json'], jsonDocumentUrl: 'v1/openapi.json' });
  // The reference pages run Swagger UI's own scripts; everything else stays closed.
  adapter.getInstance().addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/docs')) void reply.header('content-security-policy', DOCS_POLICY);
  });
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
