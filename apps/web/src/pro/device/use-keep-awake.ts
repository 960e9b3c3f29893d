import { useEffect } from 'react';
import { useAdvisor, useLiveCalls } from '../live/queries.ts';
import { wakeLock } from './wake-lock.ts';

/** The screen stays on while calls may come or one is running. */
export function useKeepAwake(): void {
  const { data: advisor } = useAdvisor();
  const { data: calls = [] } = useLiveCalls();
  const isWanted = advisor?.available === true || calls.length > 0;
  useEffect(() => {
    wakeLock.want(isWanted);
    return () => wakeLock.want(false);
  }, [isWanted]);
}
