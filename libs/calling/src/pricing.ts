import { type Rounding, divide, shareOf, taxWithin } from '@app/kernel';

/**
 * The commercial terms of one call, frozen when it is requested [E9]. Amounts in minor units of `currency`, prices include tax, shares in basis points of
 * the price without tax.
 */
export interface Terms {
  readonly currency: string;
  readonly ratePerMinuteMinor: bigint;
  readonly connectionFeeMinor: bigint;
  readonly incrementSeconds: number;
  readonly minimumSeconds: number;
  readonly freeSeconds: number;
  /** Calls shorter than this cost nothing [E6]. */
  readonly freeBelowSeconds: number;
  readonly rounding: Rounding;
  readonly taxRateBp: number;
  readonly advisorShareBp: number;
  readonly operatorShareBp: number;
  /** An advisor who hangs up earlier than this earns nothing [F13]. */
  readonly advisorHangupFreeSeconds: number;
  /** Minutes given back when the platform ended the call; null = all [F12]. */
  readonly platformFaultRefundMinutes: number | null;
  readonly holdMinutes: number;
  readonly ringSeconds: number;
  readonly connectSeconds: number;
  readonly graceSeconds: number;
}

/** Shares of a price; they always sum to it. */
export interface Split {
  readonly advisorMinor: bigint;
  readonly licenseeMinor: bigint;
  readonly operatorMinor: bigint;
  readonly taxMinor: bigint;
}

/** Seconds that are charged for a connected time: after free seconds and minimum, rounded up to the increment [E3]. */
export function chargedSeconds(terms: Terms, connectedSeconds: number): number {
  if (connectedSeconds < terms.freeBelowSeconds) return 0;
  const afterFree = Math.max(0, connectedSeconds - terms.freeSeconds);
  if (afterFree === 0) return 0;
  return Math.ceil(Math.max(afterFree, terms.minimumSeconds) / terms.incrementSeconds) * terms.incrementSeconds;
}

/** Price of a connected time, rounded once [E4]. It never falls as time grows. */
export function priceOf(terms: Terms, connectedSeconds: number): bigint {
  const seconds = chargedSeconds(terms, connectedSeconds);
  if (seconds === 0) return 0n;
  return terms.connectionFeeMinor + divide(terms.ratePerMinuteMinor * BigInt(seconds), 60n, terms.rounding);
}

/** Longest connected time, up to `limitSeconds`, whose price stays within a budget. */
export function fundedSeconds(terms: Terms, budgetMinor: bigint, limitSeconds: number): number {
  let low = 0;
  let high = limitSeconds;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (priceOf(terms, middle) <= budgetMinor) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Splits a price among the four parties [J3]. Tax is taken out of the part that was really paid: promo credit of the seller is a discount. Advisor and operator
 * get their share of the full price without tax, rounded down; the licensee gets the rest, and bears the promo credit.
 */
export function splitPrice(terms: Terms, priceMinor: bigint, promoMinor: bigint): Split {
  const net = priceMinor - taxWithin(priceMinor, terms.taxRateBp);
  const taxMinor = taxWithin(priceMinor - promoMinor, terms.taxRateBp);
  const advisorMinor = shareOf(net, terms.advisorShareBp, 'down');
  const operatorMinor = shareOf(net, terms.operatorShareBp, 'down');
  return { advisorMinor, operatorMinor, taxMinor, licenseeMinor: priceMinor - advisorMinor - operatorMinor - taxMinor };
}

/** What the advisor earns of a price: the figure on the advisor's meter. */
export const advisorNet = (terms: Terms, priceMinor: bigint): bigint => splitPrice(terms, priceMinor, 0n).advisorMinor;

/** Terms as stored in the call: bigint as decimal text. */
export type StoredTerms = { readonly [K in keyof Terms]: Terms[K] extends bigint ? string : Terms[K] };

export const storeTerms = (terms: Terms): StoredTerms => ({
  ...terms,
  ratePerMinuteMinor: terms.ratePerMinuteMinor.toString(),
  connectionFeeMinor: terms.connectionFeeMinor.toString(),
});

export const readTerms = (stored: StoredTerms): Terms => ({
  ...stored,
  ratePerMinuteMinor: BigInt(stored.ratePerMinuteMinor),
  connectionFeeMinor: BigInt(stored.connectionFeeMinor),
});
