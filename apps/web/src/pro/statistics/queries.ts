import { useQuery } from '@tanstack/react-query';
import { api, type Schemas, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';
import { KEYS } from '../live/queries.ts';
import type { PERIODS } from '../search.ts';

export type Statistics = Schemas['StatisticsView'];
export type Rating = Schemas['PublicRatingView'];

export const useStatistics = (days: (typeof PERIODS)[number]) =>
  useQuery({
    queryKey: [...KEYS.statistics, days],
    queryFn: () => unwrap(api.GET('/v1/advisor/statistics', { params: { query: { days } } })),
  });

/** What callers wrote; told by month and alias, as everybody reads it. */
export const useRatings = (advisorId: string) =>
  usePaged<Rating>(['ratings', advisorId], (cursor) =>
    unwrap(api.GET('/v1/advisors/{id}/ratings', { params: { path: { id: advisorId }, query: { cursor, limit: 20 } } })),
  );
