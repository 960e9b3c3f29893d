import { useEffect, useState } from 'react';
import { type Schemas, api, sendOnce, unwrap } from '~/shared/api/index.ts';
import type { TopUp } from './wallet.ts';

/** True from leaving for the payment page until coming back by the history of the browser. */
export function useLeaving(): [boolean, (url: string) => void] {
  const [isLeaving, setLeaving] = useState(false);
  useEffect(() => {
    const back = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) setLeaving(false);
    };
    addEventListener('pageshow', back as EventListener);
    return () => removeEventListener('pageshow', back as EventListener);
  }, []);
  return [
    isLeaving,
    (url) => {
      setLeaving(true);
      location.assign(url);
    },
  ];
}

/** The same choice sent twice is one payment: its key is kept until the payment has ended (S5.3). */
export const startTopUp = (body: Schemas['CreateTopUp'], intent: string): Promise<TopUp> =>
  sendOnce(intent, (params) => unwrap(api.POST('/v1/top-ups', { params, body })), { keep: () => true });
