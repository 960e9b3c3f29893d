import { defineEvent } from '@app/kernel';
import type { WalletRefundCause } from './wallet-refunds.dto.js';

export const WalletRefundRequested = defineEvent<{
  walletRefundId: string;
  personId: string;
  amountMinor: number;
  currency: string;
  cause: WalletRefundCause;
}>('wallet_refund.requested', 'Money left a wallet for the cards that it came from');

/** Who has the money paid somebody outside Stripe what no card took back; the reference is in the row. */
export const PaidByHand = defineEvent<{
  handPaymentId: string;
  personId: string;
  amountMinor: number;
  currency: string;
}>('hand_payment.recorded', 'Money that no card took back was paid by hand');

/** A part did not reach its card; the money is back in the wallet. */
export const WalletRefundFailed = defineEvent<{
  walletRefundId: string;
  personId: string;
  amountMinor: number;
  currency: string;
  failureCode: string;
}>('wallet_refund.failed', 'Money did not reach its card and is back in the wallet');
