import { type Tx, rowsOf } from '@app/kernel';
import type { WeeklyHours } from '@app/advisors';
import type { Session } from '../pricing.js';
import type { LinkBounds } from './link-state.js';

export interface LinkRow {
  id: string;
  advisor_id: string;
  advisor_name: string;
  time_zone: string;
  token: string;
  label: string | null;
  medium: 'voice' | 'video';
  rate_per_minute: bigint | null;
  session_minutes: number | null;
  session_price: bigint | null;
  currency: string;
  valid_from: Date | null;
  expires_at: Date | null;
  max_calls: number | null;
  used_calls: number;
  weekly: readonly WeeklyHours[];
  created_at: Date;
  revoked_at: Date | null;
}

/** A link with the advisor's name and the time zone in which its hours are meant. */
const LINK = `
  select k.*, a.display_name as advisor_name, coalesce(s.time_zone, l.time_zone) as time_zone
    from app.call_link k
    join app.licensee l on l.id = k.licensee_id
    join app.advisor a on a.licensee_id = k.licensee_id and a.id = k.advisor_id
    left join app.advisor_schedule s on s.licensee_id = k.licensee_id and s.advisor_id = k.advisor_id`;

export async function findLink(tx: Tx, by: 'id' | 'token', value: string): Promise<LinkRow | undefined> {
  const [row] = await rowsOf<LinkRow>(tx, `${LINK} where k.licensee_id = $1 and k.${by} = $2`, [
    tx.ctx.licenseeId,
    value,
  ]);
  return row;
}

/** Newest first, from behind an id on. */
export const listLinks = (
  tx: Tx,
  advisorId: string | undefined,
  before: string | undefined,
  limit: number,
): Promise<LinkRow[]> =>
  rowsOf<LinkRow>(
    tx,
    `${LINK} where k.licensee_id = $1 and ($2::uuid is null or k.advisor_id = $2) and ($3::uuid is null or k.id < $3) order by k.id desc limit $4`,
    [tx.ctx.licenseeId, advisorId ?? null, before ?? null, limit],
  );

/** Links of an advisor that may still be used, now or later. */
export async function countUsable(tx: Tx, advisorId: string): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(
    tx,
    `select count(*)::int as n from app.call_link where licensee_id = $1 and advisor_id = $2 and revoked_at is null and (expires_at is null or expires_at > $3)
        and (max_calls is null or used_calls < max_calls)`,
    [tx.ctx.licenseeId, advisorId, tx.now],
  );
  return row!.n;
}

export const boundsOf = (row: LinkRow): LinkBounds => ({
  validFrom: row.valid_from,
  expiresAt: row.expires_at,
  maxCalls: row.max_calls,
  usedCalls: row.used_calls,
  weekly: row.weekly,
  revokedAt: row.revoked_at,
});

export const sessionOfLink = ({ session_minutes, session_price }: LinkRow): Session | undefined =>
  session_minutes === null ? undefined : { minutes: session_minutes, priceMinor: session_price!, thenPerMinute: false };
