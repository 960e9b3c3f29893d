import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';
import type { LegalKind, LegalLocale } from './kinds.ts';

const KEY = ['legal'];

export const useLegalOverview = () =>
  useQuery({
    queryKey: [...KEY, 'overview'],
    queryFn: async () => (await unwrap(api.GET('/v1/staff/legal'))).data,
  });

export const useLegalPage = (kind: LegalKind, locale: LegalLocale) =>
  useQuery({
    queryKey: [...KEY, 'page', kind, locale],
    queryFn: () => unwrap(api.GET('/v1/staff/legal/{kind}/{locale}', { params: { path: { kind, locale } } })),
    // What is being written must not be overwritten by a newer read.
    refetchOnWindowFocus: false,
    gcTime: 0,
  });

export const useLegalVersions = (kind: LegalKind, locale: LegalLocale) =>
  usePaged([...KEY, 'versions', kind, locale], (cursor) =>
    unwrap(
      api.GET('/v1/staff/legal/{kind}/{locale}/versions', {
        params: { path: { kind, locale }, query: { cursor } },
      }),
    ),
  );

export function useLegalActs(kind: LegalKind, locale: LegalLocale) {
  const client = useQueryClient();
  const path = { kind, locale };
  const onSuccess = () =>
    Promise.all([client.invalidateQueries({ queryKey: KEY }), client.invalidateQueries({ queryKey: ['checklist'] })]);
  return {
    save: useMutation({
      mutationFn: (body: { title: string; markdown: string }) =>
        unwrap(api.PUT('/v1/staff/legal/{kind}/{locale}/draft', { params: { path }, body })),
      onSuccess,
    }),
    publish: useMutation({
      mutationFn: () => unwrap(api.POST('/v1/staff/legal/{kind}/{locale}/publish', { params: { path } })),
      onSuccess,
    }),
  };
}
