import { STORED_VALUE_CAPS, type StoredValueCap } from '@app/licensees';

/** What counts against the caps of one user; minor units. */
export interface TopUpsSoFar {
  /** Paid balance, held money included. Promo credit is no stored value. */
  readonly balance: bigint;
  /** Begun, and neither credited nor given up: it may still arrive. */
  readonly inFlight: bigint;
  /** Credited since the day began, and within twelve months. */
  readonly today: bigint;
  readonly year: bigint;
}

/** The cap that lets least pass, what it is, and what it leaves. */
export interface TopUpRoom {
  readonly cap: StoredValueCap;
  readonly capMinor: bigint;
  readonly possibleMinor: bigint;
}

/** What may still be topped up at once [D22]. What is in flight counts as if it had arrived. */
export function roomOf(caps: Readonly<Record<StoredValueCap, bigint>>, soFar: TopUpsSoFar): TopUpRoom {
  const used: Readonly<Record<StoredValueCap, bigint>> = {
    single: 0n,
    balance: soFar.balance + soFar.inFlight,
    day: soFar.today + soFar.inFlight,
    year: soFar.year + soFar.inFlight,
  };
  return STORED_VALUE_CAPS.map((cap): TopUpRoom => {
    const left = caps[cap] - used[cap];
    return { cap, capMinor: caps[cap], possibleMinor: left > 0n ? left : 0n };
  }).reduce((least, one) => (one.possibleMinor < least.possibleMinor ? one : least));
}
