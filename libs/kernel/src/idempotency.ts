import { createHash, createHmac } from 'node:crypto';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  applyDecorators,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Observable, catchError, from, mergeMap, throwError } from 'rxjs';
import { IDEMPOTENT } from './access.js';
import { CONFIG, type Config } from './config.js';
import { type Context, type RequestWithContext, holderOf } from './context.js';
import { Db, type Tx, rowsOf } from './db.js';
import { problemBody } from './problem-body.js';
import { Problem, translateDatabaseError } from './problem.js';

export class IdempotencyKeyMissing extends Problem {
  static override readonly type = 'idempotency-key-missing';
  static override readonly title = 'This request needs an Idempotency-Key';
  static override readonly status = 400;
  constructor() {
    super(
      'Send a fresh random value of 1 to 255 visible characters in the Idempotency-Key header, and the same one when you repeat the request.',
    );
  }
}

export class IdempotencyKeyReused extends Problem {
  static override readonly type = 'idempotency-key-reused';
  static override readonly title = 'The Idempotency-Key was used for something else';
  static override readonly status = 422;
  constructor() {
    super('The same key came with another path or body. Use a fresh key for a new request.');
  }
}

export class IdempotencyKeyInFlight extends Problem {
  static override readonly type = 'idempotency-key-in-flight';
  static override readonly title = 'The first request with this key is still running';
  static override readonly status = 409;
  constructor() {
    super('Wait for its answer, or repeat in a moment.', {}, { 'retry-after': '1' });
  }
}

interface IdempotentOptions {
  /** False where an answer holds what signs somebody in: it is not kept, and a repeat runs again. The use case finds what the first run made. */
  readonly keepsAnswer?: boolean;
  /** True where nobody has to be signed in: a request without a key runs as ever, and what is kept of a body, which may hold a password, says nothing without our secret. */
  readonly forStrangers?: boolean;
}

/** The route moves money, or makes what there must not be twice: it needs an Idempotency-Key, and a repeat gets the first answer. */
export const Idempotent = ({ keepsAnswer = true, forStrangers = false }: IdempotentOptions = {}): MethodDecorator =>
  applyDecorators(
    SetMetadata(IDEMPOTENT, { keepsAnswer, forStrangers } satisfies IdempotentOptions),
    ApiHeader({
      name: 'Idempotency-Key',
      required: !forStrangers,
      description: 'Fresh random value; repeat it when you repeat the request',
      schema: { type: 'string', maxLength: 255 },
    }),
  );

/**
 * Keeps the answer to a key, in the tenant of the request. Use cases that find nothing of a first run by its key keep theirs with what they make: a crash before the interceptor
 * does is none then. The first answer stays: a slow run whose lock had ended must not change what a later run has answered.
 */
export async function keepAnswer(tx: Tx, holder: string, key: string, status: number, body: unknown): Promise<void> {
  await rowsOf(
    tx,
    'update app.idempotency_key set status = $4, body = $5::json, locked_until = null where licensee_id = $1 and person_id = $2 and key = $3 and status is null',
    [tx.ctx.licenseeId, holder, key, status, JSON.stringify(body ?? null)],
  );
}

interface Claim {
  outcome: 'run' | 'replay' | 'other' | 'in_flight';
  status: number | null;
  body: unknown;
}

/** The same members in another order are the same body: not every language keeps the order of a map over two tries. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/**
 * Keeps the first answer of each money request and replays it. Answers of 429 and 5xx are not kept: every use case behind this is itself
 * idempotent by the same key, so a repeat after a crash finishes the work instead of repeating the failure (docs/decisions/0007).
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly strangersKey: Buffer;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly reflector: Reflector,
    private readonly db: Db,
  ) {
    this.strangersKey = createHmac('sha256', config.REFRESH_SECRET).update('idempotency').digest();
  }

  async intercept(execution: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const options = this.reflector.get<IdempotentOptions | undefined>(IDEMPOTENT, execution.getHandler());
    if (!options) return next.handle();
    const request = execution
      .switchToHttp()
      .getRequest<RequestWithContext & { method: string; url: string; body?: unknown }>();
    const reply = execution.switchToHttp().getResponse<FastifyReply>();
    const key = request.headers['idempotency-key'];
    if (key === undefined && options.forStrangers) return next.handle();
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) throw new IdempotencyKeyMissing();
    const ctx: Context = { ...request.ctx!, idempotencyKey: key };
    request.ctx = ctx;
    const digest = options.forStrangers ? createHmac('sha256', this.strangersKey) : createHash('sha256');
    const fingerprint = digest
      .update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null, inOrder)}`)
      .digest();
    const claim = await this.claim(ctx, key, fingerprint);
    if (claim.outcome === 'other') throw new IdempotencyKeyReused();
    if (claim.outcome === 'in_flight') throw new IdempotencyKeyInFlight();
    if (claim.outcome === 'replay') {
      void reply.status(claim.status!).header('idempotent-replayed', 'true');
      if (claim.status! >= 400) void reply.type('application/problem+json');
      return from([claim.body]);
    }
    return next.handle().pipe(
      mergeMap(async (body: unknown) => {
        await (options.keepsAnswer ? this.keep(ctx, key, reply.statusCode, body) : this.free(ctx, key));
        return body;
      }),
      catchError((raw: unknown) => {
        const error = translateDatabaseError(raw);
        const kept =
          error instanceof Problem && error.kind.status < 500 && error.kind.status !== 429
            ? this.keep(ctx, key, error.kind.status, problemBody(error, ctx.requestId))
            : this.free(ctx, key);
        return from(kept).pipe(mergeMap(() => throwError(() => raw)));
      }),
    );
  }

  private claim(ctx: Context, key: string, fingerprint: Buffer): Promise<Claim> {
    return this.db.transaction(ctx, async (tx) => {
      const [row] = await rowsOf<Claim>(tx, 'select outcome, status, body from app.claim_idempotency_key($1, $2, $3)', [
        holderOf(ctx),
        key,
        fingerprint,
      ]);
      return row!;
    });
  }

  private keep(ctx: Context, key: string, status: number, body: unknown): Promise<void> {
    return this.db.transaction(ctx, (tx) => keepAnswer(tx, holderOf(ctx), key, status, body));
  }

  private async free(ctx: Context, key: string): Promise<void> {
    await this.db
      .transaction(ctx, async (tx) => {
        await rowsOf(
          tx,
          'update app.idempotency_key set locked_until = null where licensee_id = $1 and person_id = $2 and key = $3',
          [ctx.licenseeId, holderOf(ctx), key],
        );
      })
      .catch(() => undefined); // the lock ends by time
  }
}
