import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { IncomingCall } from '~/features/call/incoming-call.tsx';
import { MissedCall } from '~/features/call/missed-call.tsx';
import { api } from '~/shared/api/index.ts';
import { KEYS, useLiveCalls } from '../live/queries.ts';
import { isRinging } from '../live/work-state.ts';

/** Rings over every page of the console, from the stream and from what is live when the console opens (A3). */
export function CallWatch() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: calls = [] } = useLiveCalls();
  const call = calls.find(isRinging);
  const [hasMissed, setMissed] = useState(false);
  const id = call?.id;
  useEffect(() => {
    // The service need not look for the advisor any further.
    if (id !== undefined) void api.POST('/v1/calls/{id}/heard', { params: { path: { id } } }).catch(() => undefined);
  }, [id]);
  if (!call) return hasMissed ? <MissedCall onClose={() => setMissed(false)} /> : null;
  const readAgain = (): void => {
    void client.invalidateQueries({ queryKey: KEYS.liveCalls });
    void client.invalidateQueries({ queryKey: KEYS.advisor });
  };
  return (
    <IncomingCall
      key={call.id}
      call={call}
      onAccepted={() => {
        setMissed(false);
        readAgain();
        void navigate({ to: '/call/$id', params: { id: call.id } });
      }}
      onGone={readAgain}
      onMissed={() => {
        setMissed(true);
        readAgain();
      }}
    />
  );
}
