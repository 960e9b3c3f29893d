import { useQuery } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { keys } from '../lib/keys.ts';
import { dayOf } from '../lib/time.ts';

type Interval = Schemas['IntervalResponse'];

/** When the advisor means to be there in the next seven days. */
export const useSchedule = (advisorId: string) =>
  useQuery({
    queryKey: [...keys.advisors, 'schedule', advisorId],
    queryFn: () => unwrap(api.GET('/v1/advisors/{id}/schedule', { params: { path: { id: advisorId } } })),
    staleTime: 300_000,
    select: ({ data }) => data,
  });

export interface Day {
  readonly day: string;
  readonly first: Date;
  readonly spans: readonly { readonly from: Date; readonly to: Date }[];
}

const nextMidnight = (moment: Date): Date => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + 1);

/** The intervals by day of the reader's zone; one over midnight stands in both days. */
export function daysOf(intervals: readonly Interval[]): Day[] {
  const days = new Map<string, { first: Date; spans: { from: Date; to: Date }[] }>();
  for (const { start, end } of intervals) {
    const last = new Date(end);
    for (let from = new Date(start); from < last; from = nextMidnight(from)) {
      const midnight = nextMidnight(from);
      const day = dayOf(from);
      const known = days.get(day) ?? { first: from, spans: [] };
      known.spans.push({ from, to: midnight < last ? midnight : last });
      days.set(day, known);
    }
  }
  return [...days].map(([day, { first, spans }]) => ({ day, first, spans }));
}

/** The next moment at which the advisor means to be there; null when none is planned. */
export function nextTime(intervals: readonly Interval[], now: Date): Date | null {
  const next = intervals.find(({ start }) => new Date(start) > now);
  return next ? new Date(next.start) : null;
}
