import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '~/shared/api/index.ts';

export type ApiKey = Schemas['ApiKeyView'];
export type NewApiKey = Schemas['NewApiKeyView'];

export const API_KEYS = ['api-keys'];
export const SIGN_IN_KEYS = ['sign-in-keys'];
export const TEST_DATA = ['test-data'];

export function useChanged(key: readonly string[]): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: key });
}
