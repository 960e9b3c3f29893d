import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';

export type Domain = Schemas['DomainView'];

const KEY = ['domains'];
const CHECK_EVERY_MS = 20_000;
/** A licensee has twenty at the most: one page. */
const ALL = 100;

export const useDomains = () =>
  useQuery({
    queryKey: KEY,
    queryFn: async () => (await unwrap(api.GET('/v1/staff/domains', { params: { query: { limit: ALL } } }))).data,
  });

const put = (client: QueryClient, domain: Domain): void => {
  client.setQueryData<Domain[]>(KEY, (all) => {
    const others = (all ?? []).filter(({ host }) => host !== domain.host);
    return [...others, domain].sort((a, b) => (a.host < b.host ? -1 : 1));
  });
};

const check = (host: string): Promise<Domain> =>
  unwrap(api.POST('/v1/staff/domains/{host}/check', { params: { path: { host } } }));

/** Looks the domain up at once and every 20 s, as long as it is not verified and somebody looks at the page (L3.2). */
export function useAutomaticCheck({ host, status, kind }: Domain) {
  const client = useQueryClient();
  return useQuery({
    queryKey: [...KEY, 'check', host],
    enabled: status !== 'verified' && kind !== 'platform',
    refetchInterval: CHECK_EVERY_MS,
    gcTime: 0,
    queryFn: async () => {
      const domain = await check(host);
      put(client, domain);
      return domain.checkedAt;
    },
  });
}

export function useDomainActs() {
  const client = useQueryClient();
  const changed = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: KEY, exact: true }),
      client.invalidateQueries({ queryKey: ['checklist'] }),
    ]);
  return {
    check: useMutation({ mutationFn: check, onSuccess: (domain) => put(client, domain) }),
    add: useMutation({
      mutationFn: (host: string) => unwrap(api.POST('/v1/staff/domains', { body: { host } })),
      onSuccess: (domain) => put(client, domain),
    }),
    makePrimary: useMutation({
      mutationFn: (host: string) =>
        unwrap(api.POST('/v1/staff/domains/{host}/primary', { params: { path: { host } } })),
      onSuccess: changed,
    }),
    remove: useMutation({
      mutationFn: (host: string) =>
        unwrap(api.DELETE('/v1/staff/domains/{host}', { params: { path: { host }, query: { confirm: host } } })),
      onSuccess: changed,
    }),
  };
}
