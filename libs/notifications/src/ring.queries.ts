import { type Tx, rowsOf } from '@app/kernel';

/** Until when a call rings, or undefined when it does not ring any more. */
export async function ringsUntil(tx: Tx, callId: string): Promise<Date | undefined> {
  const [row] = await rowsOf<{ ring_expires_at: Date }>(
    tx,
    `select ring_expires_at from app.call where licensee_id = $1 and id = $2 and status = 'ringing' and ring_expires_at > $3`,
    [tx.ctx.licenseeId, callId, tx.now],
  );
  return row?.ring_expires_at;
}
