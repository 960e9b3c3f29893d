import { useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type CallLink = Schemas['CallLinkView'];
export type NewCallLink = Schemas['CreateCallLink'];

const KEY = ['call-links'] as const;

/** Links of an advisor, newest first; left out = of who is signed in. */
export const useLinks = (advisorId: string | undefined) =>
  usePaged<CallLink>([...KEY, advisorId], (cursor) =>
    unwrap(
      api.GET('/v1/call-links', {
        params: { query: { limit: 20, cursor, ...(advisorId !== undefined && { advisorId }) } },
      }),
    ),
  );

export function useLinkActs(): {
  create: (input: NewCallLink) => Promise<CallLink>;
  revoke: (id: string) => Promise<void>;
} {
  const queries = useQueryClient();
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: KEY });
  return {
    create: async (body) => {
      const link = await unwrap(api.POST('/v1/call-links', { body }));
      await refresh();
      return link;
    },
    revoke: async (id) => {
      await unwrap(api.POST('/v1/call-links/{id}/revoke', { params: { path: { id } } }));
      await refresh();
    },
  };
}
