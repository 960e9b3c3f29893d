import { Injectable } from '@nestjs/common';
import { type Context, Db, log, rowsOf, systemContext } from '@app/kernel';

interface Chunk {
  readonly looked: number;
  readonly extended: number;
  readonly last_id: string | null;
}

/** Large enough to spread the cost of a statement, small enough that a charge of one of these callers waits some milliseconds only (reference/ledger.md section 3). */
const CHUNK = 1_000;

/**
 * Extends the holds of running calls set by set [D9]. It takes the plain case, in which the wallet pays the whole next slice, with the same result as
 * {@link CallChanges.extendHold}; every other call stays due and is judged alone.
 */
@Injectable()
export class LeaseExtension {
  constructor(private readonly db: Db) {}

  /** Every licensee's due calls. Several workers may do this at once: a call that another one has locked is passed by. @returns extended calls */
  async extendDue(): Promise<number> {
    const due = await this.db.resolve<{ licensee_id: string }>(
      'select licensee_id from app.licensees_with_due_leases($1) as licensee_id',
      [await this.db.now()],
    );
    let extended = 0;
    for (const { licensee_id: licenseeId } of due) {
      extended += await this.extendOf(systemContext(licenseeId, 'calling.extend_leases')).catch((error: unknown) => {
        log.error({ err: error, licenseeId }, 'leases cannot be extended together; each call is looked at alone');
        return 0;
      });
    }
    return extended;
  }

  /** One licensee's due calls, each once: a transaction per chunk, in the order of the ids. @returns extended calls */
  async extendOf(ctx: Context): Promise<number> {
    let extended = 0;
    let after: string | null = null;
    for (;;) {
      const chunk: Chunk = await this.db.transaction(ctx, async (tx) => {
        const [row] = await rowsOf<Chunk>(tx, 'select * from app.extend_leases($1, $2, $3)', [tx.now, after, CHUNK]);
        return row!;
      });
      extended += chunk.extended;
      if (chunk.looked < CHUNK) return extended;
      after = chunk.last_id;
    }
  }
}
