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
  is_muted: boolean;
}

/** Neither of a row's two has blocked the other [F24]. */
const unblocked = (row: string): string =>
  `not exists (select 1 from app.block b where b.licensee_id = ${row}.licensee_id and b.advisor_id = ${row}.advisor_id and b.person_id = ${row}.person_id)`;

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

/** Takes some of those who watch an advisor and may reach them, the first ones first; two that do so at once do not wait for each other. */
export const takeWatches = (
  tx: Tx,
  advisorId: string,
  limit: number,
): Promise<{ person_id: string; is_late: boolean }[]> =>
  rowsOf(
    tx,
    `with taken as materialized (
       select o.person_id from app.advisor_watch o where o.licensee_id = $1 and o.advisor_id = $2 and ${unblocked('o')}
        order by o.created_at limit $4 for update skip locked)
     delete from app.advisor_watch w using taken where w.licensee_id = $1 and w.advisor_id = $2 and w.person_id = taken.person_id
     returning w.person_id, w.expires_at <= $3 as is_late`,
    [tx.ctx.licenseeId, advisorId, tx.now, limit],
  );

/** Ends a person's requests that are too old. */
export const endTooOld = (tx: Tx, personId: string): Promise<object[]> =>
  rowsOf(
    tx,
    `update app.callback set status = 'withdrawn', answered_at = $3
      where licensee_id = $1 and person_id = $2 and status in ('open', 'ready') and expires_at <= $3 returning id`,
    [tx.ctx.licenseeId, personId, tx.now],
  );

/** Ends what a person had asked of an advisor before they talked. */
export const endTalkedOver = (tx: Tx, personId: string, advisorId: string, talkedAt: Date): Promise<object[]> =>
  rowsOf(
    tx,
    `update app.callback set status = 'done', answered_at = $5
      where licensee_id = $1 and person_id = $2 and advisor_id = $3 and status in ('open', 'ready') and created_at < $4 returning id`,
    [tx.ctx.licenseeId, personId, advisorId, talkedAt, tx.now],
  );

/** Ends what a person waits for of an advisor, as far as it was asked for until now. */
export async function endBlocked(
  tx: Tx,
  { personId, advisorId }: { readonly personId: string; readonly advisorId: string },
  status: 'withdrawn' | 'declined',
  until: Date,
): Promise<void> {
  const pair = [tx.ctx.licenseeId, personId, advisorId, until];
  await rowsOf(
    tx,
    'delete from app.advisor_watch where licensee_id = $1 and person_id = $2 and advisor_id = $3 and created_at <= $4 returning person_id',
    pair,
  );
  await rowsOf(
    tx,
    `update app.callback set status = $5, answered_at = $6
      where licensee_id = $1 and person_id = $2 and advisor_id = $3 and status in ('open', 'ready') and created_at <= $4 returning id`,
    [...pair, status, tx.now],
  );
}

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
    `select c.id, app.alias_of(t.alias_key, c.advisor_id, c.person_id) as alias, c.note, c.status, c.created_at, c.expires_at,
            exists (select 1 from app.callback_mute m where m.licensee_id = c.licensee_id and m.advisor_id = c.advisor_id and m.person_id = c.person_id) as is_muted
       from app.callback c join app.licensee_terms t on t.licensee_id = c.licensee_id
       join app.person p on p.licensee_id = c.licensee_id and p.id = c.person_id and p.status = 'active'
      where c.licensee_id = $1 and c.advisor_id = $2 and c.status in ('open', 'ready') and c.expires_at > $3 and ${unblocked('c')}
      order by c.id limit 100`,
    [tx.ctx.licenseeId, advisorId, tx.now],
  );
