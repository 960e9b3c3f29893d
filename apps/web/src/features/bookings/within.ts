/** A whole number as it was typed, when it is from `min` to `max`. */
export function within(typed: string, min: number, max: number): number | undefined {
  const value = /^\s*\d{1,5}\s*$/.test(typed) ? Number.parseInt(typed, 10) : -1;
  return value >= min && value <= max ? value : undefined;
}
