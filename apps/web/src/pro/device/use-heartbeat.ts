import { useEffect } from 'react';
import { api, unwrap } from '~/shared/api/index.ts';

/** Tells the service that this console is open: at once, every 15 s, and when the connection or the screen comes back. */
export function useHeartbeat(): void {
  useEffect(() => {
    const beat = (): void => void unwrap(api.PUT('/v1/advisors/me/presence', {})).catch(() => undefined);
    const worker = new Worker(new URL('./heartbeat.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = beat;
    beat();
    addEventListener('online', beat);
    document.addEventListener('visibilitychange', beat);
    return () => {
      worker.terminate();
      removeEventListener('online', beat);
      document.removeEventListener('visibilitychange', beat);
    };
  }, []);
}
