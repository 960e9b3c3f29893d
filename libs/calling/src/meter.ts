import { toJsonMinor } from '@app/kernel';
import { type CallState, type Side, allowedSeconds, connectedSeconds } from './call-machine.js';
import { chargedSeconds, earningAfter, priceOf } from './pricing.js';

/** What a side sees of the running meter; all from the server's clock [E17]. */
export interface MeterReading {
  readonly running: boolean;
  readonly at: string;
  readonly connectedSeconds: number;
  readonly chargedSeconds: number;
  /** Caller: what the call costs so far. Advisor: null. */
  readonly priceMinor: number | null;
  /** Advisor: what the call earns so far. Caller: null. */
  readonly earningMinor: number | null;
  /** Connected seconds for which money is reserved and allowed. */
  readonly secondsLeft: number;
  readonly currency: string;
}

/** Reads the meter for one side. Pure: the same state and time give the same figure in every process; the last reading equals the receipt. */
export function readMeter(call: CallState, side: Side, at: Date): MeterReading {
  const until = call.deadlineAt && call.deadlineAt < at ? call.deadlineAt : at;
  const seconds = connectedSeconds(call, until);
  return {
    running: call.status === 'in_progress',
    at: at.toISOString(),
    connectedSeconds: seconds,
    chargedSeconds: chargedSeconds(call.terms, seconds),
    priceMinor: side === 'caller' ? toJsonMinor(priceOf(call.terms, seconds)) : null,
    earningMinor: side === 'advisor' ? toJsonMinor(earningAfter(call.terms, seconds)) : null,
    secondsLeft: Math.max(0, allowedSeconds(call) - seconds),
    currency: call.terms.currency,
  };
}
