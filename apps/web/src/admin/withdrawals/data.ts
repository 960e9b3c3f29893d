import { useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, isProblem, sendOnce, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type Case = Schemas['StaffWithdrawalCaseView'];
export type View = 'open' | 'decided';

const KEY = ['withdrawal-cases'];

export const useCases = (state: View) =>
  usePaged<Case>([...KEY, state], (cursor) =>
    unwrap(api.GET('/v1/staff/withdrawal-cases', { params: { query: { state, cursor, limit: 20 } } })),
  );

/** @returns false when somebody else was faster. */
export function useDecision(id: string) {
  const queries = useQueryClient();
  return async (body: Schemas['DecideWithdrawalCase']): Promise<boolean> => {
    try {
      await sendOnce(`withdrawal-case:${id}`, ({ header }) =>
        unwrap(api.POST('/v1/staff/withdrawal-cases/{id}/decide', { params: { path: { id }, header }, body })),
      );
      return true;
    } catch (error) {
      if (!isProblem(error, 'withdrawal-case-closed')) throw error;
      return false;
    } finally {
      await queries.invalidateQueries({ queryKey: KEY });
    }
  };
}
