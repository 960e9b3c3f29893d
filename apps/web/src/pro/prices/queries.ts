import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Schemas, unwrap } from '~/shared/api/index.ts';
import { KEYS } from '../live/queries.ts';
import type { Prices } from './model.ts';

const KEY = ['prices'];

export const usePrices = () =>
  useQuery({ queryKey: KEY, queryFn: () => unwrap(api.GET('/v1/advisors/me/prices', {})), staleTime: Infinity });

export function usePricesWriter(): (body: Schemas['PricesDto']) => Promise<Prices> {
  const client = useQueryClient();
  return async (body) => {
    const kept = await unwrap(api.PUT('/v1/advisors/me/prices', { body }));
    client.setQueryData(KEY, kept);
    await client.invalidateQueries({ queryKey: KEYS.advisor });
    return kept;
  };
}
