import { useSyncExternalStore } from 'react';
import { api } from '~/shared/api/index.ts';

export type Mode = 'live' | 'test';

const KEPT = 'api-mode';
/** What can be seen in both modes. Everything else of the console is the real business, whatever mode is chosen. */
const IN_BOTH = /^\/v1\/(staff\/api-(keys|access)|webhook-(endpoints|deliveries)|events|test)(\/|$)/;

const listeners = new Set<() => void>();
let mode: Mode = sessionStorage.getItem(KEPT) === 'test' ? 'test' : 'live';

/** Kept for this tab, so that the address of something of test mode can be loaded again. */
export function setMode(next: Mode): void {
  mode = next;
  sessionStorage.setItem(KEPT, next);
  for (const listener of listeners) listener();
}

export const useMode = (): Mode =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => mode,
  );

api.use({
  onRequest: ({ request, schemaPath }) => {
    if (mode === 'test' && IN_BOTH.test(schemaPath)) request.headers.set('test-mode', 'true');
    return request;
  },
});
