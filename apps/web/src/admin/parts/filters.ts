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
    if (value !== undefined && value !== null && value !== '')
      values[name] = typeof value === 'string' ? value : JSON.stringify(value);
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

/** The first moment of a day in the reader's zone; a moment is itself, because links from figures name one. */
function momentOf(text: string | undefined, plusDays: number): string | undefined {
  if (text === undefined) return undefined;
  const [, year, month, day] = (DAY.exec(text) ?? []).map((part) => Number.parseInt(part, 10));
  const moment =
    year === undefined || month === undefined || day === undefined
      ? new Date(text)
      : new Date(year, month - 1, day + plusDays);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

/** A period of whole days in the reader's zone, as the API wants it: from the first moment, before the day after the last. */
export const period = ({ from, to }: Filters<'from' | 'to'>): { from?: string; to?: string } => {
  const [first, last] = [momentOf(from, 0), momentOf(to, 1)];
  return { ...(first && { from: first }), ...(last && { to: last }) };
};

const two = (value: number): string => value.toString().padStart(2, '0');

/** The day that a field shows for what the address says; `to` is the moment after the last day. */
export function dayOf(text: string | undefined, bound: 'from' | 'to'): string {
  if (text === undefined || DAY.test(text)) return text ?? '';
  const moment = new Date(Date.parse(text) - (bound === 'to' ? 1 : 0));
  if (Number.isNaN(moment.getTime())) return '';
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** A query string of what is set. */
export const queryOf = (values: Readonly<Record<string, string | undefined>>): string => {
  const set = Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return set.length === 0 ? '' : `?${new URLSearchParams(set).toString()}`;
};
