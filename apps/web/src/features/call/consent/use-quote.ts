import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, type Schemas, unwrap } from '~/shared/api/index.ts';

export type CallWish = Schemas['QuoteCall'];

/** Price and reach of a call as it is wished now; the earlier ones stay on the screen while the next are asked. */
export const useQuote = (wish: CallWish) =>
  useQuery({
    queryKey: ['quote', wish],
    queryFn: () => unwrap(api.POST('/v1/calls/quote', { body: wish })),
    placeholderData: keepPreviousData,
    // Balance and price must be the ones of now when somebody comes back from the wallet.
    staleTime: 0,
  });

export const useAdvisorName = (id: string) =>
  useQuery({
    queryKey: ['call-advisor', id],
    queryFn: () => unwrap(api.GET('/v1/advisors/{id}', { params: { path: { id } } })),
    staleTime: 60_000,
  });
