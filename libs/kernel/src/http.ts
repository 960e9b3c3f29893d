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
import helmet from '@fastify/helmet';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestWithContext } from './context.js';
import { newId } from './id.js';
import { IMAGE_TYPES, imageBytesOf, isImageType } from './image-body.js';
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

/** Webhooks may be this large; everything under /v1 must be smaller. */
export const MAX_BODY_BYTES = 1_048_576;
const MAX_V1_BODY_BYTES = 65_536;

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
  for (const type of IMAGE_TYPES)
    app.useBodyParser(
      type,
      {},
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
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
    },
    hsts: { maxAge: 31_536_000 },
  });
  const server = (app.getHttpAdapter() as FastifyAdapter).getInstance();
  // By the route and not by the text of the address, which has many spellings.
  server.addHook('onRoute', (route) => {
    if (route.url.startsWith('/v1/')) route.bodyLimit = imageBytesOf(route.config) ?? MAX_V1_BODY_BYTES;
  });
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('request-id', request.id).header('cache-control', 'no-store');
    const {
      'content-length': length = '0',
      'transfer-encoding': encoding,
      'content-type': type = '',
    } = request.headers;
    const hasBody = length !== '0' || encoding !== undefined;
    if (hasBody && !takesType(request.routeOptions, type))
      await sendProblem(reply, new UnsupportedMediaType('Send application/json.'), String(request.id));
  });
  server.addHook('onResponse', async (request, reply) => {
    histograms.requests.observe(
      { method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
  });
}

/** JSON under /v1, pictures on the routes that ask for them; webhooks have parsers of their own. */
function takesType({ url, config }: { readonly url?: string; readonly config?: unknown }, type: string): boolean {
  if (url === undefined) return true; // nobody's route: the answer is 404, whatever was sent
  if (isImageType(type)) return imageBytesOf(config) !== undefined;
  return !url.startsWith('/v1/') || /^application\/json\s*(;|$)/i.test(type);
}

async function sendProblem(reply: FastifyReply, problem: Problem, requestId: string): Promise<void> {
  await reply
    .status(problem.kind.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .send(problemBody(problem, requestId));
}

/** Pointers (RFC 6901) of all failed fields. */
function pointers(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.values(error.constraints ?? {}).map((detail) => ({ pointer, detail }));
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
      await sendProblem(reply, problem, requestId);
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
