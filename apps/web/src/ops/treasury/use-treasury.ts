import { useQuery } from '@tanstack/react-query';
import { type Schemas, api, sendOnce, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type Coverage = Schemas['CoverageView'];
export type AgeClock = Schemas['AgeClockView'];
export type Position = Schemas['FxPositionView'];
export type PayoutSchedule = Schemas['PayoutScheduleView'];
export type OperatorPayout = Schemas['OperatorPayoutView'];

const KEY = 'treasury';
/** How often payouts are looked at while one is on its way. */
const AGAIN_MS = 5_000;

const isOnItsWay = ({ status }: OperatorPayout): boolean => status === 'requested' || status === 'in_payout';

export const useCoverage = () =>
  useQuery({ queryKey: [KEY, 'coverage'], queryFn: () => unwrap(api.GET('/v1/operator/treasury')) });

export const useSchedule = () =>
  useQuery({
    queryKey: [KEY, 'schedule'],
    queryFn: () => unwrap(api.GET('/v1/operator/treasury/payout-schedule')),
  });

export const usePayouts = () =>
  useQuery({
    queryKey: [KEY, 'payouts'],
    queryFn: () => unwrap(api.GET('/v1/operator/payouts')),
    refetchInterval: ({ state }) => (state.data?.data.some(isOnItsWay) === true ? AGAIN_MS : false),
  });

export const useAges = () =>
  usePaged([KEY, 'ages'], (cursor) =>
    unwrap(api.GET('/v1/operator/treasury/ages', { params: { query: { limit: 20, cursor } } })),
  );

export const useCurrencies = () =>
  useQuery({
    queryKey: [KEY, 'currencies'],
    queryFn: () => unwrap(api.GET('/v1/operator/treasury/currencies')),
  });

/** Values the positions of a month once. */
export async function valueMonth(month: string): Promise<Schemas['ValuedCurrenciesView']> {
  try {
    return await sendOnce(`value-${month}`, (params) =>
      unwrap(api.POST('/v1/operator/treasury/currencies/valuations', { params, body: { month } })),
    );
  } finally {
    for (const key of [KEY, 'audit']) void queryClient.invalidateQueries({ queryKey: [key] });
  }
}

/** While the outcome is unknown, the same payout is sent again under the same key, and another one is refused. */
export async function payOut(body: Schemas['PayOutOperator']): Promise<OperatorPayout> {
  try {
    return await sendOnce('operator-payout', (params) => unwrap(api.POST('/v1/operator/payouts', { params, body })));
  } finally {
    for (const key of [KEY, 'audit']) void queryClient.invalidateQueries({ queryKey: [key] });
  }
}
