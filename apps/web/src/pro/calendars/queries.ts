import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';

export type Calendar = Schemas['CalendarView'];
export type Provider = Calendar['provider'];

const KEY = ['calendars'];
const LOOK_AGAIN_MS = 10_000;

/** The state changes in the worker: a look now and then while the page is open. */
export const useCalendars = () =>
  useQuery({
    queryKey: KEY,
    queryFn: async () => (await unwrap(api.GET('/v1/advisors/me/calendars', {}))).data,
    refetchInterval: LOOK_AGAIN_MS,
  });

export function useCalendarActs() {
  const queries = useQueryClient();
  const keep = ({ data }: { data: Calendar[] }): void => void queries.setQueryData(KEY, data);
  return {
    /** Where the advisor allows it. */
    begin: async (provider: Provider): Promise<string> =>
      (await unwrap(api.POST('/v1/advisors/me/calendars/{provider}/consent', { params: { path: { provider } } }))).url,
    connect: async (body: Schemas['ConnectCalendar']): Promise<void> =>
      keep(await unwrap(api.POST('/v1/advisors/me/calendars/connect', { body }))),
    disconnect: async (provider: Provider): Promise<void> =>
      keep(await unwrap(api.DELETE('/v1/advisors/me/calendars/{provider}', { params: { path: { provider } } }))),
  };
}
