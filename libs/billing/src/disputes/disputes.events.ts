import { defineEvent } from '@app/kernel';

interface DisputeFact {
  disputeId: string;
  personId: string;
  amountMinor: number;
  currency: string;
}

export const DisputeOpened = defineEvent<DisputeFact>('dispute.opened', 'A bank asks for a payment back');
export const DisputeClosed = defineEvent<DisputeFact & { outcome: 'won' | 'lost' }>(
  'dispute.closed',
  'A bank decided about a disputed payment',
);
