import { divide } from '@app/kernel';
import type { BookingState } from './booking-machine.js';

/** From so many hours before the start on, so much of the price comes back [H6]. */
interface Tier {
  readonly hoursBefore: number;
  readonly refundPercent: number;
}

/** The licensee's rules of a booking, frozen into it when it is made. */
export interface BookingRules {
  /** Hours that an advisor has to accept. */
  readonly acceptHours: number;
  /** Longest notice first. Below the last one nothing comes back. */
  readonly tiers: readonly Tier[];
  /** Of the price, what a user who did not come pays. */
  readonly noShowFeePercent: number;
  readonly waitMinutes: number;
  /** Whether a call that the user ends early costs only what was served [H9]. */
  readonly returnsRest: boolean;
}

export const DEFAULT_RULES: BookingRules = {
  acceptHours: 24,
  tiers: [
    { hoursBefore: 24, refundPercent: 100 },
    { hoursBefore: 2, refundPercent: 50 },
  ],
  noShowFeePercent: 50,
  waitMinutes: 10,
  returnsRest: true,
};

const HOUR_MS = 3_600_000;

/** Percent of the price that a user gets back who cancels at this moment. */
export function refundPercent(tiers: readonly Tier[], startsAt: Date, at: Date): number {
  const hours = (startsAt.getTime() - at.getTime()) / HOUR_MS;
  const found = [...tiers].sort((a, b) => b.hoursBefore - a.hoursBefore).find((tier) => hours >= tier.hoursBefore);
  return found?.refundPercent ?? 0;
}

/** So many percent of a price, rounded in favour of who pays. */
const percentOf = (priceMinor: bigint, percent: number): bigint => divide(priceMinor * BigInt(percent), 100n, 'down');

/** What is kept of the price of a booking that ended without a call: the one place that says so. Only a user who knew that the advisor counts on them pays. */
export function keptOf(
  { status, cancelledBy, noShowBy, startsAt, endedAt }: BookingState,
  wasAccepted: boolean,
  priceMinor: bigint,
  rules: BookingRules,
): bigint {
  if (status === 'no_show' && noShowBy === 'user') return percentOf(priceMinor, rules.noShowFeePercent);
  if (status === 'cancelled' && cancelledBy === 'user' && wasAccepted)
    return percentOf(priceMinor, 100 - refundPercent(rules.tiers, startsAt, endedAt!));
  return 0n;
}
