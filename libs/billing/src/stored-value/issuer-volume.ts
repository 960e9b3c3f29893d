/** The volume of twelve months from which an issuer under the exclusion of limited networks tells its authority (Directive 2015/2366, Article 37(2)), in euro cents. */
export const NOTIFIED_FROM_EURO = 100_000_000n;

/** Parts of it that an issuer is told of. */
export const VOLUME_ALERTS = [80, 100] as const;
type VolumeAlert = (typeof VOLUME_ALERTS)[number];

/** The highest part that is reached; null = none. */
export const volumeAlertOf = (euro: bigint): VolumeAlert | null =>
  VOLUME_ALERTS.findLast((percent) => euro * 100n >= NOTIFIED_FROM_EURO * BigInt(percent)) ?? null;

/** A sum in one currency as a line of Stripe showed it: own minor units settled as so many euro cents. */
export interface EuroRate {
  readonly ownMinor: bigint;
  readonly euroMinor: bigint;
}

interface Position {
  readonly currency: string;
  readonly settledIn: string;
  readonly rate: { readonly ownMinor: bigint; readonly settledMinor: bigint; readonly at: Date } | null;
}

/** The newest rate of each currency to the euro among lines of Stripe, read in either direction. A currency that Stripe never exchanged for euro has none. */
export function euroRates(positions: readonly Position[]): ReadonlyMap<string, EuroRate> {
  const found = new Map<string, EuroRate & { readonly at: Date }>();
  const add = (currency: string, rate: EuroRate & { readonly at: Date }): void => {
    const before = found.get(currency);
    if (rate.ownMinor > 0n && rate.euroMinor > 0n && (!before || before.at < rate.at)) found.set(currency, rate);
  };
  for (const { currency, settledIn, rate } of positions) {
    if (!rate) continue;
    const { ownMinor, settledMinor, at } = rate;
    if (settledIn === 'EUR') add(currency, { ownMinor, euroMinor: settledMinor, at });
    if (currency === 'EUR') add(settledIn, { ownMinor: settledMinor, euroMinor: ownMinor, at });
  }
  return found;
}
