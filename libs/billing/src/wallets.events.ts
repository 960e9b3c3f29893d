import { defineEvent } from '@app/kernel';

/** Of a licensee that keeps the money of its users itself. */
export const BudgetGiven = defineEvent<{
  personId: string;
  transactionId: string;
  amountMinor: number;
  currency: string;
}>('wallet.budget_given', 'A user may spend more of the money that the licensee keeps');

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
