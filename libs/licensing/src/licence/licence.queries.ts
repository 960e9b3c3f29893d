import { NotFound, type Tx, rowsOf } from '@app/kernel';
import type { Limits } from '@app/licensees';
import { Licence } from './licence.entity.js';

/** The licence of the tenant, locked until the transaction ends: the first lock of everything that changes it or invoices it. */
export async function lockLicence(tx: Tx): Promise<Licence | null> {
  await rowsOf(tx, 'select 1 from app.licence where licensee_id = $1 for no key update', [tx.ctx.licenseeId]);
  return tx.findOneBy(Licence, { licenseeId: tx.ctx.licenseeId });
}

/** @throws NotFound for a licensee without one */
export async function licenceToChange(tx: Tx): Promise<Licence> {
  const licence = await lockLicence(tx);
  if (!licence) throw new NotFound();
  return licence;
}

/** What is in use of each limit; null where nothing lasting is counted. */
export async function inUse(tx: Tx, storedBytes: bigint): Promise<Record<keyof Limits, bigint | null>> {
  const [row] = await rowsOf<{ advisors: bigint; users: bigint; calls: bigint }>(
    tx,
    `select (select count(*) from app.advisor where licensee_id = $1 and status <> 'suspended') as advisors,
            (select count(*) from app.person where licensee_id = $1 and role = 'end_user' and status <> 'closed') as users,
            (select count(*) from app.call where licensee_id = $1 and status not in ('ending', 'ended')) as calls`,
    [tx.ctx.licenseeId],
  );
  return {
    maxAdvisors: row!.advisors,
    maxUsers: row!.users,
    maxConcurrentCalls: row!.calls,
    maxApiPerMinute: null,
    maxStorageMb: (storedBytes + 999_999n) / 1_000_000n,
  };
}

/** The highest share that an advisor has of their own, in basis points. */
export async function highestAdvisorShare(tx: Tx): Promise<number> {
  const [row] = await rowsOf<{ share: number }>(
    tx,
    'select coalesce(max(share_bp), 0)::int as share from app.advisor where licensee_id = $1',
    [tx.ctx.licenseeId],
  );
  return row!.share;
}

/** Invoices of which the last attempt failed are tried at this time. */
export async function askAgain(tx: Tx, at: Date): Promise<void> {
  await rowsOf(
    tx,
    `update app.licence_invoice set next_attempt_at = $2 where licensee_id = $1 and status = 'open' and failures > 0 and next_attempt_at is null`,
    [tx.ctx.licenseeId, at],
  );
}

/** Whether an invoice is overdue or could not be collected. */
export async function isBehind(tx: Tx): Promise<boolean> {
  const [row] = await rowsOf<{ behind: boolean }>(
    tx,
    `select exists (select 1 from app.licence_invoice where licensee_id = $1 and status = 'open' and (failures > 0 or due_at < $2)) as behind`,
    [tx.ctx.licenseeId, tx.now],
  );
  return row!.behind;
}
