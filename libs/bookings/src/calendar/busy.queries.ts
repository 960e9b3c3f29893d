import { type Tx, rowsOf } from '@app/kernel';
import type { Interval } from '@app/advisors';

/** When an advisor is busy in calendars of their own. */
export function busyOf(tx: Tx, advisorId: string, from: Date, to: Date): Promise<Interval[]> {
  return rowsOf<Interval>(
    tx,
    `select starts_at as start, ends_at as "end" from app.calendar_busy
      where licensee_id = $1 and advisor_id = $2 and ends_at > $3 and starts_at < $4 order by starts_at`,
    [tx.ctx.licenseeId, advisorId, from, to],
  );
}

/** Those of these bookings in whose time the advisor is busy elsewhere. They stay: what was agreed is agreed. */
export async function clashesOf(tx: Tx, bookingIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    `select b.id from app.booking b
      where b.licensee_id = $1 and b.id = any ($2) and b.status in ('requested', 'accepted')
        and exists (select 1 from app.calendar_busy c where c.licensee_id = b.licensee_id and c.advisor_id = b.advisor_id
                       and c.ends_at > b.starts_at and c.starts_at < b.ends_at)`,
    [tx.ctx.licenseeId, bookingIds],
  );
  return new Set(rows.map(({ id }) => id));
}
