import { Injectable } from '@nestjs/common';
import { type Tx, rowsOf } from '@app/kernel';
import { LimitReached } from './licensees.problems.js';

/** What the operator allows a licensee; null = no limit. */
export interface Limits {
  /** Advisors who are not suspended. */
  readonly maxAdvisors: number | null;
  /** Calls from the first ring to the hang-up. */
  readonly maxConcurrentCalls: number | null;
}

const COLUMNS = { maxAdvisors: 'max_advisors', maxConcurrentCalls: 'max_concurrent_calls' } as const;
const NONE: Limits = { maxAdvisors: null, maxConcurrentCalls: null };

/** Limits of a licensee: the operator sets them, the modules that own what is counted keep them. */
@Injectable()
export class LimitsService {
  /**
   * Lets one more in, or refuses it. Where a limit is set its row is locked until the transaction ends, so of several at once each counts those before it;
   * without a limit nothing is locked and nothing is counted. Call it before any other lock is taken.
   * @throws LimitReached
   */
  async assertRoom(tx: Tx, limit: keyof Limits, count: () => Promise<bigint>): Promise<void> {
    const column = COLUMNS[limit];
    const [row] = await rowsOf<{ value: number }>(
      tx,
      `select ${column} as value from app.licensee_limits where licensee_id = $1 and ${column} is not null for no key update`,
      [tx.ctx.licenseeId],
    );
    if (row && (await count()) >= BigInt(row.value)) throw new LimitReached(limit, row.value);
  }

  async limitsOf(tx: Tx): Promise<Limits> {
    const [row] = await rowsOf<Limits>(
      tx,
      `select max_advisors as "maxAdvisors", max_concurrent_calls as "maxConcurrentCalls" from app.licensee_limits where licensee_id = $1`,
      [tx.ctx.licenseeId],
    );
    return row ?? NONE;
  }

  /** What is there already may stay above a new limit; only new ones are refused. */
  async set(tx: Tx, limits: Limits): Promise<void> {
    await rowsOf(
      tx,
      `insert into app.licensee_limits (licensee_id, max_advisors, max_concurrent_calls, changed_at) values ($1, $2, $3, $4)
       on conflict (licensee_id) do update set max_advisors = $2, max_concurrent_calls = $3, changed_at = $4`,
      [tx.ctx.licenseeId, limits.maxAdvisors, limits.maxConcurrentCalls, tx.now],
    );
  }
}
