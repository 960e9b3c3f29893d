/** Filters as the address has them. Days are the reader's. */
export interface AuditFilters {
  readonly action?: string;
  readonly actor?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const text = (value: unknown): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && `${value}` !== '' ? `${value}` : undefined;
const day = (value: unknown): string | undefined => {
  const written = text(value);
  return written !== undefined && DAY.test(written) ? written : undefined;
};

export const filtersOf = (search: Record<string, unknown>): AuditFilters => ({
  action: text(search['action']),
  actor: text(search['actor']),
  subject: text(search['subject']),
  from: day(search['from']),
  to: day(search['to']),
});

/** From the first to the last moment of the days, as the API wants them. */
export function queryOf({ from, to, ...rest }: AuditFilters): Record<string, string | undefined> {
  const start = from === undefined ? undefined : new Date(`${from}T00:00`);
  const end = to === undefined ? undefined : new Date(`${to}T00:00`);
  end?.setDate(end.getDate() + 1);
  return { ...rest, from: start?.toISOString(), to: end?.toISOString() };
}
