import type { OperatorReads } from './operator-reads.js';

export interface RevenueRow {
  licensee_id: string;
  currency: string;
  /** Start of the day or month, UTC. */
  period: Date;
  gross: bigint;
  refunded: bigint;
  operator_fees: bigint;
}

/** What the ledger says was charged, given back and earned since a time. */
export const revenueSince = (
  reads: OperatorReads,
  licenseeIds: readonly string[],
  from: Date,
  unit: 'day' | 'month',
): Promise<RevenueRow[]> =>
  reads.query<RevenueRow>(`select * from app.operator_revenue($1, $2, 'infinity', $3)`, [licenseeIds, from, unit]);
