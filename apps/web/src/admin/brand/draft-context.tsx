import { createContext, useContext, useSyncExternalStore } from 'react';
import type { DraftState, DraftStore } from './draft-store.ts';

const DraftContext = createContext<DraftStore | null>(null);
export const DraftProvider = DraftContext.Provider;

/** The draft as it is now, and the ways to change it. */
export function useDraft(): DraftState & { readonly store: DraftStore } {
  const store = useContext(DraftContext);
  if (!store) throw new Error('useDraft outside of the brand editor');
  return { ...useSyncExternalStore(store.subscribe, store.snapshot), store };
}
