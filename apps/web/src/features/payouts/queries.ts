import { type QueryClient, useQuery } from '@tanstack/react-query';
import { type Schemas, api, sendOnce, unwrap } from '~/shared/api/index.ts';

export type PayoutAccount = Schemas['PayoutAccountView'];
export type Payout = Schemas['PayoutView'];

const ACCOUNT = ['payouts', 'account'];
const AGAIN_MS = 10_000;

/** Settled: what comes next is not Stripe's turn. */
const isSettled = (account: PayoutAccount | null): boolean =>
  account === null || ['active', 'rejected', 'closed'].includes(account.status);

/** Where the signed-in payee is paid; null while no account is open. Read again while Stripe has to decide. */
export const usePayoutAccount = (enabled = true) => usePayout(({ account }) => account, enabled);

/** Whether no calls come before the account of the signed-in advisor works. */
export const useCallsWait = () => usePayout(({ callsWait }) => callsWait);

const usePayout = <T>(select: (shown: Schemas['PayoutAccountOrNone']) => T, enabled = true) =>
  useQuery({
    queryKey: ACCOUNT,
    enabled,
    queryFn: () => unwrap(api.GET('/v1/payout-account', {})),
    select,
    refetchInterval: ({ state }) => (state.data === undefined || isSettled(state.data.account) ? false : AGAIN_MS),
  });

/** @throws ApiProblem payout-account-exists, country-not-paid, payments-unavailable */
export const openAccount = (body: Schemas['OpenPayoutAccount']): Promise<PayoutAccount> =>
  sendOnce('payout-account', (params) => unwrap(api.POST('/v1/payout-account', { params, body })));

/** A page of Stripe; it opens once. @throws ApiProblem payout-account-not-ready, payments-unavailable */
export const onboardingUrl = async (): Promise<string> =>
  (await unwrap(api.POST('/v1/payout-account/onboarding-link', {}))).url;

/** Has the account read at Stripe and shows what came of it. @throws ApiProblem payments-unavailable */
export async function readAccountAgain(client: QueryClient): Promise<PayoutAccount | null> {
  const shown = await unwrap(api.POST('/v1/payout-account/refresh', {}));
  client.setQueryData(ACCOUNT, shown);
  return shown.account;
}

export const forgetAccount = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: ACCOUNT });

const MOVING: readonly Payout['status'][] = ['claimed', 'transferred', 'in_payout', 'returning'];
export const isMoving = ({ status }: Payout): boolean => MOVING.includes(status);
