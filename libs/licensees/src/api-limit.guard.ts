import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type Actor, Db, RateCounters, type RequestWithContext, STAFF, secondsOver } from '@app/kernel';
import { ApiLimitReached } from './licensees.problems.js';
import { LimitsService } from './limits.service.js';

const CACHE_MS = 5_000;
const MINUTE_SECONDS = 60;

/** Staff and programs of the licensee itself. */
const isOwn = (actor: Actor): boolean =>
  actor.kind === 'key' ||
  (actor.kind === 'person' &&
    actor.operatorAccessId === undefined &&
    (STAFF as readonly string[]).includes(actor.role));

/**
 * Requests in a minute that a licence allows the licensee itself: its staff and its programs. End users and advisors are never counted, for a limit of the
 * licence must not cut a call. Limits are kept for 5 s. When the counter cannot answer the request goes on: this guards no money.
 */
@Injectable()
export class ApiLimitGuard implements CanActivate {
  private readonly known = new Map<string, { limit: number | null; until: number }>();

  constructor(
    private readonly db: Db,
    private readonly limits: LimitsService,
    private readonly counters: RateCounters,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const { ctx } = execution.switchToHttp().getRequest<RequestWithContext>();
    if (!ctx || !isOwn(ctx.actor)) return true;
    const nowMs = performance.now();
    let entry = this.known.get(ctx.licenseeId);
    if (!entry || entry.until < nowMs) {
      const { maxApiPerMinute } = await this.db.read(ctx, (tx) => this.limits.limitsOf(tx));
      entry = { limit: maxApiPerMinute, until: nowMs + CACHE_MS };
      this.known.set(ctx.licenseeId, entry);
    }
    if (entry.limit === null) return true;
    try {
      await this.counters.consume('api', entry.limit, MINUTE_SECONDS, ctx.licenseeId);
    } catch (error) {
      const seconds = secondsOver(error);
      if (seconds !== undefined) throw new ApiLimitReached(entry.limit, seconds);
    }
    return true;
  }
}
