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

export const FraudWarned = defineEvent<{
  warningId: string;
  personId: string;
  amountMinor: number;
  currency: string;
  /** What was done: frozen, refunded, or noted because nothing was left. */
  status: string;
}>('fraud_warning.received', 'A card network warned that a payment may be fraud');
