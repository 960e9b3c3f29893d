import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Schemas, unwrap } from '~/shared/api/index.ts';
import { WAITING_KEY } from './keys.ts';

type Waiting = Schemas['WaitingView'];

const ASKED_KEY = ['asked-callbacks'];

export const useWaiting = () =>
  useQuery({ queryKey: WAITING_KEY, queryFn: () => unwrap(api.GET('/v1/me/waiting', {})) });

export function useWaitingActs(advisorId: string) {
  const client = useQueryClient();
  const params = { path: { id: advisorId } };
  const onSuccess = (view: Waiting): void => void client.setQueryData(WAITING_KEY, view);
  return {
    watch: useMutation({
      mutationFn: (isOn: boolean) =>
        isOn
          ? unwrap(api.PUT('/v1/advisors/{id}/watch', { params }))
          : unwrap(api.DELETE('/v1/advisors/{id}/watch', { params })),
      onSuccess,
    }),
    withdraw: useMutation({
      mutationFn: (id: string) => unwrap(api.POST('/v1/callbacks/{id}/withdraw', { params: { path: { id } } })),
      onSuccess,
    }),
    ask: async (note: string): Promise<void> =>
      onSuccess(
        await unwrap(
          api.PUT('/v1/advisors/{id}/callback', { params, body: note.trim() === '' ? {} : { note: note.trim() } }),
        ),
      ),
  };
}

export const useAsked = () =>
  useQuery({
    queryKey: ASKED_KEY,
    queryFn: async () => (await unwrap(api.GET('/v1/callbacks', {}))).data,
    refetchInterval: 30_000,
  });

/** Whether the advisor is told of what the person behind a request asks for. */
export function useMute(id: string) {
  const client = useQueryClient();
  const params = { path: { id } };
  return useMutation({
    mutationFn: (isMuted: boolean) =>
      isMuted
        ? unwrap(api.PUT('/v1/callbacks/{id}/mute', { params }))
        : unwrap(api.DELETE('/v1/callbacks/{id}/mute', { params })),
    onSettled: () => client.invalidateQueries({ queryKey: ASKED_KEY }),
  });
}

export function useAnswer(id: string) {
  const client = useQueryClient();
  const params = { path: { id } };
  return useMutation({
    mutationFn: (isReady: boolean) =>
      isReady
        ? unwrap(api.POST('/v1/callbacks/{id}/ready', { params }))
        : unwrap(api.POST('/v1/callbacks/{id}/decline', { params })),
    onSettled: () => client.invalidateQueries({ queryKey: ASKED_KEY }),
  });
}
