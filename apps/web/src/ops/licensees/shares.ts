/** Basis points of a typed percentage ("15", "7.25", "7,25"), without a float; undefined when it is none or above the limit. */
export function basisPoints(typed: string, limit = 10_000): number | undefined {
  const match = /^\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*%?\s*$/.exec(typed);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  const value = Number.parseInt(whole + fraction.padEnd(2, '0'), 10);
  return value <= limit ? value : undefined;
}
