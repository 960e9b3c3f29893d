import { addSeconds } from '@app/kernel';
import { type Terms, fundedSeconds } from './pricing.js';

/**
 * The call's state machine: pure decisions on facts and times. It bills the sum of segments in which both legs were ACTIVE at the media server, never past the
 * funded deadline, never the time in which a loss was not yet known (reference/rtc.md section 3). Callers hold the lock of the call's row.
 */
export type Side = 'caller' | 'advisor';
export const SIDES = ['caller', 'advisor'] as const satisfies readonly Side[];
export const other = (side: Side): Side => (side === 'caller' ? 'advisor' : 'caller');

export const CALL_STATUSES = [
  'ringing',
  'accepted',
  'connecting',
  'in_progress',
  'reconnecting',
  'ending',
  'ended',
] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

/** The closed list of end causes [F11]. */
export const END_REASONS = [
  'declined',
  'cancelled',
  'no_answer',
  'connect_failed_caller',
  'connect_failed_advisor',
  'connect_failed_both',
  'hangup_caller',
  'hangup_advisor',
  'connection_lost_caller',
  'connection_lost_advisor',
  'connection_lost_both',
  'media_server_lost',
  'media_unreachable',
  'funds_exhausted',
  'max_duration',
  'admin_terminated',
] as const;
export type EndReason = (typeof END_REASONS)[number];

export const PLATFORM_FAULTS: readonly EndReason[] = ['media_server_lost', 'media_unreachable'];

/** Ends that the caller neither chose nor caused: a session is charged only as far as it was served [E2]. */
const CUT_SHORT: readonly EndReason[] = [
  ...PLATFORM_FAULTS,
  'hangup_advisor',
  'connection_lost_advisor',
  'connection_lost_both',
  'admin_terminated',
];
export const isCutShort = (reason: EndReason | null): boolean => reason !== null && CUT_SHORT.includes(reason);

export interface Leg {
  /** Current participant at the media server; null = not there. */
  sid: string | null;
  activeSince: Date | null;
  /** Sweeps in a row that did not find the leg. */
  misses: number;
  /** Participants that left: a late "joined" cannot bring them back. */
  leftSids: string[];
  /** Last proof of life of the current participant by its own client. */
  seenAt: Date | null;
  /** In ENDING: nothing more has to be waited for from this leg. */
  proven: boolean;
}

/** Why a segment ended: who was lost, or the call itself ended. */
export const STOP_CAUSES = ['network_caller', 'network_advisor', 'media_server', 'end'] as const;
export type StopCause = (typeof STOP_CAUSES)[number];
type LossCause = Exclude<StopCause, 'end'>;

export interface Segment {
  startedAt: Date;
  endedAt: Date | null;
  /** Evidence: the media event, the sweep, or what ended the call. */
  openedBy: string;
  closedBy: string | null;
  closedCause: StopCause | null;
}

export interface CallState {
  status: CallStatus;
  endReason: EndReason | null;
  readonly terms: Terms;
  heldMinor: bigint;
  /** Longest connected time: the platform's or the caller's own limit [E19]. */
  readonly capSeconds: number;
  ringExpiresAt: Date;
  acceptedAt: Date | null;
  connectDeadline: Date | null;
  startedAt: Date | null;
  deadlineAt: Date | null;
  nextCheckAt: Date | null;
  warnedSeconds: number | null;
  graceUntil: Date | null;
  lostBy: Side | 'both' | 'media_server' | null;
  lastConfirmedAt: Date | null;
  unknownSince: Date | null;
  roomMissing: number;
  endedAt: Date | null;
  settleAfter: Date | null;
  legs: Record<Side, Leg>;
  segments: Segment[];
  /** Not stored: seconds left of which both sides are to be told now. */
  warning?: number | null;
}

/**
 * LiveKit tells a loss 20 to 22 s after the last packet, in whole seconds rounded down: 15 s of silence, looked at every 2 s, and 5 s of clean-up (pion's
 * connectivityChecks, measured 20.0 to 22.0). The half second is for a busy machine; too long costs the platform, too short would charge for a dead line.
 */
const DETECTION_MS = 22_500;
const LATEST_DETECTION_MS = 19_000;
/** A participant that was silent for longer than this before it was displaced, hung up or said goodbye was gone already. */
const SILENCE_MS = 2_000;
/** How long a hang-up waits for the other side's proof of presence: the detection time and a margin. */
const PROOF_SECONDS = 25;
const MISSES = 2;
const UNKNOWN_SECONDS = 60;
const EXTEND_BEFORE_SECONDS = 130;
export const WARN_AT_SECONDS = [120, 60] as const;

export const newLeg = (): Leg => ({
  sid: null,
  activeSince: null,
  misses: 0,
  leftSids: [],
  seenAt: null,
  proven: false,
});

export const isLive = (call: Pick<CallState, 'status'>): boolean => call.status !== 'ending' && call.status !== 'ended';
/** The room exists and people may join it. */
export const isJoinable = (call: Pick<CallState, 'status'>): boolean =>
  ['accepted', 'connecting', 'in_progress', 'reconnecting'].includes(call.status);

const openSegment = (call: CallState): Segment | undefined => call.segments.find((segment) => segment.endedAt === null);

/** Connected time in milliseconds up to a moment. */
export function connectedMs(call: Pick<CallState, 'segments'>, at: Date): number {
  return call.segments.reduce(
    (sum, { startedAt, endedAt }) => sum + Math.max(0, (endedAt ?? at).getTime() - startedAt.getTime()),
    0,
  );
}

/** Whole connected seconds, rounded in the caller's favour. */
export const connectedSeconds = (call: Pick<CallState, 'segments'>, at: Date): number =>
  Math.floor(connectedMs(call, at) / 1000);

/** How long the money and the limits last, in connected seconds. */
export const allowedSeconds = (call: CallState): number => fundedSeconds(call.terms, call.heldMinor, call.capSeconds);

/** The advisor takes the call. @returns false when it is not ringing any more. */
export function accept(call: CallState, now: Date): boolean {
  if (call.status !== 'ringing' || now >= call.ringExpiresAt) return false;
  call.status = 'accepted';
  call.acceptedAt = now;
  call.connectDeadline = addSeconds(now, call.terms.connectSeconds);
  return true;
}

/**
 * A leg became ACTIVE.
 * @param latest the latest moment at which it can have happened: a segment opens there, in the caller's favour
 */
export function legJoined(call: CallState, side: Side, sid: string, latest: Date, evidence: string): void {
  const leg = call.legs[side];
  if (!isJoinable(call) || leg.leftSids.includes(sid) || leg.sid === sid) return;
  if (leg.sid !== null) displace(call, side, latest, `${evidence} displaced`);
  leg.sid = sid;
  leg.activeSince = latest;
  leg.misses = 0;
  leg.seenAt = null;
  call.unknownSince = null;
  call.roomMissing = 0;
  if (call.legs[other(side)].sid === null) {
    if (call.status === 'accepted') call.status = 'connecting';
    else if (call.status === 'reconnecting') call.lostBy = other(side);
    return;
  }
  connect(call, evidence);
}

/**
 * A leg left the media server.
 * @param at the earliest moment at which the media server noticed (its whole seconds, rounded down)
 */
export function legLeft(
  call: CallState,
  side: Side,
  sid: string,
  at: Date,
  reason: string,
  now: Date,
  evidence: string,
): void {
  const leg = call.legs[side];
  if (leg.leftSids.includes(sid)) return;
  leg.leftSids.push(sid);
  if (leg.sid !== sid) return; // an older participant of the same person: says nothing about the current one
  const lostAt = lossTime(leg, at, reason);
  leg.sid = null;
  leg.activeSince = null;
  if (call.status === 'ending') {
    leg.proven = true;
    // A loss that is told only now, but happened before the end, was never billable [E13].
    if (reason === 'CONNECTION_TIMEOUT') trim(call, lostAt, side, evidence);
    // A room that we close puts out the dead like the living, and a goodbye may have waited for the line.
    else trimSilence(call, side);
    return;
  }
  const isGoodbye = reason === 'CLIENT_INITIATED';
  if (call.status === 'in_progress')
    close(call, lostAt, evidence, isGoodbye && lostAt >= at ? 'end' : `network_${side}`);
  if (isGoodbye && (call.status === 'in_progress' || call.status === 'reconnecting')) {
    finish(call, side === 'caller' ? 'hangup_caller' : 'hangup_advisor', at, side);
  } else if (call.status === 'in_progress') {
    pause(call, side, lostAt, now);
  } else if (call.status === 'reconnecting') {
    call.lostBy = call.legs[other(side)].sid === null ? 'both' : side;
  } else if (call.status === 'connecting' && call.legs[other(side)].sid === null) {
    call.status = 'accepted';
  }
}

/**
 * The leg's own client proves that its current participant lives. It can only shorten a bill: it moves no segment by itself.
 * @param said when the client said so; a broken line delivers old proofs as soon as it works again
 */
export function legSeen(call: CallState, side: Side, sid: string, now: Date, said: Date = now): void {
  const leg = call.legs[side];
  if (leg.sid !== sid) return;
  const at = said < now ? said : now;
  if (leg.seenAt === null || at > leg.seenAt) leg.seenAt = at;
}

/** The sweep saw who is ACTIVE now. A leg that is missing twice in a row is lost since it was last confirmed. */
export function mediaSeen(call: CallState, active: Record<Side, string | null>, now: Date): void {
  if (!isJoinable(call)) return;
  call.unknownSince = null;
  call.roomMissing = 0;
  for (const side of SIDES) {
    const leg = call.legs[side];
    const seen = active[side];
    if (seen !== null) {
      leg.misses = 0;
      if (seen !== leg.sid) legJoined(call, side, seen, now, 'sweep');
    } else if (leg.sid !== null && ++leg.misses >= MISSES) {
      const sid = leg.sid;
      legLeft(call, side, sid, call.lastConfirmedAt ?? now, 'SWEEP', now, 'sweep');
    }
  }
  if (
    call.legs.caller.sid !== null &&
    call.legs.advisor.sid !== null &&
    call.legs.caller.misses === 0 &&
    call.legs.advisor.misses === 0
  )
    call.lastConfirmedAt = now;
}

/** The room is gone although nobody of ours closed it: the media server restarted. @returns true when the room should be made again. */
export function roomGone(call: CallState, now: Date): boolean {
  if (!isJoinable(call)) return false;
  if (call.status === 'accepted' || call.status === 'connecting') return true;
  if (++call.roomMissing < MISSES) return false;
  for (const side of SIDES) {
    const leg = call.legs[side];
    if (leg.sid !== null) leg.leftSids.push(leg.sid);
    leg.sid = null;
    leg.activeSince = null;
  }
  if (call.status === 'in_progress') {
    const lostAt = call.lastConfirmedAt ?? openSegment(call)?.startedAt ?? now;
    close(call, lostAt, 'room gone', 'media_server');
    pause(call, 'media_server', lostAt, now);
  }
  return true;
}

/** The media server does not answer: unknown, which changes nothing until it has lasted. */
export function mediaUnknown(call: CallState, now: Date): void {
  if (!isJoinable(call)) return;
  call.unknownSince ??= now;
  if (now.getTime() - call.unknownSince.getTime() < UNKNOWN_SECONDS * 1000) return;
  const at = call.lastConfirmedAt ?? call.startedAt ?? now;
  close(call, at, 'media unreachable', 'media_server');
  finish(call, call.startedAt === null ? 'connect_failed_both' : 'media_unreachable', at, 'nobody');
}

/**
 * Applies every timer that is due.
 * @returns true when the hold should be extended; call {@link funded} afterwards.
 */
export function tick(call: CallState, now: Date): boolean {
  if (call.status === 'ringing' && now >= call.ringExpiresAt) {
    finish(call, 'no_answer', now, 'nobody');
  } else if (
    (call.status === 'accepted' || call.status === 'connecting') &&
    call.connectDeadline &&
    now >= call.connectDeadline
  ) {
    const absent = SIDES.filter((side) => call.legs[side].sid === null);
    finish(call, absent.length === 1 ? `connect_failed_${absent[0]!}` : 'connect_failed_both', now, 'nobody');
  } else if (call.status === 'in_progress' && call.deadlineAt && now >= call.deadlineAt) {
    const deadline = call.deadlineAt;
    close(call, deadline, 'deadline', 'end');
    finish(call, allowedSeconds(call) >= call.capSeconds ? 'max_duration' : 'funds_exhausted', deadline, 'nobody');
  } else if (call.status === 'reconnecting' && call.graceUntil && now >= call.graceUntil) {
    finish(
      call,
      call.lostBy === 'media_server' ? 'media_server_lost' : `connection_lost_${call.lostBy ?? 'both'}`,
      call.graceUntil,
      'nobody',
    );
  } else if (call.status === 'in_progress' && call.nextCheckAt && now >= call.nextCheckAt) {
    return true;
  }
  return false;
}

/** After the hold was set or extended, or could not be: sets the deadline, the next look, and the warning that is due [D14]. */
export function funded(call: CallState, now: Date): void {
  const segment = openSegment(call);
  if (call.status !== 'in_progress' || !segment) return;
  const before = connectedMs({ segments: call.segments.filter((one) => one !== segment) }, now);
  const deadline = new Date(segment.startedAt.getTime() + allowedSeconds(call) * 1000 - before);
  call.deadlineAt = deadline;
  const leftSeconds = (deadline.getTime() - now.getTime()) / 1000;
  const due = WARN_AT_SECONDS.findLast((seconds) => leftSeconds <= seconds) ?? null;
  if (leftSeconds > WARN_AT_SECONDS[0]) call.warnedSeconds = null; // money came in: later warnings count again
  const warn = due !== null && (call.warnedSeconds === null || due < call.warnedSeconds) ? due : null;
  if (warn !== null) call.warnedSeconds = call.warning = warn;
  const next = [EXTEND_BEFORE_SECONDS, ...WARN_AT_SECONDS].find((seconds) => seconds < leftSeconds - 0.5);
  call.nextCheckAt = next === undefined ? deadline : addSeconds(deadline, -next);
}

/** Hang-up, decline, cancel, staff. @returns false when the call is over already. */
export function end(call: CallState, reason: EndReason, now: Date, by: Side | 'nobody'): boolean {
  if (call.status === 'ending') {
    if (by !== 'nobody') call.legs[by].proven = true; // there is nothing to wait for: the side has said its last word
    return false;
  }
  if (call.status === 'ended') return false;
  // The deadline binds also when the scanner has not come by yet.
  const at = call.status === 'in_progress' && call.deadlineAt && call.deadlineAt < now ? call.deadlineAt : now;
  close(call, at, reason, 'end');
  finish(call, reason, at, by);
  return true;
}

/**
 * In ENDING: whether the money may be settled now. Legs are judged by their last proof of life, also the one that hung up: a hang-up may come over a line that
 * no longer carries sound, or long after it was wanted [E13].
 */
export function readyToSettle(call: CallState, now: Date): boolean {
  if (call.status !== 'ending' || !call.settleAfter) return false;
  if (now < call.settleAfter && !SIDES.every((side) => call.legs[side].proven)) return false;
  for (const side of SIDES) if (call.legs[side].sid !== null) trimSilence(call, side);
  return true;
}

/** The times that were not billed between connection and end, for meter and receipt. */
export function pausesOf({
  segments,
  endedAt,
}: Pick<CallState, 'segments' | 'endedAt'>): { from: Date; to: Date; cause: LossCause }[] {
  return segments.flatMap((segment, index) => {
    const to = segments[index + 1]?.startedAt ?? endedAt;
    const { endedAt: from, closedCause: cause } = segment;
    if (!from || !to || cause === null || cause === 'end') return [];
    // An end at the very moment of the loss leaves no pause.
    return index === segments.length - 1 && to <= from ? [] : [{ from, to, cause }];
  });
}

function connect(call: CallState, evidence: string): void {
  if (openSegment(call)) return;
  const { caller, advisor } = call.legs;
  const last = call.segments.at(-1)?.endedAt;
  const at = [caller.activeSince!, advisor.activeSince!, ...(last ? [last] : [])].reduce((a, b) => (a > b ? a : b));
  call.status = 'in_progress';
  call.startedAt ??= at;
  call.lastConfirmedAt = at;
  call.graceUntil = null;
  call.lostBy = null;
  call.segments.push({ startedAt: at, endedAt: null, openedBy: evidence, closedBy: null, closedCause: null });
  funded(call, at);
}

function displace(call: CallState, side: Side, at: Date, evidence: string): void {
  const leg = call.legs[side];
  const lostAt = lossTime(leg, at, 'DUPLICATE_IDENTITY');
  leg.leftSids.push(leg.sid!);
  leg.sid = null;
  if (call.status === 'in_progress') {
    close(call, lostAt, evidence, `network_${side}`);
    pause(call, side, lostAt, at);
  }
}

/** When a participant that is gone was last really there. */
function lossTime(leg: Leg, at: Date, reason: string): Date {
  const lower = at.getTime() - DETECTION_MS;
  const seen = leg.seenAt?.getTime();
  if (reason === 'CONNECTION_TIMEOUT')
    return new Date(seen === undefined ? lower : Math.min(Math.max(seen, lower), at.getTime() - LATEST_DETECTION_MS));
  return seen !== undefined && at.getTime() - seen > SILENCE_MS ? new Date(Math.max(seen, lower)) : at;
}

function close(call: CallState, at: Date, evidence: string, cause: StopCause): void {
  const segment = openSegment(call);
  if (!segment) return;
  const bounded = call.deadlineAt && at > call.deadlineAt ? call.deadlineAt : at;
  segment.endedAt = bounded < segment.startedAt ? segment.startedAt : bounded;
  segment.closedBy = evidence;
  segment.closedCause = cause;
}

/** Cuts time off that was counted although a side was gone. */
function trim(call: CallState, at: Date, lost: Side, evidence: string): void {
  for (const segment of call.segments) {
    if (!segment.endedAt || segment.endedAt <= at) continue;
    segment.endedAt = at < segment.startedAt ? segment.startedAt : at;
    segment.closedBy = evidence;
    segment.closedCause = `network_${lost}`;
  }
}

/** Cuts off the time before the end in which a side that reports its presence did not. */
function trimSilence(call: CallState, side: Side): void {
  const { seenAt } = call.legs[side];
  if (!seenAt || !call.endedAt) return;
  const silentMs = call.endedAt.getTime() - seenAt.getTime();
  // Longer than the detection time is impossible: the media server would have told. Then the client merely stopped reporting.
  if (silentMs > SILENCE_MS)
    trim(call, new Date(call.endedAt.getTime() - Math.min(silentMs, DETECTION_MS)), side, 'silent before the end');
}

function pause(call: CallState, by: Side | 'media_server', lostAt: Date, now: Date): void {
  call.status = 'reconnecting';
  call.lostBy = by !== 'media_server' && call.legs[other(by)].sid === null ? 'both' : by;
  call.deadlineAt = null;
  call.nextCheckAt = null;
  // Grace counts from the loss, but whoever is told late still gets a fair chance to come back.
  const grace = addSeconds(lostAt, call.terms.graceSeconds);
  const least = addSeconds(now, Math.min(10, call.terms.graceSeconds));
  call.graceUntil = grace > least ? grace : least;
}

function finish(call: CallState, reason: EndReason, at: Date, by: Side | 'nobody'): void {
  const wasConnected = call.status === 'in_progress';
  call.status = 'ending';
  call.endReason = reason;
  call.endedAt = at;
  call.graceUntil = null;
  call.deadlineAt = null;
  call.nextCheckAt = null;
  for (const side of SIDES) {
    // Nobody has to prove anything about a call that was not running: its last segment was judged when it closed.
    call.legs[side].proven = !wasConnected || side === by || call.legs[side].sid === null;
  }
  call.settleAfter = wasConnected ? addSeconds(at, PROOF_SECONDS) : at;
}
