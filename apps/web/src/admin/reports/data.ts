import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type Report = Schemas['StaffReportView'];
export type Decision = NonNullable<Schemas['CloseReport']['decision']>;
export type RatingRules = Schemas['RatingRulesView'];

const RULES = ['rating-rules'] as const;

export interface Filter {
  readonly state?: 'open' | 'closed';
  readonly subject?: Report['subject'];
  readonly assignee?: 'me' | 'nobody';
}

export const useReports = (filter: Filter) =>
  usePaged(['reports', filter], (cursor) =>
    unwrap(api.GET('/v1/staff/reports', { params: { query: { ...filter, ...(cursor !== undefined && { cursor }) } } })),
  );

/** Takes a report, or puts it back for everybody. */
export function useAssignment(id: string): (take: boolean) => Promise<void> {
  const queries = useQueryClient();
  return async (take) => {
    const params = { path: { id } };
    await (
      take
        ? unwrap(api.PUT('/v1/staff/reports/{id}/assignee', { params, body: {} }))
        : unwrap(api.DELETE('/v1/staff/reports/{id}/assignee', { params }))
    ).finally(() => queries.invalidateQueries({ queryKey: ['reports'] }));
  };
}

export const useRatingRules = () =>
  useQuery({ queryKey: RULES, queryFn: () => unwrap(api.GET('/v1/staff/rating-rules', {})) });

export function useRatingRulesWriter(): (body: RatingRules) => Promise<RatingRules> {
  const queries = useQueryClient();
  return async (body) => {
    const saved = await unwrap(api.PATCH('/v1/staff/rating-rules', { body }));
    queries.setQueryData(RULES, saved);
    return saved;
  };
}
