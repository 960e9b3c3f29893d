import { Choice, Flag, Id, ListEnvelope, MinorUnits, PageQuery, Shown, Text, Whole } from '@app/kernel';
import {
  COMPLAINT_OUTCOMES,
  COMPLAINT_STATES,
  type ComplaintOutcome,
  type ComplaintState,
} from './complaint-machine.js';

export const COMPLAINT_KINDS = ['sound', 'billing', 'advice', 'conduct', 'other'] as const;
export type ComplaintKind = (typeof COMPLAINT_KINDS)[number];

export const STEP_KINDS = ['opened', 'answered', 'lapsed', 'overdue', 'refunded', 'rejected', 'withdrawn'] as const;
export type StepKind = (typeof STEP_KINDS)[number];
export const STEP_SIDES = ['caller', 'advisor', 'staff', 'platform'] as const;
export type StepSide = (typeof STEP_SIDES)[number];

export class ComplainAboutCall {
  @Choice({ description: 'What was wrong', of: COMPLAINT_KINDS }) kind: ComplaintKind;
  @Text({
    description: 'What happened; the advisor and staff read it',
    max: 2000,
    example: 'The line was dead for half of the call.',
  })
  text: string;
}

export class AnswerComplaint {
  @Text({ description: 'The answer; the caller and staff read it', max: 2000, example: 'My line was fine.' })
  text: string;
}

export class DecideComplaint {
  @Choice({ description: 'Give money back, or none', of: ['refund', 'reject'] }) decision: 'refund' | 'reject';
  @MinorUnits({ description: 'With refund: how much; all that is left when left out', min: 1, optional: true })
  amountMinor?: number;
  @Text({ description: 'Why; both sides read it', max: 300, example: 'Half of the time nothing could be heard.' })
  reason: string;
  @Text({ description: 'Only for staff', max: 2000, optional: true }) note?: string;
}

export class ComplaintStepView {
  @Shown('When', { format: 'date-time' }) at: string;
  @Shown('What', { type: String, enum: [...STEP_KINDS] }) kind: StepKind;
  @Shown('Who; platform = a time has passed', { type: String, enum: [...STEP_SIDES] }) side: StepSide;
  @Shown('What was said with it', { type: String, nullable: true }) text: string | null;
  @Shown('What was given back with it', { type: 'integer', nullable: true }) amountMinor: number | null;
}

/** What staff see of a step as well. */
export class StaffComplaintStepView extends ComplaintStepView {
  @Shown('Note of staff for staff', { type: String, nullable: true }) note: string | null;
  @Shown('Name of the person', { type: String, nullable: true }) personName: string | null;
}

class ComplaintFields {
  @Shown('Id') id: string;
  @Shown('Call') callId: string;
  @Shown('What was wrong', { type: String, enum: [...COMPLAINT_KINDS] }) kind: ComplaintKind;
  @Shown("open: waits for the advisor's answer. in_review: waits for staff. resolved: over", {
    type: String,
    enum: [...COMPLAINT_STATES],
  })
  state: ComplaintState['state'];
  @Shown('How it ended', { type: String, enum: [...COMPLAINT_OUTCOMES], nullable: true })
  outcome: ComplaintOutcome | null;
  @Shown('Until when the advisor or staff are to act', { type: String, format: 'date-time', nullable: true })
  dueAt: string | null;
  @Shown('Whether that time has passed') overdue: boolean;
  @Shown('Advisor of the call') advisorId: string;
  @Shown("The advisor's name") advisorName: string;
  @Shown("The caller's name for this advisor; hidden from the caller", { type: String, nullable: true })
  callerAlias: string | null;
  @Shown('ISO 4217 code') currency: string;
  @Shown('Price of the call', { type: 'integer' }) priceMinor: number;
  @Shown('What was given back of it so far', { type: 'integer' }) refundedMinor: number;
  @Shown('When the call ended', { format: 'date-time' }) endedAt: string;
  @Shown('When the caller complained', { format: 'date-time' }) createdAt: string;
  @Shown('When it was resolved', { type: String, format: 'date-time', nullable: true }) resolvedAt: string | null;
}

export class ComplaintView extends ComplaintFields {
  @Shown('What happened, oldest first; both sides read the same', { type: [ComplaintStepView] })
  steps: ComplaintStepView[];
}

export class StaffComplaintView extends ComplaintFields {
  @Shown('Caller') callerId: string;
  @Shown("The caller's name") callerName: string;
  @Shown('What happened, oldest first', { type: [StaffComplaintStepView] }) steps: StaffComplaintStepView[];
}

export class CallComplaintView {
  @Shown('The complaint about the call; null = none', { type: ComplaintView, nullable: true })
  complaint: ComplaintView | null;
  @Shown('Until when you, the caller, may complain; null = not, or not any more', {
    type: String,
    format: 'date-time',
    nullable: true,
  })
  complainUntil: string | null;
  @Shown('Until when you, the advisor, may refund the call; null = not, or not any more', {
    type: String,
    format: 'date-time',
    nullable: true,
  })
  refundUntil: string | null;
}

export class ComplaintsQuery extends PageQuery {
  @Choice({ description: 'waiting = open and in review; left out = all', of: ['waiting', 'resolved'], optional: true })
  state?: 'waiting' | 'resolved';
}

export class ComplaintList extends ListEnvelope {
  @Shown('Newest first', { type: [ComplaintView] }) data: ComplaintView[];
}

export class StaffComplaintsQuery extends PageQuery {
  @Choice({
    description: 'open: the advisor is asked. in_review: staff decide. waiting: both. resolved: over',
    of: ['waiting', ...COMPLAINT_STATES],
    optional: true,
  })
  state: 'waiting' | ComplaintState['state'] = 'waiting';
  @Choice({
    description: 'Only where the time has passed, or passes within 24 hours',
    of: ['overdue', 'soon'],
    optional: true,
  })
  due?: 'overdue' | 'soon';
  @Id('call', { description: 'Only about this call', optional: true }) callId?: string;
}

export class StaffComplaintList extends ListEnvelope {
  @Shown('Those that wait by their deadline, resolved ones newest first', { type: [StaffComplaintView] })
  data: StaffComplaintView[];
}

export class ComplaintRulesFields {
  @Whole({
    description: 'Hours from the end of a call in which its caller may complain',
    min: 24,
    max: 336,
    example: 72,
    optional: true,
  })
  windowHours?: number;
  @Flag({ description: 'Advisors may refund their own calls', optional: true }) advisorRefunds?: boolean;
  @Whole({
    description: 'Days from the end of a call in which they may',
    min: 1,
    max: 365,
    example: 30,
    optional: true,
  })
  advisorRefundDays?: number;
}

export class ComplaintRulesView {
  @Shown('Hours from the end of a call in which its caller may complain', { type: 'integer' }) windowHours: number;
  @Shown('Whether advisors may refund their own calls') advisorRefunds: boolean;
  @Shown('Days from the end of a call in which they may', { type: 'integer' }) advisorRefundDays: number;
}
