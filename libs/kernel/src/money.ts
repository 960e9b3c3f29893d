/**
 * Money is an amount in minor units (cents) and an ISO 4217 code. Only bigint arithmetic; the lint forbids the rest.
 */
export interface Money {
  readonly amountMinor: bigint;
  readonly currency: string;
}

export const BASIS_POINTS = 10_000n;

export type Rounding = 'up' | 'down' | 'half_up';
export const ROUNDINGS = ['up', 'down', 'half_up'] as const satisfies readonly Rounding[];

/**
 * Integer quotient of non-negative numbers under a rounding rule.
 * @throws RangeError for a negative numerator or a non-positive denominator.
 */
export function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (numerator < 0n || denominator <= 0n) throw new RangeError('divide: needs numerator >= 0 and denominator > 0');
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  if (rest === 0n || rounding === 'down') return quotient;
  if (rounding === 'up') return quotient + 1n;
  return rest * 2n >= denominator ? quotient + 1n : quotient;
}

/** Part of an amount given in basis points (1/10,000). */
export function shareOf(amount: bigint, basisPoints: number, rounding: Rounding): bigint {
  return divide(amount * BigInt(basisPoints), BASIS_POINTS, rounding);
}

/** The tax inside a tax-inclusive amount. */
export function taxWithin(gross: bigint, basisPoints: number, rounding: Rounding = 'half_up'): bigint {
  const rate = BigInt(basisPoints);
  return divide(gross * rate, BASIS_POINTS + rate, rounding);
}

/**
 * Splits a whole in proportion to weights so that the parts sum to it exactly: every part is floored, and the units left over go one by one to
 * the largest remainders (first index wins a tie).
 * @throws RangeError when the whole or a weight is negative, or all weights are zero while the whole is not.
 */
export function split(whole: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole < 0n || weights.some((weight) => weight < 0n)) throw new RangeError('split: needs non-negative numbers');
  if (total === 0n) {
    if (whole !== 0n) throw new RangeError('split: no weight to split by');
    return weights.map(() => 0n);
  }
  const parts = weights.map((weight) => (whole * weight) / total);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (whole * weight) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  let left = whole - parts.reduce((sum, part) => sum + part, 0n);
  for (const { index } of byRemainder) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts;
}

/** Minor units as the integer JSON carries. @throws RangeError past 2^53, which no account of ours reaches. */
export function toJsonMinor(amount: bigint): number {
  if (amount > BigInt(Number.MAX_SAFE_INTEGER) || amount < BigInt(Number.MIN_SAFE_INTEGER))
    throw new RangeError('amount is too large for JSON');
  // eslint-disable-next-line no-restricted-syntax -- the one place where money leaves bigint, checked above
  return Number(amount);
}
