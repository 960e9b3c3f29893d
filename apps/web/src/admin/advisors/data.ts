import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import type { paths } from '~/shared/api/schema.gen.ts';
import { usePaged } from '~/shared/ui/index.ts';
import type { Advisor } from './labels.ts';

type AdvisorFilter = Omit<NonNullable<paths['/v1/staff/advisors']['get']['parameters']['query']>, 'limit' | 'cursor'>;

const LIVE_MS = 10_000;

export const useAdvisors = (filter: AdvisorFilter) =>
  usePaged(['advisors', 'list', filter], (cursor) =>
    unwrap(
      api.GET('/v1/staff/advisors', { params: { query: { ...filter, ...(cursor !== undefined && { cursor }) } } }),
    ),
  );

/** Read again now and then, because being online changes without us. */
export const useAdvisor = (id: string) =>
  useQuery({
    queryKey: ['advisors', id],
    queryFn: () => unwrap(api.GET('/v1/staff/advisors/{id}', { params: { path: { id } } })),
    refetchInterval: LIVE_MS,
  });

export const useAdvisorRatings = (id: string, isListed: boolean) =>
  usePaged(
    ['advisors', id, 'ratings'],
    (cursor) =>
      unwrap(
        api.GET('/v1/advisors/{id}/ratings', {
          params: { path: { id }, query: { ...(cursor !== undefined && { cursor }) } },
        }),
      ),
    isListed,
  );

/** The commission that advisors have who have none of their own; not every role may see it. */
export const usePricing = (enabled = true) =>
  useQuery({ queryKey: ['pricing'], queryFn: () => unwrap(api.GET('/v1/staff/pricing')), enabled });

type Act = 'approve' | 'suspend' | 'reinstate';

export function useAdvisorAct(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ act, reason }: { act: Act; reason: string }): Promise<Advisor> => {
      const params = { path: { id } };
      if (act === 'suspend') return unwrap(api.POST('/v1/staff/advisors/{id}/suspend', { params, body: { reason } }));
      return act === 'approve'
        ? unwrap(api.POST('/v1/staff/advisors/{id}/approve', { params }))
        : unwrap(api.POST('/v1/staff/advisors/{id}/reinstate', { params }));
    },
    // What the answer says holds at once: a profile that is no longer listed must not be asked for its public ratings.
    onSuccess: (advisor) => {
      queries.setQueryData(['advisors', id], advisor);
      void queries.invalidateQueries({ queryKey: ['advisors', 'list'] });
    },
    onError: () => void queries.invalidateQueries({ queryKey: ['advisors', id], exact: true }),
  });
}

export function useChangeAdvisor(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['ChangeStaffAdvisorRequest']) =>
      unwrap(api.PATCH('/v1/staff/advisors/{id}', { params: { path: { id } }, body })),
    onSuccess: async (advisor) => {
      queries.setQueryData(['advisors', id], advisor);
      await queries.invalidateQueries({ queryKey: ['advisors', 'list'] });
    },
  });
}

export function useInvite() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['InviteAdvisorRequest']) => unwrap(api.POST('/v1/staff/advisors', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['advisors'] }),
  });
}
