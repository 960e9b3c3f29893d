import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { type Tx, instancesOf, rowsOf } from '@app/kernel';

/** Implemented by modules that show whether an advisor may earn [I1]; found by class. */
export abstract class WhenEarning {
  /** Within the transaction in which it changed, once. */
  abstract changed(tx: Tx, advisorId: string, mayEarn: boolean): Promise<void>;
}

/** Tells of advisors who wait for payouts no more, or again. */
@Injectable()
export class EarningChanges {
  constructor(private readonly discovery: DiscoveryService) {}

  /** Around what may change it for the payee of an account: behind the lock of its row, so that of two readings at once only one is the change. */
  async ofAccount(tx: Tx, accountId: string, work: () => Promise<void>): Promise<void> {
    const [account] = await rowsOf<{ advisor_id: string | null }>(
      tx,
      'select advisor_id from app.connect_account where licensee_id = $1 and id = $2 for no key update',
      [tx.ctx.licenseeId, accountId],
    );
    const advisorId = account?.advisor_id ?? null;
    await (advisorId === null ? work() : this.around(tx, advisorId, work));
  }

  /** Around what may change it for every advisor of the licensee. */
  ofAll(tx: Tx, work: () => Promise<void>): Promise<void> {
    return this.around(tx, null, work);
  }

  private async around(tx: Tx, advisorId: string | null, work: () => Promise<void>): Promise<void> {
    const before = await waiting(tx, advisorId);
    await work();
    const after = await waiting(tx, advisorId);
    // In the order of ids, as rows are locked everywhere.
    const changed = [...before, ...after].filter((id) => before.has(id) !== after.has(id));
    for (const id of changed.sort())
      for (const one of instancesOf(this.discovery, WhenEarning)) await one.changed(tx, id, !after.has(id));
  }
}

/** Ids of advisors who may take no call until payouts to them work. @param advisorId only this one; null = all of the licensee */
export async function waiting(tx: Tx, advisorId: string | null): Promise<Set<string>> {
  const rows = await rowsOf<{ advisor_id: string }>(
    tx,
    'select advisor_id from app.advisor_waiting where licensee_id = $1 and ($2::uuid is null or advisor_id = $2)',
    [tx.ctx.licenseeId, advisorId],
  );
  return new Set(rows.map(({ advisor_id: id }) => id));
}
