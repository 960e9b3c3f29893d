import { createHash } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import pg from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { RATE_LIMITS, type RateLimit } from './access.js';
import { CONFIG, type Config } from './config.js';
import type { Actor, RequestWithContext } from './context.js';
import { RESOLVER_POOL } from './db.js';
import { RateLimited, Unavailable } from './problem.js';

/** What is left of a limit, and for how long it is counted. */
export interface RateLeft {
  readonly remaining: number;
  readonly resetSeconds: number;
}

const leftOf = ({ remainingPoints, msBeforeNext }: RateLimiterRes): RateLeft => ({
  remaining: remainingPoints,
  resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
});

/** Counts in one Postgres table, so that a limit holds over all replicas. */
@Injectable()
export class RateCounters {
  private readonly limiters = new Map<string, RateLimiterPostgres>();
  private readonly own = new Map<string, RateLimiterMemory>();

  constructor(@Inject(RESOLVER_POOL) private readonly pool: pg.Pool) {}

  /** @returns what is left @throws RateLimiterRes over the limit; anything else when the store cannot answer */
  async consume(name: string, points: number, perSeconds: number, key: string): Promise<RateLeft> {
    return leftOf(await this.limiter(name, points, perSeconds).consume(key));
  }

  /**
   * Counts in this process alone, for the time in which the store cannot answer. For keys of which there are not endlessly many: each is remembered for a while.
   * @returns what is left @throws RateLimiterRes over the limit
   */
  async consumeHere(name: string, points: number, perSeconds: number, key: string): Promise<RateLeft> {
    const kind = `${name}:${points}`;
    const limiter = this.own.get(kind) ?? new RateLimiterMemory({ keyPrefix: name, points, duration: perSeconds });
    this.own.set(kind, limiter);
    return leftOf(await limiter.consume(key));
  }

  private limiter(name: string, points: number, perSeconds: number): RateLimiterPostgres {
    const kind = `${name}:${points}`;
    let limiter = this.limiters.get(kind);
    if (!limiter) {
      limiter = new RateLimiterPostgres({
        // The limiter does arithmetic on int8 and wants pg's own parsing, not the bigint of our pools.
        storeClient: { query: (statement: pg.QueryConfig) => this.pool.query({ ...statement, types: pg.types }) },
        storeType: 'pool',
        schemaName: 'app',
        tableName: 'rate_limit',
        tableCreated: true,
        keyPrefix: name,
        points,
        duration: perSeconds,
        clearExpiredByTimeout: false,
      });
      this.limiters.set(kind, limiter);
    }
    return limiter;
  }
}

/** Seconds until the next attempt, when an error says "over the limit". */
export const secondsOver = (error: unknown): number | undefined =>
  error instanceof RateLimiterRes ? Math.max(1, Math.ceil(error.msBeforeNext / 1000)) : undefined;

/** When the store cannot answer, a limited route is closed: those routes guard sign-in and money. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly counters: RateCounters,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const limits = this.reflector.get<readonly RateLimit[] | undefined>(RATE_LIMITS, execution.getHandler());
    if (!limits) return true;
    const request = execution.switchToHttp().getRequest<RequestWithContext & { body?: unknown }>();
    for (const limit of limits) {
      const subject = subjectOf(limit, request);
      if (subject !== undefined) await this.consume(limit, `${request.ctx?.licenseeId ?? '-'}:${subject}`);
    }
    return true;
  }

  private async consume({ name, by, points, perSeconds }: RateLimit, key: string): Promise<void> {
    const most = points * this.config.RATE_LIMIT_FACTOR;
    try {
      await this.counters.consume(`${name}:${by}`, most, perSeconds, key);
    } catch (error) {
      const seconds = secondsOver(error);
      if (seconds === undefined) throw new Unavailable();
      throw new RateLimited(seconds, `At most ${most} of these requests are taken in ${perSeconds} s. `);
    }
  }
}

/** A program is counted by its key, as a person is by themselves. */
function whoOf(actor: Actor | undefined): string | undefined {
  if (actor?.kind === 'key') return `key:${actor.keyId}`;
  return actor?.kind === 'person' ? actor.personId : undefined;
}

function subjectOf(limit: RateLimit, request: RequestWithContext & { body?: unknown }): string | undefined {
  if (limit.by === 'ip') return request.ip;
  if (limit.by === 'person') return whoOf(request.ctx?.actor);
  const name = limit.by.slice('body.'.length);
  const body = request.body;
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  // Hashed: the counter table must not become a list of e-mail addresses.
  return typeof value === 'string'
    ? createHash('sha256').update(value.trim().toLowerCase()).digest('base64url')
    : undefined;
}
