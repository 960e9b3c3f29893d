import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, type Schemas, unwrap } from '~/shared/api/index.ts';

export type MyAdvisor = Schemas['MyAdvisorResponse'];
export type Call = Schemas['CallView'];

export const KEYS = {
  advisor: ['advisor'],
  liveCalls: ['calls', 'live'],
  callHistory: ['calls', 'history'],
  earnings: ['earnings'],
  summary: ['earnings', 'summary'],
  statistics: ['statistics'],
} as const;

const advisorQuery = queryOptions({
  queryKey: KEYS.advisor,
  queryFn: () => unwrap(api.GET('/v1/advisors/me', {})),
});

const liveCallsQuery = queryOptions({
  queryKey: KEYS.liveCalls,
  queryFn: async () => (await unwrap(api.GET('/v1/calls', { params: { query: { state: 'live' } } }))).data,
});

/** The advisor who is signed in, as the service knows them now. */
export const useAdvisor = () => useQuery(advisorQuery);

/** Calls of the advisor that are not over: one at the most, and another while that one is being settled. */
export const useLiveCalls = () => useQuery(liveCallsQuery);

export const useSummary = () =>
  useQuery({ queryKey: KEYS.summary, queryFn: () => unwrap(api.GET('/v1/advisor/earnings/summary', {})) });
