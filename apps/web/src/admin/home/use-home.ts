import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import type { Days } from './period.ts';

export type Dashboard = Schemas['DashboardView'];
export type Figure = keyof Schemas['DashboardFiguresView'];

const REFRESH_MS = 15_000;

export const useChecklist = () =>
  useQuery({ queryKey: ['checklist'], queryFn: () => unwrap(api.GET('/v1/staff/checklist')) });

/** Fresh every quarter of a minute while the page is looked at: it tells how many calls are live. */
export const useDashboard = (days: Days) =>
  useQuery({
    queryKey: ['dashboard', days],
    queryFn: () => unwrap(api.GET('/v1/staff/dashboard', { params: { query: { days: `${days}` } } })),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
