import { useQuery } from '@tanstack/react-query';
import { api, isProblem, type Schemas, unwrap } from '~/shared/api/index.ts';
import type { ReceiptDocument } from './receipt-data.ts';

type Line = Schemas['StatementLineView'];

/** Pages of the statement that are read to find what a call did to the balance. */
const MAX_PAGES = 5;

export const useReceipt = (callId: string) =>
  useQuery({
    queryKey: ['receipt', callId],
    queryFn: async () => {
      try {
        const signed = await unwrap(api.GET('/v1/calls/{id}/receipt', { params: { path: { id: callId } } }));
        return { receipt: signed.receipt as unknown as ReceiptDocument, hash: signed.hash };
      } catch (error) {
        // A call that was never connected has none.
        if (isProblem(error, 'receipt-not-ready')) return null;
        throw error;
      }
    },
    staleTime: Infinity,
  });

async function linesUntil(bucket: 'paid' | 'promo', moment: string): Promise<Line[]> {
  const lines: Line[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = { bucket, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const { data, next_cursor } = await unwrap(api.GET('/v1/wallet/statement', { params: { query } }));
    lines.push(...data);
    if (next_cursor === null || data.some(({ createdAt }) => createdAt < moment)) break;
    cursor = next_cursor;
  }
  return lines;
}

export interface AfterCall {
  /** Balance right after the call; null when it is too long ago to be looked up. */
  readonly balanceMinor: number | null;
  readonly refundedMinor: number;
}

/** What the statement says about a call: the balance after it, and what was given back since. */
export const useAfterCall = (callId: string, receipt: ReceiptDocument | undefined) =>
  useQuery({
    queryKey: ['receipt-balance', callId],
    queryFn: async (): Promise<AfterCall> => {
      const { issuedAt } = receipt!;
      const both = await Promise.all([linesUntil('paid', issuedAt), linesUntil('promo', issuedAt)]);
      const balances = both.map((lines) => {
        const line = lines.find(
          (one) => (one.callId === callId && one.kind === 'settlement') || one.createdAt <= issuedAt,
        );
        return line ? line.balanceAfterMinor : lines.length === 0 ? 0 : null;
      });
      const refunds = both.flat().filter((line) => line.callId === callId && line.kind === 'call_refund');
      return {
        balanceMinor: balances.reduce<number | null>(
          (sum, one) => (sum === null || one === null ? null : sum + one),
          0,
        ),
        refundedMinor: refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
      };
    },
    enabled: receipt !== undefined,
  });
