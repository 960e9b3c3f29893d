import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Payout, type PayoutAccount, isMoving } from '~/features/payouts/index.ts';
import { type Schemas, api, sendOnce, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type Rules = Schemas['PayoutRulesView'];
export type Run = Schemas['PayoutRunView'];

const RULES = ['payouts', 'rules'];

export const usePayouts = (status: Payout['status'] | undefined) =>
  usePaged(
    ['payouts', 'all', status],
    (cursor) =>
      unwrap(
        api.GET('/v1/staff/payouts', {
          params: { query: { ...(status && { status }), ...(cursor !== undefined && { cursor }) } },
        }),
      ),
    true,
    isMoving,
  );

export const usePayoutAccounts = (status: PayoutAccount['status'] | undefined) =>
  usePaged(['payouts', 'accounts', status], (cursor) =>
    unwrap(
      api.GET('/v1/staff/payout-accounts', {
        params: { query: { ...(status && { status }), ...(cursor !== undefined && { cursor }) } },
      }),
    ),
  );

export const useRules = () =>
  useQuery({
    queryKey: RULES,
    queryFn: () => unwrap(api.GET('/v1/staff/payout-rules')),
    refetchOnWindowFocus: false,
  });

export function useRulesWriter() {
  const queries = useQueryClient();
  return async (body: Schemas['PayoutRulesFields']): Promise<Rules> => {
    const saved = await unwrap(api.PATCH('/v1/staff/payout-rules', { body }));
    queries.setQueryData(RULES, saved);
    return saved;
  };
}

const RUNS = { all: '/v1/staff/payouts/run', own: '/v1/staff/payouts/own' } as const;

/** Starts a payout for everybody who can be paid, or for the licensee alone. Pressed twice, or sent again without an answer, it is one run. */
export function useRun() {
  const queries = useQueryClient();
  return async (ofWhom: keyof typeof RUNS): Promise<Run> => {
    try {
      return await sendOnce(`payout-run-${ofWhom}`, ({ header }) =>
        unwrap(api.POST(RUNS[ofWhom], { params: { header } })),
      );
    } finally {
      await queries.invalidateQueries({ queryKey: ['payouts', 'all'] });
      void queries.invalidateQueries({ queryKey: ['ledger'] });
    }
  };
}

/** Invoices that were settled from the share; under the key of the licence, whose changes settle them. */
export const useNettings = () =>
  usePaged(['licence', 'nettings'], (cursor) =>
    unwrap(api.GET('/v1/staff/licence/nettings', { params: { query: { limit: 20, cursor } } })),
  );
