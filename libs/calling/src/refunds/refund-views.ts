import { publicId, toJsonMinor } from '@app/kernel';
import type { SentOnView, WalletRefundView } from '@app/billing';
import type { Call } from '../call.entity.js';
import type { CallMoneyView, RefundView, SponsoredView } from '../calls.dto.js';
import { type Split, type Terms, splitSponsored } from '../pricing.js';
import type { RefundRow } from './refund-rows.js';

export const jsonSplit = (parts: Split): CallMoneyView['split'] => ({
  advisorMinor: toJsonMinor(parts.advisorMinor),
  licenseeMinor: toJsonMinor(parts.licenseeMinor),
  operatorMinor: toJsonMinor(parts.operatorMinor),
  taxMinor: toJsonMinor(parts.taxMinor),
});

/** What became of a refund to the cards: a part that failed is in the wallet again. */
function sentOnOf(row: RefundRow, sent: ReadonlyMap<string, WalletRefundView>): SentOnView | null {
  if (!row.to_card) return null;
  const refund = row.wallet_refund_id === null ? undefined : sent.get(row.wallet_refund_id);
  const parts = refund?.parts ?? [];
  const cardMinor = parts.reduce((sum, part) => sum + (part.status === 'failed' ? 0 : part.amountMinor), 0);
  return {
    walletRefundId: refund?.id ?? null,
    cardMinor,
    walletMinor: toJsonMinor(row.amount) - cardMinor,
    parts,
  };
}

/** @param sent what was sent on to cards, by its id */
export const refundView = (row: RefundRow, sent: ReadonlyMap<string, WalletRefundView>): RefundView => ({
  id: publicId('refund', row.id),
  callId: publicId('call', row.call_id),
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
  split: jsonSplit({
    advisorMinor: row.advisor_amount,
    licenseeMinor: row.licensee_amount,
    operatorMinor: row.operator_amount,
    taxMinor: row.tax_amount,
  }),
  reason: row.reason,
  transactionId: publicId('transaction', row.transaction_id),
  toCard: sentOnOf(row, sent),
});

export const sponsoredView = (row: Call, terms: Terms): SponsoredView | null =>
  row.sponsoredSeconds === null || row.sponsoredMinor === null || row.sponsor === null
    ? null
    : {
        seconds: row.sponsoredSeconds,
        priceMinor: toJsonMinor(row.sponsoredMinor),
        sponsor: row.sponsor,
        split: jsonSplit(splitSponsored(terms, row.sponsor, row.sponsoredMinor)),
        transactionId: row.sponsorTransactionId === null ? null : publicId('transaction', row.sponsorTransactionId),
      };
