import { useQuery } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';

export type StoredValue = Schemas['StoredValueView'];
const at = (id: string) => ({ params: { path: { id } } });

export const useStoredValue = (id: string) =>
  useQuery({
    queryKey: ['licensee', id, 'stored-value'],
    // What is being typed stays when the window is looked at again.
    refetchOnWindowFocus: false,
    queryFn: () => unwrap(api.GET('/v1/operator/licensees/{id}/stored-value', at(id))),
  });

export async function setCeilings(id: string, body: Schemas['SetStoredValueCeilings']): Promise<void> {
  await unwrap(api.PUT('/v1/operator/licensees/{id}/stored-value/ceilings', { ...at(id), body }));
  await Promise.all(
    [['licensee', id, 'stored-value'], ['audit']].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );
}
