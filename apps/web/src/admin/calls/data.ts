import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';
import type { paths } from '~/shared/api/schema.gen.ts';

export type CallFilter = Omit<
  NonNullable<paths['/v1/calls']['get']['parameters']['query']>,
  'limit' | 'cursor' | 'format'
>;

const LIVE_MS = 3_000;
const LIVE_ROWS = 100;

export const useCalls = (filter: CallFilter) =>
  usePaged(['calls', 'list', filter], (cursor) =>
    unwrap(api.GET('/v1/calls', { params: { query: { ...filter, ...(cursor !== undefined && { cursor }) } } })),
  );

/** All calls that run now, read again every few seconds while somebody looks. */
export const useLiveCalls = () =>
  useQuery({
    queryKey: ['calls', 'live'],
    queryFn: () => unwrap(api.GET('/v1/calls', { params: { query: { state: 'live', limit: LIVE_ROWS } } })),
    refetchInterval: LIVE_MS,
  });

export const useCall = (id: string) =>
  useQuery({
    queryKey: ['calls', id],
    queryFn: () => unwrap(api.GET('/v1/calls/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && state.data.status !== 'ended' ? LIVE_MS : false),
  });

export const useTimeline = (id: string, isLive: boolean) =>
  useQuery({
    queryKey: ['calls', id, 'timeline'],
    queryFn: () => unwrap(api.GET('/v1/staff/calls/{id}/timeline', { params: { path: { id } } })),
    refetchInterval: isLive ? LIVE_MS : false,
  });

export const useCallMoney = (id: string) =>
  useQuery({
    queryKey: ['calls', id, 'money'],
    queryFn: () => unwrap(api.GET('/v1/calls/{id}/money', { params: { path: { id } } })),
  });

export const useReceipt = (id: string) =>
  useQuery({
    queryKey: ['calls', id, 'receipt'],
    queryFn: () => unwrap(api.GET('/v1/calls/{id}/receipt', { params: { path: { id } } })),
  });

export const useRating = (id: string) =>
  useQuery({
    queryKey: ['calls', id, 'rating'],
    queryFn: () => unwrap(api.GET('/v1/calls/{id}/rating', { params: { path: { id } } })),
  });

export function useEndCall(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      unwrap(api.POST('/v1/calls/{id}/end', { params: { path: { id } }, body: { reason } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['calls'] }),
  });
}
