import { NotFound, type Tx, publicId, rowsOf, toJsonMinor } from '@app/kernel';
import type { WalletRefundCause, WalletRefundView } from './wallet-refunds.dto.js';

export interface WalletRefundRow {
  id: string;
  person_id: string;
  amount: bigint;
  currency: string;
  cause: WalletRefundCause;
  reason: string;
  created_at: Date;
}

export interface WalletRefundPartRow {
  wallet_refund_id: string;
  top_up_id: string;
  amount: bigint;
  status: WalletRefundView['parts'][number]['status'];
  failure_code: string | null;
}

export async function refundByKey(tx: Tx, personId: string, key: string): Promise<WalletRefundRow | undefined> {
  const [row] = await rowsOf<WalletRefundRow>(
    tx,
    'select * from app.wallet_refund where licensee_id = $1 and person_id = $2 and idempotency_key = $3',
    [tx.ctx.licenseeId, personId, key],
  );
  return row;
}

/** What became of each part of these refunds, the newest payment first. */
export const refundParts = (tx: Tx, ids: readonly string[]): Promise<WalletRefundPartRow[]> =>
  rowsOf<WalletRefundPartRow>(
    tx,
    `select wallet_refund_id, top_up_id, amount, status, failure_code from app.wallet_refund_part
      where licensee_id = $1 and wallet_refund_id = any ($2) order by top_up_id desc`,
    [tx.ctx.licenseeId, ids],
  );

/** @throws NotFound for somebody who is no end user here */
export async function assertEndUser(tx: Tx, personId: string): Promise<void> {
  const [person] = await rowsOf(
    tx,
    `select 1 from app.person where licensee_id = $1 and id = $2 and role = 'end_user'`,
    [tx.ctx.licenseeId, personId],
  );
  if (!person) throw new NotFound();
}

/** @param parts also of other refunds */
export const walletRefundView = (row: WalletRefundRow, parts: readonly WalletRefundPartRow[]): WalletRefundView => ({
  id: publicId('walletRefund', row.id),
  personId: publicId('person', row.person_id),
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
  cause: row.cause,
  reason: row.reason,
  parts: parts
    .filter((part) => part.wallet_refund_id === row.id)
    .map((part) => ({
      topUpId: publicId('topUp', part.top_up_id),
      amountMinor: toJsonMinor(part.amount),
      status: part.status,
      failureCode: part.failure_code,
    })),
  createdAt: row.created_at.toISOString(),
});
