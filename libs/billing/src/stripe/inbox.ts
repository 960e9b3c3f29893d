import { type Tx, rowsOf } from '@app/kernel';

/** Closes an inbox row in the transaction of its effect: an event is done when, and only when, its effect is there. */
export async function finishEvent(
  tx: Tx,
  id: string,
  status: 'done' | 'ignored',
  note: string | null = null,
): Promise<void> {
  await rowsOf(
    tx,
    `update app.stripe_event set status = $3, note = $4, completed_at = $5 where licensee_id = $1 and id = $2 and status = 'received'`,
    [tx.ctx.licenseeId, id, status, note, tx.now],
  );
}
