import { defineEvent } from '@app/kernel';

/** The state after the change; what moved it has an event of its own. */
export const WalletChanged = defineEvent<{
  personId: string;
  currency: string;
  paidMinor: number;
  promoMinor: number;
  heldMinor: number;
  availableMinor: number;
  isFrozen: boolean;
}>('wallet.changed', 'The balance of a wallet moved');
