import { publicId, toJsonMinor } from '@app/kernel';
import { type Side, isLive, pausesOf } from './call-machine.js';
import type { CallView } from './calls.dto.js';
import type { LoadedCall } from './calls.queries.js';
import { readMeter } from './meter.js';
import { advisorNet } from './pricing.js';

/** A call as one side, or staff, may see it: neither side sees the other's money or contact data. */
export function callView({ row, state }: LoadedCall, side: Side | 'staff', now: Date): CallView {
  const price = row.priceMinor;
  return {
    id: publicId('call', row.id),
    status: state.status,
    endReason: state.endReason,
    medium: row.medium,
    topic: row.topic,
    side,
    callerId: side === 'advisor' ? null : publicId('person', row.callerId),
    advisorId: publicId('advisor', row.advisorId),
    currency: row.currency,
    ratePerMinuteMinor: toJsonMinor(state.terms.ratePerMinuteMinor),
    heldMinor: side === 'advisor' ? null : toJsonMinor(state.heldMinor),
    requestedAt: row.requestedAt.toISOString(),
    ringExpiresAt: row.ringExpiresAt.toISOString(),
    startedAt: state.startedAt?.toISOString() ?? null,
    endedAt: state.endedAt?.toISOString() ?? null,
    deadlineAt: state.deadlineAt?.toISOString() ?? null,
    graceUntil: state.graceUntil?.toISOString() ?? null,
    waitingFor: state.status === 'reconnecting' ? state.lostBy : null,
    meter: isLive(state) && state.startedAt ? readMeter(state, side === 'advisor' ? 'advisor' : 'caller', now) : null,
    pauses: pausesOf(state).map((pause) => ({
      from: pause.from.toISOString(),
      to: pause.to.toISOString(),
      cause: pause.cause,
    })),
    billedSeconds: row.billedSeconds,
    priceMinor: side === 'advisor' || price === null ? null : toJsonMinor(price),
    earningMinor: side === 'caller' || price === null ? null : toJsonMinor(advisorNet(state.terms, price)),
  };
}
