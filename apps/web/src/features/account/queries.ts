import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Schemas, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type Session = Schemas['SessionResponse'];
export type SignIn = Schemas['SignInResponse'];

const SESSIONS = ['account', 'sessions'];

export const useSessions = () =>
  useQuery({ queryKey: SESSIONS, queryFn: async () => (await unwrap(api.GET('/v1/sessions', {}))).data });

export const useSignIns = () =>
  usePaged<SignIn>(['account', 'sign-ins'], (cursor) =>
    unwrap(api.GET('/v1/me/sign-ins', { params: { query: { cursor, limit: 10 } } })),
  );

export function useAccountWriter() {
  const client = useQueryClient();
  const readAgain = () => client.invalidateQueries({ queryKey: SESSIONS });
  return {
    endSession: async (id: string): Promise<void> => {
      await unwrap(api.DELETE('/v1/sessions/{id}', { params: { path: { id } } }));
      await readAgain();
    },
    endOthers: async (): Promise<void> => {
      await unwrap(api.DELETE('/v1/sessions', {}));
      await readAgain();
    },
    changePassword: async (body: Schemas['ChangePasswordRequest']): Promise<void> => {
      await unwrap(api.POST('/v1/me/password', { body }));
      await readAgain();
    },
  };
}
