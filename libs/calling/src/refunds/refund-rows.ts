import { type Tx, rowsOf } from '@app/kernel';

export interface RefundRow {
  id: string;
  call_id: string;
  amount: bigint;
  currency: string;
  wallet_amount: bigint;
  promo_amount: bigint;
  advisor_amount: bigint;
  licensee_amount: bigint;
  operator_amount: bigint;
  tax_amount: bigint;
  reason: string;
  transaction_id: string;
  to_card: boolean;
  wallet_refund_id: string | null;
}

/** The refunds of a call, the oldest first. */
export function refundsOf(tx: Tx, callId: string): Promise<RefundRow[]> {
  return rowsOf<RefundRow>(tx, 'select * from app.refund where licensee_id = $1 and call_id = $2 order by id', [
    tx.ctx.licenseeId,
    callId,
  ]);
}

/** The refund that this request has made before. */
export async function refundByKey(tx: Tx, callId: string, key: string): Promise<RefundRow | undefined> {
  const [row] = await rowsOf<RefundRow>(
    tx,
    'select * from app.refund where licensee_id = $1 and call_id = $2 and idempotency_key = $3',
    [tx.ctx.licenseeId, callId, key],
  );
  return row;
}

/** The ids of what was sent on to cards. */
export const sentIdsOf = (refunds: readonly RefundRow[]): string[] =>
  refunds.flatMap(({ wallet_refund_id: id }) => (id === null ? [] : [id]));
