import { type Tx, rowsOf } from '@app/kernel';
import type { Call } from './call.entity.js';
import type { RemovalReason } from './ratings.dto.js';

export interface RatingRow {
  id: string;
  call_id: string;
  advisor_id: string;
  caller_id: string;
  stars: number;
  text: string | null;
  shown_as: string | null;
  reply: string | null;
  reply_removed_at: Date | null;
  reply_removal_reason: RemovalReason | null;
  created_at: Date;
  updated_at: Date;
  withdrawn_at: Date | null;
  removed_at: Date | null;
  removal_reason: RemovalReason | null;
  /** Whether everybody reads it and the average holds it. */
  counts: boolean;
}

/** Whether everybody reads what the advisor answered. */
export const isReplyShown = ({ counts, reply, reply_removed_at }: RatingRow): boolean =>
  counts && reply !== null && reply_removed_at === null;

/** The rating of a call or with an id; `locked` where it is about to be changed, behind the lock of the call if both are taken. */
export async function findRating(
  tx: Tx,
  by: 'call_id' | 'id',
  id: string,
  lock: 'locked' | 'seen' = 'seen',
): Promise<RatingRow | undefined> {
  const [row] = await rowsOf<RatingRow>(
    tx,
    `select * from app.rating where licensee_id = $1 and ${by} = $2${lock === 'locked' ? ' for no key update' : ''}`,
    [tx.ctx.licenseeId, id],
  );
  return row;
}

/** The whole price of a call was given back: what its caller says of it is no longer shown, nor counted. Behind the lock of the call. */
export async function endRatingOf(tx: Tx, callId: string): Promise<void> {
  await rowsOf(
    tx,
    'update app.rating set refunded_at = $3 where licensee_id = $1 and call_id = $2 and refunded_at is null',
    [tx.ctx.licenseeId, callId, tx.now],
  );
}

/** Whether nothing of the price is left with those who got it. */
export async function isGivenBack(tx: Tx, call: Call): Promise<boolean> {
  const [row] = await rowsOf<{ back: bigint }>(
    tx,
    'select coalesce(sum(amount), 0)::bigint as back from app.refund where licensee_id = $1 and call_id = $2',
    [tx.ctx.licenseeId, call.id],
  );
  return call.priceMinor !== null && call.priceMinor > 0n && row!.back >= call.priceMinor;
}

/** Whether the caller rated another call with the advisor on this day of the licensee. */
export async function ratedOtherToday(tx: Tx, call: Call): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    `select 1 from app.rating r join app.licensee l on l.id = r.licensee_id
      where r.licensee_id = $1 and r.advisor_id = $2 and r.caller_id = $3 and r.call_id <> $4 and r.day = ($5::timestamptz at time zone l.time_zone)::date`,
    [tx.ctx.licenseeId, call.advisorId, call.callerId, call.id, tx.now],
  );
  return rows.length > 0;
}
