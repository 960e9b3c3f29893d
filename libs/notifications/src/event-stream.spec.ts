import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { MessageEvent } from '@nestjs/common';
import { Subject } from 'rxjs';
import { type CallState, type CallStatus, type CallView, type MeterReading, type Terms, newLeg } from '@app/calling';
import { type LiveMessage, newId, publicId } from '@app/kernel';
import { HEARTBEAT_MS, type LiveCall, METER_MS, eventStream } from './event-stream.js';

const START = new Date('2026-03-01T12:00:00.000Z');
/** The database's clock is ahead of ours. */
const AHEAD_MS = 7_000;
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);

const terms: Terms = {
  currency: 'EUR',
  ratePerMinuteMinor: 600n,
  connectionFeeMinor: 0n,
  incrementSeconds: 1,
  minimumSeconds: 0,
  freeSeconds: 0,
  freeBelowSeconds: 0,
  rounding: 'half_up',
  taxRateBp: 0,
  advisorShareBp: 6000,
  operatorShareBp: 1000,
  advisorHangupFreeSeconds: 0,
  platformFaultRefundMinutes: null,
  holdMinutes: 5,
  ringSeconds: 45,
  connectSeconds: 30,
  graceSeconds: 60,
};
const id = publicId('call', newId());

function call(status: CallStatus, change: Partial<CallView> = {}): LiveCall {
  const running = !['ringing', 'accepted', 'connecting'].includes(status);
  const state: CallState = {
    status,
    endReason: null,
    terms,
    heldMinor: 3_000n,
    capSeconds: 7200,
    ringExpiresAt: at(45),
    acceptedAt: null,
    connectDeadline: null,
    startedAt: running ? START : null,
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
    segments: running
      ? [
          {
            startedAt: START,
            endedAt: status === 'in_progress' ? null : at(10),
            openedBy: 'joined',
            closedBy: status === 'in_progress' ? null : 'left',
            closedCause: status === 'in_progress' ? null : ('end' as const),
          },
        ]
      : [],
  };
  return { call: { state }, side: 'caller', view: { id, status, endedAt: null, ...change } as CallView };
}

describe('an event stream', () => {
  let live: LiveCall | undefined;
  let looks: number;
  let messages: Subject<LiveMessage>;
  let got: MessageEvent[];
  let gone: CallView;
  let fail = false;
  const types = () => got.map((event) => event.type ?? `:${event.comment}`);
  const readings = () =>
    got.filter((event) => event.type === 'call.meter').map((event) => event.data as unknown as MeterReading);
  const tell = (type: string, data: object = {}) =>
    messages.next({ licenseeId: '', personIds: [], type, data: data as Record<string, unknown> });
  const open = () => {
    const state = { broken: undefined as unknown };
    const subscription = eventStream({
      personId: 'usr_1',
      messages,
      live: async () => {
        looks += 1;
        if (fail) throw new Error('the database is away');
        return live;
      },
      ended: async () => gone,
      serverNow: async () => new Date(Date.now() + AHEAD_MS),
      localNow: () => new Date(),
    }).subscribe({ next: (event) => got.push(event), error: (error) => (state.broken = error) });
    return Object.assign(state, { close: () => subscription.unsubscribe() });
  };
  const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

  beforeEach(() => {
    jest.useFakeTimers({ now: START.getTime() - AHEAD_MS });
    live = undefined;
    looks = 0;
    fail = false;
    messages = new Subject();
    got = [];
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('begins with the server time and goes on with messages as they come', async () => {
    open();
    await pass(0);
    tell('wallet.changed', { paidMinor: 5 });
    await pass(0);
    expect(got).toEqual([
      { id: expect.any(String), type: 'ready', data: { personId: 'usr_1', serverTime: START.toISOString() } },
      { id: expect.any(String), type: 'wallet.changed', data: { paidMinor: 5 } },
    ]);
    expect(looks).toBe(1);
  });

  it('shows the live call at once, and not again the message that was under way', async () => {
    live = call('accepted');
    open();
    tell('call.ringing', call('ringing').view);
    tell('call.accepted', call('accepted').view);
    await pass(0);
    expect(types()).toEqual(['ready', 'call.accepted']);
    tell('call.connecting', call('connecting').view);
    await pass(0);
    expect(types()).toEqual(['ready', 'call.accepted', 'call.connecting']);
  });

  it('loses no message that comes while it opens, and keeps their order', async () => {
    open();
    tell('wallet.changed');
    tell('call.funds_low', { callId: id });
    tell('wallet.changed');
    await pass(0);
    expect(types()).toEqual(['ready', 'wallet.changed', 'call.funds_low', 'wallet.changed']);
  });

  it('ticks every second of a running call by the clock of the server, without asking', async () => {
    live = call('in_progress');
    open();
    await pass(3 * METER_MS);
    expect(types()).toEqual(['ready', 'call.in_progress', 'call.meter', 'call.meter', 'call.meter']);
    expect(
      readings().map(({ at: time, connectedSeconds, priceMinor }) => [time, connectedSeconds, priceMinor]),
    ).toEqual([
      [at(1).toISOString(), 1, 10],
      [at(2).toISOString(), 2, 20],
      [at(3).toISOString(), 3, 30],
    ]);
    expect(looks).toBe(1);
  });

  it('pauses the meter while a side is away', async () => {
    live = call('in_progress');
    open();
    await pass(1000);
    live = call('reconnecting');
    tell('call.reconnecting', live.view);
    await pass(10_000);
    expect(types()).toEqual(['ready', 'call.in_progress', 'call.meter', 'call.reconnecting']);
    live = call('in_progress');
    tell('call.in_progress', live.view);
    await pass(1000);
    expect(types().slice(-2)).toEqual(['call.in_progress', 'call.meter']);
  });

  it('ends with the settled figures; nothing ticks after that', async () => {
    live = call('in_progress');
    open();
    await pass(2000);
    live = call('ending');
    tell('call.ending', live.view);
    await pass(0);
    live = undefined;
    tell(
      'call.ended',
      call('ended', { endedAt: at(10).toISOString(), billedSeconds: 9, priceMinor: 90, earningMinor: null }).view,
    );
    await pass(5000);
    expect(types()).toEqual([
      'ready',
      'call.in_progress',
      'call.meter',
      'call.meter',
      'call.ending',
      'call.meter',
      'call.ended',
    ]);
    expect(readings().at(-1)).toMatchObject({
      running: false,
      at: at(10).toISOString(),
      connectedSeconds: 10,
      chargedSeconds: 9,
      priceMinor: 90,
      earningMinor: null,
    });
  });

  it('shows no meter for a call that never began', async () => {
    live = call('ringing');
    open();
    await pass(0);
    live = undefined;
    tell('call.ended', call('ended', { endedAt: at(5).toISOString(), billedSeconds: 0, priceMinor: 0 }).view);
    await pass(2000);
    expect(types()).toEqual(['ready', 'call.ringing', 'call.ended']);
  });

  it('keeps the line alive, and asks then only for somebody in a call', async () => {
    open();
    await pass(HEARTBEAT_MS);
    expect(types()).toEqual(['ready', ':alive']);
    expect(looks).toBe(1);
  });

  it('notices with the heartbeat that the end of the call was not told', async () => {
    live = call('in_progress');
    open();
    await pass(HEARTBEAT_MS - METER_MS);
    live = undefined;
    gone = call('ended', {
      endedAt: at(14).toISOString(),
      billedSeconds: 14,
      priceMinor: 140,
      earningMinor: null,
    }).view;
    await pass(METER_MS);
    expect(types().slice(-3)).toEqual([':alive', 'call.meter', 'call.ended']);
    await pass(HEARTBEAT_MS);
    expect(types().slice(-2)).toEqual(['call.ended', ':alive']);
  });

  it('breaks off when the state cannot be read, instead of showing an old one', async () => {
    fail = true;
    const stream = open();
    await pass(0);
    expect(stream.broken).toBeInstanceOf(Error);
    expect(got).toEqual([]);
  });

  it('leaves nothing behind', async () => {
    live = call('in_progress');
    const stream = open();
    await pass(1000);
    stream.close();
    expect(jest.getTimerCount()).toBe(0);
    expect(messages.observed).toBe(false);
    const before = got.length;
    await pass(60_000);
    expect(got).toHaveLength(before);
  });
});
