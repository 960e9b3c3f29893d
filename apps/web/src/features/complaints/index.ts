export { AnswerButton } from './answer-button.tsx';
export { CallComplaint } from './call-complaint.tsx';
export { ComplaintDue, ComplaintState, ComplaintSteps } from './complaint-parts.tsx';
export { COMPLAINTS_KEY } from './keys.ts';
export { type Complaint, useOwnComplaints } from './queries.ts';
export { RefundDialog } from './refund-dialog.tsx';
