import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Schemas, unwrap } from '~/shared/api/index.ts';

export type TextNumberView = Schemas['TextNumberView'];
export type OwnNumber = Schemas['OwnTextNumberView'];

const NUMBER = ['text-number'];
/** A code that did not get there is known some seconds later. */
const WAIT_MS = 4_000;

export const useTextNumber = () =>
  useQuery({
    queryKey: NUMBER,
    queryFn: () => unwrap(api.GET('/v1/me/text-number', {})),
    refetchInterval: ({ state }) => (state.data?.number?.state === 'unproved' ? WAIT_MS : false),
  });

export function useNumberActs() {
  const client = useQueryClient();
  const keep = (view: TextNumberView): void => {
    client.setQueryData(NUMBER, view);
    // Only a number that is proved has topics.
    void client.invalidateQueries({ queryKey: ['notification-preferences'] });
  };
  return {
    save: async (body: Schemas['SaveTextNumber']): Promise<void> =>
      keep(await unwrap(api.PUT('/v1/me/text-number', { body }))),
    sendAgain: async (): Promise<void> => keep(await unwrap(api.POST('/v1/me/text-number/code', {}))),
    prove: async (code: string): Promise<void> =>
      keep(await unwrap(api.POST('/v1/me/text-number/proof', { body: { code } }))),
    remove: async (): Promise<void> => {
      await unwrap(api.DELETE('/v1/me/text-number', {}));
      await client.invalidateQueries({ queryKey: NUMBER });
      await client.invalidateQueries({ queryKey: ['notification-preferences'] });
    },
  };
}
