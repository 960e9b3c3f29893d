import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, sendOnce, unwrap, type Schemas } from '~/shared/api/index.ts';

/** All that is left, an amount, or the price of the last minutes. */
export type RefundWish = Schemas['PreviewRefund'];

const PAUSE_MS = 300;

/** Who would bear the refund. Nothing is asked while the fields make no sense. */
export function useRefundPreview(id: string, wish: RefundWish | undefined) {
  const [asked] = useDebouncedValue(JSON.stringify(wish ?? null), PAUSE_MS);
  const isCurrent = asked === JSON.stringify(wish ?? null);
  const query = useQuery({
    queryKey: ['calls', id, 'refund-preview', asked],
    enabled: asked !== 'null',
    staleTime: 0,
    queryFn: () =>
      unwrap(
        api.POST('/v1/calls/{id}/refund/preview', {
          params: { path: { id } },
          body: JSON.parse(asked) as RefundWish,
        }),
      ),
  });
  // An answer to what was typed before is no answer.
  return isCurrent ? query : { ...query, data: undefined, error: null, isFetching: true };
}

/**
 * Gives the money back. While the outcome of a refund of this call is unknown, another amount is refused instead of being a second refund.
 */
export function useRefund(id: string) {
  const queries = useQueryClient();
  return async (body: {
    amountMinor: number;
    reason: string;
    to: 'wallet' | 'card';
  }): Promise<Schemas['RefundView']> => {
    try {
      return await sendOnce(`refund:${id}`, ({ header }) =>
        unwrap(api.POST('/v1/calls/{id}/refund', { params: { path: { id }, header }, body })),
      );
    } finally {
      await queries.invalidateQueries({ queryKey: ['calls', id] });
      void queries.invalidateQueries({ queryKey: ['ledger'] });
    }
  };
}
