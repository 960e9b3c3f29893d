import { useQuery, useQueryClient } from '@tanstack/react-query';
import { COMPLAINTS_KEY } from '~/features/complaints/index.ts';
import { type Schemas, api, isProblem, sendOnce, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type Complaint = Schemas['StaffComplaintView'];
export type Rules = Schemas['ComplaintRulesView'];
export type Due = 'soon' | 'overdue';
export type State = 'waiting' | 'in_review' | 'resolved';

export const useComplaints = (state: State, due: Due | undefined) =>
  usePaged<Complaint>([...COMPLAINTS_KEY, 'queue', state, due ?? 'all'], (cursor) =>
    unwrap(api.GET('/v1/staff/complaints', { params: { query: { state, due, cursor, limit: 20 } } })),
  );

/** @returns false when somebody else was faster. */
export function useDecision(id: string) {
  const queries = useQueryClient();
  return async (body: Schemas['DecideComplaint']): Promise<boolean> => {
    try {
      await sendOnce(`complaint:${id}`, ({ header }) =>
        unwrap(api.POST('/v1/staff/complaints/{id}/decide', { params: { path: { id }, header }, body })),
      );
      return true;
    } catch (error) {
      if (!isProblem(error, 'illegal-complaint-move')) throw error;
      return false;
    } finally {
      await queries.invalidateQueries({ queryKey: COMPLAINTS_KEY });
      void queries.invalidateQueries({ queryKey: ['calls'] });
    }
  };
}

const RULES_KEY = ['complaint-rules'];
export const useRules = () =>
  useQuery({ queryKey: RULES_KEY, queryFn: () => unwrap(api.GET('/v1/staff/complaint-rules', {})) });

export function useRulesWriter() {
  const queries = useQueryClient();
  return async (body: Schemas['ComplaintRulesFields']): Promise<Rules> => {
    const rules = await unwrap(api.PATCH('/v1/staff/complaint-rules', { body }));
    queries.setQueryData(RULES_KEY, rules);
    return rules;
  };
}
