import { queryOptions, useQuery } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { keys } from '../lib/keys.ts';

export type TopUp = Schemas['TopUpView'];
export type Card = Schemas['CardView'];
export type Wallet = Schemas['WalletView'];
export type TopUpRoom = Schemas['TopUpRoomView'];

export const walletQuery = queryOptions({
  queryKey: keys.wallet,
  queryFn: () => unwrap(api.GET('/v1/wallet', {})),
});

/** What of the balance can go back to the cards. */
export const refundableQuery = queryOptions({
  queryKey: keys.refundable,
  queryFn: () => unwrap(api.GET('/v1/wallet/refundable', {})),
});

export const useCards = () =>
  useQuery({
    queryKey: keys.cards,
    queryFn: () => unwrap(api.GET('/v1/cards', {})),
    select: ({ data }) => data,
  });

/** The promo credit that the next top-up would bring, by its amount. */
export function useBonuses(): readonly Schemas['BonusTierView'][] {
  const { data } = useQuery({
    // Beside the statement: what is booked there may use a bonus up.
    queryKey: [...keys.statement, 'bonuses'],
    queryFn: () => unwrap(api.GET('/v1/wallet/bonuses', {})),
  });
  return data?.tiers ?? [];
}

/** What can be topped up now, and who issues the balance. Beside the top-ups: each of them changes it. */
export const useTopUpRoom = () =>
  useQuery({ queryKey: [...keys.topUps, 'room'], queryFn: () => unwrap(api.GET('/v1/wallet/top-up-room', {})) });

/** Whom the person called last, and at which price: minutes are told at that price (S5.1). */
export const useLastCall = () =>
  useQuery({
    queryKey: [...keys.calls, 'last'],
    queryFn: () => unwrap(api.GET('/v1/calls', { params: { query: { limit: 1 } } })),
    select: ({ data }) => data[0] ?? null,
  });

const isPending = ({ status }: TopUp): boolean =>
  status === 'requested' || status === 'open' || status === 'processing';

/** One top-up, asked for again while its outcome is open; the stream is quicker when it is up. */
export const useTopUp = (id: string | undefined) =>
  useQuery({
    queryKey: [...keys.topUps, id],
    enabled: id !== undefined,
    queryFn: () => unwrap(api.GET('/v1/top-ups/{id}', { params: { path: { id: id! } } })),
    refetchInterval: ({ state }) => (state.data === undefined || isPending(state.data) ? 2_000 : false),
  });
