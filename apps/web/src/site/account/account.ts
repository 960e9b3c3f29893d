import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { keys } from '../lib/keys.ts';

const ASK_AGAIN_MS = 3_000;
const MOST_ASKED = 20;

/** A number that was stated a moment ago is known a moment later; a register that is silent is not waited for. */
export const useMe = () =>
  useQuery({
    queryKey: keys.me,
    queryFn: () => unwrap(api.GET('/v1/me', {})),
    refetchInterval: ({ state: { data, dataUpdateCount } }) =>
      data?.business?.vatCheck?.result === 'unchecked' && dataUpdateCount < MOST_ASKED ? ASK_AGAIN_MS : false,
  });

export const useSessions = () =>
  useQuery({
    queryKey: keys.sessions,
    queryFn: () => unwrap(api.GET('/v1/sessions', {})),
    select: ({ data }) => data,
  });

export const useDevices = () =>
  useQuery({
    queryKey: keys.devices,
    queryFn: () => unwrap(api.GET('/v1/devices', {})),
    select: ({ data }) => data,
  });

/** @throws ApiProblem */
export async function endSession(id: string): Promise<void> {
  await unwrap(api.DELETE('/v1/sessions/{id}', { params: { path: { id } } }));
  await queryClient.invalidateQueries({ queryKey: keys.sessions });
}

/** @throws ApiProblem */
export async function endOtherSessions(): Promise<void> {
  await unwrap(api.DELETE('/v1/sessions', {}));
  await queryClient.invalidateQueries({ queryKey: keys.sessions });
}

/** @throws ApiProblem */
export async function removeDevice(id: string): Promise<void> {
  await unwrap(api.DELETE('/v1/devices/{id}', { params: { path: { id } } }));
  await queryClient.invalidateQueries({ queryKey: keys.devices });
}
