import { createContext, useContext, useSyncExternalStore } from 'react';
import { ApiProblem } from '~/shared/api/index.ts';
import type { DraftState, DraftStore } from './draft-store.ts';

const DraftContext = createContext<DraftStore | null>(null);
export const DraftProvider = DraftContext.Provider;

/** The draft as it is now, and the ways to change it. */
export function useDraft(): DraftState & { readonly store: DraftStore } {
  const store = useContext(DraftContext);
  if (!store) throw new Error('useDraft outside of the brand editor');
  return { ...useSyncExternalStore(store.subscribe, store.snapshot), store };
}

/** What the API has to say about a member of the draft (`tagline/en`), until the next change is sent. */
export function useRefusalOf(): (member: string) => string | undefined {
  const { error } = useDraft();
  const errors = error instanceof ApiProblem ? error.errors : [];
  return (member) => errors.find(({ pointer }) => pointer === `/document/${member}`)?.detail;
}
