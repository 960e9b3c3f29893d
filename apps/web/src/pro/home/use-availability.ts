import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { unlockAudio } from '~/features/call/incoming-call.tsx';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { announce } from '~/shared/ui/index.ts';
import { wakeLock } from '../device/wake-lock.ts';
import { KEYS } from '../live/queries.ts';

/** Going online and offline. What is shown changes when the service has said so, not before (A2.1). */
export function useAvailability() {
  const { t } = useTranslation('pro');
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (body: Schemas['AvailabilityRequest']) => unwrap(api.PUT('/v1/advisors/me/availability', { body })),
    onSuccess: (advisor) => {
      client.setQueryData(KEYS.advisor, advisor);
      announce(t(advisor.available ? 'state.online' : 'state.offline'));
    },
    onError: (_, { available }) => wakeLock.want(!available),
  });
  return {
    ...change,
    /** To be called by the tap itself: browsers give sound and the screen's wake lock to a gesture only. */
    set: (available: boolean): void => {
      if (change.isPending) return;
      if (available) {
        unlockAudio();
        wakeLock.want(true);
      }
      change.mutate({ available });
    },
    /** Back by themselves after so many minutes. */
    away: (awayMinutes: number): void => change.mutate({ available: false, awayMinutes }),
  };
}
