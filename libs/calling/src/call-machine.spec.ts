import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CallState,
  type Side,
  accept,
  allowedSeconds,
  connectedSeconds,
  end,
  funded,
  legJoined,
  legLeft,
  legSeen,
  mediaSeen,
  mediaUnknown,
  newLeg,
  pausesOf,
  readyToSettle,
  roomGone,
  tick,
} from './call-machine.js';
import { type Terms, priceOf } from './pricing.js';

const TERMS: Terms = {
  currency: 'EUR',
  ratePerMinuteMinor: 60n, // one unit a second: seconds and money are the same number
  connectionFeeMinor: 0n,
  incrementSeconds: 1,
  minimumSeconds: 0,
  freeSeconds: 0,
  freeBelowSeconds: 0,
  rounding: 'half_up',
  taxRateBp: 1900,
  advisorShareBp: 6000,
  operatorShareBp: 1500,
  advisorHangupFreeSeconds: 30,
  platformFaultRefundMinutes: null,
  holdMinutes: 5,
  ringSeconds: 45,
  connectSeconds: 30,
  graceSeconds: 60,
};

const START = Date.parse('2026-03-01T12:00:00.000Z');
const at = (seconds: number): Date => new Date(START + Math.round(seconds * 1000));

function ringing(heldMinor = 300n, capSeconds = 7200): CallState {
  return {
    status: 'ringing',
    endReason: null,
    terms: TERMS,
    heldMinor,
    capSeconds,
    ringExpiresAt: at(45),
    acceptedAt: null,
    connectDeadline: null,
    startedAt: null,
    deadlineAt: null,
    nextCheckAt: null,
    warnedSeconds: null,
    graceUntil: null,
    lostBy: null,
    lastConfirmedAt: null,
    unknownSince: null,
    roomMissing: 0,
    endedAt: null,
    settleAfter: null,
    legs: { caller: newLeg(), advisor: newLeg() },
    segments: [],
  };
}

/** A call in which both are connected since second 10. */
function running(heldMinor = 300n, capSeconds = 7200): CallState {
  const call = ringing(heldMinor, capSeconds);
  accept(call, at(5));
  legJoined(call, 'caller', 'C1', at(8), 'joined');
  legJoined(call, 'advisor', 'A1', at(10), 'joined');
  return call;
}

const billed = (call: CallState): number => connectedSeconds(call, call.endedAt!);

describe('ringing', () => {
  it('ends as no answer when its time is over, and cannot be accepted then', () => {
    const call = ringing();
    expect(accept(call, at(45))).toBe(false);
    tick(call, at(44.9));
    expect(call.status).toBe('ringing');
    tick(call, at(45));
    expect(call).toMatchObject({ status: 'ending', endReason: 'no_answer' });
    expect(readyToSettle(call, at(45))).toBe(true);
  });

  it('can be accepted once', () => {
    const call = ringing();
    expect(accept(call, at(3))).toBe(true);
    expect(accept(call, at(4))).toBe(false);
  });
});

describe('connecting', () => {
  it('starts the meter when the second side is there, at the later of the two', () => {
    const call = running();
    expect(call).toMatchObject({ status: 'in_progress', startedAt: at(10), deadlineAt: at(310) });
    expect(call.segments).toMatchObject([{ startedAt: at(10), endedAt: null }]);
  });

  it('names who never came', () => {
    const call = ringing();
    accept(call, at(5));
    legJoined(call, 'caller', 'C1', at(8), 'joined');
    tick(call, at(35));
    expect(call).toMatchObject({ status: 'ending', endReason: 'connect_failed_advisor' });
    expect(connectedSeconds(call, at(35))).toBe(0);
  });

  it('ignores participants that left before their joined arrived', () => {
    const call = ringing();
    accept(call, at(5));
    legLeft(call, 'caller', 'C0', at(7), 'CLIENT_INITIATED', at(8), 'left');
    legJoined(call, 'caller', 'C0', at(7), 'joined late');
    expect(call.legs.caller.sid).toBeNull();
  });
});

describe('a loss', () => {
  it('pauses the meter at the moment of the loss, not at its detection', () => {
    const call = running();
    legLeft(call, 'caller', 'C1', at(80), 'CONNECTION_TIMEOUT', at(80.2), 'left');
    expect(call).toMatchObject({ status: 'reconnecting', lostBy: 'caller', graceUntil: at(117.5) });
    expect(call.segments[0]).toMatchObject({ endedAt: at(57.5) });
  });

  it('takes the last proof of life when it lies within the detection time', () => {
    const call = running();
    legSeen(call, 'caller', 'C1', at(60.2));
    legLeft(call, 'caller', 'C1', at(80), 'CONNECTION_TIMEOUT', at(80.2), 'left');
    expect(call.segments[0]).toMatchObject({ endedAt: at(60.2) });
  });

  it('does not believe a proof of life outside the detection time', () => {
    const early = running();
    legSeen(early, 'caller', 'C1', at(20));
    legLeft(early, 'caller', 'C1', at(80), 'CONNECTION_TIMEOUT', at(80.2), 'left');
    expect(early.segments[0]).toMatchObject({ endedAt: at(57.5) });
    const late = running();
    legSeen(late, 'caller', 'C1', at(79));
    legLeft(late, 'caller', 'C1', at(80), 'CONNECTION_TIMEOUT', at(80.2), 'left');
    expect(late.segments[0]).toMatchObject({ endedAt: at(61) });
  });

  it('resumes the same call, shows the pause, and does not charge a started unit again', () => {
    const call = running();
    legLeft(call, 'caller', 'C1', at(80), 'CONNECTION_TIMEOUT', at(80.2), 'left');
    legJoined(call, 'caller', 'C2', at(90), 'joined');
    expect(call).toMatchObject({
      status: 'in_progress',
      graceUntil: null,
      deadlineAt: new Date(at(90).getTime() + 300_000 - 47_500),
    });
    end(call, 'hangup_caller', at(100), 'caller');
    expect(billed(call)).toBe(57); // 47.5 + 10
    expect(pausesOf(call)).toMatchObject([{ from: at(57.5), to: at(90) }]);
  });

  it('ends the call when the grace is over, without billing the pause', () => {
    const call = running();
    legLeft(call, 'advisor', 'A1', at(80), 'CONNECTION_TIMEOUT', at(80.2), 'left');
    tick(call, at(117.4));
    expect(call.status).toBe('reconnecting');
    tick(call, at(117.5));
    expect(call).toMatchObject({ status: 'ending', endReason: 'connection_lost_advisor' });
    expect(billed(call)).toBe(47);
    expect(readyToSettle(call, at(117.5))).toBe(true);
  });

  it("of both sides is nobody's alone", () => {
    const call = running();
    legLeft(call, 'advisor', 'A1', at(80), 'CONNECTION_TIMEOUT', at(80.2), 'left');
    legLeft(call, 'caller', 'C1', at(81), 'CONNECTION_TIMEOUT', at(81.2), 'left');
    tick(call, at(200));
    expect(call.endReason).toBe('connection_lost_both');
  });

  it('told of an older participant changes nothing', () => {
    const call = running();
    legJoined(call, 'caller', 'C2', at(30), 'second device');
    legLeft(call, 'caller', 'C1', at(30), 'DUPLICATE_IDENTITY', at(31), 'left');
    expect(call.status).toBe('in_progress');
    end(call, 'hangup_caller', at(40), 'caller');
    expect(billed(call)).toBe(30);
  });

  it('of a killed client that comes back before it was noticed is still not billed', () => {
    const call = running();
    legSeen(call, 'advisor', 'A1', at(40));
    // killed just after second 40, back at 48: LiveKit only says that the new one displaced the old one
    legLeft(call, 'advisor', 'A1', at(48), 'DUPLICATE_IDENTITY', at(48.1), 'left');
    legJoined(call, 'advisor', 'A2', at(48.2), 'joined');
    end(call, 'hangup_caller', at(60), 'caller');
    expect(pausesOf(call)).toMatchObject([{ from: at(40), to: at(48.2) }]);
    expect(billed(call)).toBe(41); // 30 + 11.8
  });

  it('is not billed when the broken line delivers old proofs of life on its return', () => {
    const call = running();
    legSeen(call, 'advisor', 'A1', at(40));
    legSeen(call, 'advisor', 'A1', at(48), at(40.5));
    legSeen(call, 'advisor', 'A1', at(48), at(39));
    legLeft(call, 'advisor', 'A1', at(48), 'DUPLICATE_IDENTITY', at(48.1), 'left');
    legJoined(call, 'advisor', 'A2', at(48.2), 'joined');
    expect(pausesOf(call)).toMatchObject([{ from: at(40.5), to: at(48.2) }]);
  });

  it('does not believe a proof of life from the future', () => {
    const call = running();
    legSeen(call, 'advisor', 'A1', at(40), at(90));
    expect(call.legs.advisor.seenAt).toEqual(at(40));
  });

  it('found by the sweep counts from the last confirmation, on the second miss', () => {
    const call = running();
    mediaSeen(call, { caller: 'C1', advisor: 'A1' }, at(15));
    mediaSeen(call, { caller: 'C1', advisor: null }, at(20));
    expect(call.status).toBe('in_progress');
    mediaSeen(call, { caller: 'C1', advisor: null }, at(25));
    expect(call).toMatchObject({ status: 'reconnecting', lostBy: 'advisor' });
    expect(call.segments[0]).toMatchObject({ endedAt: at(15) });
  });

  it('of the media server pauses, asks for the room again, and goes on with new participants', () => {
    const call = running();
    mediaSeen(call, { caller: 'C1', advisor: 'A1' }, at(20));
    expect(roomGone(call, at(25))).toBe(false);
    expect(roomGone(call, at(30))).toBe(true);
    expect(call).toMatchObject({ status: 'reconnecting', lostBy: 'media_server' });
    mediaSeen(call, { caller: 'C2', advisor: 'A2' }, at(35));
    expect(call.status).toBe('in_progress');
    expect(pausesOf(call)).toMatchObject([{ from: at(20), to: at(35) }]);
  });

  it('of contact to the media server changes nothing for a minute, then ends at the last confirmation', () => {
    const call = running();
    mediaSeen(call, { caller: 'C1', advisor: 'A1' }, at(20));
    mediaUnknown(call, at(25));
    mediaUnknown(call, at(80));
    expect(call.status).toBe('in_progress');
    mediaUnknown(call, at(85));
    expect(call).toMatchObject({ status: 'ending', endReason: 'media_unreachable' });
    expect(billed(call)).toBe(10);
  });
});

describe('the end of the money', () => {
  it('asks for an extension in time, warns at two minutes and at one, and ends at the funded second', () => {
    const call = running(200n);
    expect(call.nextCheckAt).toEqual(at(80)); // 130 s before
    expect(tick(call, at(80))).toBe(true);
    funded(call, at(80)); // nothing could be added
    expect(call.warning).toBeUndefined();
    expect(call.nextCheckAt).toEqual(at(90));
    tick(call, at(90));
    funded(call, at(90.1));
    expect(call.warning).toBe(120);
    call.warning = null;
    tick(call, at(150));
    funded(call, at(150.1));
    expect(call.warning).toBe(60);
    tick(call, at(209.9));
    expect(call.status).toBe('in_progress');
    tick(call, at(211));
    expect(call).toMatchObject({ status: 'ending', endReason: 'funds_exhausted', endedAt: at(210) });
    expect(billed(call)).toBe(200);
  });

  it('moves when money comes in, and the warnings count again', () => {
    const call = running(100n);
    expect(call.warning).toBe(120);
    call.heldMinor = 400n;
    funded(call, at(60));
    expect(call.deadlineAt).toEqual(at(410));
    expect(call.warnedSeconds).toBeNull();
  });

  it("is the caller's own limit when that comes first", () => {
    const call = running(1000n, 60);
    tick(call, at(70));
    expect(call).toMatchObject({ endReason: 'max_duration', endedAt: at(70) });
  });

  it('binds a hang-up that comes after it', () => {
    const call = running(60n);
    end(call, 'hangup_caller', at(75), 'caller');
    expect(billed(call)).toBe(60);
  });
});

describe('a hang-up', () => {
  it('is settled at once when the other side proves its presence', () => {
    const call = running();
    end(call, 'hangup_caller', at(70), 'caller');
    expect(readyToSettle(call, at(70))).toBe(false);
    legLeft(call, 'advisor', 'A1', at(70), 'CLIENT_INITIATED', at(70.3), 'left');
    expect(readyToSettle(call, at(70.4))).toBe(true);
    expect(billed(call)).toBe(60);
  });

  it('does not bill the time in which the other side was gone already', () => {
    const call = running();
    end(call, 'hangup_caller', at(70), 'caller');
    // the advisor's line died at second 55; the media server notices at 75
    legLeft(call, 'advisor', 'A1', at(75), 'CONNECTION_TIMEOUT', at(75.4), 'left');
    expect(readyToSettle(call, at(75.5))).toBe(true);
    expect(billed(call)).toBe(42); // until 52.5
  });

  it('waits for the silent side no longer than the detection time', () => {
    const call = running();
    end(call, 'hangup_caller', at(70), 'caller');
    expect(readyToSettle(call, at(94.9))).toBe(false);
    expect(readyToSettle(call, at(95))).toBe(true);
    expect(billed(call)).toBe(60);
  });

  it('judges a side that reported its presence and stopped by its last report', () => {
    const call = running();
    legSeen(call, 'advisor', 'A1', at(58));
    end(call, 'hangup_caller', at(70), 'caller');
    expect(readyToSettle(call, at(95))).toBe(true);
    expect(billed(call)).toBe(48);
  });

  it('over a line that carries no sound any more is not billed until the hang-up', () => {
    const call = running();
    legSeen(call, 'advisor', 'A1', at(69.5));
    legSeen(call, 'caller', 'C1', at(58)); // its page says "billing paused" since second 60
    end(call, 'hangup_caller', at(70), 'caller');
    legLeft(call, 'advisor', 'A1', at(70), 'CLIENT_INITIATED', at(70.3), 'left');
    expect(readyToSettle(call, at(70.4))).toBe(true);
    expect(billed(call)).toBe(48);
    expect(pausesOf(call)).toEqual([{ from: at(58), to: at(70), cause: 'network_caller' }]);
  });

  it('leaves no pause of no length when the call ends at the moment of the loss', () => {
    const call = running();
    mediaSeen(call, { caller: 'C1', advisor: 'A1' }, at(30));
    mediaUnknown(call, at(35));
    mediaUnknown(call, at(95));
    expect(call).toMatchObject({ status: 'ending', endReason: 'media_unreachable', endedAt: at(30) });
    expect(pausesOf(call)).toEqual([]);
  });

  it('told only when the line is back counts from the last proof before it', () => {
    const call = running();
    legSeen(call, 'caller', 'C1', at(60));
    end(call, 'hangup_caller', at(75), 'caller');
    end(call, 'hangup_advisor', at(75.2), 'advisor');
    expect(readyToSettle(call, at(75.3))).toBe(true);
    expect(billed(call)).toBe(50);
  });

  it('whose goodbye waited for the line counts from the last proof before it', () => {
    const call = running();
    legSeen(call, 'caller', 'C1', at(60));
    legSeen(call, 'advisor', 'A1', at(69));
    legLeft(call, 'caller', 'C1', at(70), 'CLIENT_INITIATED', at(70.2), 'left');
    expect(call).toMatchObject({ status: 'ending', endReason: 'hangup_caller', endedAt: at(70) });
    expect(billed(call)).toBe(50);
    const other = running();
    legSeen(other, 'caller', 'C1', at(60));
    end(other, 'hangup_advisor', at(70), 'advisor');
    legLeft(other, 'caller', 'C1', at(70), 'CLIENT_INITIATED', at(70.2), 'left');
    expect([readyToSettle(other, at(70.3)), billed(other)]).toEqual([true, 50]);
  });

  it('of both asks each for the last sign of its own line', () => {
    const call = running();
    legSeen(call, 'advisor', 'A1', at(55));
    end(call, 'hangup_caller', at(70), 'caller');
    end(call, 'hangup_advisor', at(71), 'advisor');
    expect(readyToSettle(call, at(71.1))).toBe(true);
    expect(billed(call)).toBe(45);
  });

  it('by the last second of the money does not bill a side that the closed room puts out dead', () => {
    const call = running(60n);
    legSeen(call, 'caller', 'C1', at(69.5));
    legSeen(call, 'advisor', 'A1', at(60));
    tick(call, at(70));
    expect(call).toMatchObject({ status: 'ending', endReason: 'funds_exhausted' });
    legLeft(call, 'caller', 'C1', at(70), 'ROOM_DELETED', at(70.4), 'left');
    legLeft(call, 'advisor', 'A1', at(70), 'ROOM_DELETED', at(70.4), 'left');
    expect(readyToSettle(call, at(70.5))).toBe(true);
    expect(billed(call)).toBe(50);
  });

  it('by leaving the room counts as one', () => {
    const call = running();
    legLeft(call, 'advisor', 'A1', at(70), 'CLIENT_INITIATED', at(70.1), 'left');
    expect(call).toMatchObject({ status: 'ending', endReason: 'hangup_advisor', endedAt: at(70) });
  });

  it('after the end changes nothing', () => {
    const call = running();
    end(call, 'hangup_caller', at(70), 'caller');
    expect(end(call, 'admin_terminated', at(80), 'nobody')).toBe(false);
    legJoined(call, 'caller', 'C9', at(81), 'joined');
    mediaSeen(call, { caller: 'C9', advisor: 'A9' }, at(82));
    expect(call).toMatchObject({ status: 'ending', endReason: 'hangup_caller', endedAt: at(70) });
    expect(billed(call)).toBe(60);
  });
});

describe('whatever arrives in whatever order', () => {
  interface Step {
    readonly what: 'join' | 'leave' | 'timeout' | 'duplicate' | 'seen' | 'sweep' | 'gone' | 'unknown' | 'tick' | 'end';
    readonly side: Side;
    readonly sid: number;
    readonly after: number;
    readonly lag: number;
  }
  const step: fc.Arbitrary<Step> = fc.record({
    what: fc.constantFrom(
      'join',
      'join',
      'leave',
      'timeout',
      'duplicate',
      'seen',
      'sweep',
      'gone',
      'unknown',
      'tick',
      'tick',
      'end' as const,
    ),
    side: fc.constantFrom('caller' as const, 'advisor' as const),
    sid: fc.integer({ min: 1, max: 4 }),
    after: fc.integer({ min: 0, max: 40 }),
    lag: fc.integer({ min: 0, max: 5 }),
  });

  function apply(call: CallState, one: Step, now: Date): void {
    const sid = `${one.side}${one.sid}`;
    const then = new Date(now.getTime() - one.lag * 1000);
    switch (one.what) {
      case 'join':
        return legJoined(call, one.side, sid, then, 'joined');
      case 'leave':
        return legLeft(call, one.side, sid, then, 'CLIENT_INITIATED', now, 'left');
      case 'timeout':
        return legLeft(call, one.side, sid, then, 'CONNECTION_TIMEOUT', now, 'left');
      case 'duplicate':
        return legLeft(call, one.side, sid, then, 'DUPLICATE_IDENTITY', now, 'left');
      case 'seen':
        return legSeen(call, one.side, sid, now);
      case 'sweep':
        return mediaSeen(
          call,
          { caller: call.legs.caller.sid, advisor: one.sid > 2 ? null : call.legs.advisor.sid },
          now,
        );
      case 'gone':
        return void roomGone(call, now);
      case 'unknown':
        return mediaUnknown(call, now);
      case 'tick':
        return void (tick(call, now) && funded(call, now));
      case 'end':
        return void end(call, 'hangup_caller', now, 'caller');
    }
  }

  it('segments never overlap, never pass the money or the clock, and an ended call never changes its bill', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.bigInt({ min: 1n, max: 400n }), (steps, held) => {
        const call = ringing(held);
        accept(call, at(1));
        let seconds = 2;
        let ended: number | undefined;
        for (const one of steps) {
          seconds += one.after;
          apply(call, one, at(seconds));
          for (const [index, segment] of call.segments.entries()) {
            expect(segment.startedAt.getTime()).toBeLessThanOrEqual(at(seconds).getTime());
            if (segment.endedAt) expect(segment.endedAt.getTime()).toBeGreaterThanOrEqual(segment.startedAt.getTime());
            const before = call.segments[index - 1];
            if (before) expect(before.endedAt!.getTime()).toBeLessThanOrEqual(segment.startedAt.getTime());
          }
          if (call.status === 'ending') {
            expect(call.segments.every((segment) => segment.endedAt !== null)).toBe(true);
            readyToSettle(call, at(seconds));
            const price = priceOf(call.terms, billed(call));
            expect(price).toBeLessThanOrEqual(call.heldMinor);
            expect(billed(call)).toBeLessThanOrEqual(allowedSeconds(call));
            if (ended !== undefined) expect(billed(call)).toBeLessThanOrEqual(ended); // late news can only shorten
            ended = billed(call);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('repeated and reordered joins and leaves bill no more than the true time together', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (order) => {
        const call = running(10_000n);
        const news = [
          () => legLeft(call, 'caller', 'C1', at(50), 'CLIENT_LOST', at(60), 'left'),
          () => legJoined(call, 'caller', 'C2', at(55), 'joined'),
          () => legLeft(call, 'caller', 'C1', at(50), 'CLIENT_LOST', at(61), 'left again'),
          () => legJoined(call, 'caller', 'C1', at(9), 'joined again'),
          () => legJoined(call, 'advisor', 'A1', at(10), 'joined again'),
          () => legSeen(call, 'caller', 'C1', at(49)),
        ];
        for (const index of order) news[index]!();
        if (call.status === 'in_progress') end(call, 'hangup_caller', at(70), 'caller');
        expect(connectedSeconds(call, at(70))).toBeLessThanOrEqual(60);
      }),
    );
  });
});
