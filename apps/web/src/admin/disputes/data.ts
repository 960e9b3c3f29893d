import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, sendOnce, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type Dispute = Schemas['DisputeView'];
export type DisputeDetails = Schemas['DisputeDetails'];

const AGAIN_MS = 10_000;

export const useDisputes = (state: 'open' | 'closed' | undefined) =>
  usePaged(['disputes', 'list', state], (cursor) =>
    unwrap(
      api.GET('/v1/staff/disputes', {
        params: { query: { ...(state && { state }), ...(cursor !== undefined && { cursor }) } },
      }),
    ),
  );

/** The bank decides when it likes: an open dispute is read again. */
export const useDispute = (id: string) =>
  useQuery({
    queryKey: ['disputes', id],
    queryFn: () => unwrap(api.GET('/v1/staff/disputes/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data?.outcome === null ? AGAIN_MS : false),
  });

/** What staff say to the bank. Each act is sent once, however often it is pressed. */
export function useDisputeActs(id: string) {
  const queries = useQueryClient();
  const act = async (send: () => Promise<DisputeDetails>): Promise<void> => {
    try {
      queries.setQueryData(['disputes', id], await send());
    } catch (error) {
      // Somebody else may have been faster.
      void queries.invalidateQueries({ queryKey: ['disputes', id] });
      throw error;
    } finally {
      void queries.invalidateQueries({ queryKey: ['disputes', 'list'] });
      void queries.invalidateQueries({ queryKey: ['ledger'] });
    }
  };
  return {
    sendEvidence: (statement: string) =>
      act(() =>
        sendOnce(`dispute-evidence:${id}`, ({ header }) =>
          unwrap(
            api.POST('/v1/staff/disputes/{id}/evidence', {
              params: { path: { id }, header },
              body: statement === '' ? {} : { statement },
            }),
          ),
        ),
      ),
    giveUp: () =>
      act(() =>
        sendOnce(`dispute-accept:${id}`, ({ header }) =>
          unwrap(api.POST('/v1/staff/disputes/{id}/accept', { params: { path: { id }, header } })),
        ),
      ),
  };
}
