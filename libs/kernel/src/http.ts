import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  ValidationPipe,
  type ValidationError,
} from '@nestjs/common';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bodyRuleOf } from './body.js';
import type { RequestWithContext } from './context.js';
import { TEXT_MAP, memberFault, pointerToken } from './fields.js';
import { newId } from './id.js';
import { parseJsonBody } from './json-body.js';
import { log } from './log.js';
import { histograms } from './metrics.js';
import { problemBody } from './problem-body.js';
import {
  BodyTooLarge,
  type FieldError,
  Forbidden,
  HeadersTooLarge,
  InvalidRequest,
  MalformedBody,
  MalformedHttp,
  NotFound,
  Problem,
  RequestTimeout,
  Unauthenticated,
  UnsupportedMediaType,
  translateDatabaseError,
} from './problem.js';

/** Webhooks may be this large; everything under /v1 must be smaller, but for the routes that say otherwise (`TakesJson`, `TakesImage`). */
export const MAX_BODY_BYTES = 1_048_576;
const MAX_V1_BODY_BYTES = 65_536;
const JSON_TYPE = /^application\/json\s*(;|$)/i;
const IMAGE_TYPE = /^image\//i;

/** Options of the HTTP server, shared by the process and the tests. */
export const SERVER_OPTIONS = {
  bodyLimit: MAX_BODY_BYTES,
  genReqId: () => newId(),
  requestIdHeader: false as const,
  forceCloseConnections: true,
  // An address that cannot be decoded, or a parameter that is longer than any: the router answers before any hook.
  frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
    void reply.header('request-id', request.id).header('cache-control', 'no-store');
    void sendProblem(reply, new NotFound(), String(request.id));
  },
  clientErrorHandler: refuseConnection,
};

/** What Node could not read as HTTP. There is no request and no reply, only the connection. */
function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code !== 'ECONNRESET' && socket.writable) {
    const problem =
      error.code === 'HPE_HEADER_OVERFLOW'
        ? new HeadersTooLarge()
        : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
          ? new RequestTimeout()
          : new MalformedHttp();
    const requestId = newId();
    const body = JSON.stringify(problemBody(problem, requestId));
    socket.write(
      `HTTP/1.1 ${problem.kind.status} ${STATUS_CODES[problem.kind.status]}\r\nContent-Type: application/problem+json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nRequest-Id: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroy(error);
}

/** Everything about HTTP that is the same for all routes: validation, errors, request id, security headers, limits. */
export async function setupHttp(app: NestFastifyApplication): Promise<void> {
  app.useBodyParser(
    'application/webhook+json',
    { bodyLimit: MAX_BODY_BYTES },
    (_request: unknown, body: Buffer, done: (error: Error | null, body?: unknown) => void) => done(null, body),
  );
  app.useBodyParser(
    'application/json',
    { bodyLimit: MAX_BODY_BYTES },
    (_request: unknown, body: Buffer, done: (error: Error | null, body?: unknown) => void) =>
      done(null, parseJsonBody(body)),
  );
  app.useBodyParser(
    IMAGE_TYPE,
    { bodyLimit: MAX_BODY_BYTES },
    (_request: unknown, body: Buffer, done: (error: Error | null, body?: unknown) => void) => done(null, body),
  );
  app.useGlobalPipes(
    new ValidationPipe({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => new InvalidRequest(pointers(errors)),
    }),
  );
  app.useGlobalFilters(new ProblemFilter());
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
    },
    hsts: { maxAge: 31_536_000 },
  });
  const server = (app.getHttpAdapter() as FastifyAdapter).getInstance();
  // By the route and not by the text of the address, which has many spellings.
  server.addHook('onRoute', (route) => {
    const rule = bodyRuleOf(route.config);
    if (rule) route.bodyLimit = rule.maxBytes;
    else if (route.url.startsWith('/v1/')) route.bodyLimit = MAX_V1_BODY_BYTES;
  });
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('request-id', request.id).header('cache-control', 'no-store');
    const {
      'content-length': length = '0',
      'transfer-encoding': encoding,
      'content-type': type = '',
    } = request.headers;
    const hasBody = length !== '0' || encoding !== undefined;
    if (!hasBody) return;
    const { url, config } = request.routeOptions;
    if (bodyRuleOf(config)?.kind === 'image') {
      if (!IMAGE_TYPE.test(type))
        await sendProblem(
          reply,
          new UnsupportedMediaType('Send image/png, image/jpeg or image/webp.'),
          String(request.id),
        );
    } else if (url !== undefined && (IMAGE_TYPE.test(type) || (url.startsWith('/v1/') && !JSON_TYPE.test(type)))) {
      await sendProblem(reply, new UnsupportedMediaType('Send application/json.'), String(request.id));
    }
  });
  server.addHook('onResponse', async (request, reply) => {
    histograms.requests.observe(
      { method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
  });
}

async function sendProblem(reply: FastifyReply, problem: Problem, requestId: string): Promise<void> {
  await reply
    .status(problem.kind.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .send(problemBody(problem, requestId));
}

/** Somebody looks at it in a browser, and it is no address of the API. */
const wantsPage = (request: FastifyRequest): boolean =>
  request.method === 'GET' && !request.url.startsWith('/v1') && /\btext\/html\b/.test(request.headers.accept ?? '');

/** Names nobody: a host without a licensee must not tell whose platform this is (experience.md S1.3). */
async function sendNeutralPage(reply: FastifyReply): Promise<void> {
  await reply
    .status(404)
    .type('text/html; charset=utf-8')
    .send(
      '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">' +
        '<meta name="robots" content="noindex"><title>Not found</title></head><body><main><h1>Not found</h1><p>There is nothing at this address.</p></main></body></html>',
    );
}

/** Pointers (RFC 6901) of all failed fields. */
function pointers(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const pointer = `${parent}/${pointerToken(error.property)}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, detail]) =>
      rule === TEXT_MAP ? memberFault(pointer, detail) : { pointer, detail },
    );
    return [...own, ...pointers(error.children ?? [], pointer)];
  });
}

/** Writes every failure as `application/problem+json`. An unknown failure says nothing but the request id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest & RequestWithContext>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const requestId = String(request.id);
    const error = translateDatabaseError(thrown);
    const problem = error instanceof Problem ? error : fromFramework(error);
    if (problem) {
      if (problem instanceof NotFound && wantsPage(request)) await sendNeutralPage(reply);
      else await sendProblem(reply, problem, requestId);
      return;
    }
    log.error({ err: error, requestId, route: request.routeOptions?.url }, 'request failed');
    await reply
      .status(500)
      .type('application/problem+json')
      .send({
        type: 'about:blank',
        title: 'Something went wrong on our side',
        status: 500,
        detail: 'Quote the request id when you report this.',
        instance: `urn:request:${requestId}`,
        code: 'internal',
        requestId,
      });
  }
}

/** Refusals of Nest and Fastify themselves: unknown route, unreadable body, body over the limit. */
function fromFramework(error: unknown): Problem | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || status === 413)
    return new BodyTooLarge('The body is larger than this route takes.');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || status === 415)
    return new UnsupportedMediaType('Send application/json.');
  if (status === 401) return new Unauthenticated();
  if (status === 403) return new Forbidden();
  if (status === 404 || status === 405) return new NotFound();
  if (status === 400) return new MalformedBody('The body is not valid JSON.');
  return undefined;
}
