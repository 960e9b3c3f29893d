import { type Tx, rowsOf } from '@app/kernel';

/** Those of the sessions that still stand, of people who may still act. One question for all streams of a licensee. */
export async function standingSessions(tx: Tx, sessionIds: readonly string[]): Promise<Set<string>> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    `select s.id from app.session s
       join app.person p on p.licensee_id = s.licensee_id and p.id = s.person_id and p.status = 'active'
      where s.licensee_id = $1 and s.id = any($2) and s.revoked_at is null and s.expires_at > $3`,
    [tx.ctx.licenseeId, sessionIds, tx.now],
  );
  return new Set(rows.map((row) => row.id));
}
