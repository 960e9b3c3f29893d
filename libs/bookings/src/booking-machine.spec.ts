import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addSeconds } from '@app/kernel';
import {
  BOOKING_STATUSES,
  type BookingState,
  type BookingStatus,
  accept,
  attempted,
  block,
  cancel,
  decline,
  dueAt,
  isLive,
  start,
  tick,
  userCame,
} from './booking-machine.js';

const START = new Date('2026-06-10T12:00:00Z');
const at = (minutes: number): Date => addSeconds(START, minutes * 60);
const booking = (status: BookingStatus = 'requested', more: Partial<BookingState> = {}): BookingState => ({
  status,
  startsAt: START,
  waitMinutes: 10,
  acceptBy: at(-60),
  userArrivedAt: null,
  advisorArrivedAt: null,
  remindedDayAt: null,
  remindedSoonAt: null,
  blockedBy: null,
  cancelledBy: null,
  noShowBy: null,
  endedAt: null,
  ...more,
});
const attempt = { isConnected: false, endedAt: at(2), userThere: false, advisorThere: false };

describe('a booking', () => {
  it('is accepted within the window, and lapses at its end', () => {
    const one = booking();
    expect(accept(one, at(-61))).toBe(true);
    expect(one.status).toBe('accepted');
    const late = booking();
    expect(accept(late, at(-60))).toBe(false);
    expect(tick(late, at(-61))).toBeUndefined();
    expect(tick(late, at(-60))).toBe('lapsed');
    expect(late).toMatchObject({ status: 'lapsed', endedAt: at(-60) });
  });

  it('moves as drawn, and every other move is refused and changes nothing', () => {
    const moves: Record<string, (one: BookingState) => boolean> = {
      accept: (one) => accept(one, at(-90)),
      decline: (one) => decline(one, at(-90)),
      'cancel by the user': (one) => cancel(one, 'user', at(-90)),
      'cancel by the advisor': (one) => cancel(one, 'advisor', at(-90)),
      start: (one) => start(one, at(1)),
      'the call is over': (one) => attempted(one, attempt),
    };
    const legal: Record<string, readonly BookingStatus[]> = {
      accept: ['requested'],
      decline: ['requested'],
      'cancel by the user': ['requested', 'accepted'],
      'cancel by the advisor': ['requested', 'accepted'],
      start: ['accepted'],
      'the call is over': ['started'],
    };
    for (const status of BOOKING_STATUSES)
      for (const [name, move] of Object.entries(moves)) {
        const one = booking(status);
        expect([status, name, move(one)]).toEqual([status, name, legal[name]!.includes(status)]);
        if (!legal[name]!.includes(status)) expect(one).toEqual(booking(status));
      }
  });

  it('is started from its time on until waiting is over, and not cancelled by its user meanwhile', () => {
    expect(start(booking('accepted'), addSeconds(START, -1))).toBe(false);
    expect(start(booking('accepted'), START)).toBe(true);
    expect(start(booking('accepted'), at(10))).toBe(false);
    expect(cancel(booking('accepted'), 'user', START)).toBe(false);
    expect(cancel(booking('accepted'), 'advisor', at(5))).toBe(true);
  });

  it('is completed by a call in which both were connected, and goes on waiting after one that failed', () => {
    const one = booking('started');
    attempted(one, { ...attempt, isConnected: true });
    expect(one).toMatchObject({ status: 'completed', endedAt: at(2) });
    const other = booking('started');
    attempted(other, { ...attempt, advisorThere: true });
    expect(other).toMatchObject({ status: 'accepted', advisorArrivedAt: at(2), userArrivedAt: null, endedAt: null });
  });

  it.each([
    ['the advisor', { userArrivedAt: at(1) }, { status: 'no_show', noShowBy: 'advisor' }],
    ['the user', { advisorArrivedAt: at(1) }, { status: 'no_show', noShowBy: 'user' }],
    ['both', {}, { status: 'no_show', noShowBy: 'both' }],
    [
      'nobody: who both came was failed by the platform',
      { userArrivedAt: at(1), advisorArrivedAt: at(3) },
      { status: 'cancelled', cancelledBy: 'platform' },
    ],
  ] as const)('that is waited for in vain misses %s', (_, arrived, found) => {
    const one = booking('accepted', { remindedDayAt: at(-99), remindedSoonAt: at(-15), ...arrived });
    expect(tick(one, addSeconds(at(10), -1))).toBeUndefined();
    tick(one, at(10));
    expect(one).toMatchObject(found);
  });

  describe('of which one side blocks the other', () => {
    const blocked = (one: BookingState, by: 'user' | 'advisor', now: Date): BookingState => {
      block(one, by, now);
      return one;
    };
    it('is cancelled by that side until the start, and by the advisor from then on too', () => {
      expect(blocked(booking(), 'user', at(-90))).toMatchObject({ status: 'cancelled', cancelledBy: 'user' });
      expect(blocked(booking('accepted'), 'user', at(-1))).toMatchObject({ status: 'cancelled', cancelledBy: 'user' });
      const seen = booking('accepted', { advisorArrivedAt: at(1) });
      expect(blocked(seen, 'advisor', at(2))).toMatchObject({ status: 'cancelled', cancelledBy: 'advisor' });
    });

    it('has a user who did not come when the user blocks after the start, and nobody waits on', () => {
      expect(blocked(booking('accepted'), 'user', at(3))).toMatchObject({
        status: 'no_show',
        noShowBy: 'user',
        endedAt: at(3),
      });
      const rang = booking('accepted', { userArrivedAt: at(1) });
      expect(blocked(rang, 'user', at(3))).toMatchObject({ status: 'no_show', noShowBy: 'advisor' });
    });

    it('goes on with a call that is made already, and ends with it at the cost of who blocked first', () => {
      const met = blocked(booking('started'), 'user', at(1));
      expect(met.status).toBe('started');
      attempted(met, { ...attempt, isConnected: true });
      expect(met.status).toBe('completed');
      const one = blocked(blocked(booking('started'), 'advisor', at(1)), 'user', at(1));
      attempted(one, { ...attempt, advisorThere: true });
      expect(one).toMatchObject({ status: 'cancelled', cancelledBy: 'advisor', endedAt: at(2) });
      const other = blocked(booking('started'), 'user', at(1));
      attempted(other, attempt);
      expect(other).toMatchObject({ status: 'no_show', noShowBy: 'user' });
    });
  });

  it('knows of a user who came only from its time on', () => {
    const one = booking('accepted');
    userCame(one, at(-1));
    expect(one.userArrivedAt).toBeNull();
    userCame(one, at(1));
    expect(one.userArrivedAt).toEqual(at(1));
  });

  it('reminds once a day before and once a quarter of an hour before, and not of what was agreed just now', () => {
    const one = booking('accepted');
    expect(dueAt(one)).toEqual(at(-24 * 60));
    expect(tick(one, at(-24 * 60))).toBe('reminder_day');
    expect(tick(one, at(-24 * 60))).toBeUndefined();
    expect(dueAt(one)).toEqual(at(-15));
    expect(tick(one, at(-15))).toBe('reminder_soon');
    expect(dueAt(one)).toEqual(at(10));

    const late = booking();
    accept(late, at(-120));
    expect(dueAt(late)).toEqual(at(-15));

    const slept = booking('accepted');
    expect(tick(slept, at(-5))).toBe('reminder_soon');
    expect(dueAt(slept)).toEqual(at(10));
    const sleptOver = booking('accepted');
    expect(tick(sleptOver, at(1))).toBeUndefined();
    expect(dueAt(sleptOver)).toEqual(at(10));
  });

  it('always ends, whatever happens, and nothing moves it afterwards', () => {
    const act = fc.oneof(
      fc.constantFrom(
        'accept',
        'decline',
        'user',
        'advisor',
        'start',
        'tick',
        'failed',
        'met',
        'block',
        'lock out' as const,
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(act, fc.integer({ min: 1, max: 600 })), { maxLength: 30 }), (acts) => {
        const one = booking();
        let now = at(-26 * 60);
        for (const [name, minutes] of acts) {
          now = addSeconds(now, minutes * 60);
          const before = structuredClone(one);
          if (name === 'accept') accept(one, now);
          else if (name === 'decline') decline(one, now);
          else if (name === 'user' || name === 'advisor') cancel(one, name, now);
          else if (name === 'start') start(one, now);
          else if (name === 'block') block(one, 'user', now);
          else if (name === 'lock out') block(one, 'advisor', now);
          else if (name === 'tick') tick(one, now);
          else attempted(one, { ...attempt, isConnected: name === 'met', endedAt: now });
          if (!isLive(before)) expect(one).toEqual(before);
        }
        if (one.status === 'started') attempted(one, { ...attempt, endedAt: now });
        for (let due = dueAt(one), n = 0; due !== null; due = dueAt(one)) {
          expect(++n).toBeLessThan(6);
          tick(one, due > now ? due : now);
        }
        expect(isLive(one)).toBe(false);
        expect(one.endedAt).not.toBeNull();
      }),
    );
  });
});
