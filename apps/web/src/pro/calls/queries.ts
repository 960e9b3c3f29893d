import { useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';
import { type Call, KEYS } from '../live/queries.ts';
import type { CallsSearch } from '../search.ts';

export const useCalls = ({ state }: CallsSearch) =>
  usePaged<Call>([...KEYS.callHistory, state ?? 'all'], (cursor) =>
    unwrap(api.GET('/v1/calls', { params: { query: { state, cursor, limit: 20 } } })),
  );

/** Keeps the private note on a call; an empty one takes it away. */
export function useNoteWriter() {
  const client = useQueryClient();
  return async (callId: string, text: string): Promise<void> => {
    await unwrap(api.PUT('/v1/calls/{id}/note', { params: { path: { id: callId } }, body: { text } }));
    await client.invalidateQueries({ queryKey: KEYS.callHistory });
  };
}
