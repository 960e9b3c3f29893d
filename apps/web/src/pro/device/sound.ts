import { useSyncExternalStore } from 'react';
import { unlockAudio } from '~/features/call/incoming-call.tsx';

/** Browsers let a page make sounds after the first tap or key on it, and not before: after a reload the ring would be silent. */
let wasUsed = navigator.userActivation?.hasBeenActive ?? false;
const listeners = new Set<() => void>();

function use(): void {
  wasUsed = true;
  unlockAudio();
  for (const name of ['click', 'keydown']) removeEventListener(name, use, true);
  for (const listener of listeners) listener();
}
for (const name of ['click', 'keydown']) addEventListener(name, use, true);

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether a ring would be silent. Any tap or key puts it right. */
export const useIsSilent = (): boolean => useSyncExternalStore(subscribe, () => !wasUsed);
