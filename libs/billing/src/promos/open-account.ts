import { type Tx, rowsOf } from '@app/kernel';
import { AccountClosed } from './promos.problems.js';

/** Whether a person may still be given something. Locks them against being closed until the transaction ends, so that what is given is there when a closing takes all of it. */
export async function isAccountOpen(tx: Tx, personId: string): Promise<boolean> {
  const [person] = await rowsOf<{ status: string }>(
    tx,
    'select status from app.person where licensee_id = $1 and id = $2 for share',
    [tx.ctx.licenseeId, personId],
  );
  return person !== undefined && person.status !== 'closed';
}

/** @throws AccountClosed */
export async function assertAccountOpen(tx: Tx, personId: string): Promise<void> {
  if (!(await isAccountOpen(tx, personId))) throw new AccountClosed();
}
