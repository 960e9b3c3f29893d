import { useQueryClient } from '@tanstack/react-query';
import { BOOKINGS_KEY } from '~/features/bookings/queries.ts';
import { COMPLAINTS_KEY } from '~/features/complaints/keys.ts';
import { NOTICES_KEY } from '~/features/mail/keys.ts';
import { WARNINGS_KEY } from '~/features/trust/keys.ts';
import { type LiveEvent, useLive } from '~/shared/api/index.ts';
import { type Call, KEYS } from './queries.ts';

const STATUSES = new Set(['ringing', 'accepted', 'connecting', 'in_progress', 'reconnecting', 'ending', 'ended']);

/** The advisor's stream of events, into the queries. Returns whether the line is up. */
export function useConsoleEvents(): boolean {
  const client = useQueryClient();

  const take = async (call: Call): Promise<void> => {
    // An answer that is on its way may be older than this event.
    await client.cancelQueries({ queryKey: KEYS.liveCalls });
    client.setQueryData<Call[]>(KEYS.liveCalls, (known = []) => {
      const others = known.filter(({ id }) => id !== call.id);
      return call.status === 'ended' ? others : [call, ...others];
    });
    void client.invalidateQueries({ queryKey: KEYS.advisor });
    void client.invalidateQueries({ queryKey: KEYS.callHistory });
    if (call.status !== 'ended') return;
    void client.invalidateQueries({ queryKey: KEYS.earnings });
    void client.invalidateQueries({ queryKey: KEYS.statistics });
  };

  const onEvent = ({ type, data }: LiveEvent): void => {
    const [noun, what = ''] = type.split('.');
    if (noun === 'call' && STATUSES.has(what)) void take(data as unknown as Call);
    else if (type === 'call.tipped') void client.invalidateQueries({ queryKey: KEYS.earnings });
    else if (noun === 'booking') void client.invalidateQueries({ queryKey: BOOKINGS_KEY });
    else if (type === 'notice.added') void client.invalidateQueries({ queryKey: NOTICES_KEY });
    else if (type === 'account.warned') void client.invalidateQueries({ queryKey: WARNINGS_KEY });
    else if (type === 'complaint.changed') {
      void client.invalidateQueries({ queryKey: COMPLAINTS_KEY });
      void client.invalidateQueries({ queryKey: KEYS.earnings });
    } else if (type === 'advisor.changed' || type === 'device.proved')
      void client.invalidateQueries({ queryKey: KEYS.advisor });
  };

  // What happened while the line was down is not told again.
  const onConnected = (): void => {
    for (const queryKey of [KEYS.liveCalls, KEYS.advisor, KEYS.summary, BOOKINGS_KEY])
      void client.invalidateQueries({ queryKey });
  };

  return useLive('/v1/live', { onEvent, onConnected });
}
