import { useEffect, useState } from 'react';
import { onboardingUrl } from './queries.ts';

/**
 * Leaves for the page on which Stripe asks its questions, in this tab. The link is good once and for minutes, so it is asked for at the moment of leaving.
 */
export function useStripePage(): { leave: (first?: () => Promise<unknown>) => Promise<void>; isLeaving: boolean } {
  const [isLeaving, setLeaving] = useState(false);
  useEffect(() => {
    const back = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) setLeaving(false);
    };
    addEventListener('pageshow', back);
    return () => removeEventListener('pageshow', back);
  }, []);
  return {
    isLeaving,
    leave: async (first) => {
      setLeaving(true);
      try {
        await first?.();
        location.assign(await onboardingUrl());
      } catch (error) {
        setLeaving(false);
        throw error;
      }
    },
  };
}
