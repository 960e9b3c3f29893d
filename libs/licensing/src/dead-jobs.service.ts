import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  type Page,
  type PageQuery,
  cursorPosition,
  page,
  publicId,
  recordAudit,
} from '@app/kernel';
import type { DeadJobView, RetryDeadJob } from './dead-jobs.dto.js';
import { OperatorReads } from './operator-reads.js';

interface Row {
  id: bigint;
  task: string;
  licensee_id: string | null;
  attempts: number;
  last_error: string | null;
  created_at: Date;
}

/** Jobs that used up their attempts [O5]. */
@Injectable()
export class DeadJobsService {
  constructor(
    private readonly db: Db,
    private readonly reads: OperatorReads,
  ) {}

  /** Newest first. */
  async list(query: PageQuery): Promise<Page<DeadJobView>> {
    const before = cursorPosition(query.cursor, [/^\d{1,18}$/])?.[0] ?? null;
    const rows = await this.find(before, query.limit + 1);
    return page(rows, query.limit, (row) => [row.id.toString()], view);
  }

  /** Gives a job all its attempts again. It is safe: a job may always run twice. @throws NotFound when it is not dead (any more) */
  async retry(ctx: Context, id: string, { reason }: RetryDeadJob): Promise<DeadJobView> {
    const number = numberOf(id);
    const [row] = number === undefined ? [] : await this.find((number + 1n).toString(), 1);
    if (!row || row.id !== number) throw new NotFound();
    await this.db.transaction(ctx, async (tx) => {
      await recordAudit(tx, {
        action: 'job.retried',
        subject: { kind: 'job', id: publicId('job', id) },
        after: {
          task: row.task,
          attempts: row.attempts,
          ...(row.licensee_id === null ? {} : { licenseeId: publicId('licensee', row.licensee_id) }),
        },
        reason,
      });
      // Last, so that a job that is no longer dead takes the entry with it.
      const [retried] = await this.reads.query<{ done: boolean }>('select app.retry_dead_job($1) as done', [number]);
      if (!retried!.done) throw new NotFound();
    });
    return view(row);
  }

  private find(before: string | null, limit: number): Promise<Row[]> {
    return this.reads.query<Row>('select * from app.dead_jobs($1, $2)', [before, limit]);
  }
}

// The queue counts its jobs; a public id is made of a UUID: the number stands in its last 16 digits.
const uuidOf = (number: bigint): string => {
  const digits = number.toString(16).padStart(16, '0');
  return `00000000-0000-0000-${digits.slice(0, 4)}-${digits.slice(4)}`;
};
const MAX_NUMBER = 2n ** 62n;

function numberOf(uuid: string): bigint | undefined {
  const number = BigInt(`0x${uuid.replaceAll('-', '')}`);
  return number < MAX_NUMBER ? number : undefined;
}

const view = (row: Row): DeadJobView => ({
  id: publicId('job', uuidOf(row.id)),
  task: row.task,
  licenseeId: row.licensee_id === null ? null : publicId('licensee', row.licensee_id),
  attempts: row.attempts,
  lastError: row.last_error,
  createdAt: row.created_at.toISOString(),
});
