import { useQuery } from '@tanstack/react-query';
import { ApiProblem, type Schemas, api, isProblem, sendOnce, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { usePaged } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';

export type Offer = Schemas['WithdrawalOfferView'];
export type OpenPayment = Schemas['OpenPaymentView'];
export type Withdrawal = Schemas['WithdrawalView'];
export type Declared = Schemas['DeclaredView'];

const WITHDRAWALS_KEY = ['withdrawals'];

/** What can be withdrawn from now. */
export const useOffer = () =>
  useQuery({
    queryKey: [...WITHDRAWALS_KEY, 'offer'],
    queryFn: () => unwrap(api.GET('/v1/wallet/withdrawals/offer', {})),
  });

export const useWithdrawals = () =>
  usePaged<Withdrawal>([...WITHDRAWALS_KEY, 'own'], (cursor) =>
    unwrap(api.GET('/v1/wallet/withdrawals', { params: { query: { cursor } } })),
  );

/**
 * Confirms; the same twice is one withdrawal.
 * @param gone what is said when a call took its part meanwhile
 * @throws ApiProblem
 */
export async function confirmWithdrawal(body: Schemas['ConfirmWithdrawal'], gone: string): Promise<Withdrawal> {
  try {
    return await sendOnce(`withdrawal:${JSON.stringify(body)}`, (params) =>
      unwrap(api.POST('/v1/wallet/withdrawals', { params, body })),
    );
  } catch (error) {
    if (!isProblem(error, 'no-open-payment', 'nothing-to-withdraw')) throw error;
    throw new ApiProblem('withdrawal-changed', error.title, gone, error.status, null);
  } finally {
    for (const queryKey of [
      WITHDRAWALS_KEY,
      keys.wallet,
      keys.autoTopUp,
      keys.refundable,
      keys.refunds,
      keys.statement,
    ])
      void queryClient.invalidateQueries({ queryKey });
  }
}

/** Says it without signing in. @throws ApiProblem */
export const declareWithdrawal = (body: Schemas['DeclareWithdrawal']): Promise<Declared> =>
  unwrap(api.POST('/v1/withdrawals', { body }));
