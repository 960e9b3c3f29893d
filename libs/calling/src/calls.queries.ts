import { In } from 'typeorm';
import { NotFound, type Tx, lockOne, rowsOf } from '@app/kernel';
import type { CallState, Leg, Segment, Side } from './call-machine.js';
import { Call, CallSegment, type StoredLeg } from './call.entity.js';
import { readTerms } from './pricing.js';

/** A call's row together with the state that the machine works on. */
export interface LoadedCall {
  readonly row: Call;
  readonly state: CallState;
  /** Segments as they lie in the database, so that only changed ones are written back. */
  readonly stored: readonly Pick<Segment, 'endedAt' | 'closedBy'>[];
}

/** Loads a call and locks its row: the first lock of every change of a call. @throws NotFound */
export async function lockCall(tx: Tx, id: string): Promise<LoadedCall> {
  return load(tx, await lockOne(tx, Call, id));
}

/** Loads a call to look at it. @throws NotFound */
export async function readCall(tx: Tx, id: string): Promise<LoadedCall> {
  const row = await tx.findOneBy(Call, { licenseeId: tx.ctx.licenseeId, id });
  if (!row) throw new NotFound();
  return load(tx, row);
}

/** Calls of the tenant that ring or run. */
export async function countLive(tx: Tx): Promise<bigint> {
  const [row] = await rowsOf<{ live: bigint }>(
    tx,
    `select count(*) as live from app.call where licensee_id = $1 and status <> 'ended' and status <> 'ending'`,
    [tx.ctx.licenseeId],
  );
  return row!.live;
}

/**
 * When the advisor's next agreed booking begins, or began when its sides still wait for each other; null = there is none. The table is that of bookings, which stand on
 * this module.
 */
export async function nextBooked(tx: Tx, advisorId: string): Promise<Date | null> {
  const [row] = await rowsOf<{ at: Date | null }>(
    tx,
    `select min(starts_at) as at from app.booking where licensee_id = $1 and advisor_id = $2 and status = 'accepted'
        and starts_at + (rules ->> 'waitMinutes')::int * interval '1 minute' > $3`,
    [tx.ctx.licenseeId, advisorId, tx.now],
  );
  return row!.at;
}

/** Loads the states of several rows with one look at their segments. */
export async function loadCalls(tx: Tx, rows: readonly Call[]): Promise<LoadedCall[]> {
  if (rows.length === 0) return [];
  const segments = await tx.find(CallSegment, {
    where: { licenseeId: tx.ctx.licenseeId, callId: In(rows.map((row) => row.id)) },
    order: { n: 'ASC' },
  });
  const byCall = Map.groupBy(segments, ({ callId }) => callId);
  return rows.map((row) => loaded(row, byCall.get(row.id) ?? []));
}

async function load(tx: Tx, row: Call): Promise<LoadedCall> {
  const [call] = await loadCalls(tx, [row]);
  return call!;
}

function loaded(row: Call, segments: readonly CallSegment[]): LoadedCall {
  const state: CallState = {
    status: row.status,
    endReason: row.endReason,
    terms: readTerms(row.terms),
    heldMinor: row.heldMinor,
    capSeconds: row.capSeconds,
    ringExpiresAt: row.ringExpiresAt,
    acceptedAt: row.acceptedAt,
    connectDeadline: row.connectDeadline,
    startedAt: row.startedAt,
    deadlineAt: row.deadlineAt,
    nextCheckAt: row.nextCheckAt,
    warnedSeconds: row.warnedSeconds,
    graceUntil: row.graceUntil,
    lostBy: row.lostBy,
    lastConfirmedAt: row.lastConfirmedAt,
    unknownSince: row.unknownSince,
    roomMissing: row.roomMissing,
    endedAt: row.endedAt,
    settleAfter: row.settleAfter,
    legs: { caller: readLeg(row.legs.caller), advisor: readLeg(row.legs.advisor) },
    segments: segments.map(({ startedAt, endedAt, openedBy, closedBy, closedCause }) => ({
      startedAt,
      endedAt,
      openedBy,
      closedBy,
      closedCause,
    })),
  };
  return { row, state, stored: segments.map(({ endedAt, closedBy }) => ({ endedAt, closedBy })) };
}

/** Writes back what the machine decided, and keeps `row` equal to the database. */
export async function saveCall(tx: Tx, { row, state, stored }: LoadedCall, extra: Partial<Call> = {}): Promise<void> {
  const change: Partial<Call> = {
    status: state.status,
    endReason: state.endReason,
    heldMinor: state.heldMinor,
    acceptedAt: state.acceptedAt,
    connectDeadline: state.connectDeadline,
    startedAt: state.startedAt,
    deadlineAt: state.deadlineAt,
    nextCheckAt: state.nextCheckAt,
    warnedSeconds: state.warnedSeconds,
    graceUntil: state.graceUntil,
    lostBy: state.lostBy,
    lastConfirmedAt: state.lastConfirmedAt,
    unknownSince: state.unknownSince,
    roomMissing: state.roomMissing,
    endedAt: state.endedAt,
    settleAfter: state.settleAfter,
    legs: { caller: storeLeg(state.legs.caller), advisor: storeLeg(state.legs.advisor) },
    ...extra,
  };
  Object.assign(row, change);
  await tx.update(Call, { licenseeId: row.licenseeId, id: row.id }, change);
  for (const [index, segment] of state.segments.entries()) {
    const before = stored[index];
    if (before && before.endedAt?.getTime() === segment.endedAt?.getTime() && before.closedBy === segment.closedBy)
      continue;
    await rowsOf(
      tx,
      `insert into app.call_segment (licensee_id, call_id, n, started_at, ended_at, opened_by, closed_by, closed_cause) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (licensee_id, call_id, n) do update set ended_at = excluded.ended_at, closed_by = excluded.closed_by,
         closed_cause = excluded.closed_cause`,
      [
        row.licenseeId,
        row.id,
        index + 1,
        segment.startedAt,
        segment.endedAt,
        segment.openedBy,
        segment.closedBy,
        segment.closedCause,
      ],
    );
  }
}

export const storeLeg = (leg: Leg): StoredLeg => ({
  ...leg,
  activeSince: leg.activeSince?.toISOString() ?? null,
  seenAt: leg.seenAt?.toISOString() ?? null,
});

const readLeg = (stored: StoredLeg): Leg => ({
  ...stored,
  activeSince: stored.activeSince === null ? null : new Date(stored.activeSince),
  seenAt: stored.seenAt === null ? null : new Date(stored.seenAt),
});

/** Which side of the call a person is on, or undefined. */
export function sideOf(row: Pick<Call, 'callerId' | 'advisorPersonId'>, personId: string): Side | undefined {
  if (row.callerId === personId) return 'caller';
  return row.advisorPersonId === personId ? 'advisor' : undefined;
}
