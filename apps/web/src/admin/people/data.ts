import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, sendOnce, unwrap } from '~/shared/api/index.ts';
import type { paths } from '~/shared/api/schema.gen.ts';
import { usePaged } from '~/shared/ui/index.ts';

type PeopleFilter = Omit<NonNullable<paths['/v1/staff/people']['get']['parameters']['query']>, 'limit' | 'cursor'>;

const page = (id: string, cursor: string | undefined) => ({
  params: { path: { id }, query: { ...(cursor !== undefined && { cursor }) } },
});

export const usePeople = (filter: PeopleFilter) =>
  usePaged(['people', 'list', filter], (cursor) =>
    unwrap(api.GET('/v1/staff/people', { params: { query: { ...filter, ...(cursor !== undefined && { cursor }) } } })),
  );

export const usePerson = (id: string) =>
  useQuery({
    queryKey: ['people', id],
    queryFn: () => unwrap(api.GET('/v1/staff/people/{id}', { params: { path: { id } } })),
  });

export const useWallet = (id: string) =>
  useQuery({
    queryKey: ['people', id, 'wallet'],
    queryFn: () => unwrap(api.GET('/v1/staff/people/{id}/wallet', { params: { path: { id } } })),
  });

export const useNotes = (id: string) =>
  usePaged(['people', id, 'notes'], (cursor) => unwrap(api.GET('/v1/staff/people/{id}/notes', page(id, cursor))));

export const useSignIns = (id: string) =>
  usePaged(['people', id, 'sign-ins'], (cursor) => unwrap(api.GET('/v1/staff/people/{id}/sign-ins', page(id, cursor))));

export function useFreeze(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ frozen, reason }: { frozen: boolean; reason: string }) =>
      frozen
        ? unwrap(api.POST('/v1/staff/people/{id}/freeze', { params: { path: { id } }, body: { reason } }))
        : unwrap(api.POST('/v1/staff/people/{id}/unfreeze', { params: { path: { id } } })),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['people'] }),
  });
}

export function useAddNote(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (text: string) =>
      unwrap(api.POST('/v1/staff/people/{id}/notes', { params: { path: { id } }, body: { text } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people', id, 'notes'] }),
  });
}

/** Gives promo credit. While the outcome of a gift to this person is unknown, another amount is refused instead of being a second gift. */
export function useGrantCredit(id: string) {
  const queries = useQueryClient();
  return async (body: Schemas['GrantCredit']): Promise<Schemas['CreditView']> => {
    try {
      return await sendOnce(`credit:${id}`, ({ header }) =>
        unwrap(api.POST('/v1/staff/people/{id}/credits', { params: { path: { id }, header }, body })),
      );
    } finally {
      await queries.invalidateQueries({ queryKey: ['people', id, 'wallet'] });
      void queries.invalidateQueries({ queryKey: ['ledger'] });
    }
  };
}

/** What went back to the person's cards; read again while a bank has not answered. */
export const useWalletRefunds = (id: string) =>
  usePaged(
    ['people', id, 'refunds'],
    (cursor) => unwrap(api.GET('/v1/staff/people/{id}/wallet/refunds', page(id, cursor))),
    true,
    ({ parts }) => parts.some(({ status }) => status === 'requested' || status === 'sent'),
  );

export const useUserInvoices = (id: string) =>
  usePaged(
    ['people', id, 'invoices'],
    (cursor) => unwrap(api.GET('/v1/staff/people/{id}/user-invoices', page(id, cursor))),
    true,
  );

/** Pays back to the cards. While the outcome is unknown, another amount is refused instead of being a second refund. */
export function useRefundWallet(id: string) {
  const queries = useQueryClient();
  return async (body: Schemas['RefundWallet']): Promise<Schemas['WalletRefundView']> => {
    try {
      return await sendOnce(`wallet-refund:${id}`, ({ header }) =>
        unwrap(api.POST('/v1/staff/people/{id}/wallet/refunds', { params: { path: { id }, header }, body })),
      );
    } finally {
      await Promise.all(
        ['wallet', 'refunds'].map((part) => queries.invalidateQueries({ queryKey: ['people', id, part] })),
      );
      void queries.invalidateQueries({ queryKey: ['ledger'] });
    }
  };
}
