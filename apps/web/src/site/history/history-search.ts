import { oneOf, textOf } from '../lib/search.ts';

export const CALL_STATES = ['live', 'ended'] as const;

export interface HistorySearch {
  /** First and last day, in the reader's zone. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly state?: (typeof CALL_STATES)[number] | undefined;
}

const dayIn = (value: unknown): string | undefined => {
  const day = textOf(value);
  return day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : undefined;
};

export const historySearch = (search: Record<string, unknown>): HistorySearch => ({
  from: dayIn(search['from']),
  to: dayIn(search['to']),
  state: oneOf(search['state'], CALL_STATES),
});
