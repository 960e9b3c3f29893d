import { defineEvent } from '@app/kernel';
import type { ComplaintOutcome } from './complaint-machine.js';

interface ComplaintParties {
  readonly complaintId: string;
  readonly callId: string;
  readonly callerId: string;
  readonly advisorId: string;
  readonly advisorPersonId: string;
}

export const ComplaintOpened = defineEvent<ComplaintParties & { dueAt: string }>(
  'complaint.opened',
  'A caller complained about a paid call; the advisor is asked',
);
export const ComplaintInReview = defineEvent<ComplaintParties & { dueAt: string }>(
  'complaint.in_review',
  'The advisor answered a complaint or let the time pass; staff decide',
);
export const ComplaintOverdue = defineEvent<ComplaintParties>(
  'complaint.overdue',
  'Staff have not decided about a complaint in time',
);
export const ComplaintResolved = defineEvent<ComplaintParties & { outcome: ComplaintOutcome }>(
  'complaint.resolved',
  'A complaint ended: with money back, rejected or withdrawn',
);
