import { addSeconds } from '@app/kernel';
import { IllegalComplaintMove } from './complaints.problems.js';

export const COMPLAINT_STATES = ['open', 'in_review', 'resolved'] as const;
export const COMPLAINT_OUTCOMES = ['refunded', 'partly_refunded', 'rejected', 'withdrawn'] as const;
export type ComplaintOutcome = (typeof COMPLAINT_OUTCOMES)[number];

/** How long the advisor has for an answer, and staff then for a decision. */
export const ANSWER_HOURS = 48;
export const REVIEW_HOURS = 5 * 24;

export interface ComplaintState {
  /** open: the advisor is asked. in_review: staff decide. */
  readonly state: (typeof COMPLAINT_STATES)[number];
  readonly outcome: ComplaintOutcome | null;
  /** Until when whoever is asked is to act; null once resolved. */
  readonly dueAt: Date | null;
  /** Since when it is known that staff are late. */
  readonly overdueAt: Date | null;
}

export type ComplaintMove =
  | { readonly kind: 'answered' | 'lapsed' | 'overdue' | 'rejected' }
  /** The caller is content, with or without money that came back since. */
  | { readonly kind: 'withdrawn'; readonly refundedSince: boolean }
  /** Money went back. Staff who decide end the complaint with any amount; otherwise only everything that was left ends it, so that nobody buys it off with a cent. */
  | {
      readonly kind: 'refunded';
      readonly by: 'advisor' | 'staff';
      readonly isDecision: boolean;
      readonly isEverything: boolean;
    };

export const opened = (now: Date): ComplaintState => ({
  state: 'open',
  outcome: null,
  dueAt: addSeconds(now, ANSWER_HOURS * 3600),
  overdueAt: null,
});

/** The state after a move. It decides nothing about money by itself: a time that passes only hands the complaint on, or shows that it is late. @throws IllegalComplaintMove */
export function after(complaint: ComplaintState, move: ComplaintMove, now: Date): ComplaintState {
  const { state, dueAt, overdueAt } = complaint;
  const isDue = dueAt !== null && dueAt <= now;
  const refuse = (): never => {
    throw new IllegalComplaintMove(move.kind, state, dueAt);
  };
  switch (move.kind) {
    case 'answered':
      return state === 'open' && !isDue ? inReview(now) : refuse();
    case 'lapsed':
      return state === 'open' && isDue ? inReview(now) : refuse();
    case 'overdue':
      return state === 'in_review' && isDue && overdueAt === null ? { ...complaint, overdueAt: now } : refuse();
    case 'rejected':
      return state === 'in_review' ? resolved(complaint, 'rejected') : refuse();
    case 'withdrawn':
      return state === 'resolved'
        ? refuse()
        : resolved(complaint, move.refundedSince ? 'partly_refunded' : 'withdrawn');
    case 'refunded':
      if (state === 'resolved' || (move.isDecision && state !== 'in_review')) return refuse();
      if (move.isEverything) return resolved(complaint, 'refunded');
      if (move.isDecision) return resolved(complaint, 'partly_refunded');
      // A part that the advisor offers is their answer.
      return state === 'open' && move.by === 'advisor' ? inReview(now) : complaint;
  }
}

const inReview = (now: Date): ComplaintState => ({
  state: 'in_review',
  outcome: null,
  dueAt: addSeconds(now, REVIEW_HOURS * 3600),
  overdueAt: null,
});

const resolved = ({ overdueAt }: ComplaintState, outcome: ComplaintOutcome): ComplaintState => ({
  state: 'resolved',
  outcome,
  dueAt: null,
  overdueAt,
});
