import { publicId } from '@app/kernel';
import {
  CallEnded,
  CallFundsLow,
  CallRefunded,
  CallRequested,
  CallRingStopped,
  CallStarted,
  CallTipped,
  COMPLAINT_OUTCOMES,
  ComplaintInReview,
  ComplaintOpened,
  ComplaintOverdue,
  ComplaintResolved,
  END_REASONS,
} from '@app/calling';
import { Amount, At, Count, CurrencyCode, OneOf, RefersTo } from './payload.js';
import { type PublicEvent, publicEvent } from './public-event.js';

export class CallData {
  @RefersTo('call', 'The call') callId: string;
  @RefersTo('person', 'Who calls and pays') callerId: string;
  @RefersTo('advisor', 'Who is called') advisorId: string;
}
export class CallRequestedData extends CallData {
  @At('When the ring ends by itself') expiresAt: string;
}
export class CallStartedData extends CallData {
  @At('When both sides were connected') startedAt: string;
}
export class CallFundsLowData extends CallData {
  @Count('For how many seconds the money lasts', { example: 60 }) secondsLeft: number;
}
export class CallEndedData extends CallData {
  @OneOf('Why it ended', END_REASONS) reason: string;
  @Count('Seconds that were charged') billedSeconds: number;
  @Amount('What the caller paid') priceMinor: number;
  @CurrencyCode() currency: string;
}
export class CallRefundedData extends CallData {
  @RefersTo('refund', 'The refund') refundId: string;
  @Amount('What went back to the wallet') amountMinor: number;
  @CurrencyCode() currency: string;
}
export class CallTippedData extends CallData {
  @RefersTo('tip', 'The tip') tipId: string;
  @Amount('What the advisor got') amountMinor: number;
  @CurrencyCode() currency: string;
}
export class ComplaintData extends CallData {
  @RefersTo('complaint', 'The complaint') complaintId: string;
}
export class ComplaintDueData extends ComplaintData {
  @At('Until when whoever is asked is to act') dueAt: string;
}
export class ComplaintResolvedData extends ComplaintData {
  @OneOf('How it ended', COMPLAINT_OUTCOMES) outcome: string;
}

interface Parties {
  readonly callId: string;
  readonly callerId: string;
  readonly advisorId: string;
}
const parties = ({ callId, callerId, advisorId }: Parties): CallData => ({
  callId: publicId('call', callId),
  callerId: publicId('person', callerId),
  advisorId: publicId('advisor', advisorId),
});
const ofCall = ['call', ({ callId }: Parties) => callId] as const;
const ofComplaint = ['complaint', ({ complaintId }: { complaintId: string }) => complaintId] as const;
const complaint = (fact: Parties & { complaintId: string }): ComplaintData => ({
  ...parties(fact),
  complaintId: publicId('complaint', fact.complaintId),
});

/** The ring is over: under which type, by what ended it. */
const RING_ENDS = [
  ['call.accepted', 'accepted', 'The advisor accepted a call; the two are being connected'],
  ['call.declined', 'declined', 'The advisor declined a call'],
  ['call.cancelled', 'cancelled', 'The caller gave up while it rang'],
  ['call.missed', 'no_answer', 'Nobody answered a call in time'],
] as const;

export const CALL_EVENTS: readonly PublicEvent[] = [
  publicEvent(CallRequested, {
    type: 'call.requested',
    description: 'A call began to ring',
    payload: CallRequestedData,
    subject: ofCall,
    data: (fact) => ({ ...parties(fact), expiresAt: fact.expiresAt }),
  }),
  ...RING_ENDS.map(([type, why, description]) =>
    publicEvent(CallRingStopped, {
      type,
      description,
      payload: CallData,
      subject: ofCall,
      when: (fact) => fact.why === why,
      data: parties,
    }),
  ),
  publicEvent(CallStarted, {
    type: 'call.started',
    description: 'Both sides are connected and the meter runs',
    payload: CallStartedData,
    subject: ofCall,
    data: (fact) => ({ ...parties(fact), startedAt: fact.startedAt }),
  }),
  publicEvent(CallFundsLow, {
    type: 'call.funds_low',
    description: 'The money of a running call is about to end',
    payload: CallFundsLowData,
    subject: ofCall,
    data: (fact) => ({ ...parties(fact), secondsLeft: fact.secondsLeft }),
  }),
  publicEvent(CallEnded, {
    type: 'call.ended',
    description: 'A call ended and was settled: the figures are final',
    payload: CallEndedData,
    subject: ofCall,
    data: (fact) => ({
      ...parties(fact),
      reason: fact.reason,
      billedSeconds: fact.billedSeconds,
      priceMinor: fact.priceMinor,
      currency: fact.currency,
    }),
  }),
  publicEvent(CallRefunded, {
    type: 'call.refunded',
    description: 'Part or all of the price of a call went back to the wallet',
    payload: CallRefundedData,
    subject: ofCall,
    data: (fact) => ({
      ...parties(fact),
      refundId: publicId('refund', fact.refundId),
      amountMinor: fact.amountMinor,
      currency: fact.currency,
    }),
  }),
  publicEvent(CallTipped, {
    type: 'call.tipped',
    description: 'The caller gave the advisor a tip',
    payload: CallTippedData,
    subject: ofCall,
    data: (fact) => ({
      ...parties(fact),
      tipId: publicId('tip', fact.tipId),
      amountMinor: fact.amountMinor,
      currency: fact.currency,
    }),
  }),
  publicEvent(ComplaintOpened, {
    type: 'complaint.opened',
    description: 'A caller complained about a paid call; the advisor is asked',
    payload: ComplaintDueData,
    subject: ofComplaint,
    data: (fact) => ({ ...complaint(fact), dueAt: fact.dueAt }),
  }),
  publicEvent(ComplaintInReview, {
    type: 'complaint.in_review',
    description: 'The advisor answered or let the time pass; staff decide',
    payload: ComplaintDueData,
    subject: ofComplaint,
    data: (fact) => ({ ...complaint(fact), dueAt: fact.dueAt }),
  }),
  publicEvent(ComplaintOverdue, {
    type: 'complaint.overdue',
    description: 'Staff have not decided in time',
    payload: ComplaintData,
    subject: ofComplaint,
    data: complaint,
  }),
  publicEvent(ComplaintResolved, {
    type: 'complaint.resolved',
    description: 'A complaint ended: with money back, rejected or withdrawn',
    payload: ComplaintResolvedData,
    subject: ofComplaint,
    data: (fact) => ({ ...complaint(fact), outcome: fact.outcome }),
  }),
];
