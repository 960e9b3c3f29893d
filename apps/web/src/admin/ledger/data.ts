import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '~/shared/api/index.ts';
import type { paths } from '~/shared/api/schema.gen.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type LedgerFilter = Omit<
  NonNullable<paths['/v1/staff/ledger/transactions']['get']['parameters']['query']>,
  'limit' | 'cursor'
>;

const CHECK_FRESH_MS = 60_000;

export const useTransactions = (filter: LedgerFilter) =>
  usePaged(['ledger', 'transactions', filter], (cursor) =>
    unwrap(
      api.GET('/v1/staff/ledger/transactions', {
        params: { query: { ...filter, ...(cursor !== undefined && { cursor }) } },
      }),
    ),
  );

export const useTransaction = (id: string) =>
  useQuery({
    queryKey: ['ledger', 'transaction', id],
    queryFn: () => unwrap(api.GET('/v1/staff/ledger/transactions/{id}', { params: { path: { id } } })),
  });

export const useAccountTotals = () =>
  useQuery({
    queryKey: ['ledger', 'accounts'],
    queryFn: () => unwrap(api.GET('/v1/staff/ledger/accounts')),
  });

export const useAccount = (id: string) =>
  useQuery({
    queryKey: ['ledger', 'account', id],
    queryFn: () => unwrap(api.GET('/v1/staff/ledger/accounts/{id}', { params: { path: { id } } })),
  });

export const useAccountEntries = (id: string) =>
  usePaged(['ledger', 'account', id, 'entries'], (cursor) =>
    unwrap(
      api.GET('/v1/staff/ledger/accounts/{id}/entries', {
        params: { path: { id }, query: { ...(cursor !== undefined && { cursor }) } },
      }),
    ),
  );

export const useSeals = () =>
  usePaged(['ledger', 'seals'], (cursor) =>
    unwrap(api.GET('/v1/staff/ledger/checkpoints', { params: { query: { ...(cursor !== undefined && { cursor }) } } })),
  );

/** Reads every entry there is, so it is not asked again at each look. */
export const useLedgerCheck = () =>
  useQuery({
    queryKey: ['ledger', 'check'],
    queryFn: () => unwrap(api.GET('/v1/staff/ledger/check')),
    staleTime: CHECK_FRESH_MS,
  });
