import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Db, type RequestWithContext, STAFF } from '@app/kernel';
import { TestTwins } from '@app/licensees';
import { Licence } from './licence.entity.js';
import { LicenceEnded } from './licence.problems.js';

/** What staff may still do: pay what they owe, look after their own account, and settle what they keep themselves (libs/billing, self-managed). */
const STAYS_OPEN =
  /^\/v1\/(staff\/licence|me|auth|users\/[^/]+\/budget\/return|staff\/advisors\/[^/]+\/outside-payouts)(\/|$)/;

/** After the end of a licence its staff and its programs read and export, and change nothing any more [A21]. Runs after sign-in, and reads the row, not a cache. */
@Injectable()
export class ReadOnlyGuard implements CanActivate {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const { ctx, method, url } = execution
      .switchToHttp()
      .getRequest<RequestWithContext & { method: string; url: string }>();
    if (method === 'GET' || method === 'HEAD' || !ctx) return true;
    const { actor } = ctx;
    const isOwn =
      actor.kind === 'key' || (actor.kind === 'person' && (STAFF as readonly string[]).includes(actor.role));
    if (!isOwn || STAYS_OPEN.test(url.split('?')[0]!)) return true;
    // Test mode ends with the licence of its licensee; it has none of its own.
    const licenseeId = await this.twins.realOf(ctx);
    const isOver = await this.db.read({ ...ctx, licenseeId }, (tx) =>
      tx.existsBy(Licence, { licenseeId, status: 'terminated' }),
    );
    if (isOver) throw new LicenceEnded();
    return true;
  }
}
