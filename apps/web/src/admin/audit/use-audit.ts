import { type Schemas, api, download, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';
import { type AuditFilters, queryOf } from './filters.ts';

export type Entry = Schemas['AuditEntryView'];

export const useAudit = (filters: AuditFilters) =>
  usePaged(['audit', filters], (cursor) =>
    unwrap(api.GET('/v1/staff/audit', { params: { query: { ...queryOf(filters), cursor, limit: 50 } } })),
  );

/** The same rows as a file. */
export function exportAudit(filters: AuditFilters, format: 'csv' | 'json'): Promise<void> {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(queryOf(filters))) if (value !== undefined) query.set(name, value);
  return download(`/v1/staff/audit?${query}`, `audit.${format}`);
}
