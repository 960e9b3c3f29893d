import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { type LiveEvent, useLive } from '~/shared/api/index.ts';
import { isFramed } from '~/shared/boot.ts';
import { patchSite, refreshBrand } from '~/shared/brand.ts';
import { queryClient } from '~/shared/query.ts';
import { patchStatus } from '../directory/advisors.ts';
import { keys } from '../lib/keys.ts';

/** After this long without a line a status on the screen may be old (S2.2). */
const STALE_AFTER_MS = 10_000;

const Stale = createContext(false);

/** Whether the status of advisors on the screen may be old. */
export const useIsStale = (): boolean => useContext(Stale);

function useIsStaleAfter(isConnected: boolean): boolean {
  const [isStale, setStale] = useState(false);
  useEffect(() => {
    if (isConnected || isFramed) return undefined;
    const timer = setTimeout(() => setStale(true), STALE_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setStale(false);
    };
  }, [isConnected]);
  return isStale;
}

function onEvent({ type, data }: LiveEvent): void {
  if (type === 'advisor.status') patchStatus(String(data['advisorId']), data['status']);
  else if (type === 'site.changed') void refreshBrand().catch(() => undefined);
  else if (type === 'site.open_changed') patchSite({ open: data['open'] === true, ended: data['ended'] === true });
  else if (type === 'site.switched')
    patchSite({
      switches: {
        calls: data['calls'] === true,
        topUps: data['topUps'] === true,
        signUps: data['signUps'] === true,
        signIns: data['signIns'] === true,
      },
    });
}

/** The one stream of the site: who can be called, how the site looks, whether it is open. */
export function SiteStream({ children }: { children: ReactNode }) {
  const [wasLost, setWasLost] = useState(false);
  const isConnected = useLive('/v1/site/live', {
    onEvent,
    // Nothing is kept for who was away: what was read before the line was up may be old.
    onConnected: () => {
      void queryClient.invalidateQueries({ queryKey: keys.advisors });
      if (wasLost) void refreshBrand().catch(() => undefined);
    },
    onLost: () => setWasLost(true),
  });
  return <Stale value={useIsStaleAfter(isConnected)}>{children}</Stale>;
}
