import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '~/shared/api/index.ts';
import type { Schedule } from './model.ts';

const KEY = ['schedule'];

export const useSchedule = () =>
  useQuery({ queryKey: KEY, queryFn: () => unwrap(api.GET('/v1/advisors/me/schedule', {})), staleTime: Infinity });

export function useScheduleWriter() {
  const client = useQueryClient();
  const keep = (schedule: Schedule): void => void client.setQueryData(KEY, schedule);
  const offToday = useMutation({
    mutationFn: () => unwrap(api.POST('/v1/advisors/me/schedule/off-today', {})),
    onSuccess: keep,
  });
  const save = async (schedule: Schedule): Promise<Schedule> => {
    const kept = await unwrap(api.PUT('/v1/advisors/me/schedule', { body: schedule }));
    keep(kept);
    return kept;
  };
  return { save, offToday };
}
