import { Injectable } from '@nestjs/common';
import { Clock } from './clock.js';
import { Db, rowsOf } from './db.js';
import { Every } from './jobs.js';

/** Two days: more than the 24 hours that a program may rely on. */
const KEPT_SECONDS = 2 * 86_400;

/** Kept answers are about people, and nobody repeats a request after days. */
@Injectable()
export class IdempotencyJobs {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  @Every('43 1 * * *', 'kernel.forget_answers')
  async forget(): Promise<void> {
    await this.db.inEachTenant('kernel.forget_answers', (tx) =>
      // By the common clock, which is theirs: that of test mode may be days ahead.
      rowsOf(
        tx,
        'delete from app.idempotency_key where licensee_id = $1 and created_at < clock_timestamp() + make_interval(secs => $2)',
        [tx.ctx.licenseeId, this.clock.offsetMs / 1000 - KEPT_SECONDS],
      ),
    );
  }
}
