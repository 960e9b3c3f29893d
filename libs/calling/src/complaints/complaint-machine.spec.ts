import { describe, expect, it } from '@jest/globals';
import { addSeconds } from '@app/kernel';
import { type ComplaintMove, type ComplaintState, after, opened } from './complaint-machine.js';
import { IllegalComplaintMove } from './complaints.problems.js';

const START = new Date('2026-03-02T10:00:00Z');
const hours = (count: number): Date => addSeconds(START, count * 3600);
const refund = (by: 'advisor' | 'staff', isDecision: boolean, isEverything: boolean): ComplaintMove => ({
  kind: 'refunded',
  by,
  isDecision,
  isEverything,
});

describe('a complaint', () => {
  const open = opened(START);
  const inReview = after(open, { kind: 'answered' }, hours(1));
  const late = after(inReview, { kind: 'overdue' }, hours(121));
  const over = after(inReview, { kind: 'rejected' }, hours(2));

  it('gives the advisor 48 hours and staff five days', () => {
    expect(open).toEqual({ state: 'open', outcome: null, dueAt: hours(48), overdueAt: null });
    expect(inReview).toEqual({ state: 'in_review', outcome: null, dueAt: hours(121), overdueAt: null });
    expect(after(open, { kind: 'lapsed' }, hours(48))).toMatchObject({ state: 'in_review', dueAt: hours(168) });
    expect(late).toEqual({ ...inReview, overdueAt: hours(121) });
  });

  it('ends with all that was left, a part, nothing, or by the caller', () => {
    const end = (from: ComplaintState, move: ComplaintMove) => after(from, move, hours(3));
    expect(over).toEqual({ state: 'resolved', outcome: 'rejected', dueAt: null, overdueAt: null });
    expect(end(inReview, refund('staff', true, true)).outcome).toBe('refunded');
    expect(end(inReview, refund('staff', true, false)).outcome).toBe('partly_refunded');
    expect(end(late, refund('staff', true, false))).toMatchObject({
      outcome: 'partly_refunded',
      overdueAt: hours(121),
    });
    for (const from of [open, inReview, late]) {
      expect(end(from, refund('advisor', false, true)).outcome).toBe('refunded');
      expect(end(from, refund('staff', false, true)).outcome).toBe('refunded');
      expect(end(from, { kind: 'withdrawn', refundedSince: false }).outcome).toBe('withdrawn');
      expect(end(from, { kind: 'withdrawn', refundedSince: true }).outcome).toBe('partly_refunded');
    }
  });

  it('is not bought off with a part: the advisor has answered with it, and staff decide', () => {
    expect(after(open, refund('advisor', false, false), hours(3))).toMatchObject({
      state: 'in_review',
      dueAt: hours(123),
    });
    expect(after(inReview, refund('advisor', false, false), hours(3))).toEqual(inReview);
    expect(after(open, refund('staff', false, false), hours(3))).toEqual(open);
  });

  it('refuses every other move', () => {
    const refused: readonly [ComplaintState, ComplaintMove, Date][] = [
      [open, { kind: 'lapsed' }, hours(47)],
      [open, { kind: 'answered' }, hours(48)],
      [open, { kind: 'overdue' }, hours(200)],
      [open, { kind: 'rejected' }, hours(1)],
      [open, refund('staff', true, true), hours(1)],
      [inReview, { kind: 'answered' }, hours(2)],
      [inReview, { kind: 'lapsed' }, hours(200)],
      [inReview, { kind: 'overdue' }, hours(120)],
      [late, { kind: 'overdue' }, hours(200)],
      ...(
        [
          { kind: 'answered' },
          { kind: 'lapsed' },
          { kind: 'overdue' },
          { kind: 'rejected' },
          { kind: 'withdrawn', refundedSince: true },
          refund('staff', true, true),
          refund('advisor', false, true),
        ] as const
      ).map((move): [ComplaintState, ComplaintMove, Date] => [over, move, hours(200)]),
    ];
    for (const [from, move, now] of refused) expect(() => after(from, move, now)).toThrow(IllegalComplaintMove);
  });
});
