import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Schemas, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';
import { NOTICES_KEY } from './keys.ts';

export type PreferencesView = Schemas['PreferencesView'];
export type Preference = Schemas['PreferenceView'];
export type Notice = Schemas['NoticeView'];

const PREFERENCES = ['notification-preferences'];

export const usePreferences = () =>
  useQuery({ queryKey: PREFERENCES, queryFn: () => unwrap(api.GET('/v1/me/notification-preferences', {})) });

export function usePreferencesWriter() {
  const client = useQueryClient();
  const keep = (view: PreferencesView): void => void client.setQueryData(PREFERENCES, view);
  return {
    set: async (change: Preference): Promise<void> =>
      keep(await unwrap(api.PATCH('/v1/me/notification-preferences', { body: { changes: [change] } }))),
    askMarketing: async (): Promise<void> => keep(await unwrap(api.POST('/v1/me/marketing', {}))),
    withdrawMarketing: async (): Promise<void> => keep(await unwrap(api.DELETE('/v1/me/marketing', {}))),
  };
}

export const useNotices = () =>
  usePaged<Notice>(NOTICES_KEY, (cursor) =>
    unwrap(api.GET('/v1/me/notices', { params: { query: { cursor, limit: 20 } } })),
  );

export function useNoticesReader() {
  const client = useQueryClient();
  return async (): Promise<void> => {
    await unwrap(api.POST('/v1/me/notices/read', {}));
    await client.invalidateQueries({ queryKey: NOTICES_KEY });
  };
}

export const useEmailProof = () =>
  useQuery({
    queryKey: ['email-proof'],
    queryFn: async () => (await unwrap(api.GET('/v1/me', {}))).emailVerifiedAt !== null,
  });
