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
import { log } from './log.js';
import { histograms } from './metrics.js';
import { problemBody } from './problem-body.js';
import {
  BodyTooLarge,
  type FieldError,
  Forbidden,
  InvalidRequest,
  MalformedBody,
  NotFound,
  Problem,
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
};

/** Everything about HTTP that is the same for all routes: validation, errors, request id, security headers, limits. */
export async function setupHttp(app: NestFastifyApplication): Promise<void> {
  app.useBodyParser(
    'application/webhook+json',
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
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
    },
    hsts: { maxAge: 31_536_000 },
  });
  const server = (app.getHttpAdapter() as FastifyAdapter).getInstance();
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('request-id', request.id).header('cache-control', 'no-store');
    const length = Number.parseInt(request.headers['content-length'] ?? '0', 10);
    if (request.url.startsWith('/v1/') && length > MAX_V1_BODY_BYTES) {
      await sendProblem(reply, new BodyTooLarge(`At most ${MAX_V1_BODY_BYTES} bytes.`), String(request.id));
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
    return new BodyTooLarge(`At most ${MAX_BODY_BYTES} bytes.`);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || status === 415)
    return new UnsupportedMediaType('Send application/json.');
  if (status === 401) return new Unauthenticated();
  if (status === 403) return new Forbidden();
  if (status === 404 || status === 405) return new NotFound();
  if (status === 400) return new MalformedBody('The body is not valid JSON.');
  return undefined;
}
