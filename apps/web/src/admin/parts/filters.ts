import { useNavigate, useSearch } from '@tanstack/react-router';

export type Filters<K extends string> = Partial<Record<K, string>>;

export interface UrlFilters<K extends string> {
  readonly values: Filters<K>;
  readonly set: (changes: Partial<Record<K, string | null>>) => void;
  readonly clear: () => void;
  readonly isFiltered: boolean;
}

/** Filters that live in the address, so that reload, back and a link to a colleague show the same rows. */
export function useFilters<K extends string>(names: readonly K[]): UrlFilters<K> {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const values: Filters<K> = {};
  for (const name of names) {
    const value = search[name];
    if (value !== undefined && value !== null && value !== '') values[name] = String(value);
  }
  const set: UrlFilters<K>['set'] = (changes) => {
    const next: Record<string, unknown> = { ...search, ...changes };
    void navigate({
      to: '.',
      search: Object.fromEntries(Object.entries(next).filter(([, value]) => value !== null && value !== '')),
      replace: true,
      resetScroll: false,
    });
  };
  return {
    values,
    set,
    clear: () => set(Object.fromEntries(names.map((name) => [name, null])) as Record<K, null>),
    isFiltered: Object.keys(values).length > 0,
  };
}

/** The value if it is one of the choices: an address can be typed by hand. */
export const oneOf = <T extends string>(value: string | undefined, choices: readonly T[]): T | undefined =>
  choices.find((choice) => choice === value);

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

function localMidnight(day: string | undefined, plusDays: number): string | undefined {
  const match = DAY.exec(day ?? '');
  if (!match) return undefined;
  const [year = 0, month = 1, date = 1] = match.slice(1).map((part) => Number.parseInt(part, 10));
  const midnight = new Date(year, month - 1, date + plusDays);
  return Number.isNaN(midnight.getTime()) ? undefined : midnight.toISOString();
}

/** A period of whole days in the reader's zone, as the API wants it: from the first moment, before the day after the last. */
export const period = ({ from, to }: Filters<'from' | 'to'>): { from?: string; to?: string } => {
  const [first, last] = [localMidnight(from, 0), localMidnight(to, 1)];
  return { ...(first && { from: first }), ...(last && { to: last }) };
};

/** A query string of what is set. */
export const queryOf = (values: Readonly<Record<string, string | undefined>>): string => {
  const set = Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return set.length === 0 ? '' : `?${new URLSearchParams(set).toString()}`;
};
