import { useNavigate, useSearch } from '@tanstack/react-router';

/**
 * The filter of a page lives in the address, so that back, reload and a sent link show the same.
 * @param parse takes what stands in the address, which anybody can write, to a filter
 */
export function useFilters<T extends object>(
  parse: (raw: Readonly<Record<string, unknown>>) => T,
): [filters: T, change: (next: Partial<T>) => void] {
  const raw: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const filters = parse(raw);
  return [filters, (next) => void navigate({ to: '.', search: { ...filters, ...next }, replace: true })];
}

/** One of a set, or undefined. */
export const oneOf = <T extends string>(allowed: readonly T[], raw: unknown): T | undefined =>
  allowed.find((one) => one === raw);

/** What a person typed. The router reads digits in an address as a number. */
export function words(raw: unknown): string | undefined {
  const text = typeof raw === 'string' || typeof raw === 'number' ? `${raw}`.trim().slice(0, 80) : '';
  return text === '' ? undefined : text;
}
