import { defineEvent } from '@app/kernel';

/** Money arrived in a wallet. */
export const TopUpCredited = defineEvent<{ topUpId: string; personId: string; amountMinor: number; currency: string }>(
  'top_up.credited',
  'A top-up was credited to a wallet',
);
