import { NotFound, type Tx, rowsOf } from '@app/kernel';
import type { CallbackStatus } from './callback.entity.js';

interface WatchRow {
  advisor_id: string;
  advisor_name: string;
  expires_at: Date;
}
interface CallbackRow extends WatchRow {
  id: string;
  note: string | null;
  status: CallbackStatus;
  created_at: Date;
}
interface AskedRow extends Omit<CallbackRow, 'advisor_id' | 'advisor_name'> {
  alias: string;
}

/** The profile behind a person. @throws NotFound */
export async function profileOf(tx: Tx, personId: string): Promise<{ id: string }> {
  const [row] = await rowsOf<{ id: string }>(
    tx,
    'select id from app.advisor where licensee_id = $1 and person_id = $2',
    [tx.ctx.licenseeId, personId],
  );
  if (!row) throw new NotFound();
  return row;
}

/** Advisors whom a person watches. */
export const watchesOf = (tx: Tx, personId: string): Promise<WatchRow[]> =>
  rowsOf(
    tx,
    `select w.advisor_id, a.display_name as advisor_name, w.expires_at from app.advisor_watch w
       join app.advisor a on a.licensee_id = w.licensee_id and a.id = w.advisor_id
      where w.licensee_id = $1 and w.person_id = $2 and w.expires_at > $3 order by w.created_at`,
    [tx.ctx.licenseeId, personId, tx.now],
  );

/** A person's requests that stand. */
export const callbacksOf = (tx: Tx, personId: string): Promise<CallbackRow[]> =>
  rowsOf(
    tx,
    `select c.id, c.advisor_id, a.display_name as advisor_name, c.note, c.status, c.created_at, c.expires_at from app.callback c
       join app.advisor a on a.licensee_id = c.licensee_id and a.id = c.advisor_id
      where c.licensee_id = $1 and c.person_id = $2 and c.status in ('open', 'ready') and c.expires_at > $3 order by c.id`,
    [tx.ctx.licenseeId, personId, tx.now],
  );

/** What waits for an advisor, oldest first; people by the names under which the advisor knows them. */
export const askedOf = (tx: Tx, advisorId: string): Promise<AskedRow[]> =>
  rowsOf(
    tx,
    `select c.id, app.alias_of(t.alias_key, c.advisor_id, c.person_id) as alias, c.note, c.status, c.created_at, c.expires_at from app.callback c
       join app.licensee_terms t on t.licensee_id = c.licensee_id
      where c.licensee_id = $1 and c.advisor_id = $2 and c.status in ('open', 'ready') and c.expires_at > $3 order by c.id limit 100`,
    [tx.ctx.licenseeId, advisorId, tx.now],
  );
