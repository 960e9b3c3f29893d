import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, sendOnce, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';
import { COMPLAINTS_KEY } from './keys.ts';

export type Complaint = Schemas['ComplaintView'];

export const useCallComplaint = (callId: string) =>
  useQuery({
    queryKey: [...COMPLAINTS_KEY, 'call', callId],
    queryFn: () => unwrap(api.GET('/v1/calls/{id}/complaint', { params: { path: { id: callId } } })),
  });

export const useOwnComplaints = (state: 'waiting' | undefined) =>
  usePaged<Complaint>([...COMPLAINTS_KEY, 'own', state ?? 'all'], (cursor) =>
    unwrap(api.GET('/v1/complaints', { params: { query: { state, cursor, limit: 20 } } })),
  );

/** What the advisor may still give back of a call, in minor units; 0 where they may not. */
export const useRefundable = (callId: string) =>
  useQuery({
    queryKey: [...COMPLAINTS_KEY, 'refundable', callId],
    staleTime: 0,
    queryFn: async (): Promise<number> => {
      const path = { id: callId };
      const { refundUntil } = await unwrap(api.GET('/v1/calls/{id}/complaint', { params: { path } }));
      if (refundUntil === null) return 0;
      const { remainderMinor } = await unwrap(
        api.POST('/v1/calls/{id}/refund/preview', { params: { path }, body: {} }),
      );
      return remainderMinor;
    },
  });

/** What the two sides do. Whatever came of it, the lists are read again. */
export function useComplaintActs() {
  const queries = useQueryClient();
  const done = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      await queries.invalidateQueries({ queryKey: COMPLAINTS_KEY });
    }
  };
  return {
    complain: (callId: string, body: Schemas['ComplainAboutCall']) =>
      done(unwrap(api.POST('/v1/calls/{id}/complaint', { params: { path: { id: callId } }, body }))),
    withdraw: (id: string) => done(unwrap(api.POST('/v1/complaints/{id}/withdraw', { params: { path: { id } } }))),
    answer: (id: string, text: string) =>
      done(unwrap(api.POST('/v1/complaints/{id}/answer', { params: { path: { id } }, body: { text } }))),
    /** While the outcome of a refund of this call is unknown, another amount is refused instead of being a second refund. */
    refund: (callId: string, body: { amountMinor: number; reason: string }) =>
      done(
        sendOnce(`refund:${callId}`, ({ header }) =>
          unwrap(api.POST('/v1/calls/{id}/refund', { params: { path: { id: callId }, header }, body })),
        ),
      ),
  };
}
