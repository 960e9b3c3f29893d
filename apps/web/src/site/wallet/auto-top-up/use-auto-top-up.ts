import { useQuery } from '@tanstack/react-query';
import { type Schemas, api, isProblem, unwrap } from '~/shared/api/index.ts';
import { inWords } from '~/shared/in-words.ts';
import { queryClient } from '~/shared/query.ts';
import { usePaged } from '~/shared/ui/index.ts';
import { keys } from '../../lib/keys.ts';
import type { TopUp } from '../wallet.ts';

export type AutoTopUp = Schemas['AutoTopUpView'];

/** One that was agreed to: its card, amounts and day are there. */
export type Agreed = AutoTopUp & { [name in Terms]: NonNullable<AutoTopUp[name]> };
type Terms = 'cardId' | 'thresholdMinor' | 'amountMinor' | 'monthlyCapMinor' | 'agreedAt';

export const isAgreed = (one: AutoTopUp): one is Agreed => one.agreedAt !== null;

export const useAutoTopUp = () =>
  useQuery({ queryKey: keys.autoTopUp, queryFn: () => unwrap(api.GET('/v1/wallet/auto-top-up')) });

/** What it did: each charge and how it ended. */
export const useAttempts = () =>
  usePaged<TopUp>(
    [...keys.topUps, 'auto'],
    (cursor) => unwrap(api.GET('/v1/top-ups', { params: { query: { by: 'auto', limit: 5, cursor } } })),
    true,
    ({ status }) => status === 'requested' || status === 'processing',
  );

/** Agrees to it, or to other terms. The refusal of an amount stands at its field, in `words`. */
export async function agree(body: Schemas['SetAutoTopUp'], words: string): Promise<void> {
  try {
    queryClient.setQueryData(keys.autoTopUp, await unwrap(api.PUT('/v1/wallet/auto-top-up', { body })));
  } catch (error) {
    if (!isProblem(error, 'top-up-out-of-range')) throw error;
    throw inWords(error, words, 'amountMinor');
  }
}

export async function stop(): Promise<void> {
  queryClient.setQueryData(keys.autoTopUp, await unwrap(api.DELETE('/v1/wallet/auto-top-up')));
}
