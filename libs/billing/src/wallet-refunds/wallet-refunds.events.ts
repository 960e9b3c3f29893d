import { defineEvent } from '@app/kernel';

export const WalletRefundRequested = defineEvent<{
  walletRefundId: string;
  personId: string;
  amountMinor: number;
  currency: string;
}>('wallet_refund.requested', 'Money left a wallet for the cards that it came from');

/** A part did not reach its card; the money is back in the wallet. */
export const WalletRefundFailed = defineEvent<{
  walletRefundId: string;
  personId: string;
  amountMinor: number;
  currency: string;
  failureCode: string;
}>('wallet_refund.failed', 'Money did not reach its card and is back in the wallet');
