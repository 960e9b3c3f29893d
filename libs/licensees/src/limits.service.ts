import { Injectable } from '@nestjs/common';
import { type Tx, rowsOf } from '@app/kernel';
import { LimitReached } from './licensees.problems.js';

/** What the operator allows a licensee; null = no limit. */
export interface Limits {
  /** Advisors who are not suspended. */
  readonly maxAdvisors: number | null;
  /** End users whose account is not closed. */
  readonly maxUsers: number | null;
  /** Calls from the first ring to the hang-up. */
  readonly maxConcurrentCalls: number | null;
  /** Requests of the licensee's staff and programs in a minute. */
  readonly maxApiPerMinute: number | null;
  /** Pictures of the brand and of advisors, in megabytes of a million bytes. */
  readonly maxStorageMb: number | null;
}

const COLUMNS = {
  maxAdvisors: 'max_advisors',
  maxUsers: 'max_users',
  maxConcurrentCalls: 'max_concurrent_calls',
  maxApiPerMinute: 'max_api_per_minute',
  maxStorageMb: 'max_storage_mb',
} as const satisfies Record<keyof Limits, string>;
export const LIMITS = Object.keys(COLUMNS) as (keyof Limits)[];

export const NO_LIMITS: Limits = {
  maxAdvisors: null,
  maxUsers: null,
  maxConcurrentCalls: null,
  maxApiPerMinute: null,
  maxStorageMb: null,
};

/** What is counted against a limit, in one of its units. Storage is counted in bytes. */
const UNIT: Readonly<Partial<Record<keyof Limits, bigint>>> = { maxStorageMb: 1_000_000n };

/** Limits of a licensee: the operator sets them, the modules that own what is counted keep them. */
@Injectable()
export class LimitsService {
  /**
   * Lets one more in, or refuses it. Where a limit is set its row is locked until the transaction ends, so of several at once each counts those before it;
   * without a limit nothing is locked and nothing is counted. Call it before any other lock is taken.
   * @param adding how many, or bytes
   * @throws LimitReached
   */
  async assertRoom(tx: Tx, limit: keyof Limits, count: () => Promise<bigint>, adding = 1n): Promise<void> {
    const column = COLUMNS[limit];
    const [row] = await rowsOf<{ value: number }>(
      tx,
      `select ${column} as value from app.licensee_limits where licensee_id = $1 and ${column} is not null for no key update`,
      [tx.ctx.licenseeId],
    );
    if (row && (await count()) + adding > BigInt(row.value) * (UNIT[limit] ?? 1n))
      throw new LimitReached(limit, row.value);
  }

  async limitsOf(tx: Tx): Promise<Limits> {
    const [row] = await rowsOf<Limits>(
      tx,
      `select ${LIMITS.map((limit) => `${COLUMNS[limit]} as "${limit}"`).join(', ')} from app.licensee_limits where licensee_id = $1`,
      [tx.ctx.licenseeId],
    );
    return row ?? NO_LIMITS;
  }

  /** What is there already may stay above a new limit; only new ones are refused. The row is locked until the transaction ends. */
  async set(tx: Tx, limits: Limits): Promise<void> {
    await rowsOf(
      tx,
      `insert into app.licensee_limits (licensee_id, changed_at, ${LIMITS.map((limit) => COLUMNS[limit]).join(', ')}) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (licensee_id) do update set changed_at = $2, ${LIMITS.map((limit, index) => `${COLUMNS[limit]} = $${index + 3}`).join(', ')}`,
      [tx.ctx.licenseeId, tx.now, ...LIMITS.map((limit) => limits[limit])],
    );
  }

  /** Bytes of the pictures that the licensee keeps. */
  async storedBytes(tx: Tx): Promise<bigint> {
    const [row] = await rowsOf<{ bytes: bigint }>(
      tx,
      `select coalesce((select sum(octet_length(bytes)) from app.brand_asset where licensee_id = $1), 0)::bigint
            + coalesce((select sum(octet_length(picture)) from app.advisor_photo where licensee_id = $1), 0)::bigint as bytes`,
      [tx.ctx.licenseeId],
    );
    return row!.bytes;
  }
}
