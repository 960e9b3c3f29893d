import { defineEvent } from '@app/kernel';

/** Somebody began to bring money in; nothing has been paid yet. */
export const TopUpRequested = defineEvent<{ topUpId: string; personId: string }>(
  'top_up.requested',
  'Somebody began a top-up',
);

/** Money arrived in a wallet. */
export const TopUpCredited = defineEvent<{ topUpId: string; personId: string; amountMinor: number; currency: string }>(
  'top_up.credited',
  'A top-up was credited to a wallet',
);

/** No money came; money that arrives late is still credited. */
export const TopUpFailed = defineEvent<{
  topUpId: string;
  personId: string;
  amountMinor: number;
  currency: string;
  why: 'failed' | 'expired';
  failureCode: string | null;
}>('top_up.failed', 'A top-up failed or was not paid in time');
