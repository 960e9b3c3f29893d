import { useQuery } from '@tanstack/react-query';
import { type Schemas, api, unwrap, useSession } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { keys } from '../lib/keys.ts';

export type Consents = Schemas['ConsentsView'];
type ConsentInput = Schemas['ConsentInput'];

const read = (): Promise<Consents> => unwrap(api.GET('/v1/me/consents', {}));

/** What the signed-in person agreed to; asks nothing for visitors. */
export const useConsents = () =>
  useQuery({ queryKey: keys.consents, queryFn: read, enabled: useSession().status === 'signed_in', staleTime: 60_000 });

/** Whether there is a text to agree to before going on; false when that cannot be found out now. */
export const mustAgree = (): Promise<boolean> =>
  queryClient
    .fetchQuery({ queryKey: keys.consents, queryFn: read })
    .then(({ required }) => required.length > 0)
    .catch(() => false);

/** @throws ApiProblem */
export async function recordConsents(consents: ConsentInput[]): Promise<void> {
  queryClient.setQueryData(keys.consents, await unwrap(api.POST('/v1/me/consents', { body: { consents } })));
}
