import { type Tx, rowsOf } from '@app/kernel';

/**
 * Ends what a wallet tops up by itself, as part of giving its money back: emptied, it would charge the card again at once. Nothing where it is off.
 * Comes before the lock of the wallet: a top-up by itself takes both in that order.
 */
export async function switchOffAutoTopUp(tx: Tx, personId: string): Promise<void> {
  await rowsOf(
    tx,
    `update app.auto_top_up set status = 'off', reason = 'switched_off', changed_at = $3 where licensee_id = $1 and person_id = $2 and status <> 'off'`,
    [tx.ctx.licenseeId, personId, tx.now],
  );
}
